/** What helps writing a prompt. */
import { type RecentPrompts, settingIds } from '../../core/prompts/prompt-library.ts'
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

export const commandListSchema = exactly<CommandList>()(
  z.object({
    commands: list(command),
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
