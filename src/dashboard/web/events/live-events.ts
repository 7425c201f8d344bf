/** What the live view holds, and how that changes: asked for when the stream is opened, then told. */
import type { ApiProblem } from '../api.ts'
import type { ReadonlySignal } from '../store.ts'
import { signal } from '../store.ts'
import type { PageEvent } from './event.ts'
import { askEvents, followEvents } from './event-source.ts'
import type { HeldEvents } from './held-events.ts'
import { mostHeld, noEvents, paused, resumed, withNewest, withOlder, withTold } from './held-events.ts'

export interface LiveEventsView {
  readonly held: HeldEvents
  readonly isLive: boolean
  /** The first page is here. */
  readonly isAsked: boolean
  readonly problem?: ApiProblem | undefined
}

export interface LiveEvents {
  readonly view: ReadonlySignal<LiveEventsView>
  /** Returns how to stop. */
  start(): () => void
  pause(): void
  resume(): void
  /** The page of older ones. */
  older(): void
  retry(): void
}

const firstPage = 500

interface Outside {
  readonly askEvents: typeof askEvents
  readonly followEvents: typeof followEvents
  readonly clock: () => number
}

export function createLiveEvents(
  filter: string,
  outside: Outside = { askEvents, followEvents, clock: Date.now },
): LiveEvents {
  const view = signal<LiveEventsView>({ held: noEvents, isLive: false, isAsked: false })
  const change = (next: Partial<LiveEventsView>) => {
    view.value = { ...view.peek(), ...next }
  }
  const hold = (next: (held: HeldEvents) => HeldEvents) => change({ held: next(view.peek().held) })
  /** What is told while the newest page is on its way: it comes behind it. */
  let told: PageEvent[] | undefined
  let isReadingOlder = false
  let stop: (() => void) | undefined

  async function catchUp(): Promise<void> {
    const mine: PageEvent[] = []
    told = mine
    const page = await outside.askEvents({ query: filter, limit: firstPage })
    if (told !== mine) return
    told = undefined
    if (!page.ok) {
      change({ problem: page.error, isAsked: true })
      // A filter that can't be read has no stream either.
      if (page.error.status === 400) end()
      return
    }
    change({ problem: undefined, isAsked: true })
    hold((held) => withTold(withNewest(held, page.value), mine))
  }

  function begin(): void {
    stop ??= outside.followEvents(filter, {
      onOpen() {
        change({ isLive: true })
        void catchUp()
      },
      onEvents(events) {
        if (told === undefined) hold((held) => withTold(held, events))
        else told.push(...events)
      },
      onResync: () => void catchUp(),
      onLost: () => change({ isLive: false }),
    })
  }

  function end(): void {
    told = undefined
    stop?.()
    stop = undefined
    change({ isLive: false })
  }

  /** What is here does not wait for the stream. */
  async function first(): Promise<void> {
    await catchUp()
    if (view.peek().problem?.status !== 400 && isStarted) begin()
  }
  let isStarted = false

  return {
    view,
    start() {
      isStarted = true
      void first()
      return () => {
        isStarted = false
        end()
      }
    },
    pause: () => hold((held) => paused(held, outside.clock())),
    resume: () => hold(resumed),
    async older() {
      const { olderFrom, shown } = view.peek().held
      if (isReadingOlder || olderFrom === undefined || shown.length >= mostHeld) return
      isReadingOlder = true
      const page = await outside.askEvents({ query: filter, limit: firstPage, cursor: olderFrom })
      isReadingOlder = false
      if (page.ok) hold((held) => withOlder(held, page.value))
      else change({ problem: page.error })
    },
    retry: () => void first(),
  }
}
