/** Alerts of this machine. A server looks and tells; a command beside none reads and sets. Each change is in the audit log. */
import type { AlertSettings, AlertSettingsBook } from '../../alerts/alert-settings.ts'
import type { AlertStore } from '../../alerts/alert-store.ts'
import type { Sent } from '../../alerts/channel.ts'
import { createOutbox, type Outbox } from '../../alerts/outbox.ts'
import type { AlertMessage } from '../../core/alerts/alert-message.ts'
import { testMessage } from '../../core/alerts/alert-message.ts'
import type { AlertReport, ChannelReport, RuleReport } from '../../core/alerts/alert-report.ts'
import {
  type ChannelId,
  type ChannelValues,
  channelIds,
  channelKinds,
  checkChannel,
  isChannelId,
  shownChannel,
} from '../../core/alerts/channel-kinds.ts'
import type { Matter } from '../../core/alerts/matter.ts'
import { isTimeOfDay } from '../../core/alerts/quiet.ts'
import { type Rule, ruleInShort, ruleName, ruleSentence, ruleTable } from '../../core/alerts/rule.ts'
import { checkRule, flatRule } from '../../core/alerts/rule-check.ts'
import type { Actor, AuditAction } from '../../core/audit/audit.ts'
import type { ProjectSessions } from '../../core/data/kept-data.ts'
import { freshAnswer } from '../../core/fresh-answer.ts'
import { once } from '../../core/once.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { NotificationSettings } from '../../core/settings/config.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { days, minutes, seconds } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { AlertProblem, AlertService } from '../alerts.ts'
import type { EventService } from '../events.ts'
import type { LimitService } from '../limits.ts'
import type { UsageService } from '../usage.ts'
import { followAlertEvents } from './alert-events.ts'
import { followReading } from './alert-reading.ts'
import { type KnownRule, knownRules, ruleContext } from './alert-rules.ts'
import { followSpend } from './alert-spend.ts'
import { tryAlertRule } from './alert-trial.ts'
import { type AlertWatch, watchAlerts } from './alert-watch.ts'
import { type GuardParts, guardBudgets } from './budget-guard.ts'
import type { LocalBus } from './bus.ts'
import type { LocalLog } from './log.ts'
import { openOnDemand } from './open-on-demand.ts'

export interface AlertParts {
  readonly settings: AlertSettingsBook
  /** The file can't be used: why. */
  readonly openStore: () => Promise<Result<AlertStore, string>>
  /** By every channel but the desktop. */
  readonly send: (channel: string, message: AlertMessage, values: ChannelValues) => Promise<Sent>
  readonly takesResolved: (channel: string) => boolean
  readonly policy: () => NotificationSettings
  readonly calendar: () => Promise<Calendar>
  readonly agentName: (agent: string) => string
}

export interface AlertsBeside {
  readonly bus: Pick<LocalBus, 'append' | 'follow' | 'isAttended'>
  readonly events: Pick<EventService, 'ask' | 'follow'>
  readonly usage: Pick<UsageService, 'report'>
  readonly limits: Pick<LimitService, 'read'>
  readonly log: Pick<LocalLog, 'record' | 'newest'>
  readonly clock: () => number
  readonly reportError: ReportError
  /** What a task cost so far. @default nobody knows */
  readonly taskCostUsd?: ((taskId: string) => Promise<number | undefined>) | undefined
  /** What hard budgets do. @default nothing */
  readonly stops?: Pick<GuardParts, 'reached' | 'breakOff' | 'openCalls'> | undefined
  /** See `AlertWatch`. */
  readonly settleMs?: number | undefined
}

export interface LocalAlerts extends AlertService {
  /** This program serves: it looks and tells from now on. */
  begin(): void
  /** What was told of a project or of sessions; undefined: all. Rules and channels stay. */
  forget(of?: ProjectSessions): Promise<void>
  /** When all that is known is looked at, and what can be sent now was tried. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** Beside whoever looks and tells: all rules, as they are set now. */
export const rulesNow = async ({
  policy,
  settings,
}: Pick<AlertParts, 'policy' | 'settings'>): Promise<readonly Rule[]> =>
  knownRules({ policy: policy(), ...(await settings.read()) }).rules.map(({ rule }) => rule)

const settingsAgeMs = seconds(2)
const followed = ['fleet.changed', 'waiting.changed', 'usage.changed', 'limits.changed', 'settings.changed'] as const

export function createAlerts(parts: AlertParts, beside: AlertsBeside): LocalAlerts {
  const { bus, log, clock, reportError } = beside
  const store = openOnDemand(parts.openStore)
  let running: { readonly watch: AlertWatch; readonly outbox: Outbox; readonly stop: () => Promise<void> } | undefined
  const freshSettings = freshAnswer(() => parts.settings.read(), clock)

  async function opened(): Promise<AlertStore> {
    const result = await store.open()
    if (!result.ok) throw new Error(result.error)
    return result.value
  }

  const settingsNow = (maxAgeMs = 0): Promise<AlertSettings> => freshSettings.read(maxAgeMs)
  const rulesOf = (settings: AlertSettings) => knownRules({ policy: parts.policy(), ...settings })

  function begin(): void {
    if (running !== undefined) return
    const spend = followSpend({ usage: beside.usage, calendar: parts.calendar, clock }, () => watch.note())
    const limits = followReading({
      asks: ({ kind }) => kind === 'limit',
      read: () => beside.limits.read(),
      ...{ everyMs: minutes(1), passesWithTime: true, clock, onChange: () => watch.note() },
    })
    const events = followAlertEvents(beside.events, { clock, onNews: () => watch.note(), reportError })
    const outbox = once(async () =>
      createOutbox({
        ...{ store: await opened(), send: parts.send, nowMs: clock, reportError },
        valuesOf: async (channel) =>
          isChannelId(channel) ? (await settingsNow(settingsAgeMs)).channels[channel]?.values : undefined,
      }),
    )
    let moments: { readonly ruleId: string; readonly matter: Matter }[] = []
    const guard =
      beside.stops &&
      guardBudgets({
        ...beside.stops,
        interrupted: {
          has: async (...of) => (await opened()).interrupted.has(...of),
          add: async (...of) => (await opened()).interrupted.add(...of),
          remove: async (...of) => (await opened()).interrupted.remove(...of),
        },
        tell(ruleId, matter) {
          moments.push({ ruleId, matter })
          watch.note()
        },
        ...{ log, clock, reportError },
      })
    const watch: AlertWatch = watchAlerts({
      takeMoments() {
        const taken = moments
        moments = []
        return taken
      },
      settings: async () => {
        const settings = await settingsNow(settingsAgeMs)
        const rules = rulesOf(settings).rules.map(({ rule }) => rule)
        const { quiet, snoozes, channels } = settings
        return { rules, quiet, snoozes, channels, maxPerMinute: parts.policy().maxPerMinute }
      },
      readBook: async () => (await opened()).book(),
      keep: async (change) => (await opened()).change(change),
      wake: () =>
        void outbox().then(
          ({ wake }) => wake(),
          (cause: unknown) => reportError('Alerts could not be sent', cause),
        ),
      ...{ spend, limits, events, append: bus.append, isLooking: bus.isAttended, takesResolved: parts.takesResolved },
      endedOnPurpose: async () => {
        const entries = await log.newest(200).catch(() => [])
        const kills = entries.filter(({ action }) => /^process\.(?:force-)?kill$/.test(action))
        return new Set(kills.map(({ target }) => target?.id ?? ''))
      },
      ...{ calendar: parts.calendar, agentName: parts.agentName, clock, reportError, settleMs: beside.settleMs },
      taskCostUsd: beside.taskCostUsd,
    })
    const unfollow = bus.follow(followed, (event) => {
      if (event.type === 'fleet.changed') guard?.takeFleet(event.data)
      else if (event.type === 'usage.changed' || event.type === 'settings.changed') guard?.note()
      if (event.type === 'limits.changed') limits.hurry()
      else if (event.type === 'fleet.changed') watch.takeFleet(event.data)
      else if (event.type === 'waiting.changed') watch.takeWaiting(event.data)
      else watch.note()
    })
    watch.note()
    // What was on its way when the last server ended goes on.
    void outbox().then(
      ({ wake }) => wake(),
      (cause: unknown) => reportError('Alerts could not be sent', cause),
    )
    const stop = async () => {
      unfollow()
      spend.stop()
      limits.stop()
      events.stop()
      await guard?.stop()
      await watch.stop()
      await (await outbox().catch(() => undefined))?.close()
    }
    running = {
      watch,
      outbox: {
        wake: () => void outbox().then(({ wake }) => wake()),
        settled: async () => (await outbox()).settled(),
        close: stop,
      },
      stop,
    }
  }

  /** The next look goes by what is set now. */
  function changed(): void {
    freshSettings.forget()
    running?.watch.note()
  }

  async function report(): Promise<AlertReport> {
    const settings = await settingsNow()
    const kept = await opened()
    const [{ rules, problems }, last, states, fired] = [
      rulesOf(settings),
      await kept.lastOfRules(),
      await kept.channels(),
      await kept.countSince(clock() - days(7)),
    ]
    const snoozed = (id: string) => isoIfAhead(settings.snoozes[id])
    return {
      ...{ fired, quiet: settings.quiet, snoozedUntil: snoozed('*'), problems: [...problems, ...kept.problems] },
      rules: rules.map((known) => ({
        ...ruleReport(known, last.get(known.rule.id)),
        snoozedUntil: snoozed(known.rule.id),
      })),
      channels: channelIds.map((id) => channelReport(id, settings, states.get(id))),
    }
  }

  const isoIfAhead = (ms: number | undefined) =>
    ms !== undefined && ms > clock() ? new Date(ms).toISOString() : undefined

  const record = (action: AuditAction, actor: Actor, subject: string, message: string, outcome = 'done') =>
    log.record({ action, actor, subject, outcome, message })

  async function findRule(id: string): Promise<KnownRule | undefined> {
    return rulesOf(await settingsNow()).rules.find(({ rule }) => rule.id === id)
  }

  const inFile = (id: string): AlertProblem => ({
    kind: 'in-file',
    message: `The rule “${id}” stands in config.toml, and is changed there.`,
  })

  async function channelNow(id: ChannelId): Promise<ChannelReport> {
    return channelReport(id, await settingsNow(), (await (await opened()).channels()).get(id))
  }

  return {
    begin,
    report,
    fired: async (limit) => (await opened()).fired(limit),
    deadLetters: async () => (await opened()).deadLetters(),
    async saveRule(flat, actor) {
      const read = checkRule(flat, ruleContext)
      if (!read.ok) return err({ kind: 'bad-rule', message: `${read.error} Nothing was changed.` })
      const { id } = read.value
      if ((await findRule(id))?.from === 'file') return err(inFile(id))
      const { rules } = await settingsNow()
      if (rules.length >= 200)
        return err({
          kind: 'bad-rule',
          message: 'There are 200 rules already. Nothing was changed.',
          next: 'remove one',
        })
      await parts.settings.change({ rules: [...rules.filter((one) => one['id'] !== id), flatRule(read.value)] })
      await record(
        'alert.rule',
        actor,
        id,
        `${ruleSentence(read.value)}: ${read.value.isOn ? 'on' : 'off'}, by ${read.value.channels.join(', ') || 'nothing'}.`,
      )
      changed()
      return ok(ruleReport({ rule: read.value, from: 'here' }, (await (await opened()).lastOfRules()).get(id)))
    },
    async removeRule(id, actor) {
      const known = await findRule(id)
      if (known?.from === 'file') return err(inFile(id))
      const { rules } = await settingsNow()
      const left = rules.filter((one) => one['id'] !== id)
      if (left.length === rules.length)
        return err({
          kind: 'no-rule',
          message:
            known === undefined ? `There is no rule “${id}”.` : `“${id}” is one of TCE's own: it can be switched off.`,
          next: known === undefined ? 'tce alerts' : `tce alerts off ${id}`,
        })
      await parts.settings.change({ rules: left })
      await record('alert.rule', actor, id, 'It was removed.')
      changed()
      return ok(await report())
    },
    async tryRule(flat) {
      const read = checkRule(flat, ruleContext)
      if (!read.ok) return err({ kind: 'bad-rule', message: read.error })
      return ok(await tryAlertRule(read.value, { ...beside, calendar: parts.calendar, nowMs: clock() }))
    },
    async setChannel({ channel, values, hasDetails }, actor) {
      if (channel === 'desktop') return err({ kind: 'bad-channel', message: 'The desktop has nothing to set.' })
      const before = (await settingsNow()).channels[channel]
      const kept = Object.entries(before?.values ?? {}).filter(
        ([key]) => channelKinds[channel].fields[key]?.isSecret === true,
      )
      const checked = checkChannel(channel, { ...Object.fromEntries(kept), ...values })
      if (!checked.ok) return err({ kind: 'bad-channel', message: `${checked.error} Nothing was changed.` })
      await parts.settings.setChannel(channel, {
        values: checked.value,
        hasDetails: hasDetails ?? before?.hasDetails ?? false,
      })
      await record('alert.channel', actor, channel, `It goes to ${shownChannel(channel, checked.value)}.`)
      changed()
      return ok(await channelNow(channel))
    },
    async removeChannel(channel, actor) {
      if ((await settingsNow()).channels[channel] === undefined) return err(notSetUp(channel))
      await parts.settings.setChannel(channel, undefined)
      await record('alert.channel', actor, channel, 'It was removed.')
      changed()
      return ok(await report())
    },
    async testChannel(channel, actor) {
      const message = testMessage(crypto.randomUUID(), clock())
      const set = (await settingsNow()).channels[channel]
      if (channel !== 'desktop' && set === undefined) return err(notSetUp(channel))
      if (channel === 'desktop') {
        const { id: alertId, title, body } = message
        bus.append({
          type: 'alert.sent',
          data: { alertId, rule: 'test', kind: 'test', title, body, channels: ['desktop'], count: 1 },
        })
      }
      const sent: Sent = set === undefined ? { ok: true } : await parts.send(channel, message, set.values)
      const delivery = { id: message.id, channel, state: 'waiting' as const, atMs: clock(), message, alertIds: [] }
      const kept = await opened()
      await kept.note(delivery, sent.ok ? undefined : sent.message)
      await record('alert.test', actor, channel, sent.ok ? 'It was taken.' : sent.message, sent.ok ? 'done' : 'failed')
      if (sent.ok) return ok(await channelNow(channel))
      return err({
        kind: 'failed',
        message: `${channelKinds[channel].name}: ${sent.message}.`,
        next: `tce alerts channel ${channel} …, then tce alerts test ${channel}`,
      })
    },
    async setQuiet(quiet, actor) {
      if (!isTimeOfDay(quiet.from) || !isTimeOfDay(quiet.until))
        return err({
          kind: 'bad-time',
          message: 'Quiet hours go from one time of the day to another, such as 23:00 and 07:30.',
        })
      await parts.settings.change({ quiet })
      await record('alert.quiet', actor, 'quiet hours', quiet.isOn ? `From ${quiet.from} to ${quiet.until}.` : 'None.')
      changed()
      return ok(await report())
    },
    async snooze({ rule = '*', until }, actor) {
      if (rule !== '*' && (await findRule(rule)) === undefined)
        return err({ kind: 'no-rule', message: `There is no rule “${rule}”.`, next: 'tce alerts' })
      const untilMs = until === undefined ? undefined : Date.parse(until)
      if (untilMs !== undefined && !(untilMs > clock() && untilMs < clock() + days(366)))
        return err({ kind: 'bad-time', message: 'A snooze ends within a year, and not before now.' })
      const { snoozes } = await settingsNow()
      const left = Object.entries(snoozes).filter(([id, ms]) => id !== rule && ms > clock())
      await parts.settings.change({
        snoozes: Object.fromEntries([...left, ...(untilMs === undefined ? [] : [[rule, untilMs]])]),
      })
      await record(
        'alert.snooze',
        actor,
        rule === '*' ? 'all rules' : rule,
        until === undefined ? 'No longer.' : `Until ${until}.`,
      )
      changed()
      return ok(await report())
    },
    async retry(letter, actor) {
      const again = await (await opened()).retry(letter, clock())
      if (again === undefined)
        return err({ kind: 'no-letter', message: `There is no dead letter “${letter}”.`, next: 'tce alerts dead' })
      await record('alert.retry', actor, letter, `To ${again.channel}.`)
      running?.outbox.wake()
      return ok(await report())
    },
    async forget(of) {
      await running?.watch.forget(of)
      await (await opened()).forget(of)
    },
    async settled() {
      await running?.watch.settled()
      await running?.outbox.settled()
    },
    async close() {
      await running?.stop()
      running = undefined
      await store.close()
    },
  }
}

const notSetUp = (channel: ChannelId): AlertProblem => ({
  kind: 'not-set-up',
  message: `${channelKinds[channel].name} is not set up.`,
  next: `tce alerts channel ${channel} …`,
})

const ruleReport = (
  { rule, from }: KnownRule,
  last: { readonly atMs: number; readonly about: string } | undefined,
): RuleReport => ({
  ...rule,
  ...{
    from,
    name: rule.name,
    sentence: ruleSentence(rule),
    inShort: rule.name === undefined ? ruleInShort(rule) : ruleName(rule),
  },
  once: ruleTable[rule.kind].once,
  last: last && { at: new Date(last.atMs).toISOString(), about: last.about },
})

function channelReport(
  id: ChannelId,
  { channels }: AlertSettings,
  state: Awaited<ReturnType<AlertStore['channels']>> extends ReadonlyMap<string, infer S> ? S | undefined : never,
): ChannelReport {
  const set = channels[id]
  const isSetUp = id === 'desktop' || set !== undefined
  const since = state?.failingSinceMs
  return {
    ...{ id, name: channelKinds[id].name, isSetUp, hasDetails: id === 'desktop' || set?.hasDetails === true },
    shown: isSetUp ? shownChannel(id, set?.values ?? {}) : '',
    lastSentAt: state?.lastSentMs === undefined ? undefined : new Date(state.lastSentMs).toISOString(),
    failing:
      since === undefined || !isSetUp
        ? undefined
        : { since: new Date(since).toISOString(), message: state?.problem ?? '' },
    waiting: state?.waiting ?? 0,
  }
}
