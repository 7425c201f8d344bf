/** What stands around a task's terminal. */
import type { TaskConversations, TaskFiles, TaskGitStatus, TaskLinks } from '../../core/tasks/task-view.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list, moment } from './fields.ts'

const count = z.number().int()

export const gitStatusSchema = exactly<TaskGitStatus>()(
  z.object({
    branch: z.string().optional(),
    files: list(
      z.object({
        path: z.string(),
        kind: z.enum(['added', 'modified', 'deleted', 'conflicted']),
        addedLines: count.optional(),
        removedLines: count.optional(),
        isCommitted: z.boolean(),
      }),
    ),
    moreFiles: count,
    base: z
      .object({
        name: z.string(),
        ahead: count,
        commits: list(z.object({ id: z.string(), title: z.string(), at: moment })),
        notPushed: count.optional(),
        behind: count.optional(),
        mergesCleanly: z.boolean().optional(),
      })
      .optional(),
  }),
).openapi('TaskGitStatus')

export const filesQuery = z.object({
  dir: z
    .string()
    .max(4_096)
    .default('')
    .openapi({ description: 'A folder below the task’s own; that itself without it' }),
})
export const filesSchema = exactly<TaskFiles>()(
  z.object({
    dir: z.string(),
    entries: list(
      z.object({
        name: z.string(),
        kind: z.enum(['folder', 'file', 'link', 'other']),
        sizeBytes: count.optional(),
      }),
    ),
    moreEntries: count,
  }),
).openapi('TaskFiles')

export const linksSchema = exactly<TaskLinks>()(
  z.object({
    links: list(
      z.object({
        url: z.string(),
        host: z.string(),
        words: z.string().optional(),
        from: z.enum(['screen', 'prompt', 'result']),
      }),
    ),
  }),
).openapi('TaskLinks')

export const conversationsSchema = exactly<TaskConversations>()(
  z.object({
    conversations: list(
      z.object({
        sessionId: z.string(),
        title: z.string().optional(),
        startedAt: moment.optional(),
        lastActiveAt: moment.optional(),
        prompts: count.optional(),
        isCurrent: z.boolean(),
      }),
    ),
  }),
).openapi('TaskConversations')
