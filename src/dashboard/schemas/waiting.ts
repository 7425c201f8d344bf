/** Who waits for you, what is asked, and answering. */
import type { AnswerOrder, Approval, AskedThing } from '../../core/waiting/approval.ts'
import type { TurnItem, WaitingItem, WaitingReport } from '../../core/waiting/waiting-report.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment } from './fields.ts'
import { problemFields } from './problem.ts'

const kind = z.enum(['permission', 'question', 'plan'])
const answerName = z.enum(['allow', 'always', 'deny', 'choose', 'keep-planning'])

const thing = exactly<AskedThing>()(
  z.discriminatedUnion('form', [
    z.object({ form: z.literal('command'), text: z.string() }),
    z.object({
      form: z.literal('change'),
      file: z.string(),
      edits: list(
        z.object({
          before: z.string(),
          after: z.string(),
          isEverywhere: z.boolean().optional(),
          line: z.object({ before: z.int(), after: z.int() }).optional(),
        }),
      ),
      isWhole: z.boolean(),
      isAgainstFile: z.boolean().optional(),
    }),
    z.object({ form: z.literal('input'), text: z.string() }),
    z.object({ form: z.literal('plan'), text: z.string(), file: z.string().optional() }),
    z.object({
      form: z.literal('questions'),
      questions: list(
        z.object({
          question: z.string(),
          header: z.string().optional(),
          isMultiple: z.boolean(),
          options: list(z.object({ label: z.string(), description: z.string().optional() })),
        }),
      ),
    }),
  ]),
).openapi('AskedThing')

const always = z.object({
  id: z.string(),
  words: z.string(),
  meaning: z.string().optional(),
  isOfEdits: z.boolean().optional(),
  rules: list(z.string()),
  reach: z.enum(['session', 'project-me', 'project', 'user']),
  file: z.string().optional(),
})

const step = z.object({
  tool: z.string(),
  about: z.string().optional(),
  outcome: z.enum(['done', 'failed', 'interrupted']),
  note: z.string().optional(),
})

const outcome = z.object({
  kind: z.enum(['answered-here', 'answered-there', 'timed-out', 'session-ended', 'let-go']),
  at: moment,
  answer: answerName.optional(),
  by: z.object({ kind: z.string(), name: z.string() }).optional(),
  text: z.string().optional(),
  stops: z.boolean().optional(),
  confirmedAfterMs: z.number().optional(),
  message: z.string(),
  ran: z
    .object({
      tool: z.string(),
      outcome: step.shape.outcome,
      tookMs: z.number().optional(),
      said: z.string().optional(),
    })
    .optional(),
})

export const approvalSchema = exactly<Approval>()(
  z.object({
    id: z.string(),
    nonce: z.string(),
    kind,
    agent: z.string(),
    sessionId: z.string(),
    tool: z.string(),
    thing,
    says: z.string().optional(),
    why: z.string().optional(),
    cwd: z.string().optional(),
    branch: z.string().optional(),
    subagent: z.string().optional(),
    notes: list(z.string()),
    irrevocable: z.object({ sentence: z.string(), at: z.object({ from: z.int(), to: z.int() }).optional() }).optional(),
    since: moment,
    through: z.literal('host').optional(),
    typedInto: z.string().optional(),
    deadline: moment.optional(),
    before: list(step).optional(),
    planEdits: list(z.enum(['ask', 'accept'])).optional(),
    stops: z.enum(['with-words', 'without-words']).optional(),
    always: list(always),
    answers: list(answerName),
    state: z.enum(['open', 'sent', 'over']),
    outcome: outcome.optional(),
  }),
).openapi('Approval')

const ofAgent = {
  id: z.string(),
  agentId: z.string().optional(),
  pid: z.int().optional(),
  agent: z.string(),
  sessionId: z.string().optional(),
  project: z.string().optional(),
  worktree: z.string().optional(),
  name: z.string().optional(),
  cwd: z.string().optional(),
  tty: z.string().optional(),
  since: moment.optional(),
  summary: z.string(),
}

const waitingItem = exactly<WaitingItem>()(
  z.object({
    ...ofAgent,
    kind: z.enum(['permission', 'question', 'plan', 'elicitation', 'unknown']),
    approval: approvalSchema.optional(),
    isPutOff: z.boolean().optional(),
    unreachable: z
      .object({ reason: z.string(), next: z.string().optional(), screen: z.string().optional() })
      .optional(),
  }),
).openapi('WaitingItem')

const turnFacts = z.object({
  lastedMs: z.number().optional(),
  changed: z.object({ files: z.int(), added: z.int(), removed: z.int() }).optional(),
  tests: z.object({ passed: z.int(), failed: z.int(), isBeforeEdits: z.boolean().optional() }).optional(),
  pullRequest: z.object({ url: z.string(), number: z.int().optional() }).optional(),
  says: z.string().optional(),
})

const turnItem = exactly<TurnItem>()(
  z.object({ ...ofAgent, kind: z.enum(['failed', 'stuck', 'done']), facts: turnFacts.optional() }),
).openapi('TurnItem')

export const waitingSchema = exactly<WaitingReport>()(
  z.object({
    waiting: list(waitingItem),
    wentWrong: list(turnItem),
    finished: list(turnItem),
    over: list(waitingItem),
  }),
).openapi('Waiting')

export const approvalParam = z.object({
  id: z
    .string()
    .max(100)
    .openapi({ param: { name: 'id', in: 'path' }, description: 'The id of the request', example: 'wq3kf' }),
})

const words = z.string().max(10_000)

export const answerBody = exactlyAsked<Omit<AnswerOrder, 'id'>>()(
  z.strictObject({
    nonce: z.string().min(1).max(100).openapi({ description: 'Of the request that was read' }),
    answer: answerName,
    offer: z.string().max(100).optional(),
    text: words.optional(),
    choices: z.array(z.array(words).max(100)).max(100).optional(),
    edits: z.enum(['ask', 'accept']).optional(),
    stops: z.boolean().optional().openapi({ description: 'With `deny`: its turn ends, too' }),
    word: z.string().max(100).optional(),
    leavesCopyMode: z.boolean().optional(),
  }),
).openapi('Answer')

export const seenBody = z
  .strictObject({ ids: z.array(z.string().min(1).max(200)).min(1).max(1000) })
  .openapi('WaitingIds')

/** Why nothing was sent, and the request as it is by now. */
export const answerProblemSchema = z
  .object({ ...problemFields, approval: approvalSchema.optional() })
  .openapi('AnswerProblem')
