/** How many events each saved query finds in the chosen range: one after the other, so that none waits behind all of them. */
import { useEffect, useState } from 'preact/hooks'
import type { SavedQuery } from '../../../core/captured/saved-query.ts'
import { formatCount } from '../../../core/words/format.ts'
import type { BinnedRange } from './address.ts'
import { longestBinMs } from './address.ts'
import { askCounts } from './event-source.ts'

/** By name; `63`, or `63+` where a look did not come to the end. */
export function useSavedCounts(
  saved: readonly SavedQuery[],
  range: BinnedRange | undefined,
): ReadonlyMap<string, string> {
  const [counts, setCounts] = useState<ReadonlyMap<string, string>>(new Map())
  const key = saved.map(({ name, query }) => `${name}\n${query}`).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list by what stands in it, the range by its ends.
  useEffect(() => {
    let isStopped = false
    const countAll = async () => {
      if (range === undefined) return
      for (const { name, query } of saved) {
        const words = await countOf(query, range)
        if (isStopped) return
        if (words !== undefined) setCounts((known) => new Map(known).set(name, words))
      }
    }
    void countAll()
    return () => {
      isStopped = true
    }
  }, [key, range?.sinceMs, range?.untilMs])
  return counts
}

async function countOf(query: string, { sinceMs, untilMs, binMs }: BinnedRange): Promise<string | undefined> {
  // As few bins as hold the range; each begins where the counts of the server do.
  const wholeMs = Math.ceil((untilMs - sinceMs) / binMs) * binMs
  const answer = await askCounts({ query, sinceMs, untilMs, binMs: Math.min(wholeMs, longestBinMs), by: 'level' })
  if (!answer.ok) return undefined
  const events = answer.value.counts.reduce((sum, count) => sum + count.events, 0)
  return `${formatCount(events)}${answer.value.nextCursor === undefined ? '' : '+'}`
}
