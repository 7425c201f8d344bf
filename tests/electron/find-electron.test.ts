import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { findElectron } from '../../src/electron/find-electron.ts'
import { sandboxHelperToGrant } from '../../src/electron/sandbox.ts'
import { archiveOf } from '../tools/tray/archive-mirror.ts'

const dir = mkdtempSync(join(tmpdir(), 'tce-find-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('where Electron is looked for, without asking it', () => {
  const archive = archiveOf(Buffer.from('x'))
  const find = (
    files: readonly string[],
    env = {},
    platform: NodeJS.Platform = 'linux',
    cacheDir = join(dir, 'no-cache'),
  ) =>
    findElectron({
      platform,
      env,
      execPath: '/usr/local/bin/node',
      from: pathToFileURL('/opt/tce/dist/app/tray-here.js').href,
      cacheDir,
      archive,
      exists: (path) => files.includes(path),
    })
  const own = '/opt/tce/node_modules/electron'
  const global = '/usr/local/lib/node_modules/electron'

  it('takes the override, and believes nothing else then', () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: '/e' }
    expect(find(['/e/electron'], env)).toEqual({ kind: 'found', program: '/e/electron' })
    expect(find([`${own}/dist/electron`], env)).toEqual({ kind: 'override-empty', folder: '/e' })
  })

  it("takes our packages' before the one we fetched, and that before the global one", () => {
    const cacheDir = join(dir, 'cache')
    const fetched = join(cacheDir, 'electron', archive.version)
    mkdirSync(fetched, { recursive: true })
    writeFileSync(join(fetched, 'electron'), '')
    writeFileSync(join(fetched, 'archive.sha256'), archive.sha256)
    const both = [`${own}/dist/electron`, `${global}/dist/electron`]
    expect(find(both, {}, 'linux', cacheDir)).toEqual({ kind: 'found', program: both[0] })
    expect(find(both.slice(1), {}, 'linux', cacheDir)).toEqual({ kind: 'found', program: join(fetched, 'electron') })
    expect(find(both.slice(1))).toEqual({ kind: 'found', program: both[1] })
    expect(find([`${own}/package.json`])).toEqual({ kind: 'missing' })
  })

  it('knows its name on macOS', () => {
    const program = `${own}/dist/Electron.app/Contents/MacOS/Electron`
    expect(find([program], {}, 'darwin')).toEqual({ kind: 'found', program })
  })
})

describe('a sandbox that the system denies', () => {
  const program = join(dir, 'electron')
  const helper = join(dir, 'chrome-sandbox')
  writeFileSync(helper, '', { mode: 0o755 })
  const denied = (path: string) => (path.endsWith('apparmor_restrict_unprivileged_userns') ? '1' : undefined)

  it.each([
    ['AppArmor (Ubuntu since 23.10)', denied],
    ['a switch of the kernel', (path: string) => (path.endsWith('unprivileged_userns_clone') ? '0' : undefined)],
    ['none allowed at all', (path: string) => (path.endsWith('max_user_namespaces') ? '0' : undefined)],
  ])('names the helper that has to belong to root: %s', (_name, read) => {
    expect(sandboxHelperToGrant(program, 'linux', read)).toBe(helper)
  })

  it('names none where it is not denied, on other systems, and beside a program without one', () => {
    const allowed = (path: string) => (path.endsWith('restrict_unprivileged_userns') ? '0' : '1')
    expect(sandboxHelperToGrant(program, 'linux', allowed)).toBe(undefined)
    expect(sandboxHelperToGrant(program, 'linux', () => undefined)).toBe(undefined)
    expect(sandboxHelperToGrant(program, 'darwin', denied)).toBe(undefined)
    expect(sandboxHelperToGrant('/nowhere/electron', 'linux', denied)).toBe(undefined)
  })
})
