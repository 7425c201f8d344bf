/** From the ledger's sums and the prices in force to the report that every face shows. Pure; the clock is a parameter. */

import { inAgentOrder } from '../process/agent-ids.ts'
import { isoTime } from '../process/report.ts'
import { isOfProject, projectPlace } from '../session/project-place.ts'
import type { Calendar } from '../time/calendar.ts'
import { dayText, parseDay } from '../time/calendar.ts'
import { plainText } from '../words/text.ts'
import { type AccountAt, agentAccount } from './account.ts'
import type { PriceBook } from './price.ts'
import type { BlockForecast, UsageFigures, UsageQuery, UsageReport, UsageRow } from './usage.ts'
import type { BlockTimes } from './usage-blocks.ts'
import { blockMs, findBlocks } from './usage-blocks.ts'
import type { StatsCacheEntry, UsageEntry } from './usage-entry.ts'
import type { Group, Grouping } from './usage-groups.ts'
import { groupingFor, statsCacheGroupings } from './usage-groups.ts'
import type { PricedEntry, Tally } from './usage-tally.ts'
import { byCost, createTally, priceEntries, tallyFor } from './usage-tally.ts'

export interface UsageReportInput {
  readonly query: UsageQuery
  /** Everything the ledger holds, whatever the query asks for: the periods and the blocks need it. */
  readonly entries: readonly UsageEntry[]
  /** Days older than the oldest entry. */
  readonly statsCache?: readonly StatsCacheEntry[] | undefined
  readonly accounts?: readonly (AccountAt & { readonly agent: string })[] | undefined
  readonly prices: PriceBook
  readonly calendar: Calendar
  readonly nowMs: number
  readonly titleOfSession?: ((id: string) => string | undefined) | undefined
  /** What an agent is called; its id where absent. */
  readonly nameOfAgent?: ((id: string) => string) | undefined
  readonly problems?: readonly string[] | undefined
  /** May remember what it priced before: several reports are made of the same entries. */
  readonly price?: typeof priceEntries | undefined
}

/** Whether the entries must tell where the usage is from. */
export const needsSources = ({ by, project, session }: UsageQuery): boolean =>
  ['project', 'session', 'branch', 'subagent'].includes(by) || project !== undefined || session !== undefined

export function usageReport(input: UsageReportInput): UsageReport {
  const { query, prices, calendar, nowMs, price = priceEntries } = input
  const all = price(input.entries, prices, calendar)
  const isMatching = filterFor(query, prices)
  const matching = isMatching === undefined ? all : all.filter(isMatching)
  const olderDays = statsCacheFor(input)
  const blocks = findBlocks(timesOf(all))
  const grouping = groupingFor(query.by, {
    calendar,
    blocks,
    nowMs,
    labelOfModel: prices.labelOf,
    titleOfSession: input.titleOfSession,
    nameOfAgent: input.nameOfAgent,
  })
  const range = rangeOf(query)
  const inRange = range === undefined ? matching : matching.filter(({ day }) => range.includes(day))
  const rangedDays = statsCacheGroupings.includes(query.by)
    ? olderDays.filter(({ day }) => range === undefined || range.includes(day))
    : []
  const periods = periodsOf(matching, olderDays, calendar.dayOf(nowMs))
  const isEverything = inRange === matching && rangedDays.length === olderDays.length
  return {
    generatedAt: isoTime(nowMs),
    timezone: calendar.timezone,
    pricesAsOf: prices.asOf,
    periods,
    currentBlock: forecast(matching, blocks, nowMs),
    by: query.by,
    agents: agentsOf(input),
    models: modelsOf(all, prices),
    accounts: accountsOf(input),
    since: query.since,
    until: query.until,
    rows: rowsOf(inRange, rangedDays, grouping, input),
    total: isEverything ? periods.allTime : sum(inRange, rangedDays),
    problems: [...(input.problems ?? []), ...(range === undefined ? [] : undatedProblem(matching))],
  }
}

/** In the order of agents; absent where none tells. */
function accountsOf({ accounts = [], query, nowMs }: UsageReportInput): UsageReport['accounts'] {
  const wanted = accounts.filter((one) => isOfAgents(one, query.agent))
  if (wanted.length === 0) return undefined
  const byAgent = Map.groupBy(wanted, ({ agent }) => agent)
  return inAgentOrder(new Set(byAgent.keys())).flatMap((agent) =>
    (byAgent.get(agent) ?? []).map((one) => agentAccount(agent, one, nowMs)),
  )
}

/** What has no date is in all time alone: where days are asked for, it is said that they lack it. */
function undatedProblem(entries: readonly PricedEntry[]): readonly string[] {
  const count = entries.reduce((sum, { entry, day }) => sum + (day === undefined ? entry.responses : 0), 0)
  if (count === 0) return []
  return [
    `${count === 1 ? '1 response has' : `${count} responses have`} no time: in all time alone, in no day and no period.`,
  ]
}

const timesOf = (entries: readonly PricedEntry[]): readonly number[] =>
  entries.flatMap(({ entry }) => (entry.quarterMs === undefined ? [] : entry.quarterMs))

/** Undefined: everything is asked for. */
function filterFor(
  { agent, model, project, session }: UsageQuery,
  prices: PriceBook,
): ((priced: PricedEntry) => boolean) | undefined {
  if (agent === undefined && model === undefined && project === undefined && session === undefined) return undefined
  const modelId = model === undefined ? undefined : prices.find(model)
  return ({ entry, modelId: id }) =>
    isOfAgents(entry, agent) &&
    (modelId === undefined || id === modelId) &&
    (project === undefined || isOfProject(entry, project)) &&
    (session === undefined || (entry.sessionId?.startsWith(session) ?? false))
}

const isOfAgents = ({ agent }: { readonly agent?: string | undefined }, wanted: UsageQuery['agent']): boolean =>
  wanted === undefined || wanted.some((id) => id === agent)

function agentsOf({ entries, statsCache = [] }: UsageReportInput): readonly string[] {
  const found = new Set(statsCache.map(({ agent }) => agent))
  for (const { agent } of entries) if (agent !== undefined) found.add(agent)
  return inAgentOrder(found)
}

function modelsOf(entries: readonly PricedEntry[], prices: PriceBook): UsageReport['models'] {
  const found = new Set<string>()
  for (const { modelId } of entries) found.add(modelId)
  return [...found]
    .map((model) => ({ model, label: prices.labelOf(model) }))
    .sort((a, b) => b.label.localeCompare(a.label, 'en', { numeric: true }) || (a.model < b.model ? -1 : 1))
}

interface DayRange {
  includes(day: number | undefined): boolean
}

/** Undefined without bounds: then what has no date is in it too. */
function rangeOf({ since, until }: UsageQuery): DayRange | undefined {
  if (since === undefined && until === undefined) return undefined
  const first = since === undefined ? Number.NEGATIVE_INFINITY : (parseDay(since) ?? Number.NaN)
  const last = until === undefined ? Number.POSITIVE_INFINITY : (parseDay(until) ?? Number.NaN)
  return { includes: (day) => day !== undefined && day >= first && day <= last }
}

interface OlderDay extends StatsCacheEntry {
  readonly day: number
  readonly modelId: string
}

/** The stats-cache knows neither projects nor sessions. */
function statsCacheFor({ query, statsCache = [], prices }: UsageReportInput): readonly OlderDay[] {
  if (query.project !== undefined || query.session !== undefined) return []
  const model = query.model === undefined ? undefined : prices.find(query.model)
  return statsCache.flatMap((entry) => {
    const day = parseDay(entry.date)
    const modelId = prices.idOf(entry.model)
    return day === undefined || !isOfAgents(entry, query.agent) || (model !== undefined && model !== modelId)
      ? []
      : [{ ...entry, day, modelId }]
  })
}

function periodsOf(
  entries: readonly PricedEntry[],
  olderDays: readonly OlderDay[],
  today: number,
): UsageReport['periods'] {
  const tallies = { today: createTally(), last7Days: createTally(), last30Days: createTally(), allTime: createTally() }
  for (const entry of entries) {
    for (const name of periodsWith(entry.day, today)) tallies[name].add(entry)
  }
  for (const older of olderDays) {
    for (const name of periodsWith(older.day, today)) tallies[name].addStatsCache(older)
  }
  const { last7Days, last30Days, allTime } = tallies
  return {
    today: tallies.today.figures(),
    last7Days: last7Days.figures(),
    last30Days: last30Days.figures(),
    allTime: allTime.figures(),
  }
}

type PeriodName = keyof UsageReport['periods']
const periodNames: readonly PeriodName[] = ['allTime', 'last30Days', 'last7Days', 'today']
const upTo = [1, 2, 3, 4].map((count) => periodNames.slice(0, count))

/** The periods a day is in; each of them is in the one before. A day that is still to come (clocks) is in all time alone. */
function periodsWith(day: number | undefined, today: number): readonly PeriodName[] {
  const age = day === undefined || day > today ? Number.POSITIVE_INFINITY : today - day
  return upTo[age === 0 ? 3 : age < 7 ? 2 : age < 30 ? 1 : 0] ?? periodNames
}

function sum(entries: readonly PricedEntry[], olderDays: readonly OlderDay[] = []): UsageFigures {
  const tally = createTally()
  for (const entry of entries) tally.add(entry)
  for (const day of olderDays) tally.addStatsCache(day)
  return tally.figures()
}

/** Too early to tell a pace in the first minutes of a block. */
const paceAfterMs = 5 * 60_000

function forecast(entries: readonly PricedEntry[], blocks: BlockTimes, nowMs: number): BlockForecast | undefined {
  const startMs = blocks.currentBlock(nowMs)
  if (startMs === undefined) return undefined
  const figures = sum(entries.filter(({ entry }) => isWithin(entry.quarterMs, startMs, startMs + blockMs)))
  const elapsedMs = nowMs - startMs
  const times = { startAt: isoTime(startMs), endAt: isoTime(startMs + blockMs) }
  if (elapsedMs < paceAfterMs) return { ...figures, ...times }
  const usdPerMs = figures.costUsd === undefined ? undefined : figures.costUsd / elapsedMs
  return {
    ...figures,
    ...times,
    burnTokensPerMinute: (figures.totalTokens / elapsedMs) * 60_000,
    ...(usdPerMs !== undefined && { burnUsdPerHour: usdPerMs * 3_600_000, projectedUsd: usdPerMs * blockMs }),
  }
}

const isWithin = (atMs: number | undefined, startMs: number, endMs: number): boolean =>
  atMs !== undefined && atMs >= startMs && atMs < endMs

interface RowInProgress {
  readonly group: Group
  readonly tally: Tally
  readonly models: Map<string, Tally>
  readonly sessions: Set<string>
  readonly cwds: Set<string>
}

function rowsOf(
  entries: readonly PricedEntry[],
  olderDays: readonly OlderDay[],
  grouping: Grouping,
  { query, prices }: UsageReportInput,
): readonly UsageRow[] {
  const rows = new Map<string | number | undefined, RowInProgress>()
  const rowFor = (sample: PricedEntry): RowInProgress => {
    const id = grouping.idOf(sample)
    let row = rows.get(id)
    if (row === undefined) {
      const group = id === undefined ? { key: '', label: grouping.unknownLabel } : grouping.describe(sample)
      row = { group, tally: createTally(), models: new Map(), sessions: new Set(), cwds: new Set() }
      rows.set(id, row)
    }
    return row
  }
  const isSplit = query.splitBy === 'model'
  const tellsSessions = query.by === 'project' || query.by === 'branch'
  for (const priced of entries) {
    const row = rowFor(priced)
    row.tally.add(priced)
    if (tellsSessions && priced.entry.sessionId !== undefined) row.sessions.add(priced.entry.sessionId)
    if (query.by === 'project' && priced.entry.cwd !== undefined) row.cwds.add(priced.entry.cwd)
    if (isSplit) tallyFor(row.models, priced.modelId).add(priced)
  }
  for (const older of olderDays) {
    const row = rowFor(asSample(older))
    row.tally.addStatsCache(older)
    if (isSplit) tallyFor(row.models, older.modelId).addStatsCache(older)
  }
  const inOrder = [...rows].sort(([a], [b]) => (grouping.isByTime ? Number(a ?? -1) - Number(b ?? -1) : 0))
  const finished = inOrder.map(([, row]) => finishRow(row, isSplit, prices))
  return grouping.isByTime ? finished : finished.sort(byCost)
}

/** A day of the stats-cache is in the groups that an entry of that day and model would be in. */
const asSample = ({ day, modelId, agent }: OlderDay): PricedEntry => ({
  day,
  modelId,
  entry: {
    agent,
    model: modelId,
    quarterMs: undefined,
    responses: 0,
    webSearches: 0,
    tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
  },
  costUsd: undefined,
  savedUsd: 0,
  totalTokens: 0,
})

function finishRow(
  { group, tally, models, sessions, cwds }: RowInProgress,
  isSplit: boolean,
  prices: PriceBook,
): UsageRow {
  const { key, label, agent, startMs, endMs } = group
  const worktrees = new Set([...cwds].flatMap((cwd) => plainText(projectPlace(cwd).worktree ?? '') || []))
  const parts = [...models].map(([model, part]) => ({ model, label: prices.labelOf(model), ...part.figures() }))
  return {
    key,
    label,
    ...(agent !== undefined && { agent }),
    ...(startMs !== undefined && { startAt: isoTime(startMs) }),
    ...(endMs !== undefined && { endAt: isoTime(endMs) }),
    ...tally.figures(),
    ...(sessions.size > 0 && { sessions: sessions.size }),
    ...(worktrees.size > 0 && { worktrees: [...worktrees].sort() }),
    ...(isSplit && { models: parts.sort(byCost) }),
  }
}

/** The first day of the last `count` days, as `since` wants it. */
export const sinceLastDays = (count: number, nowMs: number, calendar: Calendar): string =>
  dayText(calendar.dayOf(nowMs) - count + 1)
