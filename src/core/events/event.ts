/** One thing that changed, as everybody who follows is told it. */
import type { Actor } from '../audit/audit.ts'
import type { EventData, EventType, FactName } from './event-types.ts'

/** Names a place in the stream. Larger is later, also over a restart. */
export type EventId = number

export interface EventOf<T extends EventType> {
  readonly id: EventId
  readonly type: T
  /** When it was noticed, ISO 8601 with zone. */
  readonly at: string
  /** Which machine tells it: a random name, made once. */
  readonly machine: string
  /** Of a fact that is kept among the events: its number there. It is told when it is on disk. */
  readonly event_id?: number | undefined
  readonly data: EventData<T>
}

/** One of these types: the type tells what the data is. */
export type EventsOf<Types extends EventType> = { readonly [T in Types]: EventOf<T> }[Types]
export type BusEvent = EventsOf<EventType>

/** Before the stream gives it an id. */
export type NewEvent = NewOf<EventType>
export type NewFact = NewOf<FactName>
type NewOf<Types extends EventType> = {
  readonly [T in Types]: {
    readonly type: T
    readonly data: EventData<T>
    /** Of a fact that may be noticed again, also by the program that comes after this one: told once under this name. */
    readonly once?: string | undefined
  }
}[Types]

/** Before it is kept and told. */
export type UntoldFact = Omit<EventsOf<FactName>, 'id' | 'event_id'> & Pick<NewFact, 'once'>

/** Who did it, in a fact of what somebody did. */
export const by = ({ name, kind }: Actor) => ({ by: name, byKind: kind })
