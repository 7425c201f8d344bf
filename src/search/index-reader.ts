/** Asks the index: which passages match, grouped by session. Their texts are read elsewhere. */
import type { Term } from '../core/query/query.ts'
import { all, matchOfText } from '../core/search/index-match.ts'
import type { PassageRole } from '../core/search/passage.ts'
import { passageRoles } from '../core/search/passage.ts'
import { groupMatches, type Match, type MatchGroup, rarenessOf } from '../core/search/ranking.ts'
import type { ReadQuestion } from '../core/search/search-question.ts'
import { mostRanked } from '../core/search/search-question.ts'
import type { Database } from '../storage/sqlite.ts'
import { conditionsOf, matchesOf, tellingMatchesOf } from './index-conditions.ts'
import { firstIdOf, type Part, partPlaces, partsBetween, secondOf, wordsOf } from './index-part.ts'

export interface FoundPassage {
  readonly role: PassageRole
  readonly atMs: number
  readonly cursor: string
  readonly tool?: string | undefined
  readonly isFailed: boolean
}

export interface FoundSession extends Pick<MatchGroup<Match>, 'more'> {
  readonly best: readonly FoundPassage[]
  readonly agent: string
  readonly sessionId: string
}

export interface IndexAnswer {
  readonly groups: readonly FoundSession[]
  readonly hits: number
  readonly sessions: number
  readonly isBounded: boolean
}

/** Of a passage: its id, its session, its second, its role's place in the list, and how well it fits. */
type Row = [id: number, session: number, second: number, role: number, fit: number]

interface Range {
  readonly fromS: number
  readonly beforeS: number
}

export function askIndex(database: Database, question: ReadQuestion, nowMs: number): IndexAnswer {
  const { any: alternatives, fromMs, beforeMs } = question.query
  const range = {
    fromS: secondOf(fromMs ?? 0),
    beforeS: beforeMs === undefined ? Number.MAX_SAFE_INTEGER : secondOf(beforeMs),
  }
  const found = new Map<number, Row>()
  let isBounded = false
  for (const terms of alternatives.length === 0 ? [[]] : alternatives) {
    const rows = newestOf(database, terms, range, question.order === 'best')
    isBounded ||= rows.isBounded
    for (const row of rows.rows) if ((found.get(row[0])?.[4] ?? -1) < row[4]) found.set(row[0], row)
  }
  const matches = Array.from(
    found.values(),
    ([id, session, second, role, fit]): Match => ({
      ...{ id, session, fit, atMs: second * 1000 },
      role: passageRoles[role] as PassageRole,
    }),
  )
  const { groups, sessions } = groupMatches(matches, { ...question, nowMs })
  return { groups: groups.map(described(database)), hits: found.size, sessions, isBounded }
}

function described(database: Database): (group: MatchGroup<Match>) => FoundSession {
  const sessionOf = database.prepare('SELECT agent, session_id AS sessionId FROM session WHERE id = ?')
  const passageOf = database.prepare(
    `SELECT lane.name AS lane, place, tool.name AS tool, is_failed AS isFailed
     FROM passage JOIN name lane ON lane.id = lane LEFT JOIN name tool ON tool.id = tool WHERE passage.id = ?`,
  )
  return ({ session, best, more }) => ({
    ...(sessionOf.get(session) as { readonly agent: string; readonly sessionId: string }),
    best: best.map(({ id, role, atMs }) => {
      const row = passageOf.get(id) as { lane: string; place: string; tool: string | null; isFailed: number }
      return {
        role,
        atMs,
        cursor: `${row.lane}@${row.place}`,
        tool: row.tool ?? undefined,
        isFailed: row.isFailed === 1,
      }
    }),
    more,
  })
}

/** How many passages have this word. */
export function countWord(database: Database, text: string, isExact: boolean): number {
  const match = matchOfText(text, isExact)
  if (match === undefined) return 0
  const parts = partsBetween(database, 0, Number.MAX_SAFE_INTEGER)
  return parts.reduce((sum, part) => sum + countIn(database, part, match), 0)
}

const countIn = (database: Database, { id }: Part, match: string): number =>
  Number(
    database
      .prepare(`SELECT count(*) FROM ${wordsOf(id)} WHERE ${wordsOf(id)} MATCH ?`)
      .pluck()
      .get(match),
  )

/** The newest that match all terms, as many as are ranked. Parts that hold nothing newer are not looked into. */
function newestOf(
  database: Database,
  terms: readonly Term[],
  range: Range,
  isRanked: boolean,
): { readonly rows: readonly Row[]; readonly isBounded: boolean } {
  const parts = partsBetween(database, range.fromS, range.beforeS)
  const found: { readonly part: Part; readonly rows: Row[]; readonly matching: number }[] = []
  let count = 0
  for (const [at, part] of parts.entries()) {
    const rows = rowsIn(database, part, terms, range, isRanked)
    count += rows.rows.length
    found.push({ part, ...rows })
    const nextS = parts[at + 1]?.lastS ?? Number.NEGATIVE_INFINITY
    if (count > mostRanked && newerThan(nextS, found) > mostRanked) break
  }
  if (isRanked) makeComparable(found)
  const rows = found.flatMap((one) => one.rows)
  return rows.length > mostRanked ? { rows: newest(rows), isBounded: true } : { rows, isBounded: false }
}

const newerThan = (second: number, found: readonly { readonly rows: readonly Row[] }[]): number =>
  found.reduce((sum, { rows }) => sum + rows.reduce((own, row) => own + (row[2] > second ? 1 : 0), 0), 0)

function newest(rows: readonly Row[]): readonly Row[] {
  const seconds = Float64Array.from(rows, (row) => row[2]).sort()
  const least = seconds[seconds.length - mostRanked] ?? 0
  const later = rows.filter((row) => row[2] > least)
  return [...later, ...rows.filter((row) => row[2] === least).slice(0, mostRanked - later.length)]
}

/** A word is as rare as it is in its part: what fits is compared by how rare it is in all parts that were asked. */
function makeComparable(
  found: readonly { readonly part: Part; readonly rows: readonly Row[]; readonly matching: number }[],
): void {
  const matching = found.reduce((sum, one) => sum + one.matching, 0)
  const all = found.reduce((sum, { part }) => sum + part.used, 0)
  for (const { part, rows, matching: own } of found) {
    const factor = rarenessOf(matching, all) / rarenessOf(own, part.used)
    for (const row of rows) row[4] *= factor
  }
}

function rowsIn(
  database: Database,
  part: Part,
  terms: readonly Term[],
  { fromS, beforeS }: Range,
  isRanked: boolean,
): { readonly rows: Row[]; readonly matching: number } {
  const words = wordsOf(part.id)
  const first = firstIdOf(part.id)
  const matches = terms.flatMap(matchesOf)
  const telling = isRanked ? terms.flatMap(tellingMatchesOf) : []
  const conditions = [
    ...terms.flatMap((term) => conditionsOf(term, part.id)),
    ...(part.firstS < fromS ? [{ sql: 'p.second >= ?', values: [fromS] }] : []),
    ...(part.lastS >= beforeS ? [{ sql: 'p.second < ?', values: [beforeS] }] : []),
  ]
  const and = conditions.map(({ sql }) => ` AND ${sql}`).join('')
  const values = conditions.flatMap((condition) => condition.values)
  const columns = 'p.id, p.session, p.second, p.role'
  const ask = (sql: string, ...given: readonly (string | number)[]): Row[] =>
    database
      .prepare(sql)
      .raw()
      .all(...given, ...values) as Row[]
  const join = `FROM ${words} CROSS JOIN passage p ON p.id = ${words}.rowid + ${first} WHERE ${words} MATCH ?`
  if (matches.length === 0) {
    const rows = ask(
      `SELECT ${columns}, 0 FROM passage p WHERE p.id >= ${first} AND p.id < ${first + partPlaces}${and}`,
    )
    return { rows, matching: rows.length }
  }
  if (telling.length === 0) {
    const rows = ask(`SELECT ${columns}, 0 ${join}${and}`, all(matches))
    return { rows, matching: rows.length }
  }
  const fit = `-bm25(${words}, 1.0, 0.7, 1.2)`
  const [match, ranked] = [all(matches), all(telling)]
  // What tells nothing is only looked for: it would have to be counted in each passage.
  const also = match === ranked ? [] : [match]
  const having = also.length === 0 ? '' : ` AND +${words}.rowid IN (SELECT rowid FROM ${words} WHERE ${words} MATCH ?)`
  const rows = ask(`SELECT ${columns}, ${fit} ${join}${having}${and}`, ranked, ...also)
  const isAll = conditions.length === 0 && also.length === 0
  return { rows, matching: isAll ? rows.length : countIn(database, part, ranked) }
}
