/** Set-up commands that crash, hang, leave something behind, or go on without who began them. Real processes. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createProcessTable } from '../../src/scanner/process-table.ts'
import { endSetup, runSetup, type SetupRun } from '../../src/tasks/setup-command.ts'
import { ownFolder } from '../tools/own-folder.ts'

const cwd = ownFolder('tce-setup-')
const log = join(cwd, 'logs', 'setup.log')
const run = (command: string, more: Partial<SetupRun> = {}) =>
  runSetup({
    ...{ command, cwd, log, env: { PATH: process.env['PATH'] ?? '' }, patienceMs: 20_000, graceMs: 50 },
    ...{ signal: new AbortController().signal, ...more },
  })

it('what went wrong is said with the last of what it wrote, all of which is kept', async () => {
  expect(await run('echo one; echo two >&2')).toBeUndefined()
  expect(readFileSync(log, 'utf8').split('\n').toSorted().join(' ').trim()).toBe('one two')
  expect(await run('echo no such package; exit 4')).toBe('it ended with 4: no such package')
  expect(await run('kill -SEGV $$')).toBe('it ended by SIGSEGV')
  expect(await run('true', { cwd: join(cwd, 'nowhere') })).toContain('ENOENT')
})

it('one that hangs, deaf to a polite word, ends after its time, and with it what it started', async () => {
  const deaf = 'trap "" TERM; sleep 60 & echo $! > child; wait; while :; do sleep 60; done'
  expect(await run(deaf, { patienceMs: 300 })).toContain('it took longer than')
  const child = Number(readFileSync(join(cwd, 'child'), 'utf8'))
  await expect.poll(() => startOf(child)).toBeUndefined()
  const stopped = new AbortController()
  const going = run('echo begun; sleep 60', {
    signal: stopped.signal,
    onStart: () => setTimeout(() => stopped.abort(), 200),
  })
  expect(await going).toBe('you stopped it: begun')
})

it('what it leaves behind in a session of its own is not waited for', async () => {
  const begunMs = performance.now()
  expect(
    await run("setsid sh -c 'echo $$ > daemon; exec sleep 60' & while [ ! -s daemon ]; do sleep 0.05; done"),
  ).toBeUndefined()
  expect(performance.now() - begunMs).toBeLessThan(10_000)
  process.kill(Number(readFileSync(join(cwd, 'daemon'), 'utf8')))
})

it('one that goes on without who began it is ended, and nobody else', async () => {
  const left = spawn('/bin/sh', ['-c', 'trap "" TERM; while :; do sleep 1; done'], { detached: true, stdio: 'ignore' })
  const pid = left.pid ?? 0
  const start = (await startOf(pid)) ?? ''
  expect(await endSetup({ pid, start: 'of somebody else' }, startOf, 50)).toBe(true)
  expect(await startOf(pid)).toBe(start)
  expect(await endSetup({ pid, start }, startOf, 200)).toBe(true)
  expect(await startOf(pid)).toBeUndefined()
})

const table = createProcessTable()
async function startOf(pid: number): Promise<string | undefined> {
  const found = await table.inspect(pid)
  return found?.state === 'zombie' ? undefined : found?.start
}
