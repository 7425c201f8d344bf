/** Which of what matches is shown first: what fits best, and of equals the newest. Pure. */
import type { PassageRole } from './passage.ts'
import type { SearchOrder } from './search-question.ts'

export interface Match {
  /** Of two at the same second the larger one is the later one. */
  readonly id: number
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

export interface GroupOptions {
  readonly order: SearchOrder
  readonly limit: number
  readonly hits: number
  readonly nowMs: number
}

/** The first `limit` groups, and how many there are. */
export function groupMatches<M extends Match>(
  matches: readonly M[],
  { order, limit, hits, nowMs }: GroupOptions,
): { readonly groups: readonly MatchGroup<M>[]; readonly sessions: number } {
  const bySession = new Map<number, { best: Scored<M>; readonly own: Scored<M>[] }>()
  for (const match of matches) {
    const scored = { match, score: order === 'newest' ? match.atMs : scoreOf(match, nowMs) }
    const known = bySession.get(match.session)
    if (known === undefined) bySession.set(match.session, { best: scored, own: [scored] })
    else {
      known.own.push(scored)
      if (byScore(scored, known.best) < 0) known.best = scored
    }
  }
  const first = [...bySession].sort(([, a], [, b]) => byScore(a.best, b.best)).slice(0, limit)
  const groups = first.map(([session, { own }]) => ({
    session,
    best: own
      .sort(byScore)
      .slice(0, hits)
      .map(({ match }) => match),
    more: Math.max(0, own.length - hits),
  }))
  return { groups, sessions: bySession.size }
}

interface Scored<M extends Match> {
  readonly match: M
  readonly score: number
}

const byScore = (a: Scored<Match>, b: Scored<Match>): number =>
  b.score - a.score || b.match.atMs - a.match.atMs || b.match.id - a.match.id

/** Of what so many of all texts have, as BM25 of SQLite's FTS5 reckons it: above 0. */
export const rarenessOf = (having: number, all: number): number =>
  Math.max(leastRareness, Math.log((all - having + 0.5) / (having + 0.5)) || 0)
const leastRareness = 1e-6

function scoreOf({ role, atMs, fit }: Match, nowMs: number): number {
  const freshness = 1 / (1 + Math.max(0, nowMs - atMs) / freshForMs)
  return (fit === 0 ? 1 : fit) * weights[role] * (1 + mostByFreshness * freshness)
}
