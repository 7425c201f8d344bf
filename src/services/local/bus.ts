/** The stream itself: what is appended is told to all who follow, and kept for those who come back. */
import type { BusEvent, EventId, EventsOf, NewEvent, UntoldFact } from '../../core/events/event.ts'
import type { EventData, EventType, StateName } from '../../core/events/event-types.ts'
import { allEventTypes, isState } from '../../core/events/event-types.ts'
import type { BusService, FollowOptions } from '../bus.ts'
import { createEventLog } from './event-log.ts'
import type { KeepFact } from './fact-keeper.ts'

export interface LocalBus extends BusService {
  append(event: NewEvent): void
  /** When all that was appended is told. */
  settled(): Promise<void>
  /** Called whenever somebody comes or goes. */
  onAudience(listener: (audience: Audience) => void): void
  /** Somebody has a page, a menu or `tce watch` before them. */
  isAttended(): boolean
  close(): void
}

export type Audience = 'none' | 'quiet' | 'attentive'

export interface BusParts {
  /** Asked when somebody follows for the first time. */
  readonly machine: () => string
  /** The states that who comes new is told first. */
  readonly states: () => { readonly [T in StateName]?: () => Promise<EventData<T>> }
  readonly clock: () => number
  /** Where facts are kept: each is told when it was, in the order they happened. */
  readonly keepFact?: KeepFact | undefined
  /** A first picture that can't be had is told with the next look. */
  readonly reportError: (message: string, cause: unknown) => void
}

interface Follower {
  readonly types: ReadonlySet<EventType>
  readonly isAttentive: boolean
  /** The states it was told. */
  readonly heard: Set<EventType>
  tell(event: BusEvent): void
}

export function createBus({ machine, states, clock, keepFact, reportError }: BusParts): LocalBus {
  const log = createEventLog(clock())
  const followers = new Set<Follower>()
  /** Until somebody follows or keeps nobody has a place in the stream, so nothing can be missed. */
  let machineId = keepFact === undefined ? undefined : machine()
  let isClosed = false
  let allTold: Promise<unknown> = Promise.resolve()
  let tellAudience: (audience: Audience) => void = () => {}

  const audience = (): Audience => {
    if (followers.size === 0) return 'none'
    return [...followers].some(({ isAttentive }) => isAttentive) ? 'attentive' : 'quiet'
  }

  const now = () => ({ at: new Date(clock()).toISOString(), machine: machineId ?? '' })
  const eventOf = (id: EventId, type: EventType, data: NewEvent['data']): BusEvent =>
    ({ id, type, ...now(), data }) as BusEvent

  function tell(follower: Follower, event: BusEvent): void {
    if (!follower.types.has(event.type)) return
    if (isState(event.type)) follower.heard.add(event.type)
    follower.tell(event)
  }

  function tellAll(event: BusEvent): void {
    log.keep(event)
    for (const follower of followers) tell(follower, event)
  }

  /** Its place is that of its telling: a state that was told meanwhile stands before it. */
  function tellWhenKept(fact: UntoldFact, keep: KeepFact): void {
    const keeping = keep(fact)
    const { once: _, data, ...head } = fact
    allTold = allTold
      .then(async () => {
        const { eventId, isKnown } = await keeping
        if (!isKnown) tellAll({ id: log.nextId(), ...head, event_id: eventId, data } as BusEvent)
      })
      .catch((cause: unknown) => reportError(`${fact.type} could not be told`, cause))
  }

  /** Its id is that of the newest event, so that who comes back with it misses nothing. */
  async function tellState(follower: Follower, type: StateName, read: () => Promise<NewEvent['data']>): Promise<void> {
    const data = await read()
    if (followers.has(follower) && !follower.heard.has(type)) tell(follower, eventOf(log.newestId, type, data))
  }

  function begin(follower: Follower): void {
    const readers = states()
    for (const type of allEventTypes.filter(isState)) {
      const read = readers[type]
      if (read === undefined || !follower.types.has(type)) continue
      tellState(follower, type, read).catch((cause: unknown) => reportError(`No ${type} could be told`, cause))
    }
  }

  function follow<T extends EventType>(
    types: readonly T[],
    listener: (event: EventsOf<T>) => void,
    { after, isAttentive = false, onBegin }: FollowOptions = {},
  ): () => void {
    machineId ??= machine()
    const follower: Follower = {
      types: new Set(types),
      isAttentive,
      heard: new Set(),
      tell: listener as (event: BusEvent) => void,
    }
    followers.add(follower)
    tellAudience(audience())
    const missed = after === undefined ? undefined : log.since(after)
    const isGap = after !== undefined && missed === undefined
    onBegin?.(missed === undefined ? log.newestId : (after ?? log.newestId), isGap)
    if (missed === undefined) begin(follower)
    for (const event of missed ?? []) tell(follower, event)
    return () => {
      followers.delete(follower)
      tellAudience(audience())
    }
  }

  return {
    follow,
    append({ type, data, once }) {
      if (machineId === undefined || isClosed) return
      if (keepFact === undefined || isState(type)) return tellAll(eventOf(log.nextId(), type, data))
      tellWhenKept({ type, ...now(), data, once } as UntoldFact, keepFact)
    },
    settled: async () => void (await allTold),
    isAttended: () => audience() === 'attentive',
    onAudience(listener) {
      tellAudience = listener
    },
    close() {
      isClosed = true
      followers.clear()
      tellAudience('none')
    },
  }
}
