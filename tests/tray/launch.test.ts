import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { findElectron } from '../../src/tray/find-electron.ts'
import { decideTray, runTray, trayArguments } from '../../src/tray/launch.ts'
import { earlyMoments, signalAtSpawn, startInHome } from '../tools/early-signals.ts'
import { processesWithHome } from '../tools/processes.ts'

const dir = mkdtempSync(join(tmpdir(), 'tce launch-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('whether there can be a tray', () => {
  const found = { kind: 'found', program: '/e/electron' } as const
  const here = { platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000, electron: found } as const

  it.each([
    ['X11', here],
    ['Wayland alone', { ...here, env: { WAYLAND_DISPLAY: 'wayland-0' } }],
    ['macOS', { ...here, platform: 'darwin', env: {} }],
    ['Windows', { ...here, platform: 'win32', env: {}, uid: undefined }],
  ] as const)('yes: %s', (_name, surroundings) => {
    expect(decideTray(surroundings)).toEqual({ isPossible: true, electron: '/e/electron' })
  })

  it.each([
    ['no desktop', { ...here, env: {} }, /^No tray: there is no desktop here/],
    ['a remote shell on macOS', { ...here, platform: 'darwin', env: { SSH_CONNECTION: 'x' } }, /remote shell/],
    ['no Electron', { ...here, electron: { kind: 'missing' } }, /npm install --global electron@45\.4\.1/],
    [
      'Electron without its program',
      { ...here, electron: { kind: 'not-downloaded', folder: '/x' } },
      /\/x.*install-electron/,
    ],
    ['root', { ...here, uid: 0 }, /does not run as root/],
  ] as const)('no, in one sentence: %s', (_name, surroundings, why) => {
    const decision = decideTray(surroundings)
    expect(decision.isPossible ? '' : decision.why).toMatch(why)
    expect(decision.isPossible ? '' : decision.why).toMatch(/^No tray: [^.]*(\.\d[^.]*)*(\.4\.1[^.]*)?\.$/)
  })
})

describe('where Electron is looked for, without asking it', () => {
  const find = (files: readonly string[], env = {}, platform: NodeJS.Platform = 'linux') =>
    findElectron({
      platform,
      env,
      execPath: '/usr/local/bin/node',
      from: pathToFileURL('/opt/tce/dist/tray/launch.js').href,
      exists: (path) => files.includes(path),
    })
  const own = '/opt/tce/node_modules/electron'
  const global = '/usr/local/lib/node_modules/electron'

  it('takes the override, and believes nothing else then', () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: '/e' }
    expect(find(['/e/electron'], env)).toEqual({ kind: 'found', program: '/e/electron' })
    expect(find([`${own}/package.json`, `${own}/dist/electron`], env)).toEqual({ kind: 'missing' })
  })

  it('takes ours before the global one, and the global one when ours has no program', () => {
    const both = [`${own}/package.json`, `${global}/package.json`, `${global}/dist/electron`]
    expect(find([...both, `${own}/dist/electron`])).toEqual({ kind: 'found', program: `${own}/dist/electron` })
    expect(find(both)).toEqual({ kind: 'found', program: `${global}/dist/electron` })
    expect(find([`${own}/package.json`])).toEqual({ kind: 'not-downloaded', folder: own })
    expect(find([])).toEqual({ kind: 'missing' })
  })

  it('knows its name on macOS', () => {
    const program = `${own}/dist/Electron.app/Contents/MacOS/Electron`
    expect(find([`${own}/package.json`, program], {}, 'darwin')).toEqual({ kind: 'found', program })
  })
})

describe('running it', () => {
  const program = (name: string, script: string) => {
    const path = join(dir, name)
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }
  const main = join(dir, 'tray.js')

  it('hands over the options and how TCE was started, and never ELECTRON_RUN_AS_NODE', async () => {
    const seen = join(dir, 'seen')
    const electron = program('electron', `echo "$*|\${ELECTRON_RUN_AS_NODE-unset}|$TCE_START_COMMAND" > "${seen}"`)
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    expect(await runTray(electron, { port: 5112, isTokenRequired: true }, { env, main })).toEqual({
      kind: 'ended',
      exitCode: 0,
    })
    const [args, asNode, start] = readFileSync(seen, 'utf8').trim().split('|')
    expect([args, asNode]).toEqual([`${main} --port=5112 --require-token`, 'unset'])
    expect(JSON.parse(start ?? '')).toEqual([process.execPath, process.argv[1], 'run'])
  })

  it('passes on what we say ourselves, and tells a start that failed from an end', async () => {
    expect(await runTray(program('e1', 'exit 1'), {}, { main })).toEqual({ kind: 'ended', exitCode: 1 })
    expect(await runTray(program('e127', 'exit 127'), {}, { main })).toEqual({
      kind: 'failed',
      why: 'it ended with exit code 127',
    })
    expect(await runTray(program('trap', 'kill -TRAP $$'), {}, { main })).toEqual({
      kind: 'failed',
      why: 'it ended with SIGTRAP',
    })
    expect(await runTray(join(dir, 'nowhere'), {}, { main })).toMatchObject({
      kind: 'failed',
      why: expect.stringContaining('ENOENT'),
    })
  })

  it.runIf(process.platform === 'linux').each(earlyMoments)(
    'ends with it when $signal comes right $when it is started',
    async (moment) => {
      const folder = mkdtempSync(join(dir, 'early-'))
      const electron = program('lasting', 'exec sleep 600')
      const launch = pathToFileURL(join(import.meta.dirname, '../../src/tray/launch.ts')).href
      const source = `const { runTray } = await import('${launch}')
        const end = await runTray('${electron}', {}, { main: '${main}' })
        process.exitCode = end.kind === 'ended' ? 7 : 8`
      const args = ['--input-type=module', '--eval', source]
      const starter = startInHome(folder, process.execPath, args, signalAtSpawn(folder, moment))
      expect(await starter.ended).toBe(7)
      expect(processesWithHome(starter.home)).toEqual([])
    },
  )

  it('gives no argument for what was not asked', () => {
    expect(trayArguments({})).toEqual([])
    expect(trayArguments({ host: '::1', isRemoteAllowed: true, isTokenRequired: false })).toEqual([
      '--host=::1',
      '--allow-remote',
    ])
  })
})
