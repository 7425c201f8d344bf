/**
 * Limits as agents tell them: what status lines leave in our folder, what session logs say, judged and kept. A server hears them as they
 * come; a command looks once.
 */
import type { AgentLimits } from '../../agents/limits.ts'
import type { HeldWindow, LimitReading } from '../../core/limits/held-window.ts'
import { crossingOf } from '../../core/limits/limit-crossings.ts'
import {
  type AccountLimits,
  accountId,
  type KnownAccount,
  type LimitsReport,
  limitsReport,
  type UnknownLimits,
} from '../../core/limits/limits-report.ts'
import { accountOf, readingsOfAccount, readingsOfStatusLine } from '../../core/limits/told-readings.ts'
import type { UsualWeek } from '../../core/limits/usual-week.ts'
import { once } from '../../core/once.ts'
import type { Result } from '../../core/result.ts'
import { days, hours, minutes } from '../../core/time/duration.ts'
import { createTurns } from '../../core/turns.ts'
import type { AccountAt, ToldAccount } from '../../core/usage/account.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { LimitBook, LimitNews } from '../../limits/limit-book.ts'
import type { LimitStore, StoredPlan } from '../../limits/limit-store.ts'
import type { HeardStatusLine, StatusLineFolder } from '../../limits/status-line-folder.ts'
import type { LimitService } from '../limits.ts'
import { createLimitAsk, type LimitAsker } from './ask-limits.ts'
import type { LocalBus } from './bus.ts'
import { type CountBeside, type CountParts, countTyped } from './count-limits.ts'
import type { LocalLog } from './log.ts'
import { openOnDemand } from './open-on-demand.ts'
import type { LedgerSource } from './usage.ts'
import { isLongWindow, readUsualWeek } from './usual-week.ts'

export interface OpenLimits {
  readonly store: LimitStore
  readonly book: LimitBook
  close(): Promise<void>
}

export interface LimitParts extends CountParts {
  /** Whom one can ask, as it is now. */
  readonly askers: () => Promise<readonly LimitAsker[]>
  readonly openLimits: () => Promise<Result<OpenLimits, string>>
  readonly folder: () => Promise<StatusLineFolder>
  /** Folders are told as the user writes them: `~/.claude`. */
  readonly shortPath: (path: string) => string
  readonly nameOf: (agent: string) => string
  /** What the agent says of limits; undefined: nothing. */
  readonly limitsOf: (agent: string) => AgentLimits | undefined
  /** The agent whose status lines lie there. */
  readonly statusLineAgent: string
}

export interface LocalLimits extends LimitService {
  /** The ledger read something: limits may stand in it. */
  noteLedger(ledger: Pick<LedgerSource, 'accounts'>): void
  /** This program stays: what status lines say is heard as it comes. */
  begin(): void
  /** Status lines that were heard with the last look. */
  statusLines(): readonly HeardStatusLine[]
  /** Of a status line's account, as it is known now. */
  accountOf(line: HeardStatusLine): Promise<AccountLimits | undefined>
  /** When each session's line was drawn last. */
  drawn(): Promise<readonly number[]>
  /** The folder may be there now. */
  noteInstall(): void
  /** Which of these sessions said a number, and what else they told of themselves. */
  forget(sessionIds: readonly string[]): Promise<void>
  /** All that is kept. */
  clear(): Promise<void>
  close(): Promise<void>
}

export interface Beside extends CountBeside {
  readonly bus: Pick<LocalBus, 'append'>
  readonly openLedger: () => Promise<Pick<LedgerSource, 'accounts' | 'agents'>>
  readonly log: Pick<LocalLog, 'record'>
  readonly clock: () => number
  readonly reportError: ReportError
  /** After a look at what status lines say. */
  readonly onHeard?: (() => void) | undefined
}

/** What is past is told so far back. */
const pastMs = days(90)
/** Without a word of the system, and where none can be had. */
const lookEveryMs = minutes(1)
const usualGoodForMs = hours(1)
/** A file is written in two steps. */
const settleMs = 40

export function createLimits(
  parts: LimitParts,
  { bus, openLedger, log, clock, reportError, onHeard, ...counting }: Beside,
): LocalLimits {
  const { statusLineAgent } = parts
  const limits = openOnDemand(parts.openLimits)
  const folder = once(parts.folder)
  const inTurn = createTurns()
  let heard: readonly HeardStatusLine[] = []
  let told: readonly (AccountAt & { readonly agent: string })[] = []
  let unwatch: (() => void) | undefined
  let looking: NodeJS.Timeout | undefined
  let soon: NodeJS.Timeout | undefined
  let usual: { readonly atMs: number; readonly week: Promise<UsualWeek | undefined> } | undefined

  const accountOfLine = ({ status }: HeardStatusLine) =>
    status.configDir === undefined ? '' : parts.shortPath(status.configDir)

  function nameOf(of: { readonly agent: string; readonly account: string }, plans: Plans): string {
    const [name, plan] = [parts.nameOf(of.agent), plans.get(accountId(of))]
    if (plan === undefined) return name
    return parts.limitsOf(of.agent)?.planName(plan) ?? `${name} ${plan}`
  }

  function plansOf(stored: readonly StoredPlan[]): Plans {
    const plans = new Map(stored.map((one) => [accountId(one), one.plan]))
    for (const { agent, account } of told) {
      if (account.plan !== undefined)
        plans.set(accountId({ agent, account: accountOf(agent, account.limitId) }), account.plan)
    }
    return plans
  }

  async function note(readings: readonly LimitReading[]): Promise<void> {
    if (readings.length === 0) return
    await inTurn(async () => {
      const opened = await limits.open()
      if (!opened.ok) return
      const news = await opened.value.book.note(readings)
      if (news.length > 0) tell(news, plansOf(await opened.value.store.plans()))
    })
  }

  function tell(news: readonly LimitNews[], plans: Plans): void {
    for (const { before, now } of news) {
      const crossed = crossingOf(before, now, nameOf(now, plans))
      if (crossed !== undefined) bus.append(crossed)
    }
    bus.append({ type: 'limits.changed', data: {} })
  }

  async function lookAtLines(): Promise<void> {
    heard = (await folder()).look()
    const readings = heard.flatMap((one) =>
      readingsOfStatusLine(statusLineAgent, one.status, {
        atMs: one.atMs,
        heard: one.heard,
        account: accountOfLine(one),
      }),
    )
    // In the order in which they were said.
    await note(readings.toSorted((a, b) => a.atMs - b.atMs))
    onHeard?.()
  }

  const hear = () =>
    void lookAtLines().catch((cause: unknown) => reportError('What status lines say could not be kept', cause))

  const noteAccounts = async (ledger: Pick<LedgerSource, 'accounts'>): Promise<void> => {
    told = ledger.accounts()
    await note(told.flatMap(readingsOfAccount))
  }

  async function read(): Promise<LimitsReport> {
    const ledger = await openLedger()
    await noteAccounts(ledger)
    await lookAtLines()
    const nowMs = clock()
    const [opened, counted] = await Promise.all([limits.open(), countTyped(parts, counting, nowMs)])
    if (!opened.ok) return limitsReport([], { unknown: [], past: [], problem: opened.error, counted }, nowMs)
    const { store, book } = opened.value
    const plans = plansOf(await store.plans())
    const accounts = accountsOf(book.held(), plans)
    const known = new Set(accounts.filter(({ windows }) => windows.length > 0).map(({ agent }) => agent))
    const seen = new Set([statusLineAgent, ...ledger.agents()])
    const unknown = [...seen].filter((agent) => !known.has(agent))
    const isLong = accounts.some(({ windows }) => windows.some(isLongWindow))
    return limitsReport(
      accounts,
      {
        usual: isLong ? await usualNow(nowMs) : undefined,
        unknown: unknown.map(whyUnknown),
        past: await store.past(nowMs - pastMs),
        problem: store.problems.at(-1),
        counted,
      },
      nowMs,
    )
  }

  /** Hours of four weeks change little in one. */
  function usualNow(nowMs: number): Promise<UsualWeek | undefined> {
    if (usual === undefined || Math.abs(nowMs - usual.atMs) > usualGoodForMs)
      usual = { atMs: nowMs, week: readUsualWeek({ calendar: parts.calendar, usage: counting.usage }, nowMs) }
    return usual.week
  }

  function accountsOf(held: readonly HeldWindow[], plans: Plans): readonly KnownAccount[] {
    return [...Map.groupBy(held, accountId)].map(([id, windows]): KnownAccount => {
      const { agent = '', account = '', source = 'session-log' } = windows[0] ?? {}
      const said = told.find((one) => one.agent === agent && accountOf(agent, one.account.limitId) === account)
      const { billing, credits } = said?.account ?? {}
      const place = agent === statusLineAgent && account !== '' ? account : undefined
      const plan = plans.get(id)
      const of = { agent, account, name: nameOf({ agent, account }, plans), plan, billing, place, source, windows }
      if (said === undefined || credits === undefined) return of
      return { ...of, credits: { ...credits, at: new Date(said.atMs).toISOString() } }
    })
  }

  function whyUnknown(agent: string): UnknownLimits {
    const name = parts.nameOf(agent)
    if (isByKey(agent, told))
      return {
        agent,
        name,
        why: 'It works with a key, which has no plan: type your limits in, and TCE counts (Settings › Health).',
      }
    const words = parts.limitsOf(agent)
    if (heard.length > 0 && words?.statusLine !== undefined) return { agent, name, why: words.statusLine.withoutLimits }
    return { agent, name, ...(words?.unknown ?? { why: 'It tells nobody.' }) }
  }

  async function watchAndLook(): Promise<void> {
    const lines = await folder()
    unwatch ??= lines.watch(() => {
      clearTimeout(soon)
      soon = setTimeout(hear, settleMs).unref()
    })
    lines.tidy(clock())
    hear()
  }

  const lookAround = (): void =>
    void watchAndLook().catch((cause: unknown) => reportError('Status lines can not be heard', cause))

  const changeBook = (change: (book: LimitBook) => Promise<void>): Promise<void> =>
    inTurn(async () => {
      const opened = await limits.open()
      if (!opened.ok) return
      await change(opened.value.book)
      bus.append({ type: 'limits.changed', data: {} })
    })

  const ask = createLimitAsk({
    ...parts,
    ...{ read, log, clock },
    async note(readings, plans) {
      await note(readings)
      const opened = await limits.open()
      for (const plan of opened.ok ? plans : []) if (opened.ok) await opened.value.store.notePlan(plan)
    },
  })

  return {
    read,
    ask,
    noteLedger: (ledger) =>
      void noteAccounts(ledger).catch((cause: unknown) => reportError('Limits could not be kept', cause)),
    begin() {
      lookAround()
      looking = setInterval(lookAround, lookEveryMs).unref()
    },
    noteInstall: () => looking !== undefined && lookAround(),
    statusLines: () => heard,
    async accountOf(line) {
      const opened = await limits.open()
      if (!opened.ok) return undefined
      const { book, store } = opened.value
      const id = accountId({ agent: statusLineAgent, account: accountOfLine(line) })
      const accounts = accountsOf(book.held(), plansOf(await store.plans()))
      return limitsReport(accounts, { unknown: [], past: [] }, clock()).accounts.find((one) => one.id === id)
    },
    async forget(sessionIds) {
      ;(await folder()).forget(sessionIds)
      await changeBook((book) => book.forget(sessionIds))
    },
    async clear() {
      ;(await folder()).forget()
      await changeBook((book) => book.clear())
    },
    drawn: async () => (await folder()).look().map(({ drawnAtMs }) => drawnAtMs),
    async close() {
      clearInterval(looking)
      clearTimeout(soon)
      unwatch?.()
      await inTurn(async () => undefined)
      await limits.close()
    },
  }
}

type Plans = ReadonlyMap<string, string>

function isByKey(agent: string, told: readonly { readonly agent: string; readonly account: ToldAccount }[]): boolean {
  return told.some((one) => one.agent === agent && one.account.billing === 'key')
}
