/** A session that is over: nothing of it goes on, and nothing lasts longer than it did. */
import { describe, expect, it } from 'vitest'
import type { LiveSessionState } from '../../../src/core/session/live-session.ts'
import { LiveSession } from '../../../src/core/session/live-session-reducer.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'

const startMs = Date.parse('2026-05-04T10:00:00.000Z')
const at = (second: number): string => new Date(startMs + second * 1000).toISOString()
const base = (second: number, lane = 'main') => ({ cursor: `${lane}@${second}.0`, lane, at: at(second) })

const prompt = (second: number, text = 'go', lane?: string): SessionEvent => ({
  ...base(second, lane),
  kind: 'prompt',
  text,
  images: 0,
})
const call = (second: number, toolId: string, tool = 'Bash', lane?: string): SessionEvent => ({
  ...base(second, lane),
  kind: 'tool-call',
  toolId,
  tool,
  input: '{}',
})
const subagentStart = (second: number, toolId: string): SessionEvent => ({
  ...base(second),
  kind: 'subagent-start',
  toolId,
  task: 'Look around',
  isBackground: true,
})
const subagentEnd = (second: number, agentId: string): SessionEvent => ({
  ...base(second),
  kind: 'subagent-end',
  agentId,
  outcome: 'done',
})

const day = 86_400
function sessionOf(...events: readonly SessionEvent[]): (second: number) => LiveSessionState {
  const session = new LiveSession({ sessionId: 's1', agent: 'an-agent' })
  for (const event of events) session.add(event)
  return (second) => session.snapshot({ nowMs: startMs + second * 1000, isComplete: true, problems: [] })
}

describe('a session that is over', () => {
  it('takes its open step with it, and does not say how long that took', () => {
    const stateAt = sessionOf(prompt(0), call(10, 't1'), prompt(12, 'look', 'a1'))
    expect(stateAt(day).steps).toMatchObject([{ status: 'interrupted', startedAt: at(10), endedAt: at(12) }])
    expect(stateAt(day).steps[0]?.durationMs).toBeUndefined()
  })

  it('takes its open subagent with it, whether it had written anything or not', () => {
    const written = sessionOf(
      prompt(0),
      subagentStart(5, 't1'),
      prompt(6, 'Look around', 'a1'),
      call(9, 's1', 'Grep', 'a1'),
    )
    expect(written(day).subagents).toMatchObject([{ id: 'a1', status: 'interrupted', endedAt: at(9) }])
    const silent = sessionOf(prompt(0), subagentStart(5, 't1'))
    expect(silent(day).subagents).toMatchObject([{ id: 't1', status: 'interrupted', endedAt: at(5) }])
  })

  it('leaves what had ended before as it was', () => {
    const stateAt = sessionOf(prompt(0), prompt(1, 'look', 'a1'), subagentEnd(4, 'a1'), prompt(9))
    expect(stateAt(day).subagents).toMatchObject([{ status: 'done', endedAt: at(4), durationMs: 3000 }])
  })

  it('shows no tool of its flow at work', () => {
    const stateAt = sessionOf(prompt(0), call(10, 't1'))
    expect(stateAt(20).flow.at(-1)).toMatchObject({ tools: [{ tool: 'Bash', status: 'pending' }] })
    expect(stateAt(day).flow.at(-1)).toMatchObject({ tools: [{ tool: 'Bash', status: 'interrupted' }] })
  })

  it('was only quiet when it goes on: its step and its subagent run again, without an end', () => {
    const session = new LiveSession({ sessionId: 's1', agent: 'an-agent' })
    const stateAt = (second: number) =>
      session.snapshot({ nowMs: startMs + second * 1000, isComplete: true, problems: [] })
    for (const event of [prompt(0), call(5, 't1'), subagentStart(5, 't2')]) session.add(event)
    expect(stateAt(3600)).toMatchObject({ status: 'ended', steps: [{ status: 'interrupted' }] })
    session.add(call(3601, 't3', 'Read'))
    const again = stateAt(3602)
    expect(again).toMatchObject({ status: 'busy', steps: [{ status: 'pending' }, { status: 'pending' }] })
    expect([again.steps[0]?.endedAt, again.subagents[0]?.endedAt]).toEqual([undefined, undefined])
  })
})
