/** `GET /api/sessions/{id}/events`, `…/events/{cursor}`, `…/state` and `…/stream`. */
import { healths } from '../../core/process/health.ts'
import { isPageEdge, laneOfCursor } from '../../core/session/event-cursor.ts'
import type { FlowNode, LiveSessionState } from '../../core/session/live-session.ts'
import { type SessionEvent, sessionEventKinds } from '../../core/session/session-event.ts'
import type { SessionEventPage } from '../../core/session/session-watch.ts'
import { fromStart, standardEventLimit } from '../../core/session/session-watch.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { limit, list, shortText } from './fields.ts'
import { tokensSchema } from './usage.ts'

const isPlace = (text: string) => text === fromStart || isPageEdge(text)

const place = (description: string) =>
  z
    .string()
    .min(1)
    .max(8000)
    .refine(isPlace, 'a cursor of an event, `before` or `after` of a page, or start')
    .optional()
    .openapi({ description, example: 'main@48213.0' })

const kinds = z
  .string()
  .max(500)
  .transform((text, context) => {
    const wanted = text.split(',').map((kind) => kind.trim())
    const known = sessionEventKinds.filter((kind) => wanted.includes(kind))
    if (known.length === wanted.length) return known
    context.addIssue({ code: 'custom', message: `a list with commas of ${sessionEventKinds.join(', ')}` })
    return z.NEVER
  })
  .optional()
  .openapi({ type: 'string', description: 'Only these kinds, with commas between', example: 'prompt,text,tool-call' })

export const eventsQuery = z.object({
  after: place('What came after this event, oldest first'),
  before: place('What came before this event, the page nearest to it'),
  kinds,
  lane: z
    .string()
    .regex(/^[\w-]{1,128}$/)
    .optional()
    .openapi({ description: '`main`, or the id of a subagent' }),
  search: shortText.optional().openapi({ description: 'Only events with this text' }),
  limit: limit(standardEventLimit),
})

export const streamQuery = z.object({ after: place('Begin behind this event; `Last-Event-ID` does the same') })

export const eventParam = z.object({
  id: z.string().min(1).max(200),
  cursor: z
    .string()
    .max(200)
    .refine((text) => laneOfCursor(text) !== undefined, 'a cursor, as `main@48213.0`')
    .openapi({ example: 'main@48213.0' }),
})

/** A union of two dozen kinds: described by what they have in common, typed by the type itself. */
export const eventSchema = z
  .custom<SessionEvent>(() => true)
  .openapi('SessionEvent', {
    type: 'object',
    description: 'Each kind has fields of its own beside these: docs/api.md lists them. Secrets read `[redacted]`.',
    required: ['cursor', 'lane', 'kind'],
    properties: {
      cursor: { type: 'string', description: 'Names the event for good', example: 'main@48213.0' },
      lane: { type: 'string', description: '`main`, or the id of a subagent' },
      kind: { type: 'string', enum: [...sessionEventKinds] },
      at: { type: 'string', description: 'Absent where the record has no time' },
      isCut: { type: 'boolean', description: 'Long texts were cut: read the event alone for the whole' },
    },
    additionalProperties: true,
  })

export const eventPageSchema = exactly<SessionEventPage>()(
  z.object({
    events: list(eventSchema).openapi({ description: 'Oldest first' }),
    before: z.string().optional().openapi({ description: 'For what is older; absent at the beginning' }),
    after: z.string().optional().openapi({ description: 'For what is newer; absent where there is nothing yet' }),
  }),
).openapi('SessionEventPage')

const stepStatus = z.enum(['pending', 'done', 'failed', 'interrupted'])
const lines = z.object({ added: z.number(), removed: z.number() })

const processSchema = z.object({
  id: z.string(),
  pid: z.number(),
  start: z.string(),
  startedAt: z.string(),
  activity: z.enum(['busy', 'waiting', 'idle', 'shell', 'unknown']),
  health: z.enum(healths),
  healthReason: z.string(),
  isPinned: z.boolean(),
  tty: z.string().optional(),
  cpuPercent: z.number().optional(),
  rssBytes: z.number().optional(),
})

const contextSchema = z.object({
  tokens: z.number().optional(),
  windowTokens: z.number().optional(),
  share: z.number().optional(),
  compactions: list(
    z.object({
      at: z.string().optional(),
      cursor: z.string(),
      trigger: z.string().optional(),
      tokensBefore: z.number().optional(),
      tokensAfter: z.number().optional(),
    }),
  ),
  compactionCount: z.number(),
})

const stepSchema = z.object({
  id: z.string(),
  lane: z.string(),
  cursor: z.string(),
  tool: z.string(),
  summary: z.string().optional(),
  status: stepStatus,
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  durationMs: z.number().optional(),
  group: z.number().optional(),
  result: z.string().optional(),
  agentId: z.string().optional(),
})

const subagentSchema = z.object({
  id: z.string(),
  toolId: z.string().optional(),
  parent: z.string(),
  type: z.string().optional(),
  description: z.string().optional(),
  model: z.string().optional(),
  status: stepStatus,
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  durationMs: z.number().optional(),
  doing: z.string().optional(),
  toolCalls: z.number(),
  totalTokens: z.number(),
  costUsd: z.number().optional(),
  contextTokens: z.number().optional(),
  depth: z.number(),
})

const flowSchema = exactly<FlowNode>()(
  z.union([
    z.object({ kind: z.enum(['user', 'thinking', 'text', 'compaction', 'interrupt']), count: z.number() }),
    z.object({
      kind: z.literal('tools'),
      tools: list(z.object({ tool: z.string(), status: stepStatus, count: z.number() })),
    }),
  ]),
)

export const sessionStateSchema = exactly<LiveSessionState>()(
  z.object({
    sessionId: z.string(),
    agent: z.string(),
    title: z.string().optional(),
    name: z.string().optional(),
    project: z.string().optional(),
    cwd: z.string().optional(),
    branch: z.string().optional(),
    version: z.string().optional(),
    model: z.string().optional(),
    modelLabel: z.string().optional(),
    mode: z.string().optional(),
    permissionMode: z.string().optional(),
    status: z.enum(['busy', 'waiting', 'shell', 'idle', 'ended', 'unknown']),
    statusFrom: z.enum(['registry', 'events']),
    statusSince: z.string().optional(),
    statusReason: z.string().optional().openapi({
      description: 'Without a process that is seen: "no process seen; last record 4 s ago"',
    }),
    lastRecordAt: z.string().optional(),
    perhapsPid: z.int().optional(),
    waitingFor: z.string().optional(),
    waitingStepId: z.string().optional(),
    doing: z.string().optional(),
    process: processSchema.optional(),
    resumeCommand: z.string().optional(),
    startedAt: z.string().optional(),
    lastActiveAt: z.string().optional(),
    turns: z.number(),
    messages: z.number(),
    responses: z.number(),
    toolCalls: z.number(),
    failedToolCalls: z.number(),
    tokens: tokensSchema,
    totalTokens: z.number(),
    costUsd: z.number().optional(),
    unpricedModels: list(z.string()),
    costFrom: z.enum(['ledger', 'events']),
    reportedCostUsd: z.number().optional(),
    cacheHitRate: z.number().optional(),
    context: contextSchema,
    history: list(
      z.object({
        at: z.string(),
        contextTokens: z.number().optional(),
        totalTokens: z.number(),
        costUsd: z.number().optional(),
      }),
    ),
    steps: list(stepSchema),
    subagents: list(subagentSchema),
    files: list(
      z.object({
        path: z.string(),
        isRead: z.boolean(),
        isWritten: z.boolean(),
        isEdited: z.boolean(),
        linesAdded: z.number(),
        linesRemoved: z.number(),
      }),
    ),
    linesChanged: lines,
    todos: list(z.object({ text: z.string(), status: z.enum(['pending', 'in-progress', 'done']) })),
    flow: list(flowSchema),
    pullRequests: list(z.object({ url: z.string(), number: z.number().optional() })),
    retries: z.number(),
    apiErrors: z.number(),
    backgroundTasks: z.number(),
    eventCount: z.number(),
    revision: z.number(),
    isComplete: z.boolean(),
    problems: list(z.string()),
  }),
).openapi('SessionState')
