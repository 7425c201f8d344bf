/** Notes what was looked for: what stood a moment with its hits, or what its reader went on from. */
import { useEffect, useRef } from 'preact/hooks'
import { keptChoice } from '../store.ts'
import { readSearches, withSearch } from './last-searches.ts'

export const { choice: lastSearches, choose } = keptChoice<readonly string[]>(
  'tce-last-searches',
  readSearches,
  (searches) => (searches.length === 0 ? undefined : JSON.stringify(searches)),
)

export const clearSearches = (): void => choose([])

const afterMs = 1_500

/** `found`: what was typed, once it has hits. */
export function useLastSearches(found: string | undefined): void {
  const latest = useRef(found)
  latest.current = found
  useEffect(() => {
    if (found === undefined) return
    const timer = setTimeout(() => note(found), afterMs)
    return () => clearTimeout(timer)
  }, [found])
  useEffect(() => () => note(latest.current), [])
}

function note(text: string | undefined): void {
  if (text !== undefined) choose(withSearch(lastSearches.peek(), text))
}
