/** One report of analytics: sums, medians and their course over some days, and what a marker changed. Pure. */
import type { Calendar } from '../time/calendar.ts'
import { dayText } from '../time/calendar.ts'
import { byText } from '../words/by-text.ts'
import type {
  AnalyticsBucket,
  AnalyticsQuery,
  AnalyticsReport,
  FigureSeries,
  FileFigures,
  MarkerEffect,
  MessageFilter,
  NamedCount,
  ToolFigures,
} from './analytics.ts'
import { messagesAround } from './analytics.ts'
import { differencesOf } from './difference.ts'
import { figureOf, figures } from './figures.ts'
import { isMarkerOf, type Marker } from './marker.ts'
import type { CountedMessage } from './message.ts'
import { amplificationOf, type PricedMessage } from './priced-message.ts'
import type { Spent, SpentReport } from './spent.ts'
import { medianOf } from './statistics.ts'

export interface ReportParts {
  /** In the order of time; of all days, and already only those that are asked for. */
  readonly messages: readonly PricedMessage[]
  /** The same of these days with their tools and files. */
  readonly details: readonly { readonly message: CountedMessage; readonly of: PricedMessage }[]
  /** In these days, with what their messages are made of among it. */
  readonly spent: SpentReport
  readonly spentByMessagesUsd: number
  readonly markers: readonly Marker[]
  readonly calendar: Calendar
  readonly labelOf: (model: string) => string
  readonly nowMs: number
}

export const isAskedFor =
  ({ agent, project, model }: MessageFilter) =>
  (message: PricedMessage): boolean =>
    (agent === undefined || agent.length === 0 || agent.some((id) => id === message.agent)) &&
    (project === undefined || message.project === project) &&
    (model === undefined || message.model === model)

/** The first instant of these days: today is one of them. */
export const sinceOf = (days: number, calendar: Calendar, nowMs: number): number =>
  calendar.startOfDay(calendar.dayOf(nowMs) - days + 1)

export function analyticsReport(query: AnalyticsQuery, parts: ReportParts): Omit<AnalyticsReport, 'progress'> {
  const { calendar, nowMs, labelOf, details, spent, spentByMessagesUsd } = parts
  const sinceMs = sinceOf(query.days, calendar, nowMs)
  const messages = parts.messages.filter(({ atMs }) => atMs >= sinceMs && atMs <= nowMs)
  const markers = parts.markers.filter(isMarkerOf(query.project)).toSorted((a, b) => byText(b.at, a.at))
  return {
    timezone: calendar.timezone,
    days: query.days,
    trend: query.trend,
    since: new Date(sinceMs).toISOString(),
    until: new Date(nowMs).toISOString(),
    messages: messages.length,
    costUsd: spent.costUsd,
    outsideUsd: outsideOf(spent.costUsd, spentByMessagesUsd),
    unpricedModels: spent.unpriced,
    figures: seriesOf(messages, query.trend),
    buckets: query.days === 1 ? hoursOf(messages, parts) : daysOf(messages, query.days, parts),
    models: spentBy(
      spent.byModel,
      countsBy(messages, ({ model }) => model, labelOf),
      labelOf,
    ),
    projects: spentBy(
      spent.byProject,
      countsBy(messages, ({ project }) => project ?? '', asItIs),
    ),
    agents: spentBy(
      spent.byAgent,
      countsBy(messages, ({ agent }) => agent, asItIs),
    ),
    tools: toolsOf(details),
    files: filesOf(details),
    effect: effectOf(parts.messages, markers, query.marker),
    markers,
  }
}

/** Less than half a cent is what adding up in another order makes. */
function outsideOf(costUsd: number | undefined, spentByMessagesUsd: number): number | undefined {
  const usd = (costUsd ?? 0) - spentByMessagesUsd
  return usd < 0.005 ? undefined : usd
}

const asItIs = (key: string): string => key

/** Whatever was spent is in its group, also where no message is. */
function spentBy(
  spent: ReadonlyMap<string, Spent>,
  counts: readonly NamedCount[],
  labelOf: (key: string) => string = asItIs,
): readonly NamedCount[] {
  const messages = new Map(counts.map((one) => [one.key, one.messages]))
  return [...new Set([...spent.keys(), ...messages.keys()])]
    .map((key) => {
      const { costUsd, totalTokens = 0 } = spent.get(key) ?? {}
      return { key, label: labelOf(key), messages: messages.get(key) ?? 0, totalTokens, costUsd }
    })
    .sort((a, b) => b.totalTokens - a.totalTokens || byText(a.key, b.key))
}

/** As a line of a terminal has room for. */
const mostGroups = 28

function seriesOf(messages: readonly PricedMessage[], width: number): readonly FigureSeries[] {
  const groups: (readonly PricedMessage[])[] = []
  for (let end = messages.length; end > 0 && groups.length < mostGroups; end -= width) {
    groups.unshift(messages.slice(Math.max(0, end - width), end))
  }
  return figures.map((figure) => {
    const { id, label, unit, origin } = figure
    const series = groups.map((group) => figureOf(figure, group) ?? null)
    return { id, label, unit, origin, value: figureOf(figure, messages), series }
  })
}

interface Stretch {
  readonly startMs: number
  readonly key: string
}

function hoursOf(
  messages: readonly PricedMessage[],
  { calendar, nowMs, spent }: ReportParts,
): readonly AnalyticsBucket[] {
  const day = calendar.dayOf(nowMs)
  const stretches: Stretch[] = []
  const endMs = calendar.startOfDay(day + 1)
  for (let startMs = calendar.startOfDay(day); startMs < endMs; startMs = calendar.hourOf(startMs).endMs) {
    const hour = Math.floor((startMs + calendar.offsetMs(startMs)) / 3_600_000) % 24
    stretches.push({ startMs, key: String(hour).padStart(2, '0') })
  }
  return bucketsOf(messages, stretches, ({ startMs }) => spent.byTime.get(String(startMs)))
}

function daysOf(
  messages: readonly PricedMessage[],
  days: number,
  { calendar, nowMs, spent }: ReportParts,
): readonly AnalyticsBucket[] {
  const today = calendar.dayOf(nowMs)
  const stretches = Array.from({ length: days }, (_, at) => {
    const day = today - days + 1 + at
    return { startMs: calendar.startOfDay(day), key: dayText(day) }
  })
  return bucketsOf(messages, stretches, ({ key }) => spent.byTime.get(key))
}

/** Both in the order of time. */
function bucketsOf(
  messages: readonly PricedMessage[],
  stretches: readonly Stretch[],
  spentIn: (stretch: Stretch) => Spent | undefined,
): readonly AnalyticsBucket[] {
  let at = 0
  return stretches.map((stretch, place) => {
    const endMs = stretches[place + 1]?.startMs ?? Number.POSITIVE_INFINITY
    const first = at
    while (at < messages.length && (messages[at]?.atMs ?? 0) < endMs) at++
    return bucketOf(stretch, messages.slice(first, at), spentIn(stretch))
  })
}

const shareOf = (id: 'failed' | 'cache', messages: readonly PricedMessage[]): number | undefined =>
  figures.flatMap((figure) => (figure.id === id ? [figureOf(figure, messages)] : []))[0]

/** Messages are of the hour or day in which they began; what was spent is of the one in which it was. */
function bucketOf(
  { startMs, key }: Stretch,
  messages: readonly PricedMessage[],
  { costUsd, totalTokens, models }: Spent = { costUsd: undefined, totalTokens: 0, models: [] },
): AnalyticsBucket {
  return {
    ...{ startAt: new Date(startMs).toISOString(), key, messages: messages.length, costUsd, totalTokens, models },
    amplification: medianOf(messages.flatMap((message) => amplificationOf(message) ?? [])),
    toolCalls:
      messages.length === 0 ? undefined : messages.reduce((sum, { toolCalls }) => sum + toolCalls, 0) / messages.length,
    failedShare: shareOf('failed', messages),
    cacheShare: shareOf('cache', messages),
  }
}

export function countsBy(
  messages: readonly PricedMessage[],
  keyOf: (message: PricedMessage) => string,
  labelOf: (key: string) => string,
): readonly NamedCount[] {
  const counts = new Map<string, { messages: number; totalTokens: number }>()
  for (const message of messages) {
    const key = keyOf(message)
    const count = counts.get(key) ?? { messages: 0, totalTokens: 0 }
    count.messages++
    count.totalTokens += message.totalTokens
    counts.set(key, count)
  }
  return [...counts]
    .map(([key, count]) => ({ key, label: labelOf(key), ...count }))
    .sort((a, b) => b.totalTokens - a.totalTokens || byText(a.key, b.key))
}

function toolsOf(details: ReportParts['details']): readonly ToolFigures[] {
  const tools = new Map<string, { calls: number; failures: number; tookMs: number[] }>()
  for (const { message } of details) {
    for (const [name, { calls, failures, tookMs }] of message.tools) {
      const known = tools.get(name) ?? { calls: 0, failures: 0, tookMs: [] }
      known.calls += calls
      known.failures += failures
      for (const ms of tookMs) known.tookMs.push(ms)
      tools.set(name, known)
    }
  }
  return [...tools]
    .map(([name, { calls, failures, tookMs }]) => ({ name, calls, failures, medianMs: medianOf(tookMs) }))
    .sort((a, b) => b.calls - a.calls || byText(a.name, b.name))
}

const mostFiles = 100

function filesOf(details: ReportParts['details']): readonly FileFigures[] {
  const files = new Map<string, { project: string | undefined; reads: number; edits: number; sessions: Set<string> }>()
  for (const { message, of } of details) {
    for (const [path, { reads, edits, creates }] of message.files) {
      const known = files.get(path) ?? { project: of.project, reads: 0, edits: 0, sessions: new Set<string>() }
      known.reads += reads
      known.edits += edits + creates
      known.sessions.add(of.sessionId)
      files.set(path, known)
    }
  }
  return [...files]
    .map(([path, { sessions, ...counts }]) => ({ path, ...counts, sessions: sessions.size }))
    .sort((a, b) => b.reads + b.edits - a.reads - a.edits || byText(a.path, b.path))
    .slice(0, mostFiles)
}

/** As many messages on both sides, over all days: a marker of last month still tells. */
export function effectOf(
  messages: readonly PricedMessage[],
  markers: readonly Marker[],
  id: string | undefined,
): MarkerEffect {
  const marker = id === undefined ? markers[0] : markers.find((one) => one.id === id)
  const own = messages.filter(isOfMarker(marker))
  const at = marker === undefined ? Math.max(0, own.length - messagesAround) : placeOf(own, marker)
  const before = own.slice(Math.max(0, at - messagesAround), at)
  const after = own.slice(at, at + messagesAround)
  return { marker, before: before.length, after: after.length, rows: differencesOf(before, after) }
}

const isOfMarker =
  (marker: Marker | undefined) =>
  ({ project }: PricedMessage): boolean =>
    marker?.project === undefined || marker.project === project

/** The first message behind it. */
export function placeOf(messages: readonly Pick<PricedMessage, 'atMs'>[], { at }: Pick<Marker, 'at'>): number {
  const atMs = Date.parse(at)
  let [low, high] = [0, messages.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((messages[middle]?.atMs ?? 0) < atMs) low = middle + 1
    else high = middle
  }
  return low
}
