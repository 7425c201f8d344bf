/** A fact of the bus as an event that is kept: in words, with its level and its session. Pure. */
import type { Level, NewCaptured } from '../captured/captured-event.ts'
import type { EventOf, EventsOf } from './event.ts'
import type { FactName } from './event-types.ts'
import { eventTypes } from './event-types.ts'

const words: { readonly [T in FactName]: (data: EventOf<T>['data']) => string } = {
  'agent.started': ({ role }) => `started, ${role}`,
  'agent.ended': ({ activity }) => `ended; it was ${activity} when it was last seen`,
  'agent.waiting': ({ waitingFor }) => (waitingFor === undefined ? 'waits for you' : `waits for you: ${waitingFor}`),
  'agent.stale': ({ reason }) => `is stale: ${reason}`,
  'agent.zombie': ({ reason }) => `is a zombie: ${reason}`,
  'agent.killed': ({ by, forced }) => `was ended by ${by}${forced ? ', by force' : ''}`,
  'agent.pinned': () => 'was pinned',
  'agent.unpinned': () => 'is no longer pinned',
  'session.began': () => 'is at a session',
  'settings.changed': ({ keys, by }) => `${keys.join(', ')} changed by ${by}`,
}

const levelOf: Partial<Record<FactName, Level>> = {
  'agent.waiting': 'warn',
  'agent.stale': 'warn',
  'agent.zombie': 'error',
}

type Fact = EventsOf<FactName>

export const factNames = (Object.keys(eventTypes) as (keyof typeof eventTypes)[]).filter(
  (type): type is FactName => eventTypes[type].keeps === 'all',
)

/** Its id on the bus is the sender's name for it: told twice it is kept once. */
export function capturedFact(fact: Fact): NewCaptured {
  const { type, id, at, machine, data } = fact
  const say = words[type] as (data: Fact['data']) => string
  const subject = 'agentId' in data ? (data.project ?? `pid ${data.pid}`) : undefined
  return {
    source: 'tce',
    event_type: type,
    message: subject === undefined ? say(data) : `${subject} ${say(data)}`,
    level: levelOf[type] ?? 'info',
    atMs: Date.parse(at),
    data: JSON.stringify(data),
    session_id: 'sessionId' in data ? data.sessionId : undefined,
    agent: 'agent' in data ? data.agent : undefined,
    senderId: `${machine} ${id}`,
  }
}
