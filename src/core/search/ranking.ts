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

/** So many that an object of each is made only for a moment. */
export interface Matches {
  readonly length: number
  at(index: number): Match | undefined
}

export interface MatchGroup {
  readonly session: number
  readonly best: readonly Match[]
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
export function groupMatches(
  matches: Matches,
  { order, limit, hits, nowMs }: GroupOptions,
): { readonly groups: readonly MatchGroup[]; readonly sessions: number } {
  const scored = (index: number): Scored => {
    const match = matches.at(index) as Match
    return { match, score: order === 'newest' ? match.atMs : scoreOf(match, nowMs) }
  }
  const best = new Map<number, Scored>()
  for (let index = 0; index < matches.length; index++) {
    const one = scored(index)
    const known = best.get(one.match.session)
    if (known === undefined || byScore(one, known) < 0) best.set(one.match.session, one)
  }
  const first = [...best.values()].sort(byScore).slice(0, limit)
  const own = new Map(first.map(({ match }) => [match.session, [] as Scored[]]))
  for (let index = 0; index < matches.length; index++)
    own.get((matches.at(index) as Match).session)?.push(scored(index))
  const groups = [...own].map(([session, all]) => ({
    session,
    best: all
      .sort(byScore)
      .slice(0, hits)
      .map(({ match }) => match),
    more: Math.max(0, all.length - hits),
  }))
  return { groups, sessions: best.size }
}

interface Scored {
  readonly match: Match
  readonly score: number
}

const byScore = (a: Scored, b: Scored): number =>
  b.score - a.score || b.match.atMs - a.match.atMs || b.match.id - a.match.id

/** Of what so many of all texts have, as BM25 of SQLite's FTS5 reckons it: above 0. */
export const rarenessOf = (having: number, all: number): number =>
  Math.max(leastRareness, Math.log((all - having + 0.5) / (having + 0.5)) || 0)
const leastRareness = 1e-6

function scoreOf({ role, atMs, fit }: Match, nowMs: number): number {
  const freshness = 1 / (1 + Math.max(0, nowMs - atMs) / freshForMs)
  return (fit === 0 ? 1 : fit) * weights[role] * (1 + mostByFreshness * freshness)
}
