/** How many events a filter finds over a range, split by a field: counted by the server look by look, until it has seen all of them. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { EventCount, SplitKey } from '../../../core/captured/event-counts.ts'
import type { ApiProblem } from '../api.ts'
import { signal } from '../store.ts'
import type { BinnedRange } from './address.ts'
import type { CountsQuestion } from './event-source.ts'
import { askCounts } from './event-source.ts'

export interface CountedView {
  readonly counts: readonly EventCount[]
  readonly isWhole: boolean
  readonly problem?: ApiProblem | undefined
}

interface Counting {
  readonly view: { readonly value: CountedView }
  stop(): void
}

export function countEvents(question: Omit<CountsQuestion, 'cursor'>, outside = { askCounts }): Counting {
  const view = signal<CountedView>({ counts: [], isWhole: false })
  let isStopped = false
  const run = async () => {
    let cursor: number | undefined
    do {
      const answer = await outside.askCounts({ ...question, cursor })
      if (isStopped) return
      if (!answer.ok) {
        view.value = { ...view.peek(), problem: answer.error }
        return
      }
      cursor = answer.value.nextCursor
      const counts = [...view.peek().counts, ...answer.value.counts]
      view.value = { counts, isWhole: cursor === undefined }
    } while (cursor !== undefined)
  }
  void run()
  return {
    view,
    stop() {
      isStopped = true
    },
  }
}

/** `askedAtMs`: asked again, the same question is another one. */
export function useCounts(
  filter: string,
  { sinceMs, untilMs, binMs }: BinnedRange,
  by: SplitKey,
  askedAtMs: number,
): CountedView & { readonly retry: () => void } {
  const [tries, setTries] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: see askedAtMs; a try anew is another question, too.
  const counting = useMemo(
    () => countEvents({ query: filter.trim(), by, sinceMs, untilMs, binMs }),
    [filter, by, sinceMs, untilMs, binMs, askedAtMs, tries],
  )
  useEffect(() => counting.stop, [counting])
  return { ...counting.view.value, retry: () => setTries((known) => known + 1) }
}
