/** Two periods, models, projects or agents beside each other. Pure. */
import type { Calendar } from '../time/calendar.ts'
import { parseDay } from '../time/calendar.ts'
import type { CompareQuery, Comparison } from './analytics.ts'
import { countsBy } from './analytics-report.ts'
import { differencesOf } from './difference.ts'
import type { PricedMessage } from './priced-message.ts'
import { medianOf } from './statistics.ts'

export interface ComparisonParts {
  /** In the order of time, already only those that are asked for. */
  readonly messages: readonly PricedMessage[]
  readonly calendar: Calendar
  readonly labelOf: (model: string) => string
}

export interface Period {
  readonly sinceMs: number
  readonly untilMs: number
}

/** `2026-11-01..2026-11-16`, both days of it; either end may be missing. */
export function readPeriod(text: string, calendar: Pick<Calendar, 'startOfDay'>): Period | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?$/.exec(text)
  if (match === null || (match[1] === undefined && match[2] === undefined)) return undefined
  const first = match[1] === undefined ? undefined : parseDay(match[1])
  const last = match[2] === undefined ? undefined : parseDay(match[2])
  if ((match[1] !== undefined && first === undefined) || (match[2] !== undefined && last === undefined))
    return undefined
  const period = {
    sinceMs: first === undefined ? Number.NEGATIVE_INFINITY : calendar.startOfDay(first),
    untilMs: last === undefined ? Number.POSITIVE_INFINITY : calendar.startOfDay(last + 1),
  }
  return period.sinceMs < period.untilMs ? period : undefined
}

export const periodsAllowed = 'two days with .. between them such as 2026-11-01..2026-11-16, either may be left out'

/** Periods are read before: see `readPeriod`. */
export function compare(query: CompareQuery, parts: ComparisonParts): Omit<Comparison, 'progress'> {
  const { messages, calendar, labelOf } = parts
  const sideOf = (key: string) => messages.filter(isOf(query.by, key, calendar))
  const [a, b] = [sideOf(query.a), sideOf(query.b)]
  const side = (key: string, own: readonly PricedMessage[]) => ({
    key,
    label: query.by === 'model' ? labelOf(key) : key,
    messages: own.length,
  })
  return {
    ...{ timezone: calendar.timezone, by: query.by, a: side(query.a, a), b: side(query.b, b) },
    rows: differencesOf(a, b),
    spread: spreadOf(a, b),
    mix: mixOf(query.by, a, b, labelOf),
  }
}

function isOf(by: CompareQuery['by'], key: string, calendar: Calendar): (message: PricedMessage) => boolean {
  if (by === 'model') return ({ model }) => model === key
  if (by === 'agent') return ({ agent }) => agent === key
  if (by === 'project') return ({ project }) => (project ?? '') === key
  const period = readPeriod(key, calendar)
  return ({ atMs }) => period !== undefined && atMs >= period.sinceMs && atMs < period.untilMs
}

const spreadSteps = 18

function spreadOf(a: readonly PricedMessage[], b: readonly PricedMessage[]): Comparison['spread'] {
  const costs = [a, b].map((side) =>
    side.flatMap(({ costUsd }) => (costUsd === undefined || costUsd <= 0 ? [] : [costUsd])),
  )
  const all = costs.flat()
  if (all.length === 0) return { edgesUsd: [], a: [], b: [] }
  const lowest = Math.log(all.reduce((least, usd) => Math.min(least, usd), Number.POSITIVE_INFINITY))
  const highest = Math.log(all.reduce((most, usd) => Math.max(most, usd), 0))
  const step = (highest - lowest) / spreadSteps || 1
  const shares = (side: readonly number[]) => {
    const counts = new Array<number>(spreadSteps).fill(0)
    for (const usd of side) {
      const at = Math.min(spreadSteps - 1, Math.floor((Math.log(usd) - lowest) / step))
      counts[at] = (counts[at] ?? 0) + 1
    }
    return counts.map((count) => (side.length === 0 ? 0 : count / side.length))
  }
  return {
    edgesUsd: Array.from({ length: spreadSteps + 1 }, (_, at) => Math.exp(lowest + at * step)),
    a: shares(costs[0] ?? []),
    b: shares(costs[1] ?? []),
  }
}

const mostOfEach = 3

function mixOf(
  by: CompareQuery['by'],
  a: readonly PricedMessage[],
  b: readonly PricedMessage[],
  labelOf: (model: string) => string,
): Comparison['mix'] {
  const share = (side: readonly PricedMessage[], is: (message: PricedMessage) => boolean) =>
    side.length === 0 ? undefined : side.filter(is).length / side.length
  const rowsOf = (what: string, keyOf: (message: PricedMessage) => string, named: (key: string) => string) =>
    countsBy([...a, ...b], keyOf, named)
      .filter(({ key }) => key !== '')
      .slice(0, mostOfEach)
      .map(({ key, label }) => ({
        what: `${what} ${label}`,
        unit: 'share' as const,
        a: share(a, (message) => keyOf(message) === key),
        b: share(b, (message) => keyOf(message) === key),
      }))
  const tokens = (side: readonly PricedMessage[]) => medianOf(side.flatMap(({ promptTokens }) => promptTokens ?? []))
  return [
    ...(by === 'model' ? [] : rowsOf('On', ({ model }) => model, labelOf)),
    ...(by === 'project'
      ? []
      : rowsOf(
          'In',
          ({ project }) => project ?? '',
          (key) => key,
        )),
    ...(by === 'agent'
      ? []
      : rowsOf(
          'With',
          ({ agent }) => agent,
          (key) => key,
        )),
    { what: 'Tokens of a prompt, estimated', unit: 'count', a: tokens(a), b: tokens(b) },
  ]
}
