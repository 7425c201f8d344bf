/** Which prompts a question asks for, in SQL on `prompt p` and its `session s`. */
import { matchesValue } from '../core/query/holds.ts'
import type { Match, Query, Term } from '../core/query/query.ts'
import { matchOfText } from '../core/search/index-match.ts'
import { folderName, projectPlace } from '../core/session/project-place.ts'
import type { Database } from '../storage/sqlite.ts'

export interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** A project as far as the ledger knows its sessions; the folders of others are in the index. */
export const sessionsOfProject = 'sessions of project'

export function conditionOf(database: Database, query: Query, starredPrints: readonly number[]): Condition {
  const { any: alternatives } = query
  if (alternatives.length === 0) return { sql: '1', values: [] }
  return either(alternatives.map((terms) => both(terms.map((term) => ofTerm(database, term, starredPrints)))))
}

function ofTerm(database: Database, term: Term, starredPrints: readonly number[]): Condition {
  if (term.kind === 'path') return nothing
  const condition = term.kind === 'text' ? hasWords(term.text, term.exact) : ofKey(database, term, starredPrints)
  return term.not ? { ...condition, sql: `(${condition.sql}) IS NOT TRUE` } : condition
}

function ofKey(
  database: Database,
  { key, matches }: Extract<Term, { readonly kind: 'key' }>,
  starredPrints: readonly number[],
): Condition {
  switch (key) {
    case 'is':
      return { sql: 'p.print IN (SELECT value FROM json_each(?))', values: [JSON.stringify(starredPrints)] }
    case 'session':
      return either([inSessions(matches), ...matches.filter(({ kind }) => kind === 'beginning').map(sessionBegins)])
    case sessionsOfProject:
      return inSessions(matches)
    case 'project':
      return inFolders(database, matches)
    default:
      return either(matches.map(isOfAgent))
  }
}

const nothing: Condition = { sql: '0', values: [] }

function hasWords(text: string, isExact: boolean): Condition {
  const match = matchOfText(text, isExact)
  if (match === undefined) return { sql: '1', values: [] }
  return { sql: 'p.id IN (SELECT rowid FROM prompt_words WHERE prompt_words MATCH ?)', values: [match] }
}

/** They may be as many as a project has. */
function inSessions(matches: readonly Match[]): Condition {
  const ids = JSON.stringify(matches.flatMap((match) => (match.kind === 'whole' ? [match.text] : [])))
  const sql = 'p.session IN (SELECT id FROM session WHERE session_id IN (SELECT value FROM json_each(?)))'
  return { sql, values: [ids] }
}

const sessionBegins = (match: Match): Condition => begins('s.session_id', match)

const isOfAgent = (match: Match): Condition =>
  match.kind === 'whole' ? { sql: 's.agent = ? COLLATE NOCASE', values: [match.text] } : begins('s.agent', match)

function begins(column: string, match: Match): Condition {
  if (match.kind === 'number') return nothing
  const text = match.text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
  return { sql: `${column} LIKE ? ESCAPE '\\'`, values: [`${text}%`] }
}

/** Of prompts that only their agent's own list has: it tells the folder of each. */
function inFolders(database: Database, matches: readonly Match[]): Condition {
  const folders = database
    .prepare(
      'SELECT id, name FROM name WHERE id IN (SELECT DISTINCT folder FROM prompt WHERE id <= 0 AND folder IS NOT NULL)',
    )
    .all() as { readonly id: number; readonly name: string }[]
  const isMeant = (folder: string): boolean => {
    const { project, worktree } = projectOf(folder)
    return [project, worktree].some((name) => matchesValue(matches, name))
  }
  const ids = folders.filter(({ name }) => isMeant(name)).map(({ id }) => id)
  return { sql: '(p.id <= 0 AND p.folder IN (SELECT value FROM json_each(?)))', values: [JSON.stringify(ids)] }
}

/** As the ledger calls it. */
export function projectOf(folder: string): { readonly project: string; readonly worktree: string | undefined } {
  const place = projectPlace(folder)
  return { project: folderName(place.folder), worktree: place.worktree }
}

const either = (conditions: readonly Condition[]): Condition => joined(conditions, ' OR ', '0')
const both = (conditions: readonly Condition[]): Condition => joined(conditions, ' AND ', '1')

function joined(conditions: readonly Condition[], word: string, none: string): Condition {
  const sql = conditions.map((condition) => condition.sql).join(word)
  return { sql: `(${sql || none})`, values: conditions.flatMap(({ values }) => values) }
}
