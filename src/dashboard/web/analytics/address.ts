/** What the address says of Analytics. Pure. */
import {
  analyticsDays,
  type ComparedBy,
  comparisons,
  standardTrend,
  trendWidths,
} from '../../../core/analytics/analytics.ts'
import type { AgentId } from '../../../core/process/agent-ids.ts'
import { dayText } from '../../../core/time/calendar.ts'
import { agentsInAddress } from '../parts/agents-in-address.ts'

export interface AnalyticsAddress {
  /** `messages`, or so many days. */
  readonly view: 'messages' | '1' | '7' | '14' | '30' | '90'
  readonly trend: (typeof trendWidths)[number]
  readonly agents: readonly AgentId[]
  readonly project: string
  readonly marker: string
  /** Absent: the newest. */
  readonly from?: number | undefined
  readonly count: number
  readonly compare?: { readonly by: ComparedBy; readonly a: string; readonly b: string } | undefined
}

export const standardCount = 150

export function readAnalyticsAddress(query: Readonly<Record<string, string>>): AnalyticsAddress {
  const { view = '', trend = '', agent, project = '', marker = '', from = '', count = '', by, a = '', b = '' } = query
  const compared = comparisons.find((one) => one === by)
  return {
    view: analyticsDays.map(String).includes(view) ? (view as AnalyticsAddress['view']) : 'messages',
    trend: trendWidths.find((width) => String(width) === trend) ?? standardTrend,
    agents: agentsInAddress(agent),
    project,
    marker,
    from: /^\d{1,9}$/.test(from) ? Number(from) : undefined,
    count: /^\d{1,9}$/.test(count) ? Math.max(fewestShown, Number(count)) : standardCount,
    compare: compared && { by: compared, a, b },
  }
}

export const fewestShown = 20

/** Twice as much around the same middle, or half; by its whole width. */
export function zoomed(
  { from, count, total }: { readonly from: number; readonly count: number; readonly total: number },
  factor: number,
): { readonly from: number; readonly count: number } {
  const wanted = Math.max(Math.min(fewestShown, total), Math.min(total, Math.round(count * factor)))
  const middle = from + count / 2
  return { from: Math.round(Math.max(0, Math.min(total - wanted, middle - wanted / 2))), count: wanted }
}

export const moved = (
  { from, count, total }: { readonly from: number; readonly count: number; readonly total: number },
  by: number,
): number => Math.round(Math.max(0, Math.min(total - count, from + by)))

/** The last two weeks beside the two before them. */
export function standardPeriods(today: number): { readonly a: string; readonly b: string } {
  return { a: `${dayText(today - 27)}..${dayText(today - 14)}`, b: `${dayText(today - 13)}..` }
}
