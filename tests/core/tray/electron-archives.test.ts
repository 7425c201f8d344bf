import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { archiveUrl, electronArchive, electronVersion } from '../../../src/core/tray/electron-archives.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8')
const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64']

it('is one version everywhere: types, packaging, archives', () => {
  expect(JSON.parse(read('package.json')).devDependencies.electron).toBe(electronVersion)
  expect(read('electron-builder.yml')).toContain(`\nelectronVersion: ${electronVersion}\n`)
})

it.each(platforms)('knows the sum of %s as its makers published it', (name) => {
  const [platform = '', arch = ''] = name.split('-')
  const archive = electronArchive(platform, arch)
  const published = JSON.parse(read('node_modules', 'electron', 'checksums.json'))
  expect(archive?.sha256).toMatch(/^[\da-f]{64}$/)
  expect(published[archive?.file ?? '']).toBe(archive?.sha256)
})

it.each([
  ['freebsd', 'x64'],
  ['linux', 'arm'],
  ['win32', 'ia32'],
])('has none for %s %s', (platform, arch) => {
  expect(electronArchive(platform, arch)).toBeUndefined()
})

it.each([
  ['GitHub', {}, `https://github.com/electron/electron/releases/download/v45.4.1/electron-v45.4.1-linux-x64.zip`],
  [
    'a mirror',
    { ELECTRON_MIRROR: 'https://m.example/e' },
    'https://m.example/e/v45.4.1/electron-v45.4.1-linux-x64.zip',
  ],
  [
    "npm's mirror with its own folders",
    { npm_config_electron_mirror: 'https://m.example/', npm_config_electron_custom_dir: '{{ version }}' },
    'https://m.example/45.4.1/electron-v45.4.1-linux-x64.zip',
  ],
] as const)('finds it at %s', (_name, env, url) => {
  const archive = electronArchive('linux', 'x64')
  expect(archive && archiveUrl(archive, env)).toBe(url)
})
