/** A key that was meant for the request before must not answer the one that took its place. */
import { useRef } from 'preact/hooks'

/** Until then keys that answer do nothing. */
export interface Rest {
  readonly key: string | undefined
  readonly untilMs: number
}

const afterOpeningMs = 600
const afterChangeMs = 1_000

/** `key`: what would be answered. Pure. */
export function restOf(before: Rest | undefined, key: string | undefined, nowMs: number): Rest {
  if (before === undefined) return { key, untilMs: nowMs + afterOpeningMs }
  return before.key === key ? before : { key, untilMs: nowMs + afterChangeMs }
}

/** Of the panel or the page: it goes on from one request to the next. */
export function useLateKeys(key: string | undefined): () => boolean {
  const rest = useRef<Rest | undefined>(undefined)
  rest.current = restOf(rest.current, key, performance.now())
  return () => performance.now() < (rest.current?.untilMs ?? 0)
}
