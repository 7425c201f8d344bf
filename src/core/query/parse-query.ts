import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Comparison, Match, Query, QueryClock, QueryKey, QueryKeys, QuerySyntaxProblem, Term } from './query.ts'
import type { QueryValue, QueryWord } from './words.ts'
import { isOr, queryWords } from './words.ts'

type Read<T> = Result<T, QuerySyntaxProblem>

/** Bounds what one query may cost; nobody types as much. */
const maxCharacters = 4000
export const timeKeys = ['since', 'after', 'before'] as const

/** Reads a query as its user typed it. An unknown key is an error, since as words it would silently find nothing. */
export function parseQuery(text: string, keys: QueryKeys, clock: QueryClock): Read<Query> {
  if (text.length > maxCharacters)
    return problem(maxCharacters, text.length - maxCharacters, `A query has at most ${maxCharacters} characters.`)
  const words = queryWords(text)
  if ('unclosedAt' in words) return problem(words.unclosedAt, 1, 'This quotation mark is not closed.')
  const any: Term[][] = [[]]
  const range: { fromMs?: number; beforeMs?: number } = {}
  for (const [index, word] of words.entries()) {
    if (isOr(word)) {
      if (any.at(-1)?.length === 0 || index === words.length - 1)
        return problem(word.at, word.length, 'OR stands between two terms.')
      any.push([])
      continue
    }
    const read = isTime(word) ? readTime(word, clock, range) : readTerm(word, keys)
    if (!read.ok) return read
    if (read.value !== undefined) any.at(-1)?.push(read.value)
  }
  const empty = any.some((terms) => terms.length === 0)
  if (empty && any.length > 1) return problem(text.length, 0, 'OR stands between two terms; a time alone is none.')
  return ok({ any: empty ? [] : any, ...range })
}

const isTime = (word: QueryWord): boolean =>
  word.key !== undefined && (timeKeys as readonly string[]).includes(word.key)

function readTerm(word: QueryWord, keys: QueryKeys): Read<Term | undefined> {
  const { key, not, values } = word
  if (key === undefined) {
    const [value] = values
    if (value === undefined || value.text === '')
      return problem(word.at, word.length, 'There is nothing between these quotation marks.')
    return ok({ kind: 'text', text: value.text, exact: value.quoted, not })
  }
  const [root = '', ...path] = key.split('.')
  const known = Object.hasOwn(keys, root) ? keys[root] : undefined
  const keyAt = word.at + (not ? 1 : 0)
  if (known === undefined)
    return problem(
      keyAt,
      key.length,
      `“${key}” is no key. ${namesOf(keys)} To search for the text itself, put it in quotation marks.`,
    )
  if (known.takes === 'tree' && path.length === 0)
    return problem(keyAt, key.length, `“${key}” needs a path: ${key}.name:value.`)
  if (known.takes !== 'tree' && path.length > 0) return problem(keyAt, key.length, `“${root}” has no paths below it.`)
  const matches = readMatches(key, values, known)
  if (!matches.ok) return matches
  return ok(
    known.takes === 'tree'
      ? { kind: 'path', path, not, matches: matches.value }
      : { kind: 'key', key, not, matches: matches.value },
  )
}

function readMatches(key: string, values: readonly QueryValue[], known: QueryKey): Read<readonly Match[]> {
  const matches: Match[] = []
  for (const value of values) {
    const match = readMatch(key, value, known)
    if (!match.ok) return match
    matches.push(match.value)
  }
  return ok(matches)
}

function readMatch(key: string, { at, text, quoted }: QueryValue, known: QueryKey): Read<Match> {
  if (text === '' && !quoted) return problem(at, 0, `“${key}:” has no value here.`)
  const compared = quoted ? null : /^(>=|<=|>|<)(.*)$/.exec(text)
  if (compared !== null) return readComparison(key, at, compared, known)
  if (known.takes === 'number' && numberOf(text) === undefined)
    return problem(at, text.length, `“${key}:${text}” is no number.`)
  if (!quoted && text.endsWith('*')) return readBeginning(key, at, text.slice(0, -1), known)
  if (known.takes === 'one of' && !known.values.includes(text)) {
    return problem(at, text.length, `“${text}” is no ${key}. Allowed: ${known.values.join(', ')}.`)
  }
  return ok({ kind: 'whole', text })
}

function readComparison(
  key: string,
  at: number,
  [whole, op = '', text = '']: RegExpExecArray,
  known: QueryKey,
): Read<Match> {
  if (known.takes === 'text' || known.takes === 'one of')
    return problem(at, whole.length, `“${key}” is no number, so ${op} can't compare it.`)
  const value = numberOf(text)
  if (value === undefined)
    return problem(at + op.length, text.length, `“${key}:${whole}” is no comparison: after ${op} comes a number.`)
  return ok({ kind: 'number', op: op as Comparison, value })
}

function readBeginning(key: string, at: number, text: string, known: QueryKey): Read<Match> {
  if (known.takes === 'one of' && !known.values.some((value) => value.startsWith(text))) {
    return problem(at, text.length + 1, `No ${key} begins with “${text}”. Allowed: ${known.values.join(', ')}.`)
  }
  return ok({ kind: 'beginning', text })
}

const numberOf = (text: string): number | undefined =>
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

function readTime(word: QueryWord, clock: QueryClock, range: { fromMs?: number; beforeMs?: number }): Read<undefined> {
  const { key = '', values } = word
  const [value] = values
  if (word.not)
    return problem(word.at, 1, `“${key}” can't be left out with a minus: use ${key === 'before' ? 'after' : 'before'}.`)
  const atMs = value === undefined || values.length > 1 ? undefined : instantOf(value.text, clock)
  if (value === undefined || atMs === undefined) {
    return problem(
      value?.at ?? word.at,
      word.at + word.length - (value?.at ?? word.at),
      `“${key}” takes a time: 30m, 24h, 7d, 2026-11-20 or 2026-11-20T14:32:00Z.`,
    )
  }
  if (key === 'before') range.beforeMs = Math.min(range.beforeMs ?? atMs, atMs)
  else range.fromMs = Math.max(range.fromMs ?? atMs, atMs)
  return ok(undefined)
}

/** `24h` ago, a day, or a time with its zone; undefined for anything else. */
export function instantOf(text: string, clock: QueryClock): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? []
  if (count !== undefined) return clock.nowMs - Number(count) * (unitMs[unit] ?? 0)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return clock.startOfDay(text)
  // Without a zone it would be this machine's, which the one who asks may not share.
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : atMs
}

const namesOf = (keys: QueryKeys): string => {
  const names = Object.entries(keys).map(([name, { takes }]) => (takes === 'tree' ? `${name}.…` : name))
  return `Keys: ${[...names, ...timeKeys].join(', ')}.`
}

const problem = (atCharacter: number, characters: number, message: string): Result<never, QuerySyntaxProblem> =>
  err({ atCharacter, characters, message })
