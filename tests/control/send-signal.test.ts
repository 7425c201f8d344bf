import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { sendSignal } from '../../src/control/send-signal.ts'
import { taskkillFailure } from '../../src/control/tree-kill.ts'

it('finds a process that ended a moment ago gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  await new Promise((resolve) => child.once('spawn', resolve))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const pid = child.pid ?? 0
  expect(sendSignal(pid, 'SIGTERM')).toBe('sent')
  await ended
  expect(sendSignal(pid, 'SIGTERM')).toBe('gone')
})

it.each([1, 0, -1, 1.5, Number.NaN])('never sends to %s, whoever asks', (pid) => {
  expect(() => sendSignal(pid, 'SIGCONT')).toThrow(RangeError)
})

it('understands what taskkill answers', () => {
  expect(taskkillFailure(Object.assign(new Error('not found'), { code: 128 }))).toBe('gone')
  expect(taskkillFailure(Object.assign(new Error('access denied'), { code: 1 }))).toBe('refused')
})
