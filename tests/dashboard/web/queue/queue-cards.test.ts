/** Whose prompts stand where, and what a drag or a key makes of their order. */
import { describe, expect, it } from 'vitest'
import { processId } from '../../../../src/core/process/process.ts'
import type { PromptReport, SessionQueue } from '../../../../src/core/prompts/prompt-report.ts'
import { placeBeside, placeOn, queueCards, queuedFor } from '../../../../src/dashboard/web/queue/queue-cards.ts'
import { doneText, whenText, whyText } from '../../../../src/dashboard/web/queue/queue-words.ts'
import { twentyAgents } from '../../../fixtures/fleet/twenty-agents.ts'

const at = '2026-11-20T14:00:00.000Z'
const prompt = (id: string, more: Partial<PromptReport> = {}): PromptReport => ({
  ...{
    id,
    text: 'Go on',
    when: 'idle',
    isCommand: false,
    state: 'queued',
    stateSince: at,
    createdAt: at,
    expiresAt: at,
  },
  createdBy: { kind: 'browser', name: 'page' },
  target: { pid: 1, start: '1', agent: 'claude', sessionId: 's' },
  ...more,
})
const queueOf = (pid: number, ...prompts: readonly PromptReport[]): SessionQueue => ({
  target: { pid, start: String(8_000_000 + pid), agent: 'claude', sessionId: `s${pid}` },
  prompts,
})

describe('the cards', () => {
  it('stand in the order in which agents need somebody, one that ended last, and what went wrong apart', () => {
    const sessions = [
      queueOf(4711, prompt('q1')),
      queueOf(46120, prompt('q2')),
      queueOf(52771, prompt('q3', { state: 'unknown' }), prompt('q4')),
      queueOf(48213, prompt('q5')),
    ]
    const { open, wrong } = queueCards({ sessions }, twentyAgents.processes)
    expect(open.map(({ target }) => target.pid)).toEqual([48213, 46120, 4711])
    expect(open.map(({ agent }) => agent?.project)).toEqual(['payments-api', 'auth-service', undefined])
    expect(wrong.map(({ target }) => target.pid)).toEqual([52771])
    const [, second] = sessions
    const agentId = second && processId(second.target)
    expect([queuedFor(sessions, { agentId }), queuedFor(sessions, {})]).toEqual([1, 0])
  })
})

describe('the order', () => {
  const all = [prompt('q1', { state: 'sent' }), prompt('q2'), prompt('q3', { state: 'held' }), prompt('q4')]

  it('is counted among those that wait: what is under way has no place that could be another', () => {
    expect(placeBeside(all, 'q4', -1)).toBe(2)
    expect(placeBeside(all, 'q2', 1)).toBe(2)
    expect(placeBeside(all, 'q2', -1)).toBeUndefined()
    expect(placeBeside(all, 'q4', 1)).toBeUndefined()
    expect(placeBeside(all, 'q1', 1)).toBeUndefined()
  })

  it('changes by a drop on one that waits, and not by one on itself or on what is under way', () => {
    expect(placeOn(all, 'q4', 'q2')).toBe(1)
    expect(placeOn(all, 'q2', 'q4')).toBe(3)
    expect(placeOn(all, 'q2', 'q2')).toBeUndefined()
    expect(placeOn(all, 'q2', 'q1')).toBeUndefined()
  })
})

describe('the words', () => {
  const nowMs = Date.parse('2026-11-20T14:32:00.000Z')

  it('name another prompt by its number where it stands beside, else by its id', () => {
    const after = prompt('q9', { when: 'after', after: 'q2' })
    expect(whenText(after, [prompt('q1'), prompt('q2')], nowMs)).toBe('after number 2')
    expect(whenText(after, [], nowMs)).toBe('after q2')
  })

  it('say the day of a time that is not today', () => {
    const day = (iso: string) => whenText(prompt('q1', { when: 'at', at: iso }), [], nowMs)
    expect(day('2026-11-20T18:00:00.000Z')).toBe('today 18:00')
    expect(day('2026-11-22T08:30:00.000Z')).toBe('22 Nov 08:30')
  })

  it('say how it was sent once, and how long what is done took', () => {
    const sent = { channel: 'tmux', through: 'tmux pane %4', at, isQueuedThere: false } as const
    expect(whyText(prompt('q1', { sent, reason: 'No proof came.' }))).toBe('Typed into tmux pane %4. No proof came.')
    const handed = { ...sent, channel: 'stop-hook', through: 'its hook' } as const
    expect(whyText(prompt('q1', { sent: handed, reason: 'No proof came.' }))).toBe(
      'Handed over by its hook. No proof came.',
    )
    expect(whyText(prompt('q1', { sent, reason: 'tmux pane %4 is gone.' }))).toBe('tmux pane %4 is gone.')
    const done = { state: 'answered', sent, stateSince: '2026-11-20T14:04:50.000Z' } as const
    expect(doneText(prompt('q1', done))).toBe('done, 4 min')
    expect(doneText(prompt('q1', { state: 'cancelled' }))).toBe('cancelled')
  })
})
