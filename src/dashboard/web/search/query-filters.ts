/**
 * What the filters of the search stand for in the question itself: `agent:codex`, `role:prompt`, `since:30d`. A filter is read from what
 * was typed and written into it, so there is one place in which it stands. Pure.
 */
import { bothQueries } from '../../../core/query/both-queries.ts'
import { isOr, type QueryWord, queryWords } from '../../../core/query/words.ts'
import { promptKeys } from '../../../core/search/prompt-question.ts'
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
  time: ['since', 'after', 'before'],
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

/** The same words for the list of prompts, which has no roles, tools and files. */
export function wordsForPrompts(text: string): string {
  const alternatives = alternativesOf(text)
  if (alternatives === undefined) return text.trim()
  const asked = (word: QueryWord): string => {
    const { key, not, values } = word
    if (key === 'prompt') {
      return values.map((value) => `${not ? '-' : ''}${value.quoted ? `"${value.text}"` : value.text}`).join(' ')
    }
    const isTime = isKeyOf(['time'], key)
    const isOwn = key === undefined || isTime || (key in promptKeys && (key !== 'is' || isStarred(word)))
    return isOwn ? sourceOf(text, word) : ''
  }
  return joined(alternatives.map((words) => words.map(asked)))
}

const isStarred = ({ values }: QueryWord): boolean => values.every((value) => value.text === 'starred')

function isKeyOf(which: readonly Filter[], key: string | undefined): boolean {
  return key !== undefined && which.some((filter) => keysOf[filter].includes(key))
}

/** Undefined: it can't be read. */
function alternativesOf(text: string): readonly (readonly QueryWord[])[] | undefined {
  const words = queryWords(text)
  if ('unclosedAt' in words) return undefined
  const alternatives: QueryWord[][] = [[]]
  for (const word of words) {
    if (isOr(word)) alternatives.push([])
    else alternatives.at(-1)?.push(word)
  }
  return alternatives
}

function kept(text: string, isKept: (word: QueryWord) => boolean): string {
  const alternatives = alternativesOf(text)
  if (alternatives === undefined) return text.trim()
  return joined(alternatives.map((words) => words.filter(isKept).map((word) => sourceOf(text, word))))
}

const sourceOf = (text: string, { at, length }: QueryWord): string => text.slice(at, at + length)

const joined = (alternatives: readonly (readonly string[])[]): string =>
  alternatives
    .map((words) => words.filter((word) => word !== '').join(' '))
    .filter((words) => words !== '')
    .join(' OR ')
