import type { Comparison, Match, Query, Term } from './query.ts'
import { foldText, textWords } from './text-words.ts'

/** What a query is asked of: values by key, a tree of data, texts to search, and when it was. */
export interface Asked {
  readonly atMs: number
  value(key: string): string | number | undefined
  tree(): unknown
  /** Texts that words are looked for in. */
  readonly texts: readonly string[]
}

/** Whether a query holds: the same answer as a store's index gives, for what is not stored or has just come. */
export function holds(query: Query, asked: Asked): boolean {
  if (query.fromMs !== undefined && asked.atMs < query.fromMs) return false
  if (query.beforeMs !== undefined && asked.atMs >= query.beforeMs) return false
  return query.any.length === 0 || query.any.some((terms) => terms.every((term) => termHolds(term, asked)))
}

function termHolds(term: Term, asked: Asked): boolean {
  return matchesOf(term, asked) !== term.not
}

function matchesOf(term: Term, asked: Asked): boolean {
  if (term.kind === 'text') return containsText(term.text, term.exact, asked.texts)
  if (term.kind === 'key') return matchesValue(term.matches, asked.value(term.key))
  return valuesAt(asked.tree(), term.path).some((value) => matchesValue(term.matches, value))
}

export function matchesValue(matches: readonly Match[], value: unknown): boolean {
  if (value === undefined || (typeof value === 'object' && value !== null)) return false
  return matches.some((match) => matchHolds(match, value))
}

function matchHolds(match: Match, value: unknown): boolean {
  if (match.kind === 'number') return typeof value === 'number' && compare[match.op](value, match.value)
  const text = String(value)
  return match.kind === 'whole' ? text === match.text : text.startsWith(match.text)
}

const compare: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
}

/** Values at a path; an array on the way stands for each of its elements, and a number in the path for one of them. */
export function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [name] = path
  if (Array.isArray(value)) {
    if (name !== undefined && /^\d+$/.test(name))
      return Number(name) < value.length ? valuesAt(value[Number(name)], path.slice(1)) : []
    return value.flatMap((element) => valuesAt(element, path))
  }
  if (name === undefined) return [value]
  if (typeof value !== 'object' || value === null) return []
  const fields = value as Record<string, unknown>
  // A name may have dots itself: {"session.id": …}.
  return path.flatMap((_, last) => {
    const field = path.slice(0, last + 1).join('.')
    return Object.hasOwn(fields, field) ? valuesAt(fields[field], path.slice(last + 1)) : []
  })
}

/**
 * A word stands for all that begin with it; `user.created` is two that follow one another. An exact text stands there as it is, of
 * whole words: so an index by words finds it too. Upper and lower case, and accents, are one.
 */
export function containsText(text: string, exact: boolean, texts: readonly string[]): boolean {
  const parts = textWords(text)
  if (parts.length === 0) return exact && texts.some((each) => foldText(each).includes(foldText(text)))
  return texts.some(
    (each) => hasSequence(textWords(each), parts, exact) && (!exact || foldText(each).includes(foldText(text))),
  )
}

/** The last word counts by its beginning, unless it is exact. */
function hasSequence(words: readonly string[], parts: readonly string[], exact: boolean): boolean {
  const last = parts.length - 1
  return words.some((_, start) =>
    parts.every((part, i) =>
      i === last && !exact ? words[start + i]?.startsWith(part) === true : words[start + i] === part,
    ),
  )
}
