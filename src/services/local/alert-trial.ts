/** What a rule would have told in the last week, from what is kept of that week. */

import type { RuleTrial } from '../../core/alerts/alert-report.ts'
import { asksForWindow } from '../../core/alerts/limit-matters.ts'
import type { Rule } from '../../core/alerts/rule.ts'
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import type { LimitsReport } from '../../core/limits/limits-report.ts'
import { isAgentId } from '../../core/process/agent-ids.ts'
import { type Calendar, dayText } from '../../core/time/calendar.ts'
import { days, minutes } from '../../core/time/duration.ts'
import { formatPercent, formatUsd } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { EventRequest, EventService } from '../events.ts'
import type { LimitService } from '../limits.ts'
import type { UsageService } from '../usage.ts'

const trialDays = 7
const mostExamples = 5
const mostEvents = 20_000

interface TrialParts {
  readonly events: Pick<EventService, 'ask'>
  readonly usage: Pick<UsageService, 'report'>
  readonly limits: Pick<LimitService, 'read'>
  readonly calendar: () => Promise<Calendar>
  readonly nowMs: number
}

type Found = readonly { readonly atMs: number; readonly about: string }[]

export async function tryAlertRule(rule: Rule, parts: TrialParts): Promise<RuleTrial> {
  const { found, caution } = await findIn(rule, parts)
  if (found === undefined) return { days: trialDays, examples: [], caution }
  const newest = found.toSorted((a, b) => b.atMs - a.atMs).slice(0, mostExamples)
  const examples = newest.map(({ atMs, about }) => ({ at: new Date(atMs).toISOString(), about }))
  return { days: trialDays, fired: found.length, examples, caution }
}

async function findIn(rule: Rule, parts: TrialParts): Promise<{ readonly found?: Found; readonly caution?: string }> {
  const { values } = rule
  const facts = (...types: readonly string[]) => allEvents(parts, { fields: { source: ['tce'], event_type: types } })
  switch (rule.kind) {
    case 'event': {
      const { events, isCut } = await allEvents(parts, { query: String(values['query']) })
      return {
        found: events.map(found),
        ...(isCut && { caution: `More than ${mostEvents} events: the newest were looked at.` }),
      }
    }
    case 'stale': {
      const { events } = await facts(...(values['of'] as readonly string[]).map((health) => `agent.${health}`))
      return { found: events.map(found) }
    }
    case 'ended': {
      const { events } = await facts('agent.ended', 'agent.killed')
      const killed = new Set(
        events.filter(({ event_type }) => event_type === 'agent.killed').map((event) => dataOf(event)['agentId']),
      )
      const isUnexpected = (event: CapturedEvent) => {
        const { agentId, activity, role } = dataOf(event)
        const wasAtWork = activity === 'busy' || activity === 'waiting'
        return (
          event.event_type === 'agent.ended' &&
          wasAtWork &&
          role !== 'headless' &&
          role !== 'sdk' &&
          !killed.has(agentId)
        )
      }
      return { found: events.filter(isUnexpected).map(found) }
    }
    case 'waits': {
      const { events } = await facts('agent.waiting', 'agent.answered', 'agent.ended', 'session.began')
      return { found: longWaits(events, minutes(Number(values['minutes'])), parts.nowMs), caution: waitsCaution }
    }
    case 'errors': {
      const { events } = await allEvents(parts, { fields: { level: ['error'] } })
      const caution =
        values['or_when_stuck'] === true ? 'Whether a command failed again and again is not kept.' : undefined
      return {
        found: bursts(events, Number(values['errors']), minutes(Number(values['minutes']))),
        ...(caution && { caution }),
      }
    }
    case 'silent': {
      const { events } = await allEvents(parts, { fields: { source: [String(values['source'])] } })
      return { found: silences(events, minutes(Number(values['minutes'])), parts.nowMs) }
    }
    case 'spend':
      return { found: await daysOver(rule, parts) }
    case 'limit':
      return { found: windowsOver(rule, await parts.limits.read(), parts.nowMs), caution: limitCaution }
    default:
      return { caution: 'What this kind of rule asks for is not kept: it can’t be tried on the last week.' }
  }
}

const waitsCaution =
  'Of waits that were answered in a terminal without hooks only the next sign of life is kept: there may have been fewer.'

const limitCaution = 'Which windows passed the number is kept; what was foretold of them is not.'

const found = (event: CapturedEvent): Found[number] => ({
  atMs: Date.parse(event.timestamp),
  about: plainText(event.message ?? event.event_type),
})

const dataOf = ({ data }: CapturedEvent): Readonly<Record<string, unknown>> =>
  data === null ? {} : (JSON.parse(data) as Readonly<Record<string, unknown>>)

async function allEvents({ events, nowMs }: TrialParts, asked: Pick<EventRequest, 'fields' | 'query'>) {
  const all: CapturedEvent[] = []
  const since = new Date(nowMs - days(trialDays)).toISOString()
  let afterId: number | undefined
  do {
    const page = await events.ask({ ...asked, since, limit: 1000, afterId })
    if (!page.ok) return { events: all, isCut: false }
    all.push(...page.value.events)
    afterId = page.value.nextId
  } while (afterId !== undefined && all.length < mostEvents)
  return { events: all.toReversed(), isCut: afterId !== undefined }
}

/** Oldest first. */
function longWaits(events: readonly CapturedEvent[], longMs: number, nowMs: number): Found {
  const open = new Map<unknown, { readonly atMs: number; readonly about: string }>()
  const long: { readonly atMs: number; readonly about: string }[] = []
  const close = (session: unknown, atMs: number) => {
    const wait = open.get(session)
    open.delete(session)
    if (wait !== undefined && atMs - wait.atMs > longMs) long.push(wait)
  }
  for (const event of events) {
    const session = event.session_id ?? dataOf(event)['agentId']
    close(session, Date.parse(event.timestamp))
    if (event.event_type === 'agent.waiting') open.set(session, found(event))
  }
  for (const session of [...open.keys()]) close(session, nowMs)
  return long
}

function bursts(events: readonly CapturedEvent[], most: number, withinMs: number): Found {
  const burst: { readonly atMs: number; readonly about: string }[] = []
  for (const [session, all] of Map.groupBy(events, ({ session_id }) => session_id)) {
    if (session === undefined) continue
    let recent: number[] = []
    let isOn = false
    for (const event of all) {
      const atMs = Date.parse(event.timestamp)
      recent = [...recent.filter((one) => atMs - one <= withinMs), atMs]
      if (recent.length >= most && !isOn) burst.push(found(event))
      isOn = recent.length >= most
    }
  }
  return burst
}

function silences(events: readonly CapturedEvent[], longMs: number, nowMs: number): Found {
  const times = events.map(({ timestamp }) => Date.parse(timestamp)).concat(nowMs)
  return times.slice(1).flatMap((atMs, at) => {
    const lastMs = times[at] ?? atMs
    return atMs - lastMs > longMs ? [{ atMs: lastMs + longMs, about: 'silent from here on' }] : []
  })
}

function windowsOver(rule: Rule, { accounts, past }: LimitsReport, nowMs: number): Found {
  const { percent, agent } = rule.values
  const running = accounts.flatMap(({ id, windows }) =>
    windows.map(({ window, label, usedPercent = 0, at }) => ({ account: id, window, label, most: usedPercent, at })),
  )
  const ended = past.map(({ highestPercent, endedAt, ...one }) => ({ ...one, most: highestPercent, at: endedAt }))
  return [...running, ...ended]
    .map(({ at, ...one }) => ({ ...one, atMs: Date.parse(at) }))
    .filter(({ atMs, most }) => atMs >= nowMs - days(trialDays) && most >= Number(percent))
    .filter(({ account }) => agent === undefined || account === agent || account.startsWith(`${agent} `))
    .filter(({ window }) => asksForWindow(rule, window))
    .map(({ account, label, most, atMs }) => ({
      atMs,
      about: plainText(`${account}, ${label}: ${formatPercent(most)}`),
    }))
}

async function daysOver({ values }: Rule, { usage, calendar: calendarNow, nowMs }: TrialParts): Promise<Found> {
  const { project, agent, per, usd } = values
  const calendar = await calendarNow()
  const today = calendar.dayOf(nowMs)
  const first = per === 'week' ? calendar.weekOf(today) - 7 : today - trialDays + 1
  const report = await usage.report({
    ...{ by: 'day', since: dayText(first), until: dayText(today) },
    ...(typeof agent === 'string' && isAgentId(agent) && { agent: [agent] }),
    ...(typeof project === 'string' && { project }),
  })
  const sums = new Map<number, { atMs: number; usd: number }>()
  for (const { startAt, costUsd } of report.rows) {
    const atMs = Date.parse(startAt ?? '')
    if (Number.isNaN(atMs) || costUsd === undefined) continue
    const key = per === 'week' ? calendar.weekOf(calendar.dayOf(atMs)) : calendar.dayOf(atMs)
    sums.set(key, { atMs, usd: (sums.get(key)?.usd ?? 0) + costUsd })
  }
  return [...sums.values()]
    .filter((one) => one.usd > Number(usd))
    .map((one) => ({ atMs: one.atMs, about: `${formatUsd(one.usd)}` }))
}
