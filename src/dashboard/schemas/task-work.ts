/** What is done with the work of tasks. */
import {
  type AskedProgram,
  type CommitDone,
  type CommitLook,
  type CommitOrder,
  type MergeDone,
  type MergeLook,
  type MergeOrder,
  mergeWays,
  openables,
  type PullRequestDone,
  type PullRequestLook,
  type PullRequestOrder,
  type TaskOpened,
} from '../../core/tasks/task-work.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'
import { prSchema, taskSchema } from './tasks.ts'

const count = z.number().int()
const texts = list(z.string())
const how = z.enum(mergeWays)
const commits = list(z.object({ id: z.string(), title: z.string() }))

const program = exactly<AskedProgram>()(
  z.object({
    kind: z.enum(['hook', 'config', 'tests']),
    name: z.string(),
    command: z.string().optional(),
    files: texts,
    ...{ hash: z.string(), isTrusted: z.boolean(), hasChanged: z.boolean() },
  }),
).openapi('AskedProgram')

const confirm = z.string().max(64)
const word = {
  trust: z.array(z.string().max(64)).max(100).optional().openapi({ description: 'Hashes of programs that may run' }),
  without: z.boolean().optional().openapi({ description: 'Leave out what the repository names and nobody trusted' }),
}

export const commitLookSchema = exactly<CommitLook>()(
  z.object({
    task: taskSchema,
    branch: z.string().optional(),
    files: list(
      z.object({ path: z.string(), state: z.enum(['changed', 'untracked', 'conflicted']), isStaged: z.boolean() }),
    ),
    ...{ addedLines: count, removedLines: count, message: z.string() },
    programs: list(program),
    ...{ obstacles: texts, confirm: z.string() },
  }),
).openapi('CommitLook')
export const commitBody = exactlyAsked<CommitOrder>()(
  z.strictObject({
    confirm,
    message: z.string().max(16_384).optional(),
    files: z.array(z.string().min(1).max(4_096)).max(20_000).optional(),
    ...word,
  }),
).openapi('CommitOrder')
export const commitDoneSchema = exactly<CommitDone>()(
  z.object({ task: taskSchema, commit: z.string(), files: count, left: count }),
).openapi('CommitDone')

export const mergeQuery = z.object({ how: how.default('squash') })
export const mergeLookSchema = exactly<MergeLook>()(
  z.object({
    ...{ task: taskSchema, how },
    into: z
      .object({ branch: z.string(), commit: z.string(), path: z.string().optional(), catchesUp: count })
      .optional(),
    ...{ ahead: count.optional(), behind: count.optional(), notPushed: count.optional(), commits },
    open: z.object({ count, names: texts, addedLines: count, removedLines: count }),
    message: z.string(),
    conflicts: list(
      z.object({
        path: z.string(),
        theirs: z.object({ commit: z.string(), author: z.string(), at: moment }).optional(),
        places: list(z.object({ theirs: texts, task: texts })).optional(),
      }),
    ).optional(),
    test: program.optional(),
    programs: list(program),
    ...{ steps: texts, obstacles: texts, confirm: z.string() },
  }),
).openapi('MergeLook')
export const mergeBody = exactlyAsked<MergeOrder>()(
  z.strictObject({ confirm, how, message: z.string().max(16_384).optional(), ...word }),
).openapi('MergeOrder')
export const mergeDoneSchema = exactly<MergeDone>()(
  z.object({
    ...{ task: taskSchema, commit: z.string(), into: z.string() },
    tests: z.object({ passed: count, failed: count }).optional(),
    hasTested: z.boolean(),
  }),
).openapi('MergeDone')

export const pullRequestLookSchema = exactly<PullRequestLook>()(
  z.object({
    ...{ task: taskSchema, existing: prSchema.optional() },
    ...{ repository: z.string().optional(), branch: z.string().optional(), base: z.string().optional() },
    ...{ title: z.string(), body: z.string() },
    push: z.object({ remote: z.string(), commit: z.string(), count }).optional(),
    ...{ commits, uncommitted: count, obstacles: texts, confirm: z.string() },
  }),
).openapi('PullRequestLook')
export const pullRequestBody = exactlyAsked<PullRequestOrder>()(
  z.strictObject({
    ...{ confirm, title: z.string().max(400), body: z.string().max(60_000) },
    isDraft: z.boolean().optional(),
  }),
).openapi('PullRequestOrder')
export const pullRequestDoneSchema = exactly<PullRequestDone>()(
  z.object({ task: taskSchema, pr: prSchema, hasPushed: z.boolean() }),
).openapi('PullRequestDone')

export const openBody = z.strictObject({ what: z.enum(openables), path: z.string().min(1).max(4_096).optional() })
export const openedSchema = exactly<TaskOpened>()(
  z.object({ what: z.enum(openables), target: z.string(), by: z.string() }),
).openapi('TaskOpened')
