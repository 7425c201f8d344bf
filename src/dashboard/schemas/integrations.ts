import type { Integration } from '../../core/captured/integration.ts'
import type { HookReport, HookRequest } from '../../core/hooks/hook-report.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'

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
  since: moment.optional(),
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

const integration = exactly<Integration>()(
  z.object({
    kind: z.enum(['hooks', 'status-line', 'opentelemetry', 'instructions', 'program']),
    name: z.string(),
    agent: z.string().optional(),
    source: z.string(),
    events: z.int().openapi({ description: 'That are kept' }),
    perMinute: z.number().optional(),
    isInstalled: z.boolean().optional().openapi({ description: "Stands in the agent's settings" }),
    since: moment.optional(),
    lastAt: moment.optional().openapi({ description: 'The last sign of it' }),
    command: z.string().openapi({ description: 'What changes it' }),
  }),
).openapi('Integration')
export const integrationListSchema = z.object({ integrations: list(integration) })

const folder = z.string().min(1).max(4096).optional().openapi({ description: 'The folder of a project' })
export const hookQuery = exactlyAsked<HookRequest>()(z.object({ project: folder }))
export const hookBody = exactlyAsked<HookRequest>()(z.object({ project: folder }))
