/** What helps writing a prompt. */
import { type RecentPrompts, settingIds } from '../../core/prompts/prompt-library.ts'
import {
  mostPrompts,
  type PromptPage,
  type PromptQuestion,
  type SentPrompt,
  standardPrompts,
} from '../../core/search/prompt-question.ts'
import type { CommandList, NewTemplate } from '../../services/prompt-library.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment, shortText, start } from './fields.ts'

const command = z.object({
  name: z.string().openapi({ example: '/compact' }),
  does: z.string().optional(),
  hint: z.string().optional(),
  caution: z.enum(['asks', 'dialog']).optional(),
  origin: z.object({ kind: z.enum(['built-in', 'project', 'user', 'plugin']), name: z.string() }),
})

export const promptCommands = list(command)
export const commandListSchema = exactly<CommandList>()(
  z.object({
    commands: promptCommands,
    quick: list(z.string()),
    settings: list(
      z.object({
        id: z.enum(settingIds),
        choices: list(z.object({ id: z.string(), name: z.string(), command: z.string() })),
        note: z.string().optional(),
      }),
    ),
  }),
).openapi('PromptCommands')

const promptCount = `a whole number from 1 to ${mostPrompts}`

export const sentQuery = exactlyAsked<PromptQuestion>()(
  z.object({
    query: z
      .string()
      .max(4000)
      .optional()
      .openapi({ example: 'advisory lock project:payments-api since:30d is:starred' }),
    limit: z.coerce
      .number(promptCount)
      .int(promptCount)
      .min(1, promptCount)
      .max(mostPrompts, promptCount)
      .optional()
      .openapi({ description: `${standardPrompts} when absent` }),
    cursor: z.string().min(1).max(100).optional().openapi({ description: '`nextCursor` of the page before' }),
  }),
)

const sentPrompt = exactly<SentPrompt>()(
  z.object({
    id: z.string(),
    text: z
      .string()
      .optional()
      .openapi({ description: 'By its beginning, or around what was looked for; secrets masked' }),
    marks: list(z.object({ from: z.int(), to: z.int() })).openapi({ description: 'What was looked for, in the text' }),
    at: moment,
    agent: z.string(),
    sessionId: z.string().optional(),
    cursor: z.string().optional().openapi({ description: 'Where it stands: `GET /api/sessions/{id}/events/{cursor}`' }),
    name: z.string().optional(),
    title: z.string().optional(),
    project: z.string().optional(),
    worktree: z.string().optional(),
    branch: z.string().optional(),
    isStarred: z.boolean().optional(),
    timesSent: z.int().openapi({ description: 'How often the same text was sent' }),
    isLast: z.boolean().optional().openapi({ description: 'Nothing was sent to its session after it' }),
    toolCalls: z.int().optional(),
    linesAdded: z.int().optional(),
    linesRemoved: z.int().optional(),
    costUsd: z.number().optional().openapi({ description: 'Of everything until the next prompt, subagents included' }),
    unpricedModels: list(z.string()).optional(),
  }),
)

export const sentSchema = exactly<PromptPage>()(
  z.object({
    prompts: list(sentPrompt),
    counts: z
      .object({
        prompts: z.int(),
        days: list(z.object({ day: z.string().openapi({ example: '2026-11-20' }), prompts: z.int() })),
        atAnyTime: z.int().optional().openapi({ description: 'Where none is in the time asked for' }),
        all: z.int(),
        since: moment.optional(),
        starred: z.int(),
        agents: list(z.string()),
      })
      .optional()
      .openapi({ description: 'Of all pages together; with the first one' }),
    nextCursor: z.string().optional(),
    progress: z.object({ sessions: z.int(), indexed: z.int(), completeSince: moment.optional() }),
  }),
).openapi('SentPrompts')
export const sentParam = z.object({
  id: z
    .string()
    .max(40)
    .openapi({ param: { name: 'id', in: 'path' } }),
})
export const starBody = z.strictObject({ isStarred: z.boolean() })
export const starredSchema = z.object({ id: z.string(), isStarred: z.boolean() })

const target = z.object({ pid: z.int().min(1), start })
const promptText = z.string().max(65_536)

export const targetQuery = z.object({ pid: z.coerce.number().int().min(1), start })
export const filesQuery = targetQuery.extend({ query: z.string().max(300).default('') })
export const quickBody = z.strictObject({ target, quick: z.array(z.string().max(2_000)).max(30) })

export const templatesSchema = z.object({
  templates: list(z.object({ id: z.int(), name: z.string(), text: z.string() })),
})
export const templateBody = exactlyAsked<NewTemplate>()(
  z.strictObject({ id: z.int().min(1).optional(), name: shortText, text: promptText }),
)
export const templateId = z.strictObject({ id: z.int().min(1) })

const recent = z.object({ id: z.string().openapi({ example: 'q41' }), text: z.string(), at: moment, to: z.string() })
export const recentsSchema = exactly<RecentPrompts>()(
  z.object({ recent: list(recent), starred: list(recent) }),
).openapi('RecentPrompts')
export const recentId = z.strictObject({ id: z.string().max(20) })
export const recentParam = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' }, example: 'q41' }) })
export const wholeText = z.object({ text: z.string() })

export const filesSchema = z.object({ files: list(z.object({ path: z.string(), changedAt: moment })) })
export const attachBody = z.strictObject({ target, name: shortText, base64: z.base64() })
export const attachedSchema = z.object({ path: z.string().openapi({ example: '.context/flaky-run-1a2b3c4d.png' }) })
