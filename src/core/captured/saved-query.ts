/** Queries over events that their user keeps under a name. Pure; control/saved-queries.ts keeps them. */
import { parseQuery } from '../query/parse-query.ts'
import type { QueryClock } from '../query/query.ts'
import { eventKeys } from './event-question.ts'

export interface SavedQuery {
  readonly name: string
  /** In the language of queries: `level:warn,error -source:ci`. */
  readonly query: string
}

const nameCharacters = 80
const queryCharacters = 4_000
export const mostSavedQueries = 200

/** Only whether it can be read: no time in it is used. */
const anyClock: QueryClock = { nowMs: 0, startOfDay: () => 0 }

/** Why it can't be kept, in a sentence. */
export function whyNotSaved({ name, query }: SavedQuery, existing: readonly SavedQuery[]): string | undefined {
  if (name.trim() === '' || name.length > nameCharacters || /\p{Cc}/u.test(name)) {
    return `A saved query has a name of 1 to ${nameCharacters} characters.`
  }
  if (query.length > queryCharacters) return `A query has at most ${queryCharacters} characters.`
  const read = parseQuery(query, eventKeys, anyClock)
  if (!read.ok) return `${read.error.message} It is not saved.`
  const isNew = existing.every((one) => one.name !== name)
  return isNew && existing.length >= mostSavedQueries
    ? `There are ${mostSavedQueries} saved queries already. Next: remove one.`
    : undefined
}
