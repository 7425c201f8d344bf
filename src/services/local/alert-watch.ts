/**
 * Looks whether something is worth telling: when the stream says that something changed, and when a wait or a silence has become long
 * enough. What it finds is on disk before a message goes out.
 */

import type { AlertChange } from '../../alerts/alert-store.ts'
import { type AlertBook, emptyBook, nextBook, nextBookMomentMs, type OpenAlert } from '../../core/alerts/alert-book.ts'
import { alertMessage } from '../../core/alerts/alert-message.ts'
import type { ChannelId, ChannelSettings } from '../../core/alerts/channel-kinds.ts'
import {
  atWork,
  endedSince,
  type FleetLook,
  fleetMatters,
  nextFleetMomentMs,
  nextHogSince,
  nextTurns,
} from '../../core/alerts/fleet-matters.ts'
import { bookWithout, type ForgottenOf } from '../../core/alerts/forgotten-alerts.ts'
import { limitMatters } from '../../core/alerts/limit-matters.ts'
import type { Matter } from '../../core/alerts/matter.ts'
import { type QuietHours, quietUntilMs } from '../../core/alerts/quiet.ts'
import { type Rule, ruleName } from '../../core/alerts/rule.ts'
import { spendMatters } from '../../core/alerts/spend-matters.ts'
import type { NewEvent } from '../../core/events/event.ts'
import type { LimitsReport } from '../../core/limits/limits-report.ts'
import type { FleetReport } from '../../core/process/report.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { hours, minutes, seconds } from '../../core/time/duration.ts'
import type { WaitingReport } from '../../core/waiting/waiting-report.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { AlertEvents } from './alert-events.ts'
import type { AlertReading } from './alert-reading.ts'
import type { AlertSpend } from './alert-spend.ts'
import { loopOnNews } from './news-loop.ts'

export interface WatchSettings {
  readonly rules: readonly Rule[]
  readonly quiet: QuietHours
  readonly snoozes: Readonly<Record<string, number>>
  readonly channels: { readonly [Id in ChannelId]?: ChannelSettings | undefined }
  readonly maxPerMinute: number
}

export interface WatchParts {
  readonly settings: () => Promise<WatchSettings>
  readonly readBook: () => Promise<AlertBook>
  readonly keep: (change: AlertChange) => Promise<void>
  /** Something lies in the outbox. */
  readonly wake: () => void
  readonly takesResolved: (channel: string) => boolean
  readonly spend: AlertSpend
  readonly limits: Pick<AlertReading<LimitsReport>, 'look' | 'note'>
  readonly events: AlertEvents
  /** What a hard budget did since this was asked last. */
  readonly takeMoments?: (() => readonly { readonly ruleId: string; readonly matter: Matter }[]) | undefined
  readonly append: (event: NewEvent) => void
  readonly isLooking: () => boolean
  /** Ids of processes that were ended through TCE. */
  readonly endedOnPurpose: () => Promise<ReadonlySet<string>>
  readonly calendar: () => Promise<Calendar>
  readonly agentName: (agent: string) => string
  /** What a task cost so far. @default nobody knows */
  readonly taskCostUsd?: ((taskId: string) => Promise<number | undefined>) | undefined
  readonly clock: () => number
  readonly newId?: (() => string) | undefined
  /** A kill is in the audit log only after its outcome was observed: what is gone is judged this much later. */
  readonly settleMs?: number | undefined
  readonly reportError: ReportError
}

export interface AlertWatch {
  takeFleet(fleet: FleetReport): void
  takeWaiting(waiting: WaitingReport): void
  /** Something else may have changed. */
  note(): void
  /** What is remembered of it is so no longer. */
  forget(of: ForgottenOf): Promise<void>
  settled(): Promise<void>
  stop(): Promise<void>
}

const renewedEveryMs = minutes(1)
/** A restart of the server, or of the machine. */
const restartMs = minutes(15)

export function watchAlerts(parts: WatchParts): AlertWatch {
  const { clock, reportError, newId = () => crypto.randomUUID() } = parts
  let book: AlertBook | undefined
  let fleet: FleetReport | undefined
  let seen: FleetReport | undefined
  let waiting: WaitingReport | undefined
  let hogSince: FleetLook['hogSince'] = new Map()
  let turns: FleetLook['turns'] = new Map()
  const loop = loopOnNews({
    look,
    onFault: (cause) => reportError('Alerts could not be looked at', cause),
  })

  /** In how many milliseconds to look again by itself. */
  async function look(): Promise<number | undefined> {
    const settings = await parts.settings()
    const rules = settings.rules.filter(({ isOn }) => isOn)
    book ??= await parts.readBook()
    parts.events.use(rules)
    parts.spend.note(rules)
    parts.limits.note(rules)
    const fleetNow = await fleetLook(rules)
    if (loop.isStopped) return undefined
    const nowMs = clock()
    const holding = new Map<string, readonly Matter[]>()
    const projectOf = (id: string) => fleet?.processes.find(({ sessionId }) => sessionId === id)?.project
    for (const rule of rules) {
      const found = [
        fleetNow && fleetMatters(rule, fleetNow),
        parts.spend.look && spendMatters(rule, parts.spend.look),
        limitMatters(rule, { nowMs, report: parts.limits.look, open: openOf(rule) }),
        parts.events.holding(rule, nowMs, projectOf),
      ].filter((matters) => matters !== undefined)
      if (found.length > 0) holding.set(rule.id, found.flat())
      else if (rule.kind === 'event') holding.set(rule.id, [])
    }
    const quiet = quietUntilMs(settings.quiet, nowMs, await parts.calendar())
    const ofBudgets = (parts.takeMoments?.() ?? []).flatMap(({ ruleId, matter }) =>
      rules.filter(({ id }) => id === ruleId).map((rule) => ({ rule, matter })),
    )
    const moments = [...parts.events.takeMoments(), ...ofBudgets]
    const result = nextBook(book ?? emptyBook, {
      ...{ nowMs, rules, holding, moments, quietUntilMs: quiet, newId },
      snoozedUntilMs: (id) => latest(settings.snoozes[id], settings.snoozes['*']),
      ...{ isLooking: parts.isLooking(), maxPerMinute: settings.maxPerMinute },
    })
    const names = new Map(settings.rules.map((rule) => [rule.id, ruleName(rule)]))
    const nameOf = (id: string) => names.get(id) ?? id
    const told = result.tellings.map((telling) => ({ ...telling, id: newId() }))
    const deliveries = told.flatMap(({ channels, alerts, more, id }) =>
      channels
        .filter((channel) => channel === 'desktop' || settings.channels[channel as ChannelId] !== undefined)
        .map((channel) => {
          const hasDetails = settings.channels[channel as ChannelId]?.hasDetails === true || channel === 'desktop'
          const message = alertMessage({ alerts, more, nowMs, ruleName: nameOf, hasDetails })
          const state = channel === 'desktop' ? ('sent' as const) : ('waiting' as const)
          return { id: `${id}-${channel}`, channel, state, atMs: nowMs, message, alertIds: alerts.map((one) => one.id) }
        }),
    )
    const next = { ...result.book, atWork: atWorkNow(rules, nowMs) }
    await parts.keep({
      ...{
        book: next,
        nowMs,
        deliveries: [...deliveries, ...overFor(result.resolved, settings, nameOf, nowMs)],
      },
      opened: result.opened.map((alert) => ({ ...alert, ruleName: nameOf(alert.ruleId) })),
      resolvedIds: [...result.resolved, ...result.opened.filter(({ matter }) => matter.form === 'moment')].map(
        ({ id }) => id,
      ),
      held: new Map(result.heldNow.map(({ alert, why }) => [alert.id, why])),
    })
    book = next
    if (deliveries.length > 0 || result.resolved.length > 0) parts.wake()
    for (const { id, alerts, more } of told)
      tell(
        id,
        alerts,
        more,
        deliveries.filter((one) => one.id.startsWith(id)).map(({ channel }) => channel),
        nameOf,
        nowMs,
      )
    for (const { matter, ruleId } of result.opened)
      if (matter.kind === 'spend' && matter.form === 'state')
        crossed(
          matter,
          rules.find(({ id }) => id === ruleId),
        )
    const nextMs = [
      fleetNow && nextFleetMomentMs(rules, fleetNow),
      parts.events.nextMomentMs(rules, nowMs),
      nextBookMomentMs(next, rules, nowMs),
    ].filter((moment) => moment !== undefined)
    return Math.min(...nextMs, nowMs + hours(1)) - nowMs
  }

  const openOf = ({ id }: Rule): ReadonlySet<string> =>
    new Set([...(book?.open.values() ?? [])].flatMap(({ ruleId, matter }) => (ruleId === id ? [matter.key] : [])))

  /** As long as nobody begins or ends, the moment is renewed now and then: a crash leaves it behind by as much. */
  function atWorkNow(rules: readonly Rule[], nowMs: number): AlertBook['atWork'] {
    const before = book?.atWork
    if (fleet === undefined) return before
    const agents = rules.some(({ kind }) => kind === 'ended') ? atWork(fleet) : []
    const ids = (of: readonly { readonly id: string }[] = []) => of.map(({ id }) => id).join()
    const isSame = ids(before?.agents) === ids(agents)
    if (isSame && (agents.length === 0 || nowMs - (before?.atMs ?? 0) < renewedEveryMs)) return before
    return { atMs: nowMs, agents }
  }

  /** After a longer while somebody may have ended it in peace: nobody knows. */
  const lately = (known: AlertBook['atWork']) =>
    known !== undefined && clock() - known.atMs <= restartMs ? known.agents : undefined

  /** What a look is compared with is the look that was judged before it. */
  async function fleetLook(rules: readonly Rule[]): Promise<FleetLook | undefined> {
    const now = fleet
    if (now === undefined) return undefined
    let endedOnPurpose: ReadonlySet<string> = new Set()
    const beforeRestart = seen === undefined ? lately(book?.atWork) : undefined
    if (
      rules.some(({ kind }) => kind === 'ended') &&
      endedSince({ before: seen, beforeRestart, fleet: now }).length > 0
    ) {
      await new Promise((resolve) => setTimeout(resolve, parts.settleMs ?? seconds(2)).unref())
      endedOnPurpose = await parts.endedOnPurpose()
    }
    const nowMs = clock()
    hogSince = nextHogSince(rules, { fleet: now, nowMs, hogSince })
    turns = nextTurns({ before: seen, fleet: now, nowMs, turns })
    const known = { before: seen, beforeRestart, waiting, endedOnPurpose, hogSince, turns }
    const look = { nowMs, fleet: now, ...known, agentName: parts.agentName, taskCostsUsd: await taskCosts(rules, now) }
    seen = now
    return look
  }

  /** Of tasks that run, where a rule asks. */
  async function taskCosts(rules: readonly Rule[], now: FleetReport): Promise<FleetLook['taskCostsUsd']> {
    if (rules.every(({ kind }) => kind !== 'task-spend')) return undefined
    const costs = new Map<string, number>()
    for (const { task } of now.processes) {
      const usd = task && (await parts.taskCostUsd?.(task.id))
      if (task !== undefined && usd !== undefined) costs.set(task.id, usd)
    }
    return costs
  }

  /** Channels that keep alerts open are told that these are over. */
  function overFor(
    resolved: readonly OpenAlert[],
    settings: WatchSettings,
    nameOf: (id: string) => string,
    nowMs: number,
  ) {
    const ruleOf = new Map(settings.rules.map((rule) => [rule.id, rule]))
    return resolved
      .filter(({ lastToldAtMs, openedAtMs }) => lastToldAtMs !== undefined && lastToldAtMs >= openedAtMs)
      .flatMap((alert) =>
        (ruleOf.get(alert.ruleId)?.channels ?? [])
          .filter((channel) => parts.takesResolved(channel) && settings.channels[channel as ChannelId] !== undefined)
          .map((channel) => {
            const hasDetails = settings.channels[channel as ChannelId]?.hasDetails === true
            const message = alertMessage({
              alerts: [alert],
              more: 0,
              nowMs,
              ruleName: nameOf,
              hasDetails,
              state: 'resolved',
            })
            return { id: newId(), channel, state: 'waiting' as const, atMs: nowMs, message, alertIds: [] }
          }),
      )
  }

  function tell(
    id: string,
    alerts: readonly OpenAlert[],
    more: number,
    channels: readonly string[],
    nameOf: (id: string) => string,
    nowMs: number,
  ): void {
    const [first] = alerts
    if (first === undefined || channels.length === 0) return
    const { title, body, kind } = alertMessage({ alerts, more, nowMs, ruleName: nameOf, hasDetails: true })
    const { project, agent, agentId, sessionId, who, sinceMs } = first.matter
    const isOne = alerts.length === 1
    const since = sinceMs === undefined ? undefined : new Date(sinceMs).toISOString()
    const agentIds = alerts.slice(0, 50).flatMap((one) => one.matter.agentId ?? [])
    const about = isOne ? { project, agent, agentId, sessionId, who, since } : { agentIds }
    const rule = isOne ? first.ruleId : 'several'
    const data = {
      alertId: isOne ? first.id : id,
      rule,
      kind,
      title,
      body,
      channels,
      count: alerts.length + more,
      ...about,
    }
    parts.append({ type: 'alert.sent', data })
  }

  function crossed({ project, agent, title, body }: Matter, rule: Rule | undefined): void {
    if (rule === undefined) return
    const spentUsd = parts.spend.look?.spentUsd(rule)
    const [allowedUsd, per] = [Number(rule.values['usd']), String(rule.values['per'])]
    parts.append({
      type: 'cost.crossed',
      data: { rule: rule.id, per, allowedUsd, spentUsd, project, agent, title, body },
    })
  }

  return {
    takeFleet(now) {
      fleet = now
      loop.note()
    },
    takeWaiting(now) {
      waiting = now
      loop.note()
    },
    note: loop.note,
    async forget(of) {
      await loop.settled()
      book = book && bookWithout(book, of)
    },
    settled: loop.settled,
    async stop() {
      await loop.stop()
      if (book?.atWork === undefined || book.atWork.agents.length === 0) return
      const left = { ...book, atWork: { ...book.atWork, atMs: clock() } }
      await parts.keep({
        ...{ book: left, nowMs: clock(), held: new Map() },
        opened: [],
        resolvedIds: [],
        deliveries: [],
      })
    },
  }
}

const latest = (...moments: readonly (number | undefined)[]): number | undefined => {
  const known = moments.filter((moment) => moment !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}
