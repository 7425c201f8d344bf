/**
 * What is said to Codex's app-server to end the turn of a session, and to hear what it is at: JSON-RPC as `codex app-server generate-ts` describes it, tried with
 * 0.169. It knows the threads that it has loaded, and nothing of which window shows which. Pure.
 */
import type { HostedState, HostedWindow, HostSays, HostTalk, Interruption } from '../hosting.ts'
import { isRecord, type JsonRecord, recordsOf, stringOf } from '../json-fields.ts'

export function* interruptTurn(window: HostedWindow): HostTalk<Interruption> {
  yield* greet()
  const thread = yield* threadOf(window)
  if (typeof thread === 'string') return { did: thread }
  if (!thread.isActive) return { did: 'idle', sessionId: thread.id }
  const turnId = yield* turnOf(thread.id)
  if (turnId === undefined) return { did: 'idle', sessionId: thread.id }
  yield call('turn/interrupt', { threadId: thread.id, turnId })
  for (const ms of looksAgainAfterMs) {
    if ((yield* read(thread.id))?.isActive !== true) return { did: 'interrupted', sessionId: thread.id }
    yield { kind: 'wait', ms }
  }
  return { did: 'asked', sessionId: thread.id }
}

export function* greet(capabilities: object | null = null): HostTalk<void> {
  yield call('initialize', { clientInfo: { name: 'tce', title: 'TCE', version: '1' }, capabilities })
  yield { kind: 'tell', method: 'initialized' }
}

export function* statesOf(threadIds: readonly string[]): HostTalk<ReadonlyMap<string, HostedState>> {
  yield* greet()
  const states = new Map<string, HostedState>()
  for (const id of threadIds.slice(0, mostThreads)) {
    const state = yield* stateOf(id)
    if (state !== undefined) states.set(id, state)
  }
  return states
}

export function* stateOf(threadId: string): HostTalk<HostedState | undefined> {
  return stateIn(threadIn(yield call('thread/read', { threadId }))?.['status'])
}

/** Source: {"type":"active","activeFlags":["waitingOnApproval"]}; a thread that is not loaded is at nothing that anybody knows. */
export function stateIn(status: unknown): HostedState | undefined {
  if (!isRecord(status)) return undefined
  if (status['type'] === 'idle') return { activity: 'idle' }
  if (status['type'] !== 'active') return undefined
  const flags = Array.isArray(status['activeFlags']) ? status['activeFlags'] : []
  if (flags.includes('waitingOnApproval')) return { activity: 'waiting', waitingFor: 'permission prompt' }
  return flags.includes('waitingOnUserInput') ? { activity: 'waiting', waitingFor: 'an answer' } : { activity: 'busy' }
}

const looksAgainAfterMs = [50, 100, 200, 400]
/** More than anybody has open; each is one question. */
export const mostThreads = 100

interface Thread {
  readonly id: string
  readonly cwd?: string | undefined
  /** Shown by a window: no subagent of another thread, and none that only finds a title for one. */
  readonly isShown: boolean
  readonly isActive: boolean
}

export const call = (method: string, params: object): HostSays => ({ kind: 'call', method, params })

/** Threads stay loaded after their window is gone: of several in one directory none can be told to be this window's. */
function* threadOf({ sessionId, cwd, isOnlyOne }: HostedWindow): HostTalk<Thread | 'idle' | 'untold'> {
  if (sessionId !== undefined) return (yield* read(sessionId)) ?? 'idle'
  const loaded = loadedIds(yield call('thread/loaded/list', {}))
  const here: Thread[] = []
  for (const id of loaded.slice(0, mostThreads)) {
    const thread = yield* read(id)
    if (thread?.isShown && cwd !== undefined && thread.cwd === cwd) here.push(thread)
  }
  const meant = isOnlyOne && here.length > 1 ? here.filter(({ isActive }) => isActive) : here
  const [only] = meant
  if (only === undefined) return 'idle'
  return meant.length === 1 ? only : 'untold'
}

export const loadedIds = (answer: unknown): readonly string[] =>
  (isRecord(answer) && Array.isArray(answer['data']) ? answer['data'] : []).filter((id) => typeof id === 'string')

function* read(threadId: string): HostTalk<Thread | undefined> {
  const thread = threadIn(yield call('thread/read', { threadId }))
  if (thread === undefined) return undefined
  const { status } = thread
  return {
    id: threadId,
    cwd: stringOf(thread['cwd']),
    isShown: stringOf(thread['parentThreadId']) === undefined && thread['ephemeral'] !== true,
    isActive: isRecord(status) && status['type'] === 'active',
  }
}

export function threadIn(answer: unknown): JsonRecord | undefined {
  const thread = isRecord(answer) ? answer['thread'] : undefined
  return isRecord(thread) ? thread : undefined
}

/** The turn at work; only the last one can be. */
export function* turnOf(threadId: string): HostTalk<string | undefined> {
  const last = yield* lastTurnOf(threadId)
  return last?.['status'] === 'inProgress' ? stringOf(last['id']) : undefined
}

export function* lastTurnOf(threadId: string): HostTalk<JsonRecord | undefined> {
  const [last] = recordsIn(yield call('thread/turns/list', { threadId, limit: 1, sortDirection: 'desc' }))
  return last
}

/** Of a page. */
export const recordsIn = (answer: unknown): readonly JsonRecord[] => (isRecord(answer) ? recordsOf(answer['data']) : [])
