/**
 * Metrics out of an OTLP request, as points of series. A histogram or a summary is two: how many, and their sum. Pure; what is
 * cumulative becomes increments where the last value is known (events/series-writer.ts).
 */
import type { OtlpSender } from './otlp-record.ts'
import { itemsOf } from './otlp-record.ts'
import type { Attributes, Fields } from './otlp-values.ts'
import { attributesOf, fieldsOf, listOf, millisecondsOf, nameIn, numberIn } from './otlp-values.ts'

export interface OtlpPoint {
  readonly sender: OtlpSender
  readonly name: string
  readonly unit?: string | undefined
  /** `delta` adds to what came before, `cumulative` is all since `startMs`, `gauge` is how it is. */
  readonly kind: 'delta' | 'cumulative' | 'gauge'
  readonly attributes: Attributes
  readonly atMs?: number | undefined
  readonly startMs?: number | undefined
  readonly value: number
}

/** Points that can be kept, and how many can't: without a name, a number or a temporality that is known. */
export interface OtlpPoints {
  readonly points: readonly OtlpPoint[]
  readonly unreadable: number
}

export function pointsOf(body: Fields): OtlpPoints {
  const read = itemsOf(body, ['resourceMetrics', 'scopeMetrics', 'metrics'], pointsOfMetric)
  const points = read.filter((point) => point !== undefined)
  return { points, unreadable: read.length - points.length }
}

type Read = OtlpPoint | undefined

function pointsOfMetric(metric: Fields, sender: OtlpSender): readonly Read[] {
  const name = nameIn(metric['name'])
  const of = { sender, name, unit: nameIn(metric['unit'], 60) }
  const [form = '', data] = formOf(metric)
  const { dataPoints, aggregationTemporality } = data
  const kind = form === 'gauge' ? 'gauge' : form === 'summary' ? 'cumulative' : kinds[String(aggregationTemporality)]
  return listOf(dataPoints).flatMap((point): readonly Read[] => {
    const fields = fieldsOf(point)
    if (hasNoValue(fields)) return []
    if (form === 'gauge' || form === 'sum')
      return [pointOf({ ...of, kind }, fields, fields['asDouble'] ?? fields['asInt'])]
    const count = pointOf({ ...of, name: name && `${name}.count`, unit: undefined, kind }, fields, fields['count'])
    if (fields['sum'] === undefined) return [count]
    return [count, pointOf({ ...of, name: name && `${name}.sum`, kind }, fields, fields['sum'])]
  })
}

const forms = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary']
const formOf = (metric: Fields): readonly [string | undefined, Fields] => {
  const form = forms.find((name) => metric[name] !== undefined)
  return [form, form === undefined ? {} : fieldsOf(metric[form])]
}

const kinds: Readonly<Record<string, OtlpPoint['kind']>> = {
  1: 'delta',
  2: 'cumulative',
  AGGREGATION_TEMPORALITY_DELTA: 'delta',
  AGGREGATION_TEMPORALITY_CUMULATIVE: 'cumulative',
}

/** The flag that says so, where a series ended. */
const hasNoValue = ({ flags }: Fields): boolean => ((numberIn(flags) ?? 0) & 1) === 1

interface PointHead {
  readonly sender: OtlpSender
  readonly name: string | undefined
  readonly unit: string | undefined
  readonly kind: OtlpPoint['kind'] | undefined
}

function pointOf({ sender, name, unit, kind }: PointHead, point: Fields, told: unknown): Read {
  const value = numberIn(told)
  if (name === undefined || kind === undefined || value === undefined || !Number.isFinite(value)) return undefined
  return {
    ...{ sender, name, unit, kind, value },
    attributes: attributesOf(point['attributes']),
    atMs: millisecondsOf(point['timeUnixNano']),
    startMs: millisecondsOf(point['startTimeUnixNano']),
  }
}
