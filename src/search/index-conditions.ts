/** What a question's terms ask of the index: which words must stand in a passage, and what must hold of it beside. */
import type { Match as QueryMatch, Term } from '../core/query/query.ts'
import { textWords } from '../core/query/text-words.ts'
import { letterOf } from '../core/search/first-letters.ts'
import { any, isTelling, matchOfPath, matchOfText } from '../core/search/index-match.ts'
import { passageRoles } from '../core/search/passage.ts'
import { firstIdOf, wordsOf } from './index-part.ts'

/** On a row `p` of passage. */
export interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** What must stand in the text. */
export function matchesOf(term: Term): readonly string[] {
  if (term.not) return []
  if (term.kind === 'text') return letterIn(term) === undefined ? listOf(matchOfText(typedIn(term), term.exact)) : []
  if (term.kind === 'path') return []
  const texts = term.matches.flatMap(textMatch(term.key))
  return texts.length === 0 ? [] : [any(texts)]
}

/** Of those the ones by which it shows how well a passage fits. */
export const tellingMatchesOf = (term: Term): readonly string[] =>
  term.kind === 'text' && !isTelling(term.text) ? [] : matchesOf(term)

type TextTerm = Extract<Term, { kind: 'text' }>

/** Of a single letter, where it begins a word, no list is put together. */
function letterIn({ text, exact }: TextTerm): number | undefined {
  const [word, ...more] = textWords(text)
  return exact || word === undefined || more.length > 0 ? undefined : letterOf(word)
}

const lastLetter = /[^\p{L}\p{N}]+([\p{L}\p{N}])$/u

/** Nor of one behind other words (`src/api/p`, on the way to `src/api/price`): it begins a word somewhere. */
function letterBehind({ text, exact, not }: TextTerm): number | undefined {
  const letter = exact || not || textWords(text).length < 2 ? undefined : lastLetter.exec(text)?.[1]
  return letter === undefined ? undefined : letterOf(letter.toLowerCase())
}

const typedIn = (term: TextTerm): string =>
  letterBehind(term) === undefined ? term.text : term.text.replace(lastLetter, '')

const listOf = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value])

const textMatch =
  (key: string) =>
  (match: QueryMatch): readonly string[] => {
    if (match.kind === 'number') return []
    if (key === 'file') return listOf(matchOfPath(match.text, match.kind === 'beginning'))
    return key === 'prompt' ? listOf(matchOfText(match.text, false)) : []
  }

export function conditionsOf(term: Term, part: number): readonly Condition[] {
  if (term.kind === 'path') return []
  if (term.kind === 'text') {
    const letter = letterIn(term) ?? letterBehind(term)
    if (letter !== undefined) return [{ sql: `p.letters & ? ${term.not ? '= 0' : '<> 0'}`, values: [letter] }]
    return term.not ? withoutWords(part, matchOfText(term.text, term.exact)) : []
  }
  const { key, matches, not } = term
  if (key === 'file' || key === 'prompt') {
    if (not) return matches.flatMap((match) => withoutWords(part, textMatch(key)(match)[0]))
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

function withoutWords(part: number, match: string | undefined): readonly Condition[] {
  if (match === undefined) return []
  const words = wordsOf(part)
  const having = `SELECT rowid + ${firstIdOf(part)} FROM ${words} WHERE ${words} MATCH ?`
  return [{ sql: `p.id NOT IN (${having})`, values: [match] }]
}

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
