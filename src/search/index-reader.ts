/** Asks the index: which passages match, grouped by session. Their texts are read elsewhere. */

import type { Match as QueryMatch, Term } from '../core/query/query.ts'
import { all, any, matchOfPath, matchOfText } from '../core/search/index-match.ts'
import type { PassageRole } from '../core/search/passage.ts'
import { passageRoles } from '../core/search/passage.ts'
import type { Match, MatchGroup } from '../core/search/ranking.ts'
import { groupMatches } from '../core/search/ranking.ts'
import type { ReadQuestion } from '../core/search/search-question.ts'
import { mostRanked } from '../core/search/search-question.ts'
import type { Database } from '../storage/sqlite.ts'
import { firstIdAt, timeOfId } from './search-schema.ts'

export interface FoundPassage extends Match {
  readonly cursor: string
  readonly tool?: string | undefined
  readonly isFailed: boolean
}

export interface FoundSession extends Omit<MatchGroup<FoundPassage>, 'session'> {
  readonly agent: string
  readonly sessionId: string
}

export interface IndexAnswer {
  readonly groups: readonly FoundSession[]
  readonly hits: number
  readonly sessions: number
  readonly isBounded: boolean
}

interface Row {
  readonly id: number
  readonly fit: number
  readonly session: number
  readonly lane: number
  readonly place: string
  readonly role: number
  readonly tool: number | null
  readonly is_failed: number
}

interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

export function askIndex(database: Database, question: ReadQuestion, nowMs: number): IndexAnswer {
  const { any: alternatives, fromMs, beforeMs } = question.query
  const range = {
    from: firstIdAt(fromMs ?? 0),
    before: beforeMs === undefined ? Number.MAX_SAFE_INTEGER : firstIdAt(beforeMs),
  }
  const found = new Map<number, Row>()
  let isBounded = false
  for (const terms of alternatives.length === 0 ? [[]] : alternatives) {
    const rows = rowsOf(database, terms, range)
    isBounded ||= rows.length > mostRanked
    for (const row of rows.slice(0, mostRanked)) if ((found.get(row.id)?.fit ?? -1) < row.fit) found.set(row.id, row)
  }
  const matches = [...found.values()].map((row) => ({
    ...row,
    role: passageRoles[row.role] as PassageRole,
    atMs: timeOfId(row.id),
  }))
  const groups = groupMatches(matches, { ...question, nowMs })
  const nameOf = database.prepare('SELECT name FROM name WHERE id = ?').pluck()
  const sessionOf = database.prepare('SELECT agent, session_id AS sessionId FROM session WHERE id = ?')
  return {
    groups: groups.map(({ session, best, more }) => ({
      ...(sessionOf.get(session) as { readonly agent: string; readonly sessionId: string }),
      best: best.map(({ lane, place, role, tool, atMs, fit, is_failed }) => ({
        ...{ session, role, atMs, fit },
        cursor: `${nameOf.get(lane)}@${place}`,
        tool: tool === null ? undefined : String(nameOf.get(tool)),
        isFailed: is_failed === 1,
      })),
      more,
    })),
    hits: found.size,
    sessions: new Set(matches.map(({ session }) => session)).size,
    isBounded,
  }
}

/** How many passages have this word. */
export function countWord(database: Database, text: string, isExact: boolean): number {
  const match = matchOfText(text, isExact)
  if (match === undefined) return 0
  return Number(database.prepare('SELECT count(*) FROM words WHERE words MATCH ?').pluck().get(match))
}

/** The newest that match all terms: one more than are ranked, so that it shows when there are more. */
function rowsOf(
  database: Database,
  terms: readonly Term[],
  range: { readonly from: number; readonly before: number },
): readonly Row[] {
  const matches = terms.flatMap((term) => matchesOf(term))
  const conditions = terms.flatMap(conditionsOf)
  const where = conditions.map(({ sql }) => ` AND ${sql}`).join('')
  const values = conditions.flatMap((condition) => condition.values)
  const columns = 'p.id, p.session, p.lane, p.place, p.role, p.tool, p.is_failed'
  if (matches.length === 0) {
    const sql = `SELECT ${columns}, 0 AS fit FROM passage p WHERE p.id >= ? AND p.id < ?${where} ORDER BY p.id DESC LIMIT ${mostRanked + 1}`
    return database.prepare(sql).all(range.from, range.before, ...values) as Row[]
  }
  const sql = `SELECT ${columns}, -bm25(words, 1.0, 0.7, 1.2) AS fit FROM words JOIN passage p ON p.id = words.rowid
    WHERE words MATCH ? AND words.rowid >= ? AND words.rowid < ?${where} ORDER BY words.rowid DESC LIMIT ${mostRanked + 1}`
  return database.prepare(sql).all(all(matches), range.from, range.before, ...values) as Row[]
}

/** What must stand in the text. */
function matchesOf(term: Term): readonly string[] {
  if (term.not) return []
  if (term.kind === 'text') return listOf(matchOfText(term.text, term.exact))
  if (term.kind === 'path') return []
  const texts = term.matches.flatMap(textMatch(term.key))
  return texts.length === 0 ? [] : [any(texts)]
}

const listOf = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value])

const textMatch =
  (key: string) =>
  (match: QueryMatch): readonly string[] => {
    if (match.kind === 'number') return []
    if (key === 'file') return listOf(matchOfPath(match.text, match.kind === 'beginning'))
    return key === 'prompt' ? listOf(matchOfText(match.text, false)) : []
  }

function conditionsOf(term: Term): readonly Condition[] {
  if (term.kind === 'path') return []
  if (term.kind === 'text') return term.not ? withoutWords(matchOfText(term.text, term.exact)) : []
  const { key, matches, not } = term
  if (key === 'file' || key === 'prompt') {
    if (not) return matches.flatMap((match) => withoutWords(textMatch(key)(match)[0]))
    return key === 'file' ? [] : [{ sql: `p.role = ${passageRoles.indexOf('prompt')}`, values: [] }]
  }
  const whole = key === 'session' ? matches.filter(({ kind }) => kind === 'whole') : []
  const each = [
    ...inSessions(whole),
    ...matches.filter((match) => !whole.includes(match)).map((match) => conditionOn(key, match)),
  ]
  const sql = `(${each.map((condition) => condition.sql).join(' OR ') || '0'})`
  return [{ sql: not ? `${sql} IS NOT TRUE` : sql, values: each.flatMap(({ values }) => values) }]
}

const withoutWords = (match: string | undefined): readonly Condition[] =>
  match === undefined ? [] : [{ sql: 'p.id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)', values: [match] }]

/** They may be as many as a project has. */
function inSessions(matches: readonly QueryMatch[]): readonly Condition[] {
  if (matches.length === 0) return []
  const ids = JSON.stringify(matches.map((match) => (match.kind === 'whole' ? match.text : '')))
  const sql = 'p.session IN (SELECT id FROM session WHERE session_id IN (SELECT value FROM json_each(?)))'
  return [{ sql, values: [ids] }]
}

function conditionOn(key: string, match: QueryMatch): Condition {
  if (match.kind === 'number') return { sql: '0', values: [] }
  const { text } = match
  const is = (column: string) =>
    match.kind === 'whole'
      ? { sql: `${column} = ? COLLATE NOCASE`, values: [text] }
      : { sql: `${column} LIKE ? ESCAPE '\\'`, values: [beginning(text)] }
  if (key === 'role') return { sql: `p.role IN (${rolesOf(match)})`, values: [] }
  if (key === 'is') return { sql: 'p.is_failed = 1', values: [] }
  const named =
    key === 'tool' ? ['p.tool', 'name', 'name'] : ['p.session', 'session', key === 'agent' ? 'agent' : 'session_id']
  const { sql, values } = is(named[2] ?? '')
  return { sql: `${named[0]} IN (SELECT id FROM ${named[1]} WHERE ${sql})`, values }
}

const rolesOf = (match: QueryMatch): string =>
  passageRoles
    .flatMap((role, at) =>
      match.kind !== 'number' && (match.kind === 'whole' ? role === match.text : role.startsWith(match.text))
        ? [at]
        : [],
    )
    .join(', ')

const beginning = (text: string): string => `${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
