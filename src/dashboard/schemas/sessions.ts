/** `GET /api/sessions` and `GET /api/sessions/{id}`. */
import {
  type SessionDetail,
  type SessionList,
  type SessionQuery,
  type SessionSummary,
  sessionSorts,
  sessionStates,
} from '../../core/session/session.ts'
import type { MarkChange } from '../../core/session/session-marks.ts'
import type { ToldTotals } from '../../core/usage/told-usage.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { agentFilter, day, limit, list, shortText, timezone } from './fields.ts'
import { reportedSchema, tokensSchema } from './usage.ts'

export const sessionsQuery = exactlyAsked<SessionQuery>()(
  z.object({
    limit: limit(20),
    cursor: z.string().min(1).max(1000).optional().openapi({ description: '`nextCursor` of the page before' }),
    agent: agentFilter.optional(),
    project: shortText.optional(),
    model: shortText.optional(),
    search: shortText.optional(),
    is: z.enum(sessionStates, `one of ${sessionStates.join(', ')}`).optional(),
    tag: shortText.optional(),
    since: day.optional(),
    until: day.optional(),
    timezone: timezone.optional(),
    sort: z.enum(sessionSorts, `one of ${sessionSorts.join(', ')}`).optional(),
  }),
)

export const sessionParam = z.object({
  id: z.string().min(1).max(200).openapi({ description: 'Its id, or any beginning that only it has' }),
})

const tagList = z.array(z.string().max(200)).max(50)

export const markBody = exactlyAsked<MarkChange>()(
  z.strictObject({
    name: z.string().max(1_000).optional().openapi({ description: 'Empty: none' }),
    note: z.string().max(32_768).optional().openapi({ description: 'Empty: none' }),
    addTags: tagList.optional(),
    removeTags: tagList.optional(),
    isStarred: z.boolean().optional(),
    isArchived: z.boolean().optional(),
  }),
).openapi('MarkChange', { description: 'What is absent stays as it is' })

const summaryFields = {
  id: z.string(),
  agent: z.string(),
  name: z.string().optional().openapi({ description: 'Its user’s own, beside the title' }),
  title: z.string().optional(),
  project: z.string().optional(),
  worktree: z.string().optional().openapi({ description: 'Of the project, where it began in one', example: 'fix-2' }),
  cwd: z.string().optional(),
  branch: z.string().optional(),
  startedAt: z.string().optional(),
  lastActiveAt: z.string().optional(),
  durationMs: z.number().optional(),
  activeMs: z.number().optional(),
  prompts: z.number().optional(),
  responses: z.number(),
  model: z.string().optional(),
  totalTokens: z.number(),
  costUsd: z.number().optional(),
  unpricedModels: list(z.string()),
  linesAdded: z.number().optional(),
  linesRemoved: z.number().optional(),
  toolCalls: z.number().optional(),
  summary: z.string().optional(),
  note: z.string().optional(),
  tags: list(z.string()).optional(),
  isStarred: z.boolean().optional(),
  isArchived: z.boolean().optional().openapi({ description: 'Put away, by its user or by its age' }),
}
const summary = exactly<SessionSummary>()(z.object(summaryFields)).openapi('SessionSummary')

const toldSchema = exactly<ToldTotals>()(
  z.object({
    by: z.enum(['logs', 'metrics']),
    costUsd: z.number().optional(),
    tokens: z.object({ input: z.number(), output: z.number(), cacheRead: z.number(), cacheWrite: z.number() }),
    requests: z.number().optional(),
    firstAt: z.string(),
    lastAt: z.string(),
  }),
).openapi('ToldTotals', { description: 'By OpenTelemetry, of the same responses: never to be added' })

export const sessionListSchema = exactly<SessionList>()(
  z.object({ sessions: list(summary), total: z.number(), agents: list(z.string()), nextCursor: z.string().optional() }),
).openapi('SessionList')

export const sessionDetailSchema = exactly<SessionDetail>()(
  z.object({
    ...summaryFields,
    firstPrompt: z.string().optional(),
    version: z.string().optional(),
    resumeCommand: z.string().optional(),
    compactions: z.number(),
    contextTokens: z.number().optional(),
    contextWindowTokens: z.number().optional(),
    tokens: tokensSchema,
    models: list(
      z.object({
        model: z.string(),
        label: z.string(),
        tokens: tokensSchema,
        responses: z.number(),
        costUsd: z.number().optional(),
      }),
    ),
    ledger: z.object({ costUsd: z.number(), differenceUsd: z.number().optional() }).optional(),
    reported: reportedSchema.optional(),
    told: toldSchema.optional(),
    tools: list(z.object({ name: z.string(), calls: z.number(), failures: z.number() })),
    files: list(
      z.object({
        path: z.string(),
        linesAdded: z.number().optional(),
        linesRemoved: z.number().optional(),
        isRead: z.boolean(),
        isEdited: z.boolean(),
      }),
    ),
    commits: z.number().optional(),
    subagents: list(
      z.object({
        id: z.string(),
        type: z.string().optional(),
        description: z.string().optional(),
        model: z.string().optional(),
        totalTokens: z.number(),
        costUsd: z.number().optional(),
        startedAt: z.string().optional(),
        durationMs: z.number().optional(),
      }),
    ),
  }),
).openapi('SessionDetail')
