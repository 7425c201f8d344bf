/**
 * `tce run` without Electron: fetched from a mirror on loopback, unpacked, started beside the server. In Electron's place the archive
 * holds the tray on the shim, or a script; that Electron itself starts is not shown here.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { partBytes } from '../../src/electron/part-file.ts'
import { processesWithHome } from '../tools/processes.ts'
import { archiveOf, startMirror } from '../tools/tray/archive-mirror.ts'
import { ended, startSessionBus } from '../tools/tray/session-bus.ts'
import { clickEntry, findEntry, readMenu, trayItem } from '../tools/tray/status-notifier.ts'
import type { TestRun, TestRunOptions } from '../tools/tray/test-run.ts'
import { archiveWith, npmStart, shimArchive, startRun, startRunOnly } from '../tools/tray/test-run.ts'
import { startTrayWatcher } from '../tools/tray/tray-watcher.ts'
import { waitFor } from '../tools/wait-for.ts'

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'tce-tray-start-')))
afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
const hasTools =
  spawnSync('dbus-daemon', ['--version']).status === 0 && spawnSync('identify', ['-version']).status === 0

/** Runs until it is told to end, as a tray does. */
const waits = archiveWith('trap "exit 0" TERM INT; while :; do sleep 0.05; done')
let home = ''
let count = 0
const running = new Set<TestRun>()
beforeEach(() => {
  count += 1
  home = join(dir, String(count))
})
afterEach(async () => {
  for (const run of running) await run.stop()
  running.clear()
  expect(processesWithHome(home), 'left behind').toEqual([])
})

async function start(options: Omit<TestRunOptions, 'home'>): Promise<TestRun> {
  const run = await startRun({ home, ...options })
  running.add(run)
  return run
}
const cacheOf = (dir: string) => join(dir, '.cache', 'tce', 'electron')
const program = () => join(cacheOf(home), '45.4.1', 'electron')

describe('npm start in a clone, on a desktop', () => {
  it.skipIf(!hasTools && process.env['CI'] !== 'true')(
    'serves at once, says how far it is, and shows the tray without a restart; Quit there ends all of it',
    async () => {
      const content = shimArchive()
      const session = await startSessionBus()
      try {
        const bus = session.connect()
        const watcher = await startTrayWatcher(bus)
        await using mirror = await startMirror(content)
        mirror.next({ give: 'silent', bytes: 200 })
        const env = { ...npmStart, DBUS_SESSION_BUS_ADDRESS: session.address }
        const run = await start({ archive: archiveOf(content), mirror: mirror.url, env })
        // The mirror has said nothing more yet: the page is there, and knows how far it is.
        const fetching = await waitFor('the first bytes', async () => {
          const state = await run.tray()
          return state.kind === 'fetching' && state.receivedBytes > 0 ? state : undefined
        })
        expect(fetching).toEqual({
          kind: 'fetching',
          host: mirror.host,
          receivedBytes: 200,
          totalBytes: content.length,
        })
        expect((await fetch(`${run.url}/`)).status).toBe(200)
        mirror.release()

        const item = trayItem(await waitFor('the icon', () => watcher.items[0], { seen: run.output }))
        await run.trayIs('shown')
        expect(run.output()).toMatch(/Electron for the tray: .*\n.*The tray is there\.\n/s)
        expect(mirror.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=200-'])
        expect(existsSync(program())).toBe(true)
        const quit = await waitFor('Quit', async () => findEntry(await readMenu(bus, item), 'Quit'))
        await clickEntry(bus, item, quit)
        await waitFor('all of it to end', () => run.child.exitCode !== null, { seen: run.output })
        expect(run.child.exitCode).toBe(0)
      } finally {
        await session.close()
      }
    },
  )

  it('goes on where it broke off at the next start; what is there serves and shows in one process at the one after', async () => {
    await using mirror = await startMirror(waits)
    mirror.next({ give: 'silent', bytes: 100 })
    const archive = archiveOf(waits)
    const options = { archive, mirror: mirror.url, env: npmStart }
    const first = await start(options)
    await waitFor('the first bytes', async () => (await partBytes(cacheOf(home), archive.file)) === 100)
    first.child.kill('SIGKILL')
    await waitFor('its end', () => first.child.signalCode !== null)
    running.delete(first)

    const second = await start(options)
    await second.trayIs('shown')
    expect(mirror.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=100-'])
    expect(await second.stop()).toBe(0)

    // The script in the archive serves nothing: that there is no server says that it alone was started.
    const third = startRunOnly({ home, ...options })
    const [, tray = 0] = await waitFor('the program', () => {
      const pids = processesWithHome(home)
      return pids.length > 1 && pids
    })
    expect(readFileSync(`/proc/${tray}/cmdline`, 'utf8')).toContain(program())
    await ended(third.child)
    expect([third.child.exitCode, third.output(), mirror.asked.length]).toEqual([0, '', 2])
  })

  it('says in one sentence what went wrong and how it goes by hand, believes no other archive, and tries again', async () => {
    const wasRun = join(home, 'was-run')
    await using mirror = await startMirror(waits)
    mirror.next({ give: 'status', status: 403 }, { give: 'other', content: archiveWith(`touch "${wasRun}"`) })
    const run = await start({ archive: archiveOf(waits), mirror: mirror.url, env: npmStart })
    expect(await run.trayIs('failed')).toMatchObject({
      failure: { kind: 'forbidden', host: mirror.host, status: 403 },
    })
    expect(run.output()).toMatch(
      /^No tray yet: \S+ does not give it \(HTTP 403\); by hand, .*: tce tray install electron-v45\.4\.1-linux-x64\.zip$/m,
    )
    expect(await run.answer('yes')).toMatchObject({ state: { kind: 'fetching' } })
    await waitFor('the other archive', async () => {
      const state = await run.tray()
      return state.kind === 'failed' && state.failure.kind === 'wrong-archive'
    })
    expect([existsSync(program()), existsSync(wasRun)]).toEqual([false, false])
    expect((await fetch(`${run.url}/`)).status).toBe(200)
    await run.answer('yes')
    await run.trayIs('shown')
  })

  it('tells a program that does not start from one that was quit, and goes on serving', async () => {
    const broken = archiveWith('exit 127')
    await using mirror = await startMirror(broken)
    const run = await start({ archive: archiveOf(broken), mirror: mirror.url, env: npmStart })
    expect(await run.trayIs('failed')).toMatchObject({
      failure: { kind: 'not-started', why: 'it ended with exit code 127' },
    })
    expect((await fetch(`${run.url}/`)).status).toBe(200)
    expect(run.output()).toContain('No tray: Electron did not start (it ended with exit code 127).')
  })

  it('asks no mirror as root, says so, and serves', async () => {
    await using mirror = await startMirror(waits)
    const run = await start({ archive: archiveOf(waits), mirror: mirror.url, env: npmStart, uid: 0 })
    expect(await run.tray()).toEqual({ kind: 'off', reason: 'root' })
    expect(run.output()).toContain('No tray: Electron does not run as root')
    expect(mirror.asked).toEqual([])
  })
})

describe('an installed tce run', () => {
  const installed = { archive: archiveOf(waits) }

  it('asks, does nothing before the answer, and remembers it: yes, and later no', async () => {
    await using mirror = await startMirror(waits)
    const run = await start({ ...installed, mirror: mirror.url })
    expect(await run.trayIs('asking')).toEqual({ kind: 'asking', host: mirror.host })
    await waitFor('the way to answer', () => run.output().includes('Answer on the page, or with: tce tray install'))
    expect(mirror.asked).toEqual([])
    await run.answer('yes')
    await run.trayIs('shown')
    expect(run.remembered()).toBe('[tray]\nshow = true\n')

    expect(await run.answer('no')).toMatchObject({ state: { kind: 'off', reason: 'said-no' } })
    expect(processesWithHome(home), 'the tray has ended').toHaveLength(1)
    expect(run.remembered()).toBe('[tray]\nshow = false\n')
    await run.stop()
    // Neither asked nor shown, though it is there.
    const next = await start({ ...installed, mirror: mirror.url, env: npmStart })
    expect(await next.tray()).toEqual({ kind: 'off', reason: 'said-no' })
    expect(next.output()).not.toContain('tray')
    expect(mirror.asked).toHaveLength(1)
  })

  it('neither asks nor fetches with --no-tray until somebody says yes; a no ends a fetch', async () => {
    await using mirror = await startMirror(waits)
    const run = await start({ ...installed, mirror: mirror.url, args: ['--no-tray'] })
    expect(await run.tray()).toEqual({ kind: 'off', reason: 'no-tray-flag' })
    expect(run.output()).not.toContain('tray')
    expect(mirror.asked).toEqual([])
    mirror.next({ give: 'silent', bytes: 100 })
    await run.answer('yes')
    await run.trayIs('fetching')
    expect(await run.answer('no')).toMatchObject({ state: { kind: 'off', reason: 'said-no' } })
  })
})
