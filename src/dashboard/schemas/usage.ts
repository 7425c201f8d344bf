/** `GET /api/usage`. */
import type { AgentAccount } from '../../core/usage/account.ts'
import type { ReportedCost } from '../../core/usage/reported.ts'
import type { Tokens } from '../../core/usage/tokens.ts'
import {
  type BlockForecast,
  type UsageFigures,
  type UsageQuery,
  type UsageReport,
  usageGroupings,
} from '../../core/usage/usage.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { agentFilter, day, list, moment, shortText, timezone } from './fields.ts'

export const usageQuery = exactlyAsked<UsageQuery>()(
  z.object({
    by: z.enum(usageGroupings, `one of ${usageGroupings.join(', ')}`).default('day'),
    splitBy: z.literal('model', 'model').optional(),
    since: day.optional(),
    until: day.optional(),
    agent: agentFilter.optional(),
    model: shortText.optional(),
    project: shortText.optional(),
    session: shortText.optional(),
    timezone: timezone.optional(),
    weekStartsOn: z.enum(['monday', 'sunday'], 'monday or sunday').optional(),
  }),
)

export const tokensSchema = exactly<Tokens>()(
  z.object({
    input: z.number(),
    output: z.number(),
    cacheRead: z.number(),
    cacheWrite5m: z.number(),
    cacheWrite1h: z.number(),
  }),
).openapi('Tokens')

export const reportedSchema = exactly<ReportedCost>()(
  z.object({
    agents: list(z.string()),
    costUsd: z.number(),
    responses: z.number(),
    freeResponses: z.number(),
    differenceUsd: z.number().optional(),
    unpricedUsd: z.number().optional(),
  }),
).openapi('ReportedCost')

const figureFields = {
  tokens: tokensSchema,
  totalTokens: z.number(),
  statsCacheTokens: z.number().optional(),
  responses: z.number(),
  costUsd: z
    .number()
    .optional()
    .openapi({ description: 'Of the priced part; absent, never 0, when nothing has a price' }),
  reported: reportedSchema.optional().openapi({ description: 'What agents themselves say it cost; `costUsd` is ours' }),
  unpriced: list(z.object({ model: z.string(), tokens: z.number() })),
  cacheHitRate: z.number().optional(),
  cacheSavedUsd: z.number().optional(),
  webSearches: z.number(),
  origin: z.enum(['counted', 'stats-cache', 'mixed']),
}
const figures = exactly<UsageFigures>()(z.object(figureFields)).openapi('UsageFigures')

const row = z
  .object({
    ...figureFields,
    key: z.string(),
    label: z.string(),
    agent: z.string().optional().openapi({ description: 'By session: the kind of agent whose it is' }),
    startAt: z.string().optional(),
    endAt: z.string().optional(),
    sessions: z.number().optional(),
    worktrees: list(z.string()).optional().openapi({ description: 'By project: those that are among it' }),
    models: list(z.object({ ...figureFields, model: z.string(), label: z.string() })).optional(),
  })
  .openapi('UsageRow')

const block = exactly<BlockForecast>()(
  z.object({
    ...figureFields,
    startAt: z.string(),
    endAt: z.string(),
    burnUsdPerHour: z.number().optional(),
    burnTokensPerMinute: z.number().optional(),
    projectedUsd: z.number().optional(),
  }),
).openapi('BlockForecast')

const account = exactly<AgentAccount>()(
  z.object({
    agent: z.string(),
    limitId: z.string().optional(),
    billing: z.enum(['plan', 'key']).optional(),
    plan: z.string().optional(),
    at: z.string(),
    windows: list(
      z.object({
        usedPercent: z.number(),
        windowMinutes: z.number().optional(),
        resetsAt: z.string().optional(),
      }),
    ),
  }),
).openapi('AgentAccount')

export const usageSchema = exactly<UsageReport>()(
  z.object({
    generatedAt: moment,
    timezone: z.string(),
    pricesAsOf: z.string(),
    periods: z.object({ today: figures, last7Days: figures, last30Days: figures, allTime: figures }),
    currentBlock: block.optional(),
    by: z.enum(usageGroupings),
    agents: list(z.string()).openapi({ description: 'Whose usage is held at all, whatever was asked for' }),
    models: list(z.object({ model: z.string(), label: z.string() })).openapi({ description: 'Of that usage' }),
    accounts: list(account).optional().openapi({
      description:
        'What files of the agents tell of plan and limits, as told last; a window that was reset since is left out',
    }),
    since: z.string().optional(),
    until: z.string().optional(),
    rows: list(row),
    total: figures,
    problems: list(z.string()),
  }),
).openapi('Usage')
