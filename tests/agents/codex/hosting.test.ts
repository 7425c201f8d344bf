/** What is said to Codex's app-server, and who its windows and hosts are. The answers are those of 0.169. */
import { describe, expect, it } from 'vitest'
import { interruptTurn, statesOf } from '../../../src/agents/codex/app-server.ts'
import { hosting } from '../../../src/agents/codex/hosting.ts'
import type { Host, HostedWindow } from '../../../src/agents/hosting.ts'
import { fakeProcess } from '../../scanner/fake-process-table.ts'

interface Thread {
  readonly cwd: string
  readonly turn?: string
  readonly parentThreadId?: string
  readonly ephemeral?: boolean
}

/** An app-server with these threads; an interrupted turn takes two looks to end. */
function talkWith(threads: Readonly<Record<string, Thread>>, window: HostedWindow) {
  const calls: string[] = []
  const turns = new Map(Object.entries(threads).map(([id, { turn }]) => [id, turn]))
  let looksToEnd = 2
  const answers: Record<string, (params: Record<string, unknown>) => unknown> = {
    initialize: () => ({ userAgent: 'codex-tui/0.169.0' }),
    'thread/loaded/list': () => ({ data: Object.keys(threads), nextCursor: null }),
    'thread/read': ({ threadId }) => {
      const thread = threads[String(threadId)]
      if (calls.some((call) => call === `turn/interrupt ${threadId}`) && --looksToEnd === 0)
        turns.delete(String(threadId))
      const status = turns.get(String(threadId)) === undefined ? { type: 'idle' } : { type: 'active', activeFlags: [] }
      return { thread: { id: threadId, parentThreadId: null, ...thread, status } }
    },
    'thread/turns/list': ({ threadId }) => ({ data: [{ id: turns.get(String(threadId)), status: 'inProgress' }] }),
    'turn/interrupt': () => ({}),
  }
  const talk = interruptTurn(window)
  let step = talk.next()
  while (step.done !== true) {
    const { value } = step
    if (value.kind !== 'call') {
      step = talk.next()
      continue
    }
    const params = value.params as Record<string, unknown>
    calls.push(`${value.method} ${params['threadId'] ?? ''}`.trim())
    step = talk.next(answers[value.method]?.(params))
  }
  return { result: step.value, interrupted: calls.filter((call) => call.startsWith('turn/interrupt')) }
}

describe('a window of Codex is closed with its turn', () => {
  it('of the session it is known to show', () => {
    const threads = { a1: { cwd: '/p', turn: 't1' }, b2: { cwd: '/p', turn: 't2' } }
    const { result, interrupted } = talkWith(threads, { sessionId: 'b2', cwd: '/p', isOnlyOne: false })
    expect(result).toEqual({ did: 'interrupted', sessionId: 'b2' })
    expect(interrupted).toEqual(['turn/interrupt b2'])
  })

  it('of the one session in its directory', () => {
    const threads = { a1: { cwd: '/other', turn: 't1' }, b2: { cwd: '/p', turn: 't2' } }
    const { result } = talkWith(threads, { cwd: '/p', isOnlyOne: true })
    expect(result).toEqual({ did: 'interrupted', sessionId: 'b2' })
  })

  it('of the one at work, where threads of earlier windows stayed loaded', () => {
    const threads = { a1: { cwd: '/p' }, b2: { cwd: '/p', turn: 't2' } }
    expect(talkWith(threads, { cwd: '/p', isOnlyOne: true }).result.sessionId).toBe('b2')
  })

  it('and none where the turn could be that of another window', () => {
    const threads = { a1: { cwd: '/p' }, b2: { cwd: '/p', turn: 't2' } }
    const { result, interrupted } = talkWith(threads, { cwd: '/p', isOnlyOne: false })
    expect(result).toEqual({ did: 'untold' })
    expect(interrupted).toEqual([])
  })

  it("and not the turn of a subagent, which is another window's", () => {
    const threads = { a1: { cwd: '/p', turn: 't1', parentThreadId: 'z9' } }
    expect(talkWith(threads, { cwd: '/p', isOnlyOne: true })).toEqual({ result: { did: 'idle' }, interrupted: [] })
  })

  it('and not that of a thread that only looks for a title', () => {
    const threads = { a1: { cwd: '/p', turn: 't1' }, b2: { cwd: '/p', turn: 't2', ephemeral: true } }
    expect(talkWith(threads, { cwd: '/p', isOnlyOne: true }).result.sessionId).toBe('a1')
  })

  it('and says so where nothing is at work', () => {
    expect(talkWith({ a1: { cwd: '/p' } }, { cwd: '/p', isOnlyOne: true }).result.did).toBe('idle')
  })
})

describe('what a session is at, as its host says', () => {
  const statusesOf = (statuses: Readonly<Record<string, unknown>>) => {
    const talk = statesOf(Object.keys(statuses))
    let step = talk.next()
    while (step.done !== true) {
      const { value } = step
      const id = value.kind === 'call' ? String((value.params as Record<string, unknown>)['threadId']) : ''
      step = talk.next(value.kind === 'call' ? { thread: { id, status: statuses[id] } } : undefined)
    }
    return Object.fromEntries(step.value)
  }

  it('is busy, idle, or waits for a yes or an answer', () => {
    const active = (...activeFlags: readonly string[]) => ({ type: 'active', activeFlags })
    expect(
      statusesOf({ a: active(), b: { type: 'idle' }, c: active('waitingOnApproval'), d: active('waitingOnUserInput') }),
    ).toEqual({
      a: { activity: 'busy' },
      b: { activity: 'idle' },
      c: { activity: 'waiting', waitingFor: 'permission prompt' },
      d: { activity: 'waiting', waitingFor: 'an answer' },
    })
  })

  it('is nothing it knows where the session is not loaded, failed, or the answer is of a version to come', () => {
    expect(statusesOf({ a: { type: 'notLoaded' }, b: { type: 'systemError' }, c: 'idle', d: undefined })).toEqual({})
  })
})

describe('a host of Codex', () => {
  const daemon = (pid: number, facts: Partial<Host> = {}): Host => ({
    process: fakeProcess({ pid, argv: ['codex', 'app-server', '--listen', 'unix://', '--managed-daemon'] }),
    load: {},
    ...facts,
  })
  const piped: Host = { process: fakeProcess({ pid: 9, argv: ['codex', 'app-server'] }), load: {} }
  const window = fakeProcess({ pid: 5, argv: ['codex', 'resume', '--last'] })

  it('is the daemon, of several the one that its record names', () => {
    expect(hosting.hostOf(window, [piped, daemon(1)])?.process.pid).toBe(1)
    expect(hosting.hostOf(window, [daemon(1), daemon(2, { configDir: '/home/dev/.codex' })])?.process.pid).toBe(2)
    expect(hosting.hostOf(window, [daemon(1), daemon(2)])).toBeUndefined()
  })

  it('is none for a window that was told to do its own work', () => {
    const alone = { ...window, argv: ['codex', '--no-daemon'] }
    expect(hosting.hostOf(alone, [daemon(1)])).toBeUndefined()
  })

  it('is abandoned when its pipes lead nowhere, or when another took its place', () => {
    const isAbandoned = (host: Host, ...others: readonly Host[]) => hosting.isAbandoned?.(host, others)
    expect(isAbandoned(piped)).toBe(true)
    const listening = fakeProcess({ pid: 3, argv: ['codex', 'app-server', '--listen', 'ws://127.0.0.1:4500'] })
    expect(isAbandoned({ process: listening, load: {} })).toBe(false)
    const named = daemon(2, { configDir: '/home/dev/.codex' })
    expect(isAbandoned(daemon(1, { load: { sessions: 0 } }), named)).toBe(true)
    expect(isAbandoned(daemon(1, { load: { sessions: 1 } }), named)).toBe(false)
    expect(isAbandoned(named, daemon(1))).toBe(false)
  })

  it('is named by its record, with the start of the very process', () => {
    const text =
      '{"pid":24725,"processStartTime":"Fri Nov 27 06:40:47 2026","processIdentity":{"bootId":"a","startTicks":1610000}}'
    expect(hosting.record?.decode(text)).toEqual({ ok: true, value: { pid: 24725, start: '1610000' } })
  })
})
