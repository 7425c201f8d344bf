/** How well events come in, in words. Pure. */
import { formatCount } from '../../../core/words/format.ts'

const reasons: Readonly<Record<number, string>> = {
  401: 'no key, or a wrong one',
  403: 'a key of another source',
  409: 'another event under the same id',
  413: 'too large',
  415: 'neither JSON nor NDJSON',
  422: 'a field was wrong',
  503: 'the disk or the queue was full',
}

/** By reason, the most frequent first. */
export function refusedWords(refused: readonly { readonly status: number; readonly count: number }[]): string {
  if (refused.length === 0) return 'Nothing was refused since TCE serves'
  const each = refused
    .toSorted((a, b) => b.count - a.count)
    .map(({ status, count }) => `${formatCount(count)} × ${status}${status in reasons ? `, ${reasons[status]}` : ''}`)
  return `Refused since TCE serves: ${each.join('; ')}`
}

/** `1.8 ms`, `24 ms` */
export const formatMs = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
