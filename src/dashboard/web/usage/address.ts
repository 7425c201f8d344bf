/** What the address says of the usage tab, and the questions that follow from it. Pure. */
import type { AgentId } from '../../../core/process/agent-ids.ts'
import { createCalendar, dayText, parseDay } from '../../../core/time/calendar.ts'
import type { UsageGrouping, UsageQuery } from '../../../core/usage/usage.ts'
import { usageGroupings } from '../../../core/usage/usage.ts'
import { agentsInAddress } from '../parts/agents-in-address.ts'
import { oneOf } from '../parts/one-of.ts'

export const ranges = ['7', '30', '90', '365', 'all'] as const
export type Range = (typeof ranges)[number]
export const chartGroupings = ['day', 'week', 'month'] as const
export type ChartGrouping = (typeof chartGroupings)[number]
export type Unit = 'cost' | 'tokens'

export interface UsageAddress {
  readonly range: Range
  /** A part of the chart that was chosen; then it counts instead of the range. Both inclusive. */
  readonly zoom?: { readonly since: string; readonly until: string } | undefined
  readonly unit: Unit
  readonly per: ChartGrouping
  /** What the detailed table is grouped by. */
  readonly by: UsageGrouping
  /** Of these kinds of agents alone; empty: of all. */
  readonly agents: readonly AgentId[]
  readonly model: string
  readonly project: string
  /** A column of the table, with "-" in front for the highest first; empty: as the server sends it. */
  readonly sort: string
}

type Query = Readonly<Record<string, string>>

export function readUsageAddress(query: Query): UsageAddress {
  const range = oneOf(ranges, query['range']) ?? '30'
  return {
    range,
    zoom: readZoom(query),
    unit: oneOf(['cost', 'tokens'] as const, query['unit']) ?? 'cost',
    per: oneOf(chartGroupings, query['per']) ?? 'day',
    by: oneOf(usageGroupings, query['by']) ?? 'day',
    agents: agentsInAddress(query['agent']),
    model: query['model'] ?? '',
    project: query['project'] ?? '',
    sort: query['sort'] ?? '',
  }
}

function readZoom({ since = '', until = '' }: Query): UsageAddress['zoom'] {
  const isRange = parseDay(since) !== undefined && parseDay(until) !== undefined && since <= until
  return isRange ? { since, until } : undefined
}

export interface Bounds {
  readonly since?: string
  readonly until?: string
}

/** The days of a range, the last of them today. */
export function boundsOf({ range, zoom }: Pick<UsageAddress, 'range' | 'zoom'>, today: string): Bounds {
  if (zoom) return zoom
  const day = parseDay(today)
  return range === 'all' || day === undefined ? {} : { since: dayText(day - Number(range) + 1) }
}

export const todayIn = (timezone: string, nowMs: number): string => dayText(createCalendar(timezone).dayOf(nowMs))

/** One question to `GET /api/usage`; filters that are empty are left out. */
export function usageQuestion(
  by: UsageGrouping,
  bounds: Bounds,
  filters: Partial<Pick<UsageAddress, 'agents' | 'model' | 'project'>> & {
    readonly splitBy?: 'model' | undefined
  } = {},
): UsageQuery {
  const { agents = [], model, project, splitBy } = filters
  return {
    by,
    ...bounds,
    ...(agents.length > 0 && { agent: agents }),
    ...(model && { model }),
    ...(project && { project }),
    ...(splitBy && { splitBy }),
  }
}

export const rangeWords: Record<Range, string> = {
  '7': '7 days',
  '30': '30 days',
  '90': '90 days',
  '365': '1 year',
  all: 'All',
}

/** "30 days", "1 – 7 Nov": what a panel says its figures are of. */
export const spanWords = ({ range, zoom }: Pick<UsageAddress, 'range' | 'zoom'>): string =>
  zoom ? (zoom.since === zoom.until ? zoom.since : `${zoom.since} – ${zoom.until}`) : rangeWords[range].toLowerCase()
