/** Supervisors of several ages beside one another, and one that was killed: what they hold goes on, or is told as it is. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openOwnTerminals } from '../../src/app/own-terminals.ts'
import { processTools } from '../../src/app/process-tools.ts'
import { exitInWords } from '../../src/core/terminals/session.ts'
import { createTerminals } from '../../src/runner/client/create-terminals.ts'
import { loadPty } from '../../src/runner/pty.ts'
import { createRunDir } from '../../src/runner/run-dir.ts'
import { createSessionFiles } from '../../src/runner/session-files.ts'
import { listen } from '../../src/runner/supervisor/listen.ts'
import { createSupervisor } from '../../src/runner/supervisor/supervisor.ts'
import { testEnvironment } from '../tools/left-overs.ts'
import { identify, isRunning, signalExactly } from '../tools/processes.ts'
import { waitFor } from '../tools/wait-for.ts'
import { seen, size } from './terminals-here.ts'

const dataDir = mkdtempSync(join(realpathSync(tmpdir()), 'tce-side-'))
const runDir = join(dataDir, 'run')
const env = { PATH: process.env['PATH'] ?? '', ...testEnvironment() }
const now = openOwnTerminals({ dataDir, env: { ...process.env, TCE_RUN_DIR: runDir } })
afterAll(async () => {
  for (const supervisor of await now.supervisors()) if (supervisor.pid !== process.pid) await now.stop(supervisor)
  now.close()
})
const start = (taskId: string, script: string) =>
  ({ taskId, generation: 1, argv: ['/bin/sh', '-c', script], cwd: dataDir, env, size }) as const
const sessions = async () => (await now.list()).sessions
const problem = async (of: Promise<{ readonly ok: boolean; readonly error?: { readonly kind: string } }>) =>
  (await of).error?.kind

/** As another version would be: in this process, with another hash and another range. */
async function another(build: string, protocol: readonly [number, number]) {
  const self = identify(process.pid)
  const startPty = await loadPty()
  if (!startPty.ok || self === undefined) throw new Error('No terminal can be opened here.')
  const ref = { pid: self.pid, start: self.start }
  const supervisor = createSupervisor({
    self: ref,
    files: createSessionFiles(dataDir),
    startPty: startPty.value,
    tools: processTools(),
  })
  const info = { ...ref, version: '0.0.1', build, startedAtMs: Date.now() - 60_000 }
  const listening = await listen({ supervisor, info, runDir: createRunDir(runDir, dataDir), protocol })
  if (!listening.ok) throw new Error(listening.error)
  return { supervisor, ...listening.value }
}

it('an older one keeps what it has, a newer one gets what is new, and the older one goes with its last program', async () => {
  const older = await another('older', [1, 1])
  const old = await older.supervisor.start(start('old', 'stty -echo; echo here; exec cat'))
  expect(old.ok).toBe(true)
  const fresh = await now.start(start('fresh', 'exec cat'))
  expect(fresh.ok && fresh.value.supervisor.pid).not.toBe(process.pid)
  expect((await now.supervisors()).map(({ state }) => state)).toEqual(['current', 'other'])
  expect(older.supervisor.isRetired).toBe(true)
  const look = await seen(now, 'old.1')
  await expect.poll(() => look.text()).toBe('here')
  expect((await look.type(Buffer.from('typed\r'))).ok).toBe(true)
  await expect.poll(() => look.text()).toBe('here\ntyped')
  expect(await now.end('old.1')).toMatchObject({ ok: true, value: { left: [] } })
  await older.closed
  await expect.poll(async () => (await now.supervisors()).map(({ state }) => state)).toEqual(['current'])
  expect((await sessions()).find(({ id }) => id === 'fresh.1')?.exit).toBeUndefined()
  expect((await sessions()).find(({ id }) => id === 'old.1')?.exit).toMatchObject({ isObserved: true })
})

it('one with which no language is in common is named, and left alone, as is what it holds', async () => {
  const foreign = await another('foreign', [7, 9])
  const held = await foreign.supervisor.start(start('held', 'exec cat'))
  const process = held.ok ? held.value.process : undefined
  expect((await now.supervisors()).map(({ state }) => state).sort()).toEqual(['current', 'foreign'])
  expect((await now.list()).silent).toMatchObject([{ build: 'foreign' }])
  expect((await sessions()).some(({ id }) => id === 'held.1')).toBe(false)
  expect(await problem(now.attach('held.1', { output() {}, picture() {}, resized() {}, over() {} }))).toBe('silent')
  expect(await now.recover()).toEqual([])
  expect(process && isRunning(process)).toBe(true)
  await foreign.stop()
  await foreign.closed
})

it('they agree on the newest that both speak, whichever of them is the older', async () => {
  const between = (protocol: readonly [number, number]) =>
    createTerminals({
      runDir,
      dataDir,
      tools: processTools(),
      protocol,
      launch: () => Promise.reject(new Error('none is needed')),
    })
  const wide = await another('wide', [1, 2])
  await wide.supervisor.start(start('wide', 'exec cat'))
  for (const [protocol, state] of [
    [[1, 1], 'other'],
    [[2, 3], 'other'],
    [[3, 4], 'foreign'],
  ] as const) {
    const terminals = between(protocol)
    const found = (await terminals.supervisors()).find(({ build }) => build === 'wide')
    expect([protocol, found?.state]).toEqual([protocol, state])
    terminals.close()
  }
  await wide.stop()
  await wide.closed
})

it('one that was killed has cut its programs off, and what they left running is found by its mark, that and nothing else', async () => {
  const cut = await now.start(start('cut', `printf 'half a '; setsid sleep 321 & echo line; exec cat`))
  const other = await now.start({ ...start('other', 'exit 0'), env: { ...env, TCE_SPAWN: 'somebody' } })
  if (!cut.ok || !other.ok) throw new Error('It was not started.')
  const look = await seen(now, 'cut.1')
  await expect.poll(() => look.text()).toBe('half a line')
  const grandchild = await waitFor('the one that left', () => findSleep(321))
  expect(signalExactly(cut.value.supervisor, 'SIGKILL')).toBe(true)
  await waitFor('its end', () => !isRunning(cut.value.supervisor))
  expect((await sessions()).find(({ id }) => id === 'cut.1')?.exit).toMatchObject({ isObserved: false })
  expect(isRunning(grandchild)).toBe(true)

  // The next one that starts cleans up after it.
  const next = await now.start(start('next', 'exec cat'))
  expect(next.ok).toBe(true)
  await waitFor('the end of the one that left', () => !isRunning(grandchild))
  const exit = (await sessions()).find(({ id }) => id === 'cut.1')?.exit
  expect(exit && exitInWords(exit)).toBe('cut off: its supervisor is gone')
  expect((await now.lastScreen('cut.1'))?.text).toContain('half a line')
  expect(await problem(now.attach('cut.1', { output() {}, picture() {}, resized() {}, over() {} }))).toBe('ended')
  expect(await now.recover()).toEqual([])
})

function findSleep(seconds: number) {
  const all = readProcesses()
  return all.find(({ command }) => command === `sleep\0${seconds}\0`)?.identity
}

function readProcesses() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const identity = identify(Number(name))
      try {
        return identity === undefined ? [] : [{ identity, command: readFileSync(`/proc/${name}/cmdline`, 'latin1') }]
      } catch {
        return []
      }
    })
}
