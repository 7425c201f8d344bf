/** `tce tray` from the command line to the disk, with a mirror on loopback; beside a server of another process, and without one. */
import { spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import type { TrayMachine } from '../../src/app/tray-here.ts'
import { createTrayTools } from '../../src/app/tray-tools.ts'
import type { AppParts } from '../../src/cli/app-parts.ts'
import { runCli } from '../cli/run-cli.ts'
import { processesWithHome } from '../tools/processes.ts'
import { archiveOf, startMirror } from '../tools/tray/archive-mirror.ts'
import { ended } from '../tools/tray/session-bus.ts'
import { archiveWith, startRun } from '../tools/tray/test-run.ts'

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tce-tray-tools-')))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const content = archiveWith('trap "exit 0" TERM INT; while :; do sleep 0.05; done')
const archive = archiveOf(content)

let home = ''
let count = 0
beforeEach(() => {
  count += 1
  home = join(dir, String(count))
  mkdirSync(home)
  process.env['TCE_CONFIG_DIR'] = join(home, 'config')
  process.env['TCE_DATA_DIR'] = join(home, 'data')
  process.env['TCE_CACHE_DIR'] = join(home, '.cache', 'tce')
})
const folder = () => join(home, '.cache', 'tce', 'electron')
const program = () => join(folder(), '45.4.1', 'electron')
const settings = () => readFileSync(join(home, 'config', 'config.toml'), 'utf8')

async function tray(mirror: string, args: readonly string[], changes: Partial<TrayMachine> = {}) {
  const machine: TrayMachine = {
    platform: 'linux',
    env: { DISPLAY: ':0', ELECTRON_MIRROR: mirror },
    uid: 1000,
    execPath: process.execPath,
    archive,
    ...changes,
  }
  const trayTools: AppParts['trayTools'] = async () => {
    const config = await loadConfig()
    if (!config.ok) throw new Error(config.error.message)
    return createTrayTools(config.value, machine)
  }
  const loadApp = async () => ({ trayTools }) as AppParts
  return runCli(['tray', ...args], { parts: { loadApp } })
}

describe('without a server', () => {
  it('status, install, status, remove: says each time how it stands, and remembers yes and no', async () => {
    await using mirror = await startMirror(content)
    expect(await tray(mirror.url, ['status'])).toEqual({
      code: 0,
      out: "○ Electron's program for the tray is not there yet; tce run asks whether it may\n  fetch it, tce tray install does now.\n",
      err: '',
    })
    const there = /^✓ Electron's program is there; tce run shows the tray\.\n {2}\S+electron {2}\d+ kB\n$/
    expect(await tray(mirror.url, ['install'])).toEqual({ code: 0, out: expect.stringMatching(there), err: '' })
    expect([existsSync(program()), settings()]).toEqual([true, '[tray]\nshow = true\n'])
    expect((await tray(mirror.url, ['install'])).code, 'again').toBe(0)
    expect(mirror.asked).toHaveLength(1)
    const { out } = await tray(mirror.url, ['status', '--json'])
    expect(JSON.parse(out)).toMatchObject({ decision: { do: 'show', program: program() }, folder: folder() })

    const removed = await tray(mirror.url, ['remove'])
    expect(removed.out).toMatch(/^✓ The tray is off\. \d+ kB are free again\. Back again: tce tray install\n$/)
    expect([existsSync(folder()), settings()]).toEqual([false, '[tray]\nshow = false\n'])
    expect((await tray(mirror.url, ['status'])).out).toBe('○ No tray: you said no to it; tce tray install brings it.\n')
    expect((await tray(mirror.url, ['remove'])).out).toContain('Nothing lay there.')
    // A no is taken back by asking for it.
    expect((await tray(mirror.url, ['install'])).code).toBe(0)
  })

  it('takes an archive that was fetched by hand, and only the right one', async () => {
    await using mirror = await startMirror(content)
    const file = join(home, archive.file)
    writeFileSync(file, 'something else')
    const wrong = await tray(mirror.url, ['install', file])
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('is not the Electron that TCE knows')])
    writeFileSync(file, content)
    expect((await tray(mirror.url, ['install', file])).code).toBe(0)
    expect([existsSync(program()), mirror.asked]).toEqual([true, []])
  })

  it('says in one sentence what failed, keeps the yes, and goes on from there the next time', async () => {
    await using mirror = await startMirror(content)
    mirror.next({ give: 'status', status: 403 })
    const failed = await tray(mirror.url, ['install'])
    expect([failed.code, failed.err]).toEqual([
      1,
      expect.stringMatching(
        /^✗ No tray yet: \S+ does not give it \(HTTP 403\); by hand, with \S+ from \S+: tce tray install \S+\n$/,
      ),
    ])
    expect(settings()).toBe('[tray]\nshow = true\n')
    expect((await tray(mirror.url, ['status'])).out).toMatch(/the next tce run\s+fetches it/)
    expect((await tray(mirror.url, ['install'])).code).toBe(0)
  })

  it('removes the program of an earlier version, but not one that runs', async () => {
    await using mirror = await startMirror(content)
    const [old, used] = [join(folder(), '44.0.0'), join(folder(), '44.1.0')]
    for (const path of [old, used]) mkdirSync(path, { recursive: true })
    copyFileSync('/bin/sleep', join(used, 'electron'))
    const running = spawn(join(used, 'electron'), ['60'], { stdio: 'ignore' })
    try {
      expect((await tray(mirror.url, ['install'])).code).toBe(0)
      expect(readdirSync(folder()).toSorted()).toEqual(['44.1.0', '45.4.1'])
    } finally {
      await ended(running)
    }
  })

  it.each([
    ['root', { uid: 0 }, /does not run as root/],
    ['root without a display', { uid: 0, env: {} }, /does not run as root/],
    ['a system without Electron', { archive: undefined }, /no Electron for this system/],
    ['a forbidden download', { env: { DISPLAY: ':0', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' } }, /forbids fetching it/],
  ] as const)('refuses to install for %s, and changes nothing', async (_who, changes, words) => {
    await using mirror = await startMirror(content)
    const { code, err } = await tray(mirror.url, ['install'], changes)
    expect([code, err]).toEqual([1, expect.stringMatching(words)])
    expect([mirror.asked, existsSync(join(home, 'config'))]).toEqual([[], false])
  })

  it.each([
    ['in CI', { CI: 'true', DISPLAY: ':0' }],
    ['without a display', {}],
  ])('does %s what it is asked for by name', async (_where, env) => {
    await using mirror = await startMirror(content)
    const { code } = await tray(mirror.url, ['install'], { env: { ...env, ELECTRON_MIRROR: mirror.url } })
    expect([code, existsSync(program())]).toEqual([0, true])
  })

  it('does nothing where the answer can not be kept', async () => {
    await using mirror = await startMirror(content)
    writeFileSync(join(home, 'config'), 'a file in the place of the folder')
    const { code, err } = await tray(mirror.url, ['install'])
    expect([code, err, mirror.asked]).toEqual([1, expect.stringContaining('config.toml cannot be written'), []])
  })

  it('is wrong usage with another word', async () => {
    expect(await tray('', ['fetch'])).toMatchObject({ code: 2, err: expect.stringContaining('"fetch" is neither') })
  })
})

it('through a server that asks: it fetches and shows without a restart, and ends the tray before its program is removed', async () => {
  await using mirror = await startMirror(content)
  const run = await startRun({ home, archive, mirror: mirror.url })
  try {
    await run.trayIs('asking')
    expect((await tray(mirror.url, ['status'])).out).toMatch(/^○ A coloured dot in your panel can show/)
    const installed = await tray(mirror.url, ['install'])
    expect([installed.err, installed.out]).toEqual(['', expect.stringMatching(/^✓ The tray is there\.\n/)])
    expect(await run.tray()).toEqual({ kind: 'shown' })
    expect(processesWithHome(home).length).toBeGreaterThan(1)
    expect((await tray(mirror.url, ['remove'])).out).toMatch(/^✓ The tray is off\. \d+ kB are free again/)
    expect(await run.tray()).toEqual({ kind: 'off', reason: 'said-no' })
    expect([processesWithHome(home).length, existsSync(folder())]).toEqual([1, false])
  } finally {
    await run.stop()
  }
})
