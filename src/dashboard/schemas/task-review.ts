/** The review of what a task changed. */
import {
  type ChangedFile,
  type DiffRow,
  type FileDiff,
  fileChanges,
  fileForms,
  foldReasons,
  type NewComment,
  type PackageChange,
  packageChangeKinds,
  type ReviewComment,
  type ReviewComments,
  type ReviewCommit,
  type ReviewedChanges,
  type ReviewState,
} from '../../core/review/review.ts'
import type { SendReview, SentReview } from '../../services/task-review.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'
import { sentSchema } from './prompts.ts'
import { taskParam } from './tasks.ts'

const count = z.number().int()
const yes = z.literal(true).optional()

/** A name has at most 4,096 bytes, of which each may take four letters. */
const path = z.string().min(1).max(16_384).openapi({ example: 'src/keys/store.ts' })
const scope = z
  .string()
  .regex(/^(?:all|uncommitted|unviewed|[0-9a-f]{4,64})$/, 'all, uncommitted, unviewed, or the id of a commit')
  .openapi({
    description: '`all`: since the branch began; `uncommitted`; `unviewed`: since it was viewed; or a commit',
    example: 'all',
  })
const side = z.enum(['before', 'after'])

const file = exactly<ChangedFile>()(
  z.object({
    path: z.string(),
    was: z.string().optional(),
    change: z.enum(fileChanges),
    form: z.enum(fileForms),
    folded: z.enum(foldReasons).optional(),
    addedLines: count.optional(),
    removedLines: count.optional(),
    bytesBefore: count.optional(),
    bytesAfter: count.optional(),
    modeBefore: z.string().optional(),
    modeAfter: z.string().optional(),
    isUncommitted: z.boolean(),
    isConflicted: z.boolean(),
    version: z.string(),
    isViewed: z.boolean(),
  }),
).openapi('ChangedFile')

const commit = exactly<ReviewCommit>()(z.object({ id: z.string(), title: z.string(), at: moment, parents: count }))

export const changesSchema = exactly<ReviewedChanges>()(
  z.object({
    taskId: z.string(),
    of: z.string(),
    base: z.object({ name: z.string(), commit: z.string().optional() }),
    branch: z.string().optional(),
    files: list(file),
    addedLines: count,
    removedLines: count,
    unlisted: count.optional(),
    commits: list(commit),
    commitCount: count,
    uncommitted: count,
    viewed: count,
    state: z.string(),
    lookedAt: moment,
    tookMs: z.number(),
  }),
).openapi('ReviewedChanges')

const row = exactly<DiffRow>()(
  z.object({
    kind: z.enum(['same', 'add', 'del']),
    text: z.string(),
    before: count.optional(),
    after: count.optional(),
    isCrlf: yes,
    isUnended: yes,
    cutChars: count.optional(),
  }),
).openapi('DiffRow')
const range = z.object({ from: count, lines: count })
const changedPackage = exactly<PackageChange>()(
  z.object({
    name: z.string(),
    change: z.enum(packageChangeKinds),
    before: z.string().optional(),
    after: z.string().optional(),
  }),
).openapi('PackageChange')

export const fileDiffSchema = exactly<FileDiff>()(
  z.object({
    path: z.string(),
    version: z.string(),
    hunks: list(z.object({ head: z.string(), before: range, after: range, rows: list(row) })),
    rowsLeft: count.optional(),
    isOtherText: yes,
    isTooLarge: yes,
    packages: list(changedPackage).optional(),
  }),
).openapi('FileDiff')

export const stateSchema = exactly<ReviewState>()(
  z.object({ state: z.string(), files: list(z.object({ path: z.string(), version: z.string() })) }),
).openapi('ReviewState')

export const diffQuery = z.object({
  of: scope.default('all'),
  path: path.optional().openapi({ description: 'The rows of this file, instead of the list' }),
  rows: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .openapi({ description: 'So many of them; 0: only what else is told of it. @default 5000' }),
})
export const stateQuery = z.object({ of: scope.default('all') })
export const imageQuery = z.object({ of: scope.default('all'), path, side: side.default('after') })

export const viewedBody = z.strictObject({ path, isViewed: z.boolean(), version: z.string().max(400).optional() })
export const viewedSchema = z.object({ path: z.string(), isViewed: z.boolean() })

const commentSchemaOf = exactly<ReviewComment>()(
  z.object({
    id: z.string().openapi({ example: 'c12' }),
    path: z.string(),
    side,
    line: count.optional(),
    endLine: count.optional(),
    quote: list(z.string()),
    text: z.string(),
    createdAt: moment,
    sentAt: moment.optional(),
    promptId: z.string().optional(),
    isStale: z.boolean(),
    lineNow: count.optional(),
  }),
)
export const commentSchema = commentSchemaOf.openapi('ReviewComment')
export const commentsSchema = exactly<ReviewComments>()(
  z.object({ comments: list(commentSchema), prompt: z.string().optional() }),
).openapi('ReviewComments')

const text = z.string().max(10_000)
const line = z.number().int().min(1).max(100_000_000)
export const commentBody = exactlyAsked<NewComment>()(
  z.strictObject({ path, side: side.optional(), line: line.optional(), endLine: line.optional(), text }),
).openapi('NewReviewComment')
export const editBody = z.strictObject({ text })
export const commentParam = taskParam.extend({
  comment: z
    .string()
    .max(20)
    .openapi({ param: { name: 'comment', in: 'path' }, example: 'c12' }),
})
export const sendBody = exactlyAsked<SendReview>()(
  z.strictObject({
    comments: list(z.string().max(20)).optional(),
    text: z.string().max(65_536).optional(),
    when: z.enum(['now', 'idle', 'turn-end']).optional(),
  }),
).openapi('SendReview')
export const sentReviewSchema = exactly<SentReview>()(
  z.object({ sent: sentSchema, comments: list(commentSchema) }),
).openapi('SentReview')
