import type { AskedReport } from '../../core/limits/asked-report.ts'
import type { AccountLimits, LimitsReport, PastWindowReport, WindowReport } from '../../core/limits/limits-report.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list, moment } from './fields.ts'

const forecast = z.object({
  percentAtReset: z.number().openapi({ description: 'At the pace since the window began; may be beyond 100' }),
  percentAtResetLow: z.number(),
  percentAtResetHigh: z.number(),
  fullAt: moment.optional().openapi({ description: 'Absent: it lasts' }),
  fullEarliest: moment.optional().openapi({ description: 'In four of five windows not earlier' }),
  fullLatest: moment.optional().openapi({ description: 'Nor later; absent: at the slower pace it lasts' }),
  usual: z
    .object({ percentAtReset: z.number(), fullAt: moment.optional() })
    .optional()
    .openapi({ description: 'By the hours of the last four weeks, of windows of more than a day' }),
})

const window = exactly<WindowReport>()(
  z.object({
    window: z.string().openapi({ example: 'five-hours' }),
    label: z.string(),
    state: z.enum(['known', 'old', 'ended']).openapi({
      description:
        'old: more than 30 minutes old, at least so much is used. ended: its reset passed, nothing was told since',
    }),
    origin: z.enum(['official', 'counted']),
    usedPercent: z.number().optional(),
    usedUsd: z.number().optional(),
    limitUsd: z.number().optional(),
    used: z.number().optional(),
    limit: z.number().optional(),
    windowMs: z.number().optional(),
    startedAt: moment.optional(),
    resetsAt: moment.optional().openapi({ description: 'Absent for a window that rolls' }),
    at: moment.openapi({ description: 'When the number was said' }),
    by: z.string().optional().openapi({ description: 'The session that said it' }),
    evenPercent: z.number().optional().openapi({ description: 'Where even use would be now' }),
    forecast: forecast.optional(),
    readings: list(z.object({ at: moment, usedPercent: z.number() })),
  }),
).openapi('LimitWindow')

const account = exactly<AccountLimits>()(
  z.object({
    id: z.string(),
    agent: z.string(),
    name: z.string(),
    plan: z.string().optional(),
    billing: z.enum(['plan', 'key']).optional(),
    place: z.string().optional(),
    source: z.enum(['status-line', 'session-log', 'asked', 'ledger']),
    windows: list(window),
    credits: z.object({ isUnlimited: z.boolean(), left: z.number().optional(), at: moment }).optional(),
  }),
).openapi('AccountLimits')

const past = exactly<PastWindowReport>()(
  z.object({
    account: z.string(),
    window: z.string(),
    label: z.string(),
    startedAt: moment,
    endedAt: moment,
    end: z.enum(['reset', 'early', 'other-account']),
    highestPercent: z.number(),
  }),
).openapi('PastLimitWindow')

export const limitsSchema = exactly<LimitsReport>()(
  z.object({
    generatedAt: moment,
    accounts: list(account).openapi({ description: 'By what ends first' }),
    gauge: z
      .object({ account: z.string(), window: z.string() })
      .optional()
      .openapi({ description: 'What runs out first, else what is fullest' }),
    unknown: list(z.object({ agent: z.string(), name: z.string(), why: z.string(), next: z.string().optional() })),
    past: list(past).openapi({ description: 'Of the last 90 days, newest first' }),
    problem: z.string().optional(),
  }),
).openapi('Limits')

export const askedSchema = exactly<AskedReport>()(
  z.object({
    answers: list(
      z.object({ agent: z.string(), name: z.string(), place: z.string(), isHeard: z.boolean(), message: z.string() }),
    ).openapi({ description: 'Of each that was asked; empty: there is nobody to ask' }),
    limits: limitsSchema,
  }),
).openapi('AskedLimits')
