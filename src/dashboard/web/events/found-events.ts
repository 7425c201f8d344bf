/** What a query finds, page by page. A search that has no index stops every 200 ms: it is asked on until there is a page. */
import type { ApiProblem } from '../api.ts'
import type { ReadonlySignal } from '../store.ts'
import { signal } from '../store.ts'
import type { PageEvent } from './event.ts'
import type { PageQuestion } from './event-source.ts'
import { askEvents } from './event-source.ts'

export interface FoundView {
  readonly events: readonly PageEvent[]
  readonly isAsking: boolean
  /** Of the first page. */
  readonly tookMs?: number | undefined
  readonly nextCursor?: number | undefined
  /** How many events were looked at, as far as the search came. */
  readonly lookedAt?: { readonly events: number; readonly ofEvents: number } | undefined
  readonly notIndexed?: number | undefined
  readonly problem?: ApiProblem | undefined
}

export interface FoundEvents {
  readonly view: ReadonlySignal<FoundView>
  more(): void
  stop(): void
}

const pageSize = 100

export function createFoundEvents(
  question: Omit<PageQuestion, 'limit' | 'cursor'>,
  outside = { askEvents, clock: () => performance.now() },
): FoundEvents {
  const view = signal<FoundView>({ events: [], isAsking: false })
  let isStopped = false
  let hasBegun = false

  async function read(): Promise<void> {
    const startedMs = outside.clock()
    const wanted = view.peek().events.length + pageSize
    view.value = { ...view.peek(), isAsking: true, problem: undefined }
    do {
      const { events, nextCursor, lookedAt } = view.peek()
      const page = await outside.askEvents({ ...question, limit: pageSize, cursor: nextCursor })
      if (!page.ok) {
        view.value = { ...view.peek(), isAsking: false, problem: page.error }
        return
      }
      const { events: more, nextCursor: next, lookedAt: looked } = page.value
      view.value = {
        ...view.peek(),
        events: [...events, ...more],
        nextCursor: next,
        lookedAt: looked && { events: (lookedAt?.events ?? 0) + looked.events, ofEvents: looked.ofEvents },
      }
    } while (!isStopped && view.peek().lookedAt !== undefined && isUnfinished(view.peek(), wanted))
    view.value = { ...view.peek(), isAsking: false, tookMs: view.peek().tookMs ?? outside.clock() - startedMs }
  }

  return {
    view,
    more() {
      if (view.peek().isAsking || (hasBegun && view.peek().nextCursor === undefined)) return
      hasBegun = true
      isStopped = false
      void read()
    },
    stop() {
      isStopped = true
    },
  }
}

const isUnfinished = ({ events, nextCursor }: FoundView, wanted: number): boolean =>
  nextCursor !== undefined && events.length < wanted
