/** Asks the index: which passages match, grouped by session. Their texts are read elsewhere. */
import type { Term } from '../core/query/query.ts'
import { all, matchOfText } from '../core/search/index-match.ts'
import type { PassageRole } from '../core/search/passage.ts'
import { groupMatches, type MatchGroup, rarenessOf } from '../core/search/ranking.ts'
import type { ReadQuestion } from '../core/search/search-question.ts'
import { mostListed, mostRanked } from '../core/search/search-question.ts'
import { type Database, statement } from '../storage/sqlite.ts'
import { eachOnce, type FoundRow, FoundRows } from './found-rows.ts'
import { conditionsOf, matchesOf, tellingMatchesOf } from './index-conditions.ts'
import { firstIdOf, type Part, partPlaces, partsBetween, secondOf, wordsOf } from './index-part.ts'

export interface FoundPassage {
  readonly role: PassageRole
  readonly atMs: number
  readonly cursor: string
  readonly tool?: string | undefined
  readonly isFailed: boolean
}

export interface FoundSession extends Pick<MatchGroup, 'more'> {
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
  const isRanked = question.order === 'best'
  const find = (most: number) => {
    const found = (alternatives.length === 0 ? [[]] : alternatives).map((terms) =>
      newestOf({ database, terms, range, isRanked, most }),
    )
    const rows = found.length === 1 && found[0] !== undefined ? found[0].rows : eachOnce(found.map((one) => one.rows))
    const isBounded = found.some((one) => one.isBounded)
    const answer = { ...groupMatches(rows, { ...question, nowMs }), hits: rows.length, isBounded }
    for (const one of [rows, ...found.map((alternative) => alternative.rows)]) one.free()
    return answer
  }
  const first = find(isRanked ? mostRanked : mostListed)
  const isEnough = isRanked || !first.isBounded || first.sessions >= question.limit
  const { groups, ...counts } = isEnough ? first : find(mostRanked)
  return { ...counts, groups: groups.map(described(database)) }
}

function described(database: Database): (group: MatchGroup) => FoundSession {
  const sessionOf = statement(database, 'SELECT agent, session_id AS sessionId FROM session WHERE id = ?')
  const passageOf = statement(
    database,
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
    statement(database, `SELECT count(*) FROM ${wordsOf(id)} WHERE ${wordsOf(id)} MATCH ?`)
      .pluck()
      .get(match),
  )

interface Alternative {
  readonly database: Database
  readonly terms: readonly Term[]
  readonly range: Range
  readonly isRanked: boolean
  readonly most: number
}

/** The newest that match all terms, `most` of them. Parts that hold nothing newer are not looked into. */
function newestOf(asked: Alternative): { readonly rows: FoundRows; readonly isBounded: boolean } {
  const { database, terms, range, isRanked, most } = asked
  const parts = partsBetween(database, range.fromS, range.beforeS)
  const rows = new FoundRows()
  const found: FoundIn[] = []
  const telling = isRanked ? rareOf(database, parts, terms.flatMap(tellingMatchesOf)) : []
  for (const [at, part] of parts.entries()) {
    const from = rows.length
    const matching = addRows(rows, { ...asked, part, telling })
    found.push({ part, from, to: rows.length, matching })
    const next = parts[at + 1]
    if (next !== undefined && rows.length > most && rows.newerThan(next.lastS) > most) break
  }
  if (isRanked) makeComparable(rows, found)
  const isBounded = rows.length > most
  if (isBounded) rows.keepNewest(most)
  return { rows, isBounded }
}

/** So many passages tell how frequent a word is. */
const fewestCounted = 1_000

/** Without what stands in half of all passages: that says nothing of how well one fits, and is dear to be reckoned. */
function rareOf(database: Database, parts: readonly Part[], matches: readonly string[]): readonly string[] {
  const part = parts.find(({ used }) => used >= fewestCounted)
  if (part === undefined) return matches
  return matches.filter((match) => countIn(database, part, match) * 2 < part.used)
}

interface FoundIn {
  readonly part: Part
  readonly from: number
  readonly to: number
  readonly matching: number
}

/** A word is as rare as it is in its part: what fits is compared by how rare it is in all parts that were asked. */
function makeComparable(rows: FoundRows, found: readonly FoundIn[]): void {
  const matching = found.reduce((sum, one) => sum + one.matching, 0)
  const all = found.reduce((sum, { part }) => sum + part.used, 0)
  for (const { part, from, to, matching: own } of found)
    rows.weigh(from, to, rarenessOf(matching, all) / rarenessOf(own, part.used))
}

interface PartQuestion extends Alternative {
  readonly part: Part
  readonly telling: readonly string[]
}

/** How many passages of the part have the words by which they are ranked. */
function addRows(
  rows: FoundRows,
  { database, part, terms, range: { fromS, beforeS }, telling, most }: PartQuestion,
): number {
  const words = wordsOf(part.id)
  const first = firstIdOf(part.id)
  const matches = terms.flatMap(matchesOf)
  const conditions = [
    ...terms.flatMap((term) => conditionsOf(term, part.id)),
    ...(part.firstS < fromS ? [{ sql: 'p.second >= ?', values: [fromS] }] : []),
    ...(part.lastS >= beforeS ? [{ sql: 'p.second < ?', values: [beforeS] }] : []),
  ]
  const and = conditions.map(({ sql }) => ` AND ${sql}`).join('')
  const values = conditions.flatMap((condition) => condition.values)
  const columns = 'p.id, p.session, p.second, p.role'
  // What is not shown need not come out of the database.
  const newest = most < mostRanked ? ` ORDER BY p.second DESC LIMIT ${most + 1}` : ''
  const ask = (sql: string, ...given: readonly (string | number)[]): number => {
    const before = rows.length
    for (const row of statement(database, sql)
      .raw()
      .iterate(...given, ...values))
      rows.add(row as FoundRow)
    return rows.length - before
  }
  const join = `FROM ${words} CROSS JOIN passage p ON p.id = ${words}.rowid + ${first} WHERE ${words} MATCH ?`
  if (matches.length === 0)
    return ask(
      `SELECT ${columns}, 0 FROM passage p WHERE p.id >= ${first} AND p.id < ${first + partPlaces}${and}${newest}`,
    )
  if (telling.length === 0) return ask(`SELECT ${columns}, 0 ${join}${and}${newest}`, all(matches))
  const fit = `-bm25(${words}, 1.0, 0.7, 1.2)`
  const [match, ranked] = [all(matches), all(telling)]
  // What tells nothing is only looked for: it would have to be counted in each passage.
  const also = match === ranked ? [] : [match]
  const having = also.length === 0 ? '' : ` AND +${words}.rowid IN (SELECT rowid FROM ${words} WHERE ${words} MATCH ?)`
  const count = ask(`SELECT ${columns}, ${fit} ${join}${having}${and}`, ranked, ...also)
  return conditions.length === 0 && also.length === 0 ? count : countIn(database, part, ranked)
}
