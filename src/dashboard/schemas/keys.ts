import type { ApiKey, NewApiKey } from '../../core/keys/api-key.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment, shortText } from './fields.ts'

const keySchema = exactly<ApiKey>()(
  z.object({
    id: z.string(),
    label: z.string(),
    last4: z.string(),
    source: z.string().optional(),
    mayRead: z.boolean(),
    createdAt: moment,
    lastUsedAt: moment.optional(),
  }),
).openapi('ApiKey')

export const keyListSchema = z.object({ keys: list(keySchema) })
export const newKeyBody = exactlyAsked<NewApiKey>()(
  z.object({ label: shortText, source: shortText.optional(), mayRead: z.boolean().default(false) }),
)
export const newKeySchema = z.object({
  key: keySchema,
  secret: z.string().openapi({ description: 'For the header X-API-Key or Authorization: Bearer' }),
})
export const revokeBody = z.object({ key: shortText })
export const revokedSchema = z.object({ key: keySchema })
