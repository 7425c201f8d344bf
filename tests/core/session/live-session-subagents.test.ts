/** Subagents: the call that starts one, its own lane and the result that ends it are one, in whatever order they are told. */
import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import {
  at,
  call,
  newSession,
  prompt,
  response,
  result,
  stateAfter,
  subagentEnd,
  subagentStart,
  text,
  turnEnd,
} from './session-events.ts'

const started = (second = 1, toolId = 't1', more = {}) => [
  call(second, toolId, 'Agent', more),
  subagentStart(second, toolId, { type: 'Explore', description: 'Look around', task: 'Look for all the …', ...more }),
]
const itsLane = (second: number, lane: string, words = 'Look for all the places.') => [
  prompt(second, words, { lane }),
  call(second + 1, `${lane}-s1`, 'Grep', {
    lane,
    summary: 'TODO',
    response: response(`${lane}-r1`, { input: 40, output: 2 }),
  }),
]
const subagents = (events: readonly SessionEvent[]) => stateAfter(events).subagents

describe('a subagent', () => {
  it('is there with its call, under the id of the call, and under its lane from its first line on', () => {
    expect(subagents(started())).toMatchObject([
      {
        id: 't1',
        toolId: 't1',
        parent: 'main',
        type: 'Explore',
        description: 'Look around',
        status: 'pending',
        startedAt: at(1),
      },
    ])
    expect(subagents([...started(), ...itsLane(2, 'a1')])).toMatchObject([
      {
        id: 'a1',
        toolId: 't1',
        type: 'Explore',
        doing: 'Grep TODO',
        toolCalls: 1,
        totalTokens: 42,
        contextTokens: 40,
        startedAt: at(1),
      },
    ])
  })

  it('is found by what it was told to do, where two begin at once', () => {
    const events = [
      ...started(1, 't1', { task: 'Look for all the …' }),
      ...started(1, 't2', { task: 'Count the …' }),
      ...itsLane(2, 'a2', 'Count the lines.'),
      ...itsLane(3, 'a1'),
    ]
    expect(subagents(events).map(({ id, toolId }) => `${id} ${toolId}`)).toEqual(['a1 t1', 'a2 t2'])
  })

  it('is another one where the first prompt is not its task', () => {
    expect(subagents([...started(), ...itsLane(2, 'a1', 'Something else')])).toHaveLength(2)
    expect(subagents([...started(1, 't1', { task: '…' }), ...itsLane(2, 'a1')])).toHaveLength(2)
  })

  it('is one with its lane as soon as a result, an end or the file beside it says so', () => {
    const halves = [...started(), ...itsLane(2, 'a1', 'Something else')]
    expect(subagents([...halves, result(9, 't1', { agentId: 'a1' })])).toMatchObject([
      { id: 'a1', toolId: 't1', toolCalls: 1, totalTokens: 42, startedAt: at(1) },
    ])
    expect(subagents([...halves, subagentEnd(9, { toolId: 't1', agentId: 'a1' })])).toMatchObject([
      { id: 'a1', status: 'done' },
    ])
    const session = newSession()
    stateAfter(halves, {}, session)
    session.noteSubagent('a1', { toolId: 't1', type: 'Plan' })
    expect(stateAfter([], {}, session).subagents).toMatchObject([{ id: 'a1', toolId: 't1', type: 'Plan' }])
  })

  it('is one with its call also when its lane was seen first', () => {
    const session = newSession()
    stateAfter(itsLane(2, 'a1', 'Something else'), {}, session)
    session.noteSubagent('a1', { toolId: 't1' })
    expect(stateAfter(started(), {}, session).subagents).toMatchObject([
      { id: 'a1', toolId: 't1', description: 'Look around' },
    ])
  })
})

describe('the end of a subagent', () => {
  it('is what its end tells, with the time from its start where none is told', () => {
    const end = (more = {}) =>
      subagents([...started(), ...itsLane(2, 'a1'), subagentEnd(9, { toolId: 't1', agentId: 'a1', ...more })])
    expect(end()).toMatchObject([{ status: 'done', endedAt: at(9), durationMs: 8000, toolCalls: 1, totalTokens: 42 }])
    expect(end({ outcome: 'failed', durationMs: 5, toolCalls: 3, totalTokens: 99 })).toMatchObject([
      { status: 'failed', durationMs: 5, toolCalls: 3, totalTokens: 42 },
    ])
  })

  it('tells its tokens where its own lane was never seen', () => {
    const events = [...started(), subagentEnd(9, { toolId: 't1', agentId: 'a1', totalTokens: 99 })]
    expect(subagents(events)).toMatchObject([{ id: 'a1', totalTokens: 99, costUsd: undefined }])
  })

  it('is the result of its call where that names no lane', () => {
    expect(subagents([...started(), result(4, 't1', { outcome: 'failed' })])).toMatchObject([
      { status: 'failed', durationMs: 3000 },
    ])
  })

  it('is the first that is told: the result of its call comes after', () => {
    const events = [...started(), subagentEnd(4, { toolId: 't1' }), result(9, 't1', { outcome: 'failed' })]
    expect(subagents(events)).toMatchObject([{ status: 'done', endedAt: at(4) }])
  })

  it('is not the result of its call where it goes on in the background', () => {
    const events = [
      ...started(1, 't1', { isBackground: true }),
      ...itsLane(2, 'a1'),
      result(3, 't1', { agentId: 'a1' }),
    ]
    expect(subagents(events)).toMatchObject([{ id: 'a1', status: 'pending' }])
  })

  it('is taken back when it is sent another message later', () => {
    const ended = [...started(), ...itsLane(2, 'a1'), subagentEnd(9, { agentId: 'a1' })]
    expect(subagents([...ended, prompt(9, 'at once', { lane: 'a1' })])[0]?.status).toBe('done')
    expect(subagents([...ended, text(12, undefined, 'a1')])[0]?.status).toBe('done')
    expect(subagents([...ended, prompt(12, 'and now?', { lane: 'a1' })])[0]?.status).toBe('pending')
  })

  it('of one that nobody knows is nothing', () => {
    expect(subagents([subagentEnd(9, { toolId: 'x', agentId: 'y' }), subagentEnd(9, {})])).toEqual([])
  })

  it('leaves it nothing to do', () => {
    const [ended] = subagents([...started(), ...itsLane(2, 'a1'), subagentEnd(9, { agentId: 'a1' })])
    expect(ended?.doing).toBeUndefined()
  })
})

describe('subagents of subagents', () => {
  it('have their depth and the lane that started them', () => {
    const nested = [
      ...started(),
      ...itsLane(2, 'a1'),
      ...started(3, 't2', { lane: 'a1', task: 'Deeper …' }),
      ...itsLane(4, 'a2', 'Deeper still'),
    ]
    expect(subagents(nested).map(({ id, parent, depth }) => [id, parent, depth])).toEqual([
      ['a1', 'main', 1],
      ['a2', 'a1', 2],
    ])
  })

  it('are not cut off by the end of the turn of another lane', () => {
    const events = [...started(), ...itsLane(2, 'a1'), ...started(3, 't2', { lane: 'a1' }), turnEnd(9, 'a9')]
    expect(subagents(events).map(({ status }) => status)).not.toContain('interrupted')
  })
})

describe('many subagents', () => {
  it('are 300 at most; those that are over are forgotten first', () => {
    const over = Array.from({ length: 300 }, (_, i) => [
      ...started(i, `t${i}`),
      subagentEnd(i, { toolId: `t${i}` }),
    ]).flat()
    const all = subagents([...started(0, 'running'), ...over])
    expect([all.length, all[0]?.toolId, all[1]?.toolId, all.at(-1)?.toolId]).toEqual([300, 'running', 't1', 't299'])
  })
})
