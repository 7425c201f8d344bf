/** The chart as numbers: a row of buckets without gaps, and for each model its values. Pure. */
import { dayText, monthNames, monthOf, parseDay, weekdayNames, weekdayOf } from '../../../core/time/calendar.ts'
import type { UsageReport, UsageRow } from '../../../core/usage/usage.ts'
import { formatTokens, formatUsd } from '../../../core/words/format.ts'
import type { Bounds, ChartGrouping, Unit } from './address.ts'
import type { ModelHue, Modelled } from './model-hue.ts'
import { hueModels } from './model-hue.ts'

export interface Bucket {
  readonly key: string
  /** "Tue 17 Nov" */
  readonly label: string
  /** What stands below it; empty where there is no room. */
  readonly tick: string
  /** Its days, both inclusive: for zooming. */
  readonly firstDay: string
  readonly lastDay: string
  readonly isRunning: boolean
  readonly total: number
}

export interface Series extends ModelHue {
  readonly model: string
  readonly label: string
  /** One per bucket. */
  readonly values: readonly number[]
}

export interface UsageChart {
  readonly unit: Unit
  readonly per: ChartGrouping
  readonly buckets: readonly Bucket[]
  readonly series: readonly Series[]
  /** Undefined: nothing was used. */
  readonly highest?: Bucket | undefined
}

interface ChartInput {
  readonly report: Pick<UsageReport, 'rows'> & Partial<Pick<UsageReport, 'models'>>
  readonly unit: Unit
  readonly per: ChartGrouping
  readonly bounds: Bounds
  readonly today: string
}

export function toChart({ report, unit, per, bounds, today }: ChartInput): UsageChart {
  const byKey = new Map(report.rows.filter(({ key }) => key !== '').map((row) => [row.key, row]))
  const spans = bucketSpans([...byKey.keys()], per, bounds, today)
  const buckets = spans.map((span, index) => ({
    ...span,
    label: spanLabel(span, per, today),
    tick: tickOf(spans, index, per, today),
    isRunning: span.firstDay <= today && today <= span.lastDay,
    total: amountOf(byKey.get(span.key), unit),
  }))
  const models = hueModels(sumModels([...byKey.values()]), report.models)
  const series = models
    .map(({ model, label, hue, shade }) => ({
      model,
      label,
      hue,
      shade,
      values: spans.map(({ key }) => {
        const part = byKey.get(key)?.models?.find((candidate) => candidate.model === model)
        return amountOf(part, unit)
      }),
    }))
    .filter(({ values }) => values.some((value) => value > 0))
  const highest = buckets.reduce<Bucket | undefined>(
    (best, bucket) => (bucket.total > (best?.total ?? 0) ? bucket : best),
    undefined,
  )
  return { unit, per, buckets, series, highest }
}

const amountOf = (figures: Pick<UsageRow, 'costUsd' | 'totalTokens'> | undefined, unit: Unit): number =>
  (unit === 'cost' ? figures?.costUsd : figures?.totalTokens) ?? 0

/** A model over all rows; priced where any part of it is. */
export function sumModels(rows: readonly Pick<UsageRow, 'models'>[]) {
  const sums = new Map<string, Modelled>()
  for (const { model, label, costUsd, totalTokens, statsCacheTokens = 0 } of rows.flatMap(
    ({ models = [] }) => models,
  )) {
    const sum = sums.get(model) ?? { model, label, costUsd: undefined, totalTokens: 0, statsCacheTokens: 0 }
    sums.set(model, {
      ...sum,
      costUsd: costUsd === undefined ? sum.costUsd : (sum.costUsd ?? 0) + costUsd,
      totalTokens: sum.totalTokens + totalTokens,
      statsCacheTokens: (sum.statsCacheTokens ?? 0) + statsCacheTokens,
    })
  }
  return [...sums.values()]
}

interface Span {
  readonly key: string
  readonly firstDay: string
  readonly lastDay: string
}

/** From the first day that is asked for, else the first with usage, until the last or today: days without usage are there too. */
function bucketSpans(
  keys: readonly string[],
  per: ChartGrouping,
  { since, until }: Bounds,
  today: string,
): readonly Span[] {
  const sorted = keys.toSorted()
  const first = since ?? (sorted[0] === undefined ? today : firstDayOf(sorted[0]))
  const last = until ?? today
  const [from, to] = [parseDay(first), parseDay(last)]
  if (from === undefined || to === undefined) return []
  // A week of the server begins on the user's own first day of the week: its rows tell which.
  const weekShift = per === 'week' ? weekdayOf(parseDay(sorted[0] ?? '') ?? 4) : 0
  const spans: Span[] = []
  for (let day = firstOfBucket(from, per, weekShift); day <= to; day = nextBucket(day, per)) {
    const key = per === 'month' ? monthOf(day).month : dayText(day)
    spans.push({ key, firstDay: dayText(day), lastDay: dayText(nextBucket(day, per) - 1) })
  }
  return spans
}

const firstDayOf = (key: string): string => (key.length === 7 ? `${key}-01` : key)

function firstOfBucket(day: number, per: ChartGrouping, weekShift: number): number {
  if (per === 'month') return monthOf(day).firstDay
  return per === 'week' ? day - ((weekdayOf(day) - weekShift + 7) % 7) : day
}

const nextBucket = (day: number, per: ChartGrouping): number =>
  per === 'month' ? monthOf(day).nextFirstDay : day + (per === 'week' ? 7 : 1)

/** `17 Nov`, `31 Dec 2025`. */
export function dateWords(text: string, today: string): string {
  const [year, month, date] = text.split('-')
  const words = `${Number(date)} ${monthNames[Number(month) - 1]}`
  return year === today.slice(0, 4) ? words : `${words} ${year}`
}

function spanLabel({ key, firstDay, lastDay }: Span, per: ChartGrouping, today: string): string {
  if (per === 'month') return `${monthNames[Number(key.slice(5, 7)) - 1]} ${key.slice(0, 4)}`
  if (per === 'week') return `${dateWords(firstDay, today)} – ${dateWords(lastDay, today)}`
  return `${weekdayNames[weekdayOf(parseDay(firstDay) ?? 0)]} ${dateWords(firstDay, today)}`
}

/** At most about eight of them: days are named by their Mondays, where there are many by months. */
function tickOf(spans: readonly Span[], index: number, per: ChartGrouping, today: string): string {
  const span = spans[index]
  if (span === undefined) return ''
  const day = parseDay(span.firstDay) ?? 0
  const short = `${Number(span.firstDay.slice(8))} ${monthNames[Number(span.firstDay.slice(5, 7)) - 1]}`
  if (per !== 'month' && spans.length <= 10) return short
  if (per === 'day' && spans.length <= 45) return weekdayOf(day) === 1 ? short : ''
  if (per === 'day' && spans.length <= 120) return weekdayOf(day) === 1 && isEverySecondWeek(day) ? short : ''
  const month = monthNames[Number(span.firstDay.slice(5, 7)) - 1] ?? ''
  const before = spans[index - 1]
  const isNewMonth = before === undefined || before.firstDay.slice(0, 7) !== span.firstDay.slice(0, 7)
  if (!isNewMonth || (before === undefined && per !== 'month' && Number(span.firstDay.slice(8)) > 20)) return ''
  const months = monthsBetween(spans[0]?.firstDay ?? today, spans.at(-1)?.firstDay ?? today)
  const every = Math.max(1, Math.ceil(months / 12))
  const monthNumber = Number(span.firstDay.slice(0, 4)) * 12 + Number(span.firstDay.slice(5, 7)) - 1
  if (monthNumber % every !== 0) return ''
  return monthNumber % 12 === 0 || months > 24 ? `${month} ${span.firstDay.slice(0, 4)}` : month
}

const isEverySecondWeek = (day: number): boolean => Math.floor(day / 7) % 2 === 0

const monthsBetween = (first: string, last: string): number =>
  (Number(last.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(last.slice(5, 7)) - Number(first.slice(5, 7)) + 1

export const formatValue = (value: number, unit: Unit): string =>
  unit === 'cost' ? formatUsd(value) : formatTokens(value)

/** A round step for three to five lines: 1, 2 or 5 times a power of ten. */
export function axisStep(highest: number): number {
  if (!(highest > 0)) return 1
  const rough = highest / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10
  return factor * power
}

/** On the axis money has no cents where it is whole. */
export const formatAxis = (value: number, unit: Unit): string =>
  unit === 'tokens'
    ? value === 0
      ? '0'
      : formatTokens(value)
    : value === 0
      ? '$0'
      : formatUsd(value).replace(/\.00$/, '')

/** The chart in a sentence, for those who do not see it. */
export function chartSummary({ unit, per, buckets, highest }: UsageChart): string {
  const what = `${unit === 'cost' ? 'Cost' : 'Tokens'} per ${per} by model`
  const [first, last] = [buckets[0], buckets.at(-1)]
  if (first === undefined || last === undefined || highest === undefined) return `${what}: nothing was used.`
  return `${what}, ${first.label} to ${last.label}. Highest: ${formatValue(highest.total, unit)}, ${highest.label}.`
}
