/** What is worth telling, where it goes, and what was told. Addresses and programs are an administrator's. */
import type { AlertProblem, AlertService } from '../../services/alerts.ts'
import { jsonBody } from '../access/rights.ts'
import { needs } from '../access/route-access.ts'
import { createRoute, createRouter, z } from '../http.ts'
import { problem } from '../problem.ts'
import {
  alertReportSchema,
  channelBody,
  channelName,
  channelSchema,
  deadListSchema,
  firedListSchema,
  letterName,
  quietBody,
  ruleBody,
  ruleName,
  ruleSchema,
  snoozeBody,
  trialSchema,
} from '../schemas/alerts.ts'
import { answer } from '../schemas/answer.ts'
import { limit } from '../schemas/fields.ts'
import { bodyRefusals, notFound, problemSchema, refusals } from '../schemas/problem.ts'

const read = <const P extends string, S extends z.ZodType>(path: P, summary: string, schema: S) => ({
  ...needs('read'),
  ...{ method: 'get' as const, path, summary },
  responses: { 200: answer(summary, schema), ...refusals },
})
const asked = <S extends z.ZodType>(schema: S) => ({ body: { content: { 'application/json': { schema } } } })
const changed = <S extends z.ZodType>(schema: S) => ({
  200: answer('As it is now', schema),
  ...bodyRefusals,
  ...notFound,
  409: answer('Nothing was changed; the message says why', problemSchema),
})
const settingsChange = needs('change', { body: jsonBody, duty: 'settings' })
const adminChange = needs('admin', { body: jsonBody })

const report = createRoute(read('/alerts', 'Rules, channels, quiet hours; never a secret', alertReportSchema))
const dead = createRoute(read('/alerts/dead', 'Messages that no try brought to their channel', deadListSchema))
const fired = createRoute({
  ...read('/alerts/fired', 'What fired, where it went, and what failed, the newest first', firedListSchema),
  request: { query: z.object({ limit: limit(100) }) },
})
const saveRule = createRoute({
  ...settingsChange,
  ...{ method: 'post', path: '/alerts/rules', summary: 'Save a rule, in the place of one of that id' },
  ...{ request: asked(ruleBody), responses: changed(ruleSchema) },
})
const removeRule = createRoute({
  ...settingsChange,
  ...{ method: 'post', path: '/alerts/rules/remove', summary: 'Remove a rule; one of TCE’s own is as usual again' },
  ...{ request: asked(ruleName), responses: changed(alertReportSchema) },
})
const tryRule = createRoute({
  ...settingsChange,
  ...{ method: 'post', path: '/alerts/rules/try', summary: 'What a rule would have told in the last week' },
  ...{ request: asked(ruleBody), responses: changed(trialSchema) },
})
const setChannel = createRoute({
  ...adminChange,
  ...{ method: 'post', path: '/alerts/channels', summary: 'Set up a channel; a secret that is not given stays' },
  ...{ request: asked(channelBody), responses: changed(channelSchema) },
})
const removeChannel = createRoute({
  ...adminChange,
  ...{ method: 'post', path: '/alerts/channels/remove', summary: 'Forget a channel and its secrets' },
  ...{ request: asked(channelName), responses: changed(alertReportSchema) },
})
const testChannel = createRoute({
  ...adminChange,
  ...{ method: 'post', path: '/alerts/channels/test', summary: 'Send a test now, and say what came of it' },
  ...{ request: asked(channelName), responses: changed(channelSchema) },
})
const setQuiet = createRoute({
  ...settingsChange,
  ...{ method: 'post', path: '/alerts/quiet', summary: 'Set quiet hours' },
  ...{ request: asked(quietBody), responses: changed(alertReportSchema) },
})
const snooze = createRoute({
  ...settingsChange,
  ...{ method: 'post', path: '/alerts/snooze', summary: 'Tell nothing of a rule, or of all, until then' },
  ...{ request: asked(snoozeBody), responses: changed(alertReportSchema) },
})
const retry = createRoute({
  ...adminChange,
  ...{ method: 'post', path: '/alerts/retry', summary: 'Try a dead letter again' },
  ...{ request: asked(letterName), responses: changed(alertReportSchema) },
})

const refusal = ({ kind, message, next }: AlertProblem) =>
  problem(kind, next === undefined ? message : `${message} Next: ${next}.`)
const isMissing = ({ kind }: AlertProblem): boolean =>
  kind === 'no-rule' || kind === 'not-set-up' || kind === 'no-letter'
const statusOf = (error: AlertProblem) => (isMissing(error) ? 404 : 409)

export const alertRoutes = (alerts: AlertService) =>
  createRouter()
    .openapi(report, async (c) => c.json(await alerts.report(), 200))
    .openapi(fired, async (c) => c.json({ fired: await alerts.fired(c.req.valid('query').limit) }, 200))
    .openapi(dead, async (c) => c.json({ letters: await alerts.deadLetters() }, 200))
    .openapi(saveRule, async (c) => {
      const saved = await alerts.saveRule(c.req.valid('json'), c.var.caller.actor)
      return saved.ok ? c.json(saved.value, 200) : c.json(refusal(saved.error), statusOf(saved.error))
    })
    .openapi(removeRule, async (c) => {
      const removed = await alerts.removeRule(c.req.valid('json').id, c.var.caller.actor)
      return removed.ok ? c.json(removed.value, 200) : c.json(refusal(removed.error), statusOf(removed.error))
    })
    .openapi(tryRule, async (c) => {
      const tried = await alerts.tryRule(c.req.valid('json'))
      return tried.ok ? c.json(tried.value, 200) : c.json(refusal(tried.error), statusOf(tried.error))
    })
    .openapi(setChannel, async (c) => {
      const set = await alerts.setChannel(c.req.valid('json'), c.var.caller.actor)
      return set.ok ? c.json(set.value, 200) : c.json(refusal(set.error), statusOf(set.error))
    })
    .openapi(removeChannel, async (c) => {
      const removed = await alerts.removeChannel(c.req.valid('json').channel, c.var.caller.actor)
      return removed.ok ? c.json(removed.value, 200) : c.json(refusal(removed.error), statusOf(removed.error))
    })
    .openapi(testChannel, async (c) => {
      const sent = await alerts.testChannel(c.req.valid('json').channel, c.var.caller.actor)
      return sent.ok ? c.json(sent.value, 200) : c.json(refusal(sent.error), statusOf(sent.error))
    })
    .openapi(setQuiet, async (c) => {
      const set = await alerts.setQuiet(c.req.valid('json'), c.var.caller.actor)
      return set.ok ? c.json(set.value, 200) : c.json(refusal(set.error), statusOf(set.error))
    })
    .openapi(snooze, async (c) => {
      const set = await alerts.snooze(c.req.valid('json'), c.var.caller.actor)
      return set.ok ? c.json(set.value, 200) : c.json(refusal(set.error), statusOf(set.error))
    })
    .openapi(retry, async (c) => {
      const again = await alerts.retry(c.req.valid('json').letter, c.var.caller.actor)
      return again.ok ? c.json(again.value, 200) : c.json(refusal(again.error), statusOf(again.error))
    })
