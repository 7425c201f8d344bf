/** How a task's state follows from what was observed. */
import { describe, expect, it } from 'vitest'
import type { TaskState } from '../../../src/core/tasks/task.ts'
import { afterExit, afterTurn, byNeed, whyNotPut } from '../../../src/core/tasks/task-rules.ts'

const ended = (code: number, signal = 0) => ({ isObserved: true, code, signal, atMs: 1 }) as const
const running = { state: 'in_progress', isStopped: false } as const

describe('after its agent ended', () => {
  it('it is done only of an end that was seen, with code 0, by no signal, and with a result', () => {
    const state = (exit: Parameters<typeof afterExit>[0], result?: string) =>
      afterExit(exit, { ...running, result }).state
    expect(state(ended(0), 'yes')).toBe('complete')
    expect(state(ended(0))).toBe('in_review')
    expect(state(ended(7), 'yes')).toBe('in_review')
    // node-pty says code 0 of a SIGKILL, too.
    expect(state(ended(0, 9), 'yes')).toBe('in_review')
    expect(state({ isObserved: false, noticedAtMs: 1 }, 'yes')).toBe('in_review')
  })

  it('it says why, and stays done where its user said so', () => {
    expect(afterExit(ended(0, 15), { ...running, isStopped: true }).reason).toBe('You stopped it.')
    expect(afterExit(ended(7), running).reason).toBe('Its agent ended with 7.')
    expect(afterExit(ended(7), { ...running, state: 'complete' }).state).toBe('complete')
  })
})

it('a turn that ended with something to look at is in review; work again is in progress; the rest stays', () => {
  const after = (was: string | undefined, is: string, state: TaskState, hasNews: boolean) =>
    afterTurn({ was, is }, { state, hasNews })?.state
  expect(after('busy', 'idle', 'in_progress', true)).toBe('in_review')
  expect(after('busy', 'idle', 'in_progress', false)).toBeUndefined()
  // Nobody saw a turn: it may have been idle all the time.
  expect(after(undefined, 'idle', 'in_progress', true)).toBeUndefined()
  // It was answered, and the rest was over before the next look.
  expect(after('waiting', 'idle', 'in_progress', true)).toBe('in_review')
  expect(after('unknown', 'idle', 'in_progress', true)).toBe('in_review')
  expect(after('busy', 'waiting', 'in_progress', true)).toBeUndefined()
  expect(after('busy', 'unknown', 'in_progress', true)).toBeUndefined()
  expect(after('idle', 'busy', 'in_review', true)).toBe('in_progress')
  expect(after('idle', 'busy', 'complete', true)).toBe('in_progress')
})

it('its user says what is done and what is to be looked at, not what was observed', () => {
  const idle = { state: 'in_review', isRunning: true, activity: 'idle' } as const
  expect(whyNotPut('complete', idle)).toBeUndefined()
  expect(whyNotPut('complete', { ...idle, activity: 'busy' })).toContain('at work')
  expect(whyNotPut('failed', idle)).toContain('observed')
  expect(whyNotPut('pending', idle)).toContain('stop it first')
  expect(whyNotPut('in_progress', { state: 'in_review', isRunning: false })).toContain('resume')
  expect(whyNotPut('complete', { state: 'broken', isRunning: false })).toContain('folder')
})

it('a list begins with what is pinned, then with who waits', () => {
  const task = (name: string, state: TaskState, more: object = {}) => ({
    name,
    state,
    isPinned: false,
    since: '2026-11-20T10:00:00Z',
    ...more,
  })
  const all = [
    task('done', 'complete'),
    task('busy', 'in_progress', { activity: 'busy' }),
    task('waits', 'in_progress', { activity: 'waiting' }),
    task('review', 'in_review'),
    task('newer', 'in_review', { since: '2026-11-20T11:00:00Z' }),
    task('pinned', 'complete', { isPinned: true }),
  ]
  expect(all.toSorted(byNeed).map(({ name }) => name)).toEqual(['pinned', 'waits', 'busy', 'newer', 'review', 'done'])
})
