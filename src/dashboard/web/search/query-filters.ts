/**
 * What the filters of the search stand for in the question itself: `agent:codex`, `role:prompt`, `since:30d`. A filter is read from what
 * was typed and written into it, so there is one place in which it stands. Pure.
 */
import { alternativesOf, rewritten } from '../../../core/query/alternatives.ts'
import { bothQueries } from '../../../core/query/both-queries.ts'
import { timeKeys } from '../../../core/query/parse-query.ts'
import type { QueryWord } from '../../../core/query/words.ts'
import { termOf } from '../events/filter-terms.ts'

export const filters = ['role', 'agent', 'project', 'model', 'time', 'session'] as const
export type Filter = (typeof filters)[number]

/** A filter's value; empty: it is not set; undefined: what was typed is more than a choice can show (`-agent:codex`, another one beside OR). */
export type FilterValue = string | undefined

const keysOf: Readonly<Record<Filter, readonly string[]>> = {
  role: ['role'],
  agent: ['agent'],
  project: ['project'],
  model: ['model'],
  time: timeKeys,
  session: ['session'],
}

export function filterIn(text: string, filter: Filter): FilterValue {
  const alternatives = alternativesOf(text) ?? []
  const values = alternatives.map((words) => {
    const own = words.filter(({ key }) => isKeyOf([filter], key))
    const [only] = own
    if (only === undefined) return ''
    if (own.length > 1 || only.not || (filter === 'time' && only.key !== 'since')) return undefined
    return only.values.map((value) => value.text).join(',')
  })
  const [first = ''] = values
  return values.every((value) => value === values[0]) && (values.length === 0 || values[0] !== undefined)
    ? first
    : undefined
}

/** An empty value takes the filter out. It holds for each alternative. What can't be read stays as it is, behind the filter. */
export function withFilter(text: string, filter: Filter, value: string): string {
  const rest = withoutFilters(text, [filter])
  const term = value === '' ? undefined : termFor(filter, value)
  if (term === undefined) return rest
  return alternativesOf(rest) === undefined ? `${term} ${rest}` : bothQueries(rest, term).text
}

/** `role:answer,thinking` asks for one of them; any other value is one. */
const termFor = (filter: Filter, value: string): string | undefined =>
  filter === 'role' ? `role:${value}` : termOf(filter === 'time' ? 'since' : filter, value)

/** What is left to look for; of an alternative that was filters alone nothing is. */
export function withoutFilters(text: string, which: readonly Filter[] = filters): string {
  return kept(text, ({ key }) => !isKeyOf(which, key))
}

export const hasFilters = (text: string): boolean => withoutFilters(text) !== kept(text, () => true)

function isKeyOf(which: readonly Filter[], key: string | undefined): boolean {
  return key !== undefined && which.some((filter) => keysOf[filter].includes(key))
}

const kept = (text: string, isKept: (word: QueryWord) => boolean): string =>
  rewritten(text, (word, source) => (isKept(word) ? source : ''))
