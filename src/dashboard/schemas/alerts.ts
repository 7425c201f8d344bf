import type {
  AlertReport,
  ChannelReport,
  DeadLetter,
  DeliveryReport,
  FiredAlert,
  RuleReport,
  RuleTrial,
} from '../../core/alerts/alert-report.ts'
import { channelIds } from '../../core/alerts/channel-kinds.ts'
import type { QuietHours } from '../../core/alerts/quiet.ts'
import { ruleKinds } from '../../core/alerts/rule.ts'
import type { ChannelOrder, SnoozeOrder } from '../../services/alerts.ts'
import { z } from '../http.ts'
import { exactly, exactlyAsked } from './exactly.ts'
import { list, moment, shortText } from './fields.ts'

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of the day such as 23:00')
const texts = z.array(z.string()).readonly()

export const ruleSchema = exactly<RuleReport>()(
  z.object({
    id: z.string(),
    kind: z.enum(ruleKinds),
    name: z.string().optional(),
    isOn: z.boolean(),
    values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), texts])).readonly(),
    channels: texts,
    repeatMinutes: z.number().optional(),
    throttleMinutes: z.number().optional(),
    passesQuiet: texts.optional(),
    notWhileLooking: z.boolean().optional(),
    from: z.enum(['usual', 'file', 'here']),
    sentence: z.string(),
    inShort: z.string(),
    once: z.string(),
    last: z.object({ at: moment, about: z.string() }).optional(),
    snoozedUntil: moment.optional(),
  }),
).openapi('AlertRule')

export const channelSchema = exactly<ChannelReport>()(
  z.object({
    id: z.enum(channelIds),
    name: z.string(),
    isSetUp: z.boolean(),
    shown: z.string().openapi({ description: 'What may be shown of its address; no secret' }),
    hasDetails: z.boolean(),
    lastSentAt: moment.optional(),
    failing: z.object({ since: moment, message: z.string() }).optional(),
    waiting: z.number(),
  }),
).openapi('AlertChannel')

const quiet = z.object({ isOn: z.boolean(), from: z.string(), until: z.string() })

export const alertReportSchema = exactly<AlertReport>()(
  z.object({
    rules: list(ruleSchema),
    channels: list(channelSchema),
    quiet,
    snoozedUntil: moment.optional(),
    fired: z.number().openapi({ description: 'In the last 7 days' }),
    problems: texts,
  }),
).openapi('Alerts')

const delivery = exactly<DeliveryReport>()(
  z.object({
    id: z.string(),
    channel: z.string(),
    state: z.enum(['waiting', 'sent', 'failed']),
    attempts: z.number(),
    message: z.string().optional(),
    nextTryAt: moment.optional(),
  }),
)

const firedSchema = exactly<FiredAlert>()(
  z.object({
    id: z.string(),
    at: moment,
    rule: z.string(),
    ruleName: z.string(),
    kind: z.string(),
    title: z.string(),
    body: z.string(),
    project: z.string().optional(),
    agentId: z.string().optional(),
    sessionId: z.string().optional(),
    resolvedAt: moment.optional(),
    held: z.string().optional(),
    deliveries: list(delivery),
  }),
).openapi('FiredAlert')
export const firedListSchema = z.object({ fired: list(firedSchema) })

const letter = exactly<DeadLetter>()(
  z.object({
    id: z.string(),
    at: moment,
    channel: z.string(),
    title: z.string(),
    attempts: z.number(),
    message: z.string(),
  }),
).openapi('DeadLetter')
export const deadListSchema = z.object({ letters: list(letter) })

export const trialSchema = exactly<RuleTrial>()(
  z.object({
    days: z.number(),
    fired: z.number().optional().openapi({ description: 'Absent: what the rule asks for is not kept' }),
    examples: list(z.object({ at: moment, about: z.string() })),
    caution: z.string().optional(),
  }),
).openapi('RuleTrial')

/** Flat, as in config.toml; what is wrong with it is said by who checks it there too. */
export const ruleBody = z
  .record(z.string().max(60), z.unknown())
  .openapi({ example: { id: 'waits', kind: 'waits', minutes: 5, channels: ['desktop'] } })
export const ruleName = z.strictObject({ id: shortText })
export const channelBody = exactlyAsked<ChannelOrder>()(
  z.strictObject({
    channel: z.enum(channelIds),
    values: z.record(
      z.string().max(60),
      z.union([z.string().max(2_000), z.array(z.string().max(2_000)).max(50).readonly()]),
    ),
    hasDetails: z.boolean().optional(),
  }),
)
export const channelName = z.strictObject({ channel: z.enum(channelIds) })
export const quietBody = exactlyAsked<QuietHours>()(
  z.strictObject({ isOn: z.boolean(), from: timeOfDay, until: timeOfDay }),
)
export const snoozeBody = exactlyAsked<SnoozeOrder>()(
  z.strictObject({ rule: shortText.optional(), until: moment.optional() }),
)
export const letterName = z.strictObject({ letter: shortText })
