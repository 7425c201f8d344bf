/**
 * How a question becomes SQL. Each alternative of it is a stream of rows by id, driven by the index that leaves the fewest; what the SQL
 * can not tell (`data.path`, exact texts) is looked at row by row afterwards, so a condition here may let too much pass, never too little.
 */
import { levels } from '../core/captured/captured-event.ts'
import type { EventFilter, FilterField } from '../core/captured/event-question.ts'
import { eventFieldOf, filterFields } from '../core/captured/event-question.ts'
import type { Match, Term } from '../core/query/query.ts'
import { textWords } from '../core/query/text-words.ts'

export interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** One alternative. */
export interface EventStream {
  /** All must hold. */
  readonly conditions: readonly Condition[]
  /** In the language of the full-text index; undefined where no words are asked for. */
  readonly match?: string | undefined
  /** What the rollups can tell of it. Undefined: anything may be. */
  readonly counted: Counted
}

/** By their numbers in the tables. */
export interface Counted {
  readonly sources?: readonly number[] | undefined
  readonly types?: readonly number[] | undefined
  readonly levels?: readonly number[] | undefined
}

/** What the dictionaries hold: the ids of the names that a match means. */
export interface NameIds {
  sources(match: Match): readonly number[]
  types(match: Match): readonly number[]
  /** The words in the index that begin so; undefined where they are many, or nobody knows. */
  words(beginning: string): readonly string[] | undefined
}

export function planStreams({ fields = {}, query }: EventFilter, names: NameIds): readonly EventStream[] {
  const common = filterFields.flatMap((field) => {
    const values = fields[field]
    return values === undefined ? [] : [anyOf(field, values.map(whole), names)]
  })
  const alternatives = query === undefined || query.any.length === 0 ? [[]] : query.any
  return alternatives.map((terms) => ({
    conditions: [...common, ...terms.flatMap((term) => conditionOf(term, names))],
    match: matchOf(terms, names),
    counted: countedOf(fields, terms, names),
  }))
}

/** Where one is named twice the last counts: that lets too much pass, never too little. */
function countedOf(
  { source, event_type, level }: NonNullable<EventFilter['fields']>,
  terms: readonly Term[],
  names: NameIds,
): Counted {
  const idsOf = {
    source: (matches: readonly Match[]) => ({ sources: matches.flatMap(names.sources) }),
    type: (matches: readonly Match[]) => ({ types: matches.flatMap(names.types) }),
    level: (matches: readonly Match[]) => ({ levels: matches.flatMap(levelIds) }),
  }
  const ofTerm = (term: Term): Counted =>
    term.kind === 'key' && !term.not && term.key in idsOf ? idsOf[term.key as keyof typeof idsOf](term.matches) : {}
  return {
    ...(source && idsOf.source(source.map(whole))),
    ...(event_type && idsOf.type(event_type.map(whole))),
    ...(level && idsOf.level(level.map(whole))),
    ...Object.assign({}, ...terms.map(ofTerm)),
  }
}

/** Whether a column tells it, so that SQL alone can. */
export const isInColumn = (term: Term): boolean => term.kind === 'key' && eventFieldOf(term.key) !== undefined

const whole = (text: string): Match => ({ kind: 'whole', text })

function conditionOf(term: Term, names: NameIds): readonly Condition[] {
  if (term.kind === 'text') return []
  const field = term.kind === 'key' ? eventFieldOf(term.key) : undefined
  if (field === undefined) return term.not ? [] : inData(term.matches)
  const condition = anyOf(field, term.matches, names)
  return term.not ? [{ sql: `(${condition.sql}) IS NOT TRUE`, values: condition.values }] : [condition]
}

/** Whatever is in the data stands there as JSON writes it: SQLite sees ten times as many rows as are taken apart here. */
function inData(matches: readonly Match[]): readonly Condition[] {
  const texts = matches.map((match) => (match.kind === 'number' ? undefined : writtenIn(match.text)))
  if (!texts.every((text) => text !== undefined)) return []
  return [{ sql: `(${texts.map(() => 'instr(e.data, ?) > 0').join(' OR ')})`, values: texts }]
}

/** Undefined: a number that may be written in another way. */
const writtenIn = (text: string): string | undefined =>
  /\d{16}|\d[eE]/.test(text) ? undefined : JSON.stringify(text).slice(1, -1)

type Field = FilterField | NonNullable<ReturnType<typeof eventFieldOf>>

function anyOf(field: Field, matches: readonly Match[], names: NameIds): Condition {
  if (field === 'source') return inIds('e.source', matches.flatMap(names.sources))
  if (field === 'event_type') return inIds('e.type', matches.flatMap(names.types))
  if (field === 'level') return inIds('e.level', matches.flatMap(levelIds))
  const each = matches.map((match) => conditionOn(`e.${field}`, match))
  return { sql: `(${each.map(({ sql }) => sql).join(' OR ')})`, values: each.flatMap(({ values }) => values) }
}

const inIds = (column: string, ids: readonly number[]): Condition => ({
  sql: `${column} IN (${ids.join(', ')})`,
  values: [],
})

const levelIds = (match: Match): readonly number[] =>
  levels.flatMap((level, index) => {
    const isMeant =
      match.kind === 'whole' ? level === match.text : match.kind === 'beginning' && level.startsWith(match.text)
    return isMeant ? [index + 1] : []
  })

const numeric = new Set(['e.id', 'e.duration_ms'])

function conditionOn(column: string, match: Match): Condition {
  if (match.kind === 'number') return { sql: `${column} ${match.op} ?`, values: [match.value] }
  if (match.kind === 'beginning') {
    return { sql: `substr(${column}, 1, ?) = ?`, values: [[...match.text].length, match.text] }
  }
  return { sql: `${column} = ?`, values: [numeric.has(column) ? Number(match.text) : match.text] }
}

/** Every text that must be there. One that must not is looked at row by row: what is not indexed yet can't be told from what is not there. */
function matchOf(terms: readonly Term[], names: NameIds): string | undefined {
  const phrases = terms.flatMap((term) => {
    if (term.kind !== 'text' || term.not) return []
    const words = textWords(term.text)
    if (words.length === 0) return []
    return [term.exact ? phraseOf(words) : beginningOf(words, names)]
  })
  return phrases.length === 0 ? undefined : phrases.join(' AND ')
}

const phraseOf = (words: readonly string[]): string => `"${words.join(' ')}"`

/**
 * Of a beginning the index collects all rows before it tells the first, which in millions takes long; whole words it goes through as they
 * are needed.
 */
function beginningOf(words: readonly string[], names: NameIds): string {
  const known = names.words(words.at(-1) ?? '') ?? []
  if (known.length === 0) return `${phraseOf(words)} *`
  return `(${known.map((word) => phraseOf([...words.slice(0, -1), word])).join(' OR ')})`
}
