import type { HookReport, HookRequest } from '../../core/hooks/hook-report.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list } from './fields.ts'

const change = z.object({
  added: list(z.string()).openapi({ description: 'The lines that come in, without the secret' }),
  isNewFile: z.boolean(),
  modeBefore: z.string().optional().openapi({ description: 'The mode of the file now; it becomes 0600' }),
  linksTo: z.string().optional(),
})

const place = z.object({
  agent: z.string(),
  scope: z.enum(['user', 'project']),
  file: z.string(),
  url: z.string().openapi({ description: 'Where they post to' }),
  isWanted: z.boolean().openapi({ description: 'TCE puts them in while it serves' }),
  state: z.enum(['in', 'out', 'some', 'elsewhere', 'unreadable']),
  otherHooks: z.int().openapi({ description: 'Of others; they stay' }),
  problem: z.string().optional(),
  change: change.optional(),
})

export const hookReportSchema = exactly<HookReport>()(
  z.object({
    isServing: z.boolean(),
    events: list(z.object({ name: z.string(), timeoutSeconds: z.number() })),
    places: list(place),
    heard: z.object({ total: z.int(), lastMinute: z.int(), sessionIds: list(z.string()) }),
  }),
).openapi('HookReport')

const folder = z.string().min(1).max(4096).optional().openapi({ description: 'The folder of a project' })
export const hookQuery = exactlyAsked<HookRequest>()(z.object({ project: folder }))
export const hookBody = exactlyAsked<HookRequest>()(z.object({ project: folder }))
