/** Whether the minute counts answer a filter: those know source, type and level, and nothing else. Pure. */
import { eventKeys } from '../../../core/captured/event-question.ts'
import { matchesValue } from '../../../core/query/holds.ts'
import { parseQuery } from '../../../core/query/parse-query.ts'
import type { Term } from '../../../core/query/query.ts'
import type { StackLevel } from './bars.ts'
import { stack } from './bars.ts'

export interface Names {
  readonly sources: readonly string[]
  readonly eventTypes: readonly string[]
}

export interface CountedFilter {
  readonly sources?: readonly string[] | undefined
  readonly eventTypes?: readonly string[] | undefined
  readonly hidden: readonly StackLevel[]
  /** Nothing can be like that. */
  readonly isNothing: boolean
}

/** Longer lists of names do not fit into an address. */
const mostCharacters = 3_000

/** Undefined: it has to be looked at event by event. */
export function countedFilter(filter: string, { sources, eventTypes }: Names): CountedFilter | undefined {
  const query = parseQuery(filter, eventKeys, { nowMs: 0, startOfDay: () => 0 })
  if (!query.ok || query.value.any.length > 1) return undefined
  if (query.value.fromMs !== undefined || query.value.beforeMs !== undefined) return undefined
  const terms = query.value.any[0] ?? []
  const of = (key: string) => terms.filter((term) => term.kind === 'key' && term.key === key)
  const [bySource, byType, byLevel] = [of('source'), of('type'), of('level')]
  if (bySource.length + byType.length + byLevel.length < terms.length) return undefined
  const chosen = {
    sources: bySource.length === 0 ? undefined : namesThat(bySource, sources),
    eventTypes: byType.length === 0 ? undefined : namesThat(byType, eventTypes),
  }
  const names = [chosen.sources, chosen.eventTypes]
  if (names.some((list) => (list ?? []).join(',').length > mostCharacters || list?.some((name) => name.includes(','))))
    return undefined
  const hidden = stack.filter((level) => !holdsFor(byLevel, level === 'none' ? undefined : level))
  return { ...chosen, hidden, isNothing: names.some((list) => list?.length === 0) }
}

const holdsFor = (terms: readonly Term[], value: string | undefined): boolean =>
  terms.every((term) => term.kind !== 'key' || matchesValue(term.matches, value) !== term.not)

const namesThat = (terms: readonly Term[], names: readonly string[]): readonly string[] =>
  names.filter((name) => holdsFor(terms, name))
