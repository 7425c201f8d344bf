/** A watch of a session of three events, made by the real reducer; tests add more. */
import { LiveSession } from '../../src/core/session/live-session-reducer.ts'
import type { SessionEvent } from '../../src/core/session/session-event.ts'
import type { SessionChange, SessionWatch } from '../../src/core/session/session-watch.ts'

export interface FakeWatch extends SessionWatch {
  /** As if the line had been written now. */
  add(event: SessionEvent): void
  emit(change: SessionChange): void
  readonly listeners: number
  readonly closed: number
}

const main = { lane: 'main' } as const

export const threeEvents: readonly SessionEvent[] = [
  { ...main, kind: 'prompt', cursor: 'main@0.0', at: '2026-11-20T09:00:00.000Z', text: 'List the files', images: 0 },
  {
    ...main,
    kind: 'tool-call',
    cursor: 'main@100.0',
    at: '2026-11-20T09:00:02.000Z',
    toolId: 't1',
    tool: 'Bash',
    summary: 'ls',
    input: '{"command":"ls"}',
  },
  {
    ...main,
    kind: 'tool-result',
    cursor: 'main@200.0',
    at: '2026-11-20T09:00:03.000Z',
    toolId: 't1',
    outcome: 'done',
    summary: '2 lines',
    text: 'a\nb',
    images: 0,
  },
]

export function fakeWatch(sessionId: string): FakeWatch {
  const session = new LiveSession({ sessionId, agent: 'claude' })
  const events: SessionEvent[] = []
  const listeners = new Set<(change: SessionChange) => void>()
  let closed = 0
  const take = (event: SessionEvent) => {
    events.push(event)
    session.add(event)
  }
  const emit = (change: SessionChange) => {
    for (const listener of listeners) listener(change)
  }
  for (const event of threeEvents) take(event)
  return {
    sessionId,
    get listeners() {
      return listeners.size
    },
    get closed() {
      return closed
    },
    add(event) {
      take(event)
      emit({ type: 'events', events: [event] })
    },
    emit,
    state: () => session.snapshot({ nowMs: Date.parse('2026-11-20T09:00:04.000Z'), isComplete: true, problems: [] }),
    async events({ after, before, kinds, limit = 100 } = {}) {
      const from = after === undefined ? 0 : events.findIndex(({ cursor }) => cursor === after) + 1
      const to = before === undefined ? undefined : events.findIndex(({ cursor }) => cursor === before)
      const wanted = events.slice(from, to).filter(({ kind }) => kinds?.includes(kind) ?? true)
      const shown = after === undefined ? wanted.slice(-limit) : wanted.slice(0, limit)
      return { events: shown, after: after !== undefined && wanted.length > limit ? shown.at(-1)?.cursor : undefined }
    },
    event: async (cursor) => events.find((event) => event.cursor === cursor),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      closed++
      listeners.clear()
    },
  }
}
