/** Tasks. */
import { screenStates } from '../../core/screens/manifest.ts'
import {
  type AdoptSession,
  type FolderLook,
  type NewTask,
  type NewTaskMade,
  type Task,
  type TaskBatch,
  type TaskList,
  type TaskRemoval,
  type TaskRemoved,
  type TaskStopped,
  taskStates,
} from '../../core/tasks/task.ts'
import type { TaskWhy } from '../../core/tasks/task-why.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'
import { problemFields } from './problem.ts'

const state = z.enum(taskStates)
const count = z.number().int()
const activity = z.enum(['busy', 'waiting', 'idle', 'shell', 'unknown'])

const worktree = z.object({
  path: z.string(),
  branch: z.string().optional(),
  state: z.enum(['creating', 'ready', 'removing', 'removed', 'broken']),
  base: z.string(),
  baseCommit: z.string(),
  baseFetchedAt: moment.optional(),
  problem: z.string().optional(),
})

const run = z.object({
  id: z.string().openapi({ example: 't7k2f9.2' }),
  startedAt: moment,
  pid: count.optional(),
  start: z.string().optional(),
  exit: z.object({ at: moment, isClean: z.boolean(), words: z.string() }).optional(),
})

export const prSchema = z.object({
  url: z.string(),
  number: count.optional(),
  state: z.enum(['open', 'draft', 'merged', 'closed']).optional(),
  checks: z.enum(['passed', 'failed', 'pending']).optional(),
  headCommit: z.string().optional(),
  lookedAt: moment.optional(),
})

const taskFields = {
  id: z.string().openapi({ example: 't7k2f9' }),
  name: z.string(),
  project: z.string(),
  state,
  since: moment,
  reason: z.string().optional(),
  prompt: z.string().optional(),
  backend: z.string(),
  agent: z.string().optional(),
  model: z.string().optional(),
  mode: z.string().optional(),
  fence: z
    .object({
      ...{ by: z.enum(['agent', 'bubblewrap', 'sandbox-exec']), tool: z.string(), isVerified: z.boolean() },
      ...{ verifiedAt: moment.optional(), asksNothing: z.boolean() },
    })
    .optional(),
  folder: z.string().optional(),
  worktree: worktree.optional(),
  isPinned: z.boolean(),
  isArchived: z.boolean(),
  createdAt: moment,
  run: run.optional(),
  sessionId: z.string().optional(),
  activity: activity.optional(),
  agentId: z.string().optional(),
  waitingFor: z.string().optional(),
  asks: z.string().optional(),
  activitySince: moment.optional(),
  costUsd: z.number().optional(),
  changes: z
    .object({ files: count, addedLines: count, removedLines: count, commits: count, uncommitted: count })
    .optional(),
  result: z.string().optional(),
  tests: z.object({ passed: count, failed: count, at: moment, isBeforeEdits: z.boolean().optional() }).optional(),
  pr: prSchema.optional(),
  isMerging: z.boolean().optional(),
  merged: z
    .object({ at: moment, into: z.string(), commit: z.string(), how: z.enum(['squash', 'merge', 'rebase']) })
    .optional(),
  best: z.object({ group: z.string(), number: count, of: count }).optional(),
  forkOf: z.string().optional(),
  remarks: list(z.string()),
}

export const taskSchema = exactly<Task>()(z.object(taskFields)).openapi('Task')
export const madeSchema = exactly<NewTaskMade>()(
  z.object({ ...taskFields, tries: list(taskSchema).optional() }),
).openapi('NewTaskMade')

const row = z.object({ row: count, text: z.string() })
export const whySchema = exactly<TaskWhy>()(
  z.object({
    activity,
    waitingFor: z.string().optional(),
    since: moment.optional(),
    source: z.enum(['agent', 'screen', 'none']),
    rule: z.object({ id: z.string(), state: z.enum(screenStates), matched: list(row) }).optional(),
    manifests: list(
      z.object({
        ...{ origin: z.enum(['file', 'default']), version: count, revision: count.optional(), rules: count },
        path: z.string().optional(),
      }),
    ),
    problems: list(z.string()),
    title: z.string().optional(),
    firstRow: count,
    rows: list(z.string()),
  }),
).openapi('TaskWhy')

export const taskListSchema = exactly<TaskList>()(
  z.object({
    tasks: list(taskSchema),
    counts: z.object({
      ...{ pending: count, in_progress: count, in_review: count, complete: count, failed: count, broken: count },
    }),
    archived: count,
    running: count,
    maxRunning: count,
    cursor: z.string().optional(),
  }),
).openapi('TaskList')
export const tasksSchema = z.object({ tasks: list(taskSchema) })

export const taskQuery = z.object({
  status: state.optional(),
  project: z.string().max(100).optional(),
  archived: z.enum(['1', 'true', '0', 'false', 'all']).optional(),
  cursor: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
})

const shortText = z.string().min(1).max(400)
export const newTaskBody = exactlyAsked<NewTask>()(
  z.strictObject({
    project: z.string().min(1).max(4_096),
    prompt: z.string().max(100_000).optional(),
    name: z.string().max(200).optional(),
    backend: z.string().max(60).optional(),
    model: shortText.optional(),
    mode: shortText.optional(),
    base: shortText.optional(),
    branch: shortText.optional(),
    isInWorktree: z.boolean().optional(),
    start: z.enum(['now', 'when-free']).optional(),
    best: z.number().int().min(1).max(6).optional(),
    tries: z
      .array(z.strictObject({ backend: z.string().max(60).optional(), model: shortText.optional() }))
      .max(6)
      .optional(),
  }),
).openapi('NewTask')

/** As `POST /api/tasks` takes it: `session` is called `adopt` there. */
export type AdoptBody = Omit<AdoptSession, 'session'> & { readonly adopt: string }
export const adoptBody = exactlyAsked<AdoptBody>()(
  z.strictObject({
    adopt: z.string().min(1).max(200),
    project: z.string().min(1).max(4_096).optional(),
    name: z.string().max(200).optional(),
    backend: z.string().max(60).optional(),
    isInWorktree: z.boolean().optional(),
    start: z.enum(['now', 'when-free']).optional(),
  }),
).openapi('AdoptSession')

export const nothingBody = z.strictObject({})
export const resumeBody = z.strictObject({ session: z.string().max(200).optional() })
export const forkBody = z.strictObject({
  name: z.string().max(200).optional(),
  prompt: z.string().max(65_536).optional(),
})
export const renameBody = z.strictObject({ name: z.string().max(200) })
export const statusBody = z.strictObject({ status: state })
export const resultBody = z.strictObject({ result: z.string().max(65_536) })
export const inputBody = z.strictObject({
  bytes: z.base64().max(87_384).openapi({ description: 'Raw bytes, in base64' }),
})
export const outputQuery = z.object({ bytes: z.coerce.number().int().min(1).max(1_000_000).default(8_192) })
export const outputSchema = z.object({ task: taskSchema, text: z.string() })
export const taskParam = z.object({
  id: z
    .string()
    .max(64)
    .openapi({ param: { name: 'id', in: 'path' }, example: 't7k2f9' }),
})

const names = list(z.string())
const facts = z.object({
  uncommitted: z.object({ count, names, addedLines: count, removedLines: count }).optional(),
  commits: z.object({ count, newest: list(z.object({ id: z.string(), title: z.string() })) }).optional(),
  isInBase: z.boolean().optional(),
  ignored: z.object({ count, names, sizeBytes: count }).optional(),
})
const removal = {
  task: taskSchema,
  facts: facts.optional(),
  confirm: z.string(),
  isAllElsewhere: z.boolean(),
  obstacles: names,
}
export const removalSchema = exactly<TaskRemoval>()(z.object(removal)).openapi('TaskRemoval')
/** A refusal that says what is to be confirmed. */
export const removalAsked = z.object({ ...problemFields, removal: removalSchema.optional() })
export const removeQuery = z.object({
  confirm: z.string().max(64).optional(),
  copy: z.enum(['keep', 'none']).default('keep'),
  typed: z.string().max(200).optional(),
})
export const folderSchema = exactly<FolderLook>()(
  z.object({
    ...{ task: taskSchema, path: z.string(), branch: z.string().optional(), commit: z.string() },
    ...{ from: z.enum(['branch', 'copy', 'head']), hasIndex: z.boolean(), confirm: z.string() },
  }),
).openapi('TaskFolder')
export const folderBody = z.strictObject({ confirm: z.string().max(64) })
export const removedSchema = exactly<TaskRemoved>()(
  z.object({ task: taskSchema, endedAfterMs: z.number().optional(), keptUntil: moment.optional() }),
).openapi('TaskRemoved')
export const stoppedSchema = exactly<TaskStopped>()(
  z.object({ task: taskSchema, endedAfterMs: z.number(), sent: names, left: list(count) }),
).openapi('TaskStopped')

const batch = { done: list(taskSchema), left: list(z.object({ task: taskSchema, why: z.string() })) }
export const batchSchema = exactly<TaskBatch>()(z.object(batch)).openapi('TaskBatch')
export const prunableSchema = z.object({ ...batch, confirm: z.string() })
export const pruneBody = z.strictObject({ confirm: z.string().max(64) })
export const stopAllBody = z.strictObject({ confirm: z.literal(true) })
