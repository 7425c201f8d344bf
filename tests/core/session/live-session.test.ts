/** Events → the state of a session: how it stands, what it is called, what it waits for. */
import { describe, expect, it } from 'vitest'
import type { LiveProcess } from '../../../src/core/session/live-session.ts'
import type { SessionEvent } from '../../../src/core/session/session-event.ts'
import {
  at,
  call,
  event,
  newSession,
  nowMs,
  prompt,
  response,
  result,
  stateAfter,
  subagentStart,
  text,
  thinking,
  turnEnd,
} from './session-events.ts'

const process = (activity: LiveProcess['activity']): LiveProcess => ({
  id: '71:9',
  pid: 71,
  start: '9',
  startedAt: at(-5),
  activity,
  health: 'healthy',
  healthReason: '',
  isPinned: false,
})

describe('a session without a process', () => {
  const statusAt = (second: number, events: readonly SessionEvent[]) =>
    stateAfter(events, { nowMs: nowMs(second) }).status

  it('is idle until its log has been quiet for two minutes, and ended after', () => {
    const over = [prompt(0), text(10, response('r1'))]
    expect(statusAt(10, over)).toBe('idle')
    expect(statusAt(130, over)).toBe('idle')
    expect(statusAt(131, over)).toBe('ended')
  })

  it('is busy at its work for ten minutes of quiet, and ended after: a tool may take long', () => {
    const working = [prompt(0), call(10, 't1')]
    expect(statusAt(131, working)).toBe('busy')
    expect(statusAt(610, working)).toBe('busy')
    expect(statusAt(611, working)).toBe('ended')
  })

  it('is busy with a text that does not say it was the last, for half a minute', () => {
    const written = [prompt(0), text(10, response('r1', {}, { stopReason: undefined }))]
    expect(statusAt(39, written)).toBe('busy')
    expect(statusAt(40, written)).toBe('idle')
  })

  it.each(['end_turn', 'stop_sequence', 'refusal'])('is idle after a last word: %s', (stopReason) => {
    expect(statusAt(10, [prompt(0), text(10, response('r1', {}, { stopReason }))])).toBe('idle')
  })

  it.each([
    ['a prompt', prompt(10), 'busy'],
    ['a tool call', call(10, 't1'), 'busy'],
    ['a retry', event(10, 'retry', { text: '' }), 'busy'],
    ['thinking', thinking(10), 'busy'],
    ['a background task that ended', event(10, 'task', { taskId: 'b1', status: 'completed' }), 'busy'],
    ['the end of the turn', turnEnd(10), 'idle'],
    ['an interrupt', event(10, 'interrupt', { text: '' }), 'idle'],
    ['an error of the API', event(10, 'api-error', { text: '' }), 'idle'],
  ] as const)('stands so after %s', (_what, last, status) => {
    const before = status === 'busy' ? [prompt(0), turnEnd(5)] : [prompt(0), thinking(5)]
    expect(statusAt(10, [...before, last])).toBe(status)
  })

  it('is ended by its own total at once, and goes on with the next work', () => {
    const closed = [prompt(0), turnEnd(5), event(6, 'cost', { costUsd: 1 })]
    expect(statusAt(6, closed)).toBe('ended')
    expect(statusAt(8, [...closed, event(8, 'title', { of: 'ai', text: 'Afterwards' })])).toBe('ended')
    for (const work of [prompt(8), text(8), call(8, 't1'), event(8, 'command', { phase: 'run', text: '/model' })]) {
      expect(statusAt(8, [...closed, work]), work.kind).not.toBe('ended')
    }
  })

  it('counts from the newest record of any lane: a subagent keeps it from being ended', () => {
    const events = [prompt(0), text(1, response('r1')), prompt(100, 'look', { lane: 'a1' }), turnEnd(100, 'a1')]
    expect(statusAt(219, events)).toBe('idle')
    expect(statusAt(221, events)).toBe('ended')
  })

  it('was last active at its newest record, in whatever order they are written', () => {
    expect(stateAfter([prompt(0), text(20), thinking(10)]).lastActiveAt).toBe(at(20))
  })

  it('is compacted without being at work, where it was idle', () => {
    const boundary = event(6, 'compaction', { phase: 'boundary' })
    expect(statusAt(6, [prompt(0), turnEnd(5), boundary])).toBe('idle')
    expect(statusAt(6, [prompt(0), thinking(5), boundary])).toBe('busy')
  })

  it('is unknown before its first record', () => {
    expect(stateAfter([])).toMatchObject({ status: 'unknown', statusFrom: 'events' })
    expect(stateAfter([], { process: process('unknown') }).status).toBe('idle')
  })

  it('shows what was open as interrupted once it is ended, and nothing in the background', () => {
    const events = [
      prompt(0),
      call(1, 't0'),
      result(2, 't0', { backgroundId: 'b1' }),
      call(3, 't1', 'Agent'),
      subagentStart(3, 't1'),
    ]
    const live = stateAfter(events)
    expect([live.steps.at(-1)?.status, live.subagents[0]?.status, live.backgroundTasks]).toEqual([
      'pending',
      'pending',
      1,
    ])
    const over = stateAfter(events, { nowMs: nowMs(700) })
    expect([over.steps.at(-1)?.status, over.subagents[0]?.status, over.backgroundTasks]).toEqual([
      'interrupted',
      'interrupted',
      0,
    ])
  })
})

describe('a session with a process', () => {
  it('stands as the registry says, whatever the log says', () => {
    const events = [prompt(0), text(1, response('r1'))]
    const busy = stateAfter(events, { process: process('busy'), activity: { since: at(4), waitingFor: 'old' } })
    expect(busy).toMatchObject({ status: 'busy', statusFrom: 'registry', statusSince: at(4) })
    expect(busy.waitingFor).toBeUndefined()
    expect(stateAfter(events, { process: process('idle'), nowMs: nowMs(9999) }).status).toBe('idle')
  })

  it('waits for the newest step without a result', () => {
    const events = [prompt(0), call(1, 't1'), call(2, 't2', 'Write'), call(3, 't3', 'Read'), result(4, 't3')]
    const activity = { waitingFor: 'permission prompt', since: at(3) }
    const waiting = stateAfter(events, { process: process('waiting'), activity })
    expect(waiting).toMatchObject({ waitingFor: 'permission prompt', waitingStepId: 't2' })
    expect(stateAfter(events, { process: process('busy'), activity }).waitingStepId).toBeUndefined()
  })

  it('never counts as ended by its log where the registry does not say what it does', () => {
    const closed = [prompt(0), turnEnd(1), event(2, 'cost', { costUsd: 1 })]
    const state = stateAfter(closed, { process: process('unknown'), nowMs: nowMs(9999) })
    expect(state).toMatchObject({ status: 'idle', statusFrom: 'events' })
  })
})

describe('what it does, in words', () => {
  const doing = (events: readonly SessionEvent[], activity: LiveProcess['activity'] = 'busy') =>
    stateAfter(events, { process: process(activity) }).doing

  it('is the newest call without a result', () => {
    const events = [
      prompt(0),
      call(1, 't1', 'Bash', { summary: 'npm test' }),
      call(2, 't2', 'Grep', { summary: 'TODO' }),
    ]
    expect(doing(events)).toBe('Grep TODO')
    expect(doing([...events, result(3, 't2')])).toBe('Bash npm test')
    expect(doing([...events, result(3, 't2'), result(4, 't1')])).toBe('thinking')
  })

  it('is the subagents together when nothing else runs', () => {
    const events = [
      prompt(0),
      call(1, 't1', 'Agent'),
      subagentStart(1, 't1'),
      call(1, 't2', 'Agent'),
      subagentStart(1, 't2'),
    ]
    expect(doing(events)).toBe('2 subagents')
    expect(doing([...events, call(2, 't3', 'Read', { path: '/a/b.ts' })])).toBe('Read b.ts')
  })

  it('is the phase of the main chain: what a subagent does is told with the subagent', () => {
    expect(doing([prompt(0)])).toBe('thinking')
    expect(doing([prompt(0), thinking(1)])).toBe('writing')
    expect(doing([prompt(0), event(1, 'compaction', { phase: 'boundary' })])).toBe('compacting')
    const events = [prompt(0), call(1, 's1', 'Grep', { lane: 'a1', summary: 'TODO' })]
    expect(doing(events)).toBe('1 subagent')
  })

  it('is nothing while idle, and the newest background command while a shell runs', () => {
    const events = [
      prompt(0),
      call(1, 't1', 'Bash', { summary: 'npm run dev' }),
      result(2, 't1', { backgroundId: 'b1' }),
      call(3, 't2', 'Bash', { summary: 'npm run watch' }),
      result(4, 't2', { backgroundId: 'b2' }),
      turnEnd(5),
    ]
    expect(doing(events, 'idle')).toBeUndefined()
    expect(doing([prompt(0)], 'idle')).toBeUndefined()
    expect(doing(events, 'shell')).toBe('npm run watch')
    expect(doing([...events, event(6, 'task', { taskId: 'b2', status: 'completed' })], 'shell')).toBe('npm run dev')
  })
})

describe('what it is called', () => {
  it('is the best title there is', () => {
    const first = prompt(0, 'Mend  the\nlogin')
    const of = (kind: 'custom' | 'ai' | 'summary', words: string) => event(1, 'title', { of: kind, text: words })
    expect(stateAfter([first, prompt(1, 'and more')]).title).toBe('Mend the login')
    expect(stateAfter([first, of('summary', 'S')]).title).toBe('S')
    expect(stateAfter([first, of('ai', 'A'), of('summary', 'S')]).title).toBe('A')
    expect(stateAfter([first, of('custom', 'C'), of('ai', 'A')]).title).toBe('C')
    expect(stateAfter([first, of('ai', 'A'), of('ai', 'B')]).title).toBe('B')
  })

  it('is not taken from a subagent, neither title nor prompt', () => {
    const events = [prompt(0, 'look', { lane: 'a1' }), event(1, 'title', { of: 'ai', text: 'Its own', lane: 'a1' })]
    expect(stateAfter(events).title).toBeUndefined()
    expect(stateAfter([...events, prompt(2, 'mine')])).toMatchObject({ title: 'mine', turns: 1, messages: 1 })
  })

  it('has the folder it began in, and branch and version of its last word', () => {
    const session = newSession()
    session.noteFacts({ cwd: '/code/app', branch: 'main', version: '2.0.0' })
    session.noteFacts({ cwd: '/code/app/packages', branch: 'fix' })
    expect(stateAfter([prompt(0)], {}, session)).toMatchObject({
      cwd: '/code/app',
      project: 'app',
      branch: 'fix',
      version: '2.0.0',
    })
  })

  it('has the registry stand in where the log says nothing', () => {
    const processFacts = { name: 'calm-fox', cwd: 'C:\\code\\api', version: '1.0.0' }
    const named = event(0, 'title', { of: 'name', text: 'by-log' })
    expect(stateAfter([named], { processFacts })).toMatchObject({ name: 'calm-fox', project: 'api', version: '1.0.0' })
    expect(stateAfter([named]).name).toBe('by-log')
  })
})

describe('what cuts off a step', () => {
  const statuses = (events: readonly SessionEvent[]) => stateAfter(events).steps.map(({ status }) => status)

  it('is a new prompt, the end of the turn and an interrupt, each in its own lane', () => {
    const open = [prompt(0), call(1, 't1'), call(1, 's1', 'Read', { lane: 'a1' })]
    expect(statuses([...open, prompt(5)])).toEqual(['interrupted', 'pending'])
    expect(statuses([...open, turnEnd(5)])).toEqual(['interrupted', 'pending'])
    expect(statuses([...open, event(5, 'interrupt', { text: '' })])).toEqual(['interrupted', 'pending'])
    expect(statuses([...open, turnEnd(5, 'a1')])).toEqual(['pending', 'interrupted'])
  })

  it('is not a prompt that had waited in the queue', () => {
    expect(statuses([prompt(0), call(1, 't1'), prompt(5, 'also', { source: 'queued' })])).toEqual(['pending'])
  })

  it('takes the subagent that the step had started with it', () => {
    const events = [prompt(0), call(1, 't1', 'Agent'), subagentStart(1, 't1'), event(9, 'interrupt', { text: '' })]
    expect(stateAfter(events).subagents).toMatchObject([{ status: 'interrupted', endedAt: at(9), durationMs: 8000 }])
  })
})

describe('what is counted', () => {
  it('counts calls of all lanes, turns and messages of the main one', () => {
    const events = [
      prompt(0),
      text(1),
      call(2, 't1'),
      result(3, 't1', { outcome: 'failed' }),
      prompt(4, 'look', { lane: 'a1' }),
      text(5, undefined, 'a1'),
      call(6, 's1', 'Read', { lane: 'a1' }),
      event(7, 'retry', { text: '' }),
      event(8, 'api-error', { text: '' }),
    ]
    expect(stateAfter(events)).toMatchObject({
      turns: 1,
      messages: 2,
      toolCalls: 2,
      failedToolCalls: 1,
      retries: 1,
      apiErrors: 1,
      eventCount: 9,
    })
  })

  it('remembers each pull request once, twenty at most, the newest', () => {
    const link = (number: number) => event(number, 'pr-link', { url: `https://h/${number}`, number })
    const links = Array.from({ length: 22 }, (_, index) => link(index))
    const { pullRequests } = stateAfter([...links, link(21)])
    expect(pullRequests.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2))
  })

  it('grows its revision with every change, and only then', () => {
    const session = newSession()
    const first = stateAfter([prompt(0)], {}, session).revision
    expect(stateAfter([], {}, session).revision).toBe(first)
    expect(stateAfter([text(1)], {}, session).revision).toBeGreaterThan(first)
  })
})
