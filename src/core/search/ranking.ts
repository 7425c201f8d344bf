/** Which of what matches is shown first: what fits best, and of equals the newest. Pure. */
import type { PassageRole } from './passage.ts'
import type { SearchOrder } from './search-question.ts'

export interface Match {
  readonly session: number
  readonly role: PassageRole
  readonly atMs: number
  /** How well the words fit, by their rareness and number (BM25, 0 or more); 0 where no words were asked for. */
  readonly fit: number
}

export interface MatchGroup<M extends Match> {
  readonly session: number
  readonly best: readonly M[]
  readonly more: number
}

/** What people said and named says more of a session than what a tool printed. */
const weights: Readonly<Record<PassageRole, number>> = {
  title: 1.6,
  prompt: 1.4,
  answer: 1.2,
  summary: 1.1,
  file: 1,
  tool: 1,
  error: 1,
  thinking: 0.9,
  result: 0.8,
}

/** After this time freshness counts half of what it does today. It moves what fits about as well, no more. */
const freshForMs = 30 * 86_400_000
const mostByFreshness = 0.25

export function groupMatches<M extends Match>(
  matches: readonly M[],
  {
    order,
    limit,
    hits,
    nowMs,
  }: { readonly order: SearchOrder; readonly limit: number; readonly hits: number; readonly nowMs: number },
): readonly MatchGroup<M>[] {
  const scored = matches.map((match) => ({ match, score: order === 'newest' ? match.atMs : scoreOf(match, nowMs) }))
  scored.sort((a, b) => b.score - a.score || b.match.atMs - a.match.atMs)
  // A group stands where its best stands: the order of a map is that of its first entries.
  const groups = [...Map.groupBy(scored, ({ match }) => match.session)].slice(0, limit)
  return groups.map(([session, own]) => ({
    session,
    best: own.slice(0, hits).map(({ match }) => match),
    more: Math.max(0, own.length - hits),
  }))
}

function scoreOf({ role, atMs, fit }: Match, nowMs: number): number {
  const freshness = 1 / (1 + Math.max(0, nowMs - atMs) / freshForMs)
  return (fit === 0 ? 1 : fit) * weights[role] * (1 + mostByFreshness * freshness)
}
