/** What the ledger counted, with dollars: the reports that all faces ask for. Holds no state but what is quicker to keep. */
import { agents } from '../agents/index.ts'
import { kindOf, noUsageWords } from '../agents/kinds.ts'
import { normaliseModelId } from '../agents/model-id.ts'
import { type AgentId, inAgentOrder } from '../core/process/agent-ids.ts'
import type { SessionDetail, SessionFigures, SessionList, SessionQuery } from '../core/session/session.ts'
import { readCursor, writeCursor } from '../core/session/session-cursor.ts'
import type { MarkFilter } from '../core/session/session-marks.ts'
import { besideLedger, sessionDetail, sessionFigures, sessionSummary } from '../core/session/session-report.ts'
import type { Calendar, WeekStart } from '../core/time/calendar.ts'
import { dayText, parseDay } from '../core/time/calendar.ts'
import type { PriceBook, PriceList } from '../core/usage/price.ts'
import type { UsageQuery, UsageReport } from '../core/usage/usage.ts'
import type { UsageEntry } from '../core/usage/usage-entry.ts'
import type { UsageExplanation } from '../core/usage/usage-explain.ts'
import { explainUsage } from '../core/usage/usage-explain.ts'
import { needsSources, usageReport } from '../core/usage/usage-report.ts'
import type { PricedEntry } from '../core/usage/usage-tally.ts'
import { priceEntries, unknownModel } from '../core/usage/usage-tally.ts'
import { QueryError, sessionQueryProblem, usageQueryProblem } from '../core/words/query-problem.ts'
import type { Ledger, SessionRowQuery, SessionUsage, StoredSessionRow } from './ledger.ts'
import { calendarOf, localTimeZone } from './local-calendar.ts'

export interface UsageServiceOptions {
  readonly ledger: Pick<
    Ledger,
    | 'agents'
    | 'accounts'
    | 'usage'
    | 'usageBySource'
    | 'sessionUsage'
    | 'sessionRows'
    | 'session'
    | 'liveFacts'
    | 'statsCacheDays'
    | 'revision'
  >
  readonly prices: PriceBook
  readonly clock?: (() => number) | undefined
  /** IANA name; the machine's own when absent. */
  readonly timezone?: string | undefined
  readonly weekStartsOn?: WeekStart | undefined
  /** What the last update of the ledger had to say. */
  readonly problems?: (() => readonly string[]) | undefined
}

export interface UsageService {
  /** Throws a `QueryError` for a question that can't be answered as asked. */
  usage(query: UsageQuery): UsageReport
  /** The prices in force. */
  prices(): PriceList
  /** Throws as `usage` does. */
  sessions(query: SessionQuery, marked?: MarkFilter): SessionList
  /** By id or any unique beginning of it. */
  session(id: string): SessionDetail | undefined
  figuresOf(sessionId: string): SessionFigures | undefined
  /**
   * The arithmetic behind the cost of a day (`today`, `2026-11-20`), a model in any spelling or a session by the beginning of
   * its id, of these kinds of agents alone. Undefined: nothing of that name was used.
   */
  explain(what: string, of?: ExplainedOf): UsageExplanation | undefined
}

export interface ExplainedOf {
  readonly timezone?: string | undefined
  readonly agents?: readonly AgentId[] | undefined
}

export function createUsageService(options: UsageServiceOptions): UsageService {
  const { ledger, prices, clock = Date.now, problems = () => [] } = options
  const calendarFor = calendars(options)
  const buckets = keptFor(ledger, () => ledger.usage())
  const price = pricedOnce()

  function usage(query: UsageQuery): UsageReport {
    refuse(usageQueryProblem(query))
    return usageReport({
      query,
      entries: needsSources(query) ? ledger.usageBySource() : buckets(),
      statsCache: ledger.statsCacheDays(),
      accounts: ledger.accounts(),
      nameOfAgent: (id) => kindOf(id).displayName,
      prices,
      price,
      calendar: calendarFor(query.timezone, query.weekStartsOn),
      nowMs: clock(),
      titleOfSession: query.by === 'session' ? titles(ledger) : undefined,
      problems: [...problems(), ...noUsageProblem(query)],
    })
  }

  function sessions(query: SessionQuery, marked?: MarkFilter): SessionList {
    refuse(sessionQueryProblem(query))
    const filter = { ...rowFilter(query, calendarFor(query.timezone), ledger, prices), marked }
    const page = query.sort === 'cost' ? pageByCost(query, filter) : pageByRow(query, filter)
    const entriesOf = sessionEntries(ledger, page.rows)
    return {
      sessions: page.rows.map((row) => sessionSummary(row, entriesOf(row.id), prices)),
      agents: inAgentOrder(ledger.agents()),
      total: page.total,
      nextCursor: page.nextCursor,
    }
  }

  function pageByRow(query: SessionQuery, filter: SessionRowQuery): Page {
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor)
    const offset = cursor?.offset ?? 0
    const windowStart = Math.max(0, offset - 1)
    const sort = query.sort === 'cost' ? undefined : query.sort
    const { rows, total } = ledger.sessionRows({
      ...filter,
      sort: sort ?? 'start',
      offset: windowStart,
      limit: query.limit + (cursor === undefined ? 0 : 1 + movedAtMost),
    })
    return cutPage(rows, { windowStart, offset, total, limit: query.limit, afterId: cursor?.afterId })
  }

  function pageByCost(query: SessionQuery, filter: SessionRowQuery): Page {
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor)
    const { rows, total } = ledger.sessionRows({ ...filter, sort: 'tokens' })
    const costs = sessionCosts(ledger, prices)
    const sorted = [...rows].sort((a, b) => (costs.get(b.id) ?? -1) - (costs.get(a.id) ?? -1))
    const page = { windowStart: 0, offset: cursor?.offset ?? 0, total, limit: query.limit, afterId: cursor?.afterId }
    return cutPage(sorted, page)
  }

  function explain(what: string, { timezone, agents: asked }: ExplainedOf = {}): UsageExplanation | undefined {
    const isWanted = isOfAgents(asked)
    const calendar = calendarFor(timezone)
    const day = dayNamed(what, calendar, clock())
    if (day !== undefined) {
      const entries = ledger.usage({ sinceMs: calendar.startOfDay(day), untilMs: calendar.startOfDay(day + 1) })
      return { kind: 'day', key: dayText(day), label: what, ...explainUsage(entries.filter(isWanted), prices) }
    }
    const wanted = buckets().filter(isWanted)
    const model = modelNamed(what, wanted, prices)
    if (model !== undefined) {
      const entries = wanted.filter((bucket) => (bucket.model ? prices.idOf(bucket.model) : unknownModel) === model)
      return { kind: 'model', key: model, label: prices.labelOf(model), ...explainUsage(entries, prices) }
    }
    const stored = ledger.session(what)
    if (stored === undefined || !isWanted(stored)) return undefined
    const explained = explainUsage(ledger.usageBySource({ sessionId: stored.id }), prices)
    const label = stored.title ?? stored.firstPrompt ?? stored.id
    const ledgerUsd = besideLedger(stored.costState?.costUsd, explained.total.costUsd)
    return { kind: 'session', key: stored.id, label, agent: stored.agent, ...explained, ledger: ledgerUsd }
  }

  return {
    usage,
    prices: () => ({ asOf: prices.asOf, models: prices.models }),
    sessions,
    explain,
    session(id) {
      const stored = ledger.session(id)
      if (stored === undefined) return undefined
      return sessionDetail(stored, ledger.usageBySource({ sessionId: stored.id }), {
        prices,
        resumeCommand: agents[stored.agent].resumeCommand({ sessionId: stored.id }),
      })
    },
    figuresOf(sessionId) {
      const live = ledger.liveFacts(sessionId)
      if (live === undefined) return undefined
      const { usage: entries, ...facts } = live
      return sessionFigures(facts, entries.map(asEntry), prices)
    },
  }
}

const isOfAgents =
  (asked: readonly AgentId[] | undefined) =>
  ({ agent }: { readonly agent?: string | undefined }): boolean =>
    asked === undefined || asked.some((id) => id === agent)

function noUsageProblem({ agent = [] }: UsageQuery): readonly string[] {
  const words = noUsageWords(agent)
  return words === undefined ? [] : [words]
}

function dayNamed(what: string, calendar: Calendar, nowMs: number): number | undefined {
  if (what === 'today') return calendar.dayOf(nowMs)
  if (what === 'yesterday') return calendar.dayOf(nowMs) - 1
  return parseDay(what)
}

/** A model that was used: by any spelling, by its label, or by what stands behind the gateway's name. */
function modelNamed(what: string, buckets: readonly UsageEntry[], prices: PriceBook): string | undefined {
  const used = new Set(buckets.map(({ model }) => (model === undefined ? unknownModel : prices.idOf(model))))
  const found = prices.find(what)
  if (used.has(found)) return found
  const behind = [...used].filter((model) => model.endsWith(`/${normaliseModelId(what)}`))
  return behind.length === 1 ? behind[0] : undefined
}

function refuse(problem: ConstructorParameters<typeof QueryError>[0] | undefined): void {
  if (problem !== undefined) throw new QueryError(problem)
}

/** A calendar remembers the offsets it asked for: one per zone is enough for as long as the program runs. */
function calendars({ timezone, weekStartsOn }: UsageServiceOptions) {
  const known = new Map<string, Calendar>()
  return (zone = timezone ?? localTimeZone(), start: WeekStart = weekStartsOn ?? 'monday'): Calendar => {
    const key = `${zone} ${start}`
    const calendar = known.get(key) ?? calendarOf(zone, start)
    known.set(key, calendar)
    return calendar
  }
}

function keptFor<T>(ledger: Pick<Ledger, 'revision'>, read: () => T): () => T {
  let kept: { readonly revision: number; readonly value: T } | undefined
  return () => {
    const revision = ledger.revision()
    if (kept?.revision !== revision) kept = { revision, value: read() }
    return kept.value
  }
}

/** The same entries in the same calendar are priced once: `tce usage` and the page ask for several reports at a time. */
function pricedOnce(): typeof priceEntries {
  const known = new WeakMap<readonly UsageEntry[], { calendar: unknown; priced: readonly PricedEntry[] }>()
  return (entries, prices, calendar) => {
    const kept = known.get(entries)
    if (kept?.calendar === calendar && kept !== undefined) return kept.priced
    const priced = priceEntries(entries, prices, calendar)
    known.set(entries, { calendar, priced })
    return priced
  }
}

/** Prices are valid from a UTC day on: the day is all that a session's cost needs. */
const asEntry = ({ dayMs, ...usage }: SessionUsage): UsageEntry => ({ ...usage, quarterMs: dayMs })

function titles(ledger: Pick<Ledger, 'sessionRows'>): (id: string) => string | undefined {
  const byId = new Map(ledger.sessionRows().rows.map((row) => [row.id, row.title ?? row.firstPrompt]))
  return (id) => byId.get(id)
}

function rowFilter(
  { agent, project, model, search, since, until }: SessionQuery,
  calendar: Calendar,
  ledger: Pick<Ledger, 'sessionUsage'>,
  prices: PriceBook,
): SessionRowQuery {
  const firstDay = since === undefined ? undefined : parseDay(since)
  const lastDay = until === undefined ? undefined : parseDay(until)
  return {
    project,
    search,
    agents: agent,
    models: model === undefined ? undefined : spellingsOf(model, ledger, prices),
    sinceMs: firstDay === undefined ? undefined : calendar.startOfDay(firstDay),
    untilMs: lastDay === undefined ? undefined : calendar.startOfDay(lastDay + 1),
  }
}

/** The ledger knows models as transcripts name them; one model may have several names there. */
function spellingsOf(model: string, ledger: Pick<Ledger, 'sessionUsage'>, prices: PriceBook): readonly string[] {
  const id = prices.find(model)
  const named = new Set(ledger.sessionUsage().flatMap((usage) => (usage.model === undefined ? [] : [usage.model])))
  return [...named].filter((name) => prices.idOf(name) === id)
}

interface Page {
  readonly rows: readonly StoredSessionRow[]
  readonly total: number
  readonly nextCursor: string | undefined
}

/** That many new sessions between two pages are noticed; with more, some sessions come twice. */
const movedAtMost = 100

function cutPage(
  rows: readonly StoredSessionRow[],
  page: { windowStart: number; offset: number; total: number; limit: number; afterId: string | undefined },
): Page {
  const { windowStart, offset, total, limit, afterId } = page
  const last = afterId === undefined ? -1 : rows.findIndex(({ id }) => id === afterId)
  const start = last >= 0 ? last + 1 : offset - windowStart
  const shown = rows.slice(start, start + limit)
  const shownUntil = windowStart + start + shown.length
  const lastShown = shown.at(-1)
  const hasMore = lastShown !== undefined && shownUntil < total
  return {
    rows: shown,
    total,
    nextCursor: hasMore ? writeCursor({ offset: shownUntil, afterId: lastShown.id }) : undefined,
  }
}

/** One question per session for a page, one for all of them where there are many. */
const askOneByOneUpTo = 50

function sessionEntries(
  ledger: Pick<Ledger, 'sessionUsage'>,
  rows: readonly StoredSessionRow[],
): (id: string) => readonly UsageEntry[] {
  if (rows.length <= askOneByOneUpTo) return (id) => ledger.sessionUsage({ sessionId: id }).map(asEntry)
  const bySession = Map.groupBy(ledger.sessionUsage(), ({ sessionId }) => sessionId)
  return (id) => bySession.get(id)?.map(asEntry) ?? []
}

function sessionCosts(ledger: Pick<Ledger, 'sessionUsage'>, prices: PriceBook): ReadonlyMap<string, number> {
  const costs = new Map<string, number>()
  for (const { sessionId, costUsd } of pricedSessions(ledger, prices)) {
    if (costUsd !== undefined) costs.set(sessionId, (costs.get(sessionId) ?? 0) + costUsd)
  }
  return costs
}

function pricedSessions(ledger: Pick<Ledger, 'sessionUsage'>, prices: PriceBook) {
  return priceEntries(ledger.sessionUsage().map(asEntry), prices).map(({ entry, costUsd }) => ({
    sessionId: entry.sessionId ?? '',
    costUsd,
  }))
}
