/** Reads the events of a conversation as the reader goes: the newest, around a moment, older, newer, and what comes live. */
import type { EventCursor, SessionEvent } from '../../../../core/session/session-event.ts'
import type { EventQuery } from '../../../../core/session/session-watch.ts'
import type { ApiProblem } from '../../api.ts'
import { signal } from '../../store.ts'
import type { SessionSource } from '../live/session-source.ts'
import {
  type EventWindow,
  emptyWindow,
  windowAround,
  windowOf,
  withLive,
  withNewer,
  withOlder,
} from './event-window.ts'
import { type EventFilter, isWanted } from './filters.ts'

export interface FeedView {
  readonly window: EventWindow
  readonly phase: 'loading' | 'ready' | 'failed'
  readonly problem?: ApiProblem | undefined
  readonly isLoadingOlder: boolean
  readonly isLoadingNewer: boolean
  /** Events that came live since it was opened, whether or not they are in the window. */
  readonly arrived: number
}

const firstPage = 200
const nextPage = 250
const catchUpPage = 1000
/** Who missed more than this reads the newest page anew. */
const mostCatchUpPages = 5

export class ConversationFeed {
  readonly #source: Pick<SessionSource, 'events' | 'event'>
  readonly #filter: EventFilter
  readonly #view = signal<FeedView>({
    window: emptyWindow,
    phase: 'loading',
    isLoadingOlder: false,
    isLoadingNewer: false,
    arrived: 0,
  })
  /** Came while a page was on its way. */
  #early: SessionEvent[] = []
  /** Answers to questions of before are no longer wanted. */
  #turn = 0

  constructor(source: Pick<SessionSource, 'events' | 'event'>, filter: EventFilter) {
    this.#source = source
    this.#filter = filter
  }

  get view(): FeedView {
    return this.#view.value
  }

  /** Nothing that is still on its way is wanted. */
  close(): void {
    this.#turn++
  }

  async openNewest(): Promise<void> {
    const turn = this.#begin()
    const answer = await this.#ask({ limit: firstPage })
    if (turn !== this.#turn) return
    if (answer.ok) this.#opened(windowOf(answer.value))
    else this.#set({ phase: 'failed', problem: answer.error })
  }

  /** The window holds the event then, unless it is none of those that are shown. False where there is no such event (any more). */
  async openAround(cursor: EventCursor): Promise<boolean> {
    const turn = this.#begin()
    const [older, event, newer] = await Promise.all([
      this.#ask({ before: cursor, limit: firstPage }),
      this.#source.event(cursor),
      this.#ask({ after: cursor, limit: firstPage }),
    ])
    if (turn !== this.#turn) return true
    if (!event.ok || !older.ok || !newer.ok) {
      await this.openNewest()
      return false
    }
    const shown = isWanted(event.value, this.#filter) ? event.value : undefined
    this.#opened(windowAround(older.value, shown, newer.value))
    return true
  }

  async loadOlder(): Promise<void> {
    const { window, phase, isLoadingOlder } = this.#view.peek()
    if (phase !== 'ready' || isLoadingOlder || window.before === undefined) return
    const turn = this.#turn
    this.#set({ isLoadingOlder: true })
    const answer = await this.#ask({ before: window.before, limit: nextPage })
    if (turn !== this.#turn) return
    this.#set({
      isLoadingOlder: false,
      window: answer.ok ? withOlder(this.#view.peek().window, answer.value) : this.#view.peek().window,
      problem: answer.ok ? undefined : answer.error,
    })
  }

  async loadNewer(): Promise<void> {
    const { window, phase, isLoadingNewer } = this.#view.peek()
    if (phase !== 'ready' || isLoadingNewer || window.after === undefined) return
    const turn = this.#turn
    this.#set({ isLoadingNewer: true })
    const answer = await this.#ask({ after: window.after, limit: nextPage })
    if (turn !== this.#turn) return
    this.#set({
      isLoadingNewer: false,
      window: answer.ok ? withNewer(this.#view.peek().window, answer.value) : this.#view.peek().window,
      problem: answer.ok ? undefined : answer.error,
    })
    // What came live while the end was not held.
    if (answer.ok && answer.value.after === undefined) await this.catchUp()
  }

  hear(events: readonly SessionEvent[]): void {
    const wanted = events.filter((event) => isWanted(event, this.#filter))
    if (wanted.length === 0) return
    if (this.#view.peek().phase === 'loading') this.#early.push(...wanted)
    else
      this.#set({
        window: withLive(this.#view.peek().window, wanted),
        arrived: this.#view.peek().arrived + wanted.length,
      })
  }

  /** The stream was broken: what came meanwhile is read. */
  async catchUp(): Promise<void> {
    const { phase } = this.#view.peek()
    if (phase === 'failed') return this.openNewest()
    if (phase !== 'ready') return
    const turn = this.#turn
    for (let pages = 0; pages < mostCatchUpPages; pages++) {
      const { window } = this.#view.peek()
      const last = window.events.at(-1)
      // In the middle of an old conversation nothing was missed that will not be read anyway.
      if (window.after !== undefined) return
      if (last === undefined) return this.openNewest()
      const answer = await this.#ask({ after: last.cursor, limit: catchUpPage })
      if (turn !== this.#turn || !answer.ok) return
      this.hear(answer.value.events)
      if (answer.value.after === undefined) return
    }
    await this.openNewest()
  }

  #ask(query: EventQuery) {
    const { lane, kinds, search } = this.#filter
    return this.#source.events({ ...query, lane, kinds, search: search === '' ? undefined : search })
  }

  #begin(): number {
    this.#early = []
    this.#set({ phase: 'loading', problem: undefined, isLoadingOlder: false, isLoadingNewer: false })
    return ++this.#turn
  }

  #opened(window: EventWindow): void {
    const early = this.#early
    this.#early = []
    this.#set({ phase: 'ready', window: withLive(window, early) })
  }

  #set(change: Partial<FeedView>): void {
    this.#view.value = { ...this.#view.peek(), ...change }
  }
}
