/** Prompts for sessions that somebody else started, and their queue. */
import { interruptionOutcomes, interruptionWays } from '../../core/prompts/interruption.ts'
import { channelIds, promptStates } from '../../core/prompts/prompt.ts'
import type { PromptReport, QueueReport } from '../../core/prompts/prompt-report.ts'
import type { Foreseen, PromptChange, PromptRequest, SentPrompt } from '../../services/prompts.ts'
import { foreseenStarts } from '../../services/prompts.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment, start } from './fields.ts'

const target = z.object({
  pid: z.int(),
  start: z.string(),
  agent: z.string(),
  sessionId: z.string(),
  cwd: z.string().optional(),
  project: z.string().optional(),
  name: z.string().optional(),
})

const whens = ['now', 'idle', 'turn-end', 'at', 'after'] as const

export const promptSchema = exactly<PromptReport>()(
  z.object({
    id: z.string().openapi({ example: 'q41' }),
    target,
    text: z.string(),
    when: z.enum(whens),
    at: moment.optional(),
    after: z.string().optional(),
    isCommand: z.boolean(),
    state: z.enum(promptStates),
    stateSince: moment,
    reason: z.string().optional(),
    createdAt: moment,
    createdBy: z.object({ kind: z.string(), name: z.string() }),
    expiresAt: moment,
    sent: z
      .object({ channel: z.enum(channelIds), through: z.string(), at: moment, isQueuedThere: z.boolean() })
      .optional(),
  }),
).openapi('Prompt')

export const queueSchema = exactly<QueueReport>()(
  z.object({
    isDraining: z.boolean(),
    sessions: list(
      z.object({
        target,
        stop: z
          .object({
            why: z.enum(['api-error', 'interrupted', 'failed', 'unknown', 'in-box', 'orphaned']),
            promptId: z.string().optional(),
            since: moment,
          })
          .optional(),
        prompts: list(promptSchema),
      }),
    ),
    recent: list(promptSchema),
    problem: z.string().optional(),
  }),
).openapi('PromptQueue')

const foreseen = exactly<Foreseen>()(
  z.object({
    starts: z.enum(foreseenStarts),
    how: z.string(),
    as: z.enum(['you', 'hook-feedback', 'message']),
    goes: z.string(),
    by: z.enum(interruptionWays).optional(),
    caution: z.string().optional(),
    before: list(z.string()),
    ahead: z.int(),
    isDraining: z.boolean(),
  }),
)
export const foreseenSchema = foreseen.openapi('ForeseenPrompt')
const interruption = z.object({
  outcome: z.enum(interruptionOutcomes),
  by: z.enum(interruptionWays),
  through: z.string(),
  afterMs: z.number(),
})
export const sentSchema = exactly<SentPrompt>()(
  z.object({ prompt: promptSchema, foreseen, interruption: interruption.optional() }),
).openapi('SentPrompt')

const setting = z.string().max(100).optional()

export const promptBody = exactlyAsked<PromptRequest>()(
  z.strictObject({
    target: z.object({ pid: z.int().min(1), start }),
    text: z.string().max(65_536),
    when: z.enum([...whens, 'interrupt']).default('idle'),
    at: moment.optional(),
    after: z.string().max(20).optional(),
    isCommand: z.boolean().optional(),
    settings: z.strictObject({ model: setting, effort: setting, mode: setting }).optional(),
  }),
).openapi('PromptRequest')

export const changeBody = exactlyAsked<PromptChange>()(
  z.discriminatedUnion('do', [
    z.strictObject({ do: z.enum(['cancel', 'hold', 'release', 'retry', 'settle']) }),
    z.strictObject({ do: z.enum(['press-enter', 'clear']) }),
    z.strictObject({ do: z.literal('send-again') }),
    z.strictObject({ do: z.literal('edit'), text: z.string().max(65_536) }),
    z.strictObject({ do: z.literal('move'), to: z.int().min(1) }),
  ]),
).openapi('PromptChange')

export const promptParam = z.object({
  id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'q41' }),
})
export const holdBody = z.strictObject({ isHeld: z.boolean() })
export const goOnBody = z.strictObject({ sessionId: z.string().max(200) })
