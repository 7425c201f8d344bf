import type { AdviceReport, HiddenAdvice } from '../../core/advice/advice.ts'
import { adviceRules } from '../../core/advice/waste-case.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, shortText } from './fields.ts'

const rule = z.enum(adviceRules).openapi('AdviceRule')

const adviceCase = z
  .object({
    agent: z.string(),
    sessionId: z.string(),
    title: z.string().optional(),
    project: z.string().optional(),
    cursor: z.string().openapi({ description: 'Of the event that shows it: /sessions/{sessionId}?event={cursor}' }),
    at: z.string(),
    what: z.string().optional().openapi({ description: 'A path, a command, a server' }),
    amount: z.number().openapi({ description: 'Of a pause its length in ms, else how often' }),
    tokens: z.number(),
    usd: z.number(),
  })
  .openapi('AdviceCase')

const finding = z
  .object({
    rule,
    usd: z.number().openapi({ description: 'What the other way would have saved: an estimate' }),
    title: z.string(),
    evidence: z.string(),
    next: z.string(),
    counted: z.string(),
    sessions: z.number(),
    cases: z.number(),
    unpricedCases: z.number(),
    dearest: list(adviceCase),
    picture: z
      .object({
        caption: z.string(),
        bars: list(z.object({ label: z.string().optional(), value: z.number(), isHot: z.boolean() })),
      })
      .optional(),
    isHidden: z.boolean().optional(),
  })
  .openapi('AdviceFinding')

const hidden = exactly<HiddenAdvice>()(
  z.object({ rule, project: z.string().optional().openapi({ description: 'Absent: everywhere' }) }),
)

export const adviceSchema = exactly<AdviceReport>()(
  z.object({
    generatedAt: z.string(),
    since: z.string(),
    days: z.number(),
    findings: list(finding),
    savedUsd: z.number().openapi({ description: 'What several findings count is in it once' }),
    spentUsd: z.number().optional(),
    foundNothing: list(rule),
    hidden: list(hidden),
    minUsd: z.number(),
    sessions: z.number(),
    sessionsToRead: z.number().openapi({ description: 'Not looked at yet' }),
    prompts: z.number(),
    isTooEarly: z.boolean(),
  }),
).openapi('AdviceReport')

const flag = z.enum(['true', 'false']).optional()
export const adviceQuery = z.object({
  days: z.coerce.number().int().min(1).max(366).default(30),
  project: shortText.optional(),
  git: flag.openapi({ description: 'Git is asked what became of each session’s work' }),
  all: flag.openapi({ description: 'All cases of each finding, not the dearest alone' }),
  hidden: flag.openapi({ description: 'Also what is hidden' }),
})

export const adviceChange = exactlyAsked<HiddenAdvice & { readonly isHidden: boolean }>()(
  z.strictObject({ rule, project: shortText.optional(), isHidden: z.boolean() }),
).openapi('ChangeAdvice')

export const hiddenSchema = z.object({ hidden: list(hidden) })
