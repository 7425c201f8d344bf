import type { SavedQuery } from '../../core/captured/saved-query.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, shortText } from './fields.ts'

const savedQuery = exactly<SavedQuery>()(z.object({ name: z.string(), query: z.string() })).openapi('SavedQuery')

export const savedQueriesSchema = z.object({ queries: list(savedQuery) })
export const savedQueryAnswer = z.object({ query: savedQuery })
export const savedQueryBody = exactlyAsked<SavedQuery>()(
  z.strictObject({
    name: shortText,
    query: z.string().max(4_000).openapi({ example: 'level:warn,error -source:ci' }),
  }),
)
export const savedQueryName = z.strictObject({ name: shortText })
