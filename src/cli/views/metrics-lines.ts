/** What `tce session` says of metrics, of one session and of all that run, in the same words. Pure. */
import type { InstanceMetrics } from '../../core/analytics/instance-metrics.ts'
import {
  type FileCounts,
  fileCounts,
  type MetricsReport,
  type PlanWindow,
} from '../../core/analytics/metrics-report.ts'
import type { MinuteRate, MinuteRates } from '../../core/analytics/minute-rates.ts'
import type { SpentTime, TimeOrigin } from '../../core/analytics/told-times.ts'
import { usedWords } from '../../core/limits/limit-words.ts'
import { formatDuration, formatDurationInWords, formatTokens, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { sparkLine } from '../../terminal/bars.ts'
import { type Glyphs, type Line, line, span } from '../../terminal/roles.ts'

export type Fact = readonly [label: string, fact: Line | undefined]

/** Of one session, as far as its messages are counted. */
export const sessionFacts = (metrics: InstanceMetrics | undefined, plans: readonly PlanWindow[]): readonly Fact[] =>
  metrics === undefined
    ? []
    : [
        ...spentFacts(metrics.time),
        ...minuteFacts(metrics.rates),
        ...planFacts(plans),
        ['Trouble', troubleLine(metrics)],
        ['Files', filesLine(fileCounts([metrics]))],
      ]

/** Where the time went: `about` is an estimate of ours. */
export function spentFacts({
  modelMs,
  modelOrigin,
  toolMs,
  toolOrigin,
  waitingMs,
  firstTokenMs,
}: SpentTime): readonly Fact[] {
  const words = (ms: number, origin: TimeOrigin) => `${origin === 'official' ? '' : 'about '}${formatDuration(ms)}`
  const parts = [
    modelMs > 0 && `model ${words(modelMs, modelOrigin)}`,
    toolMs > 0 && `tools ${words(toolMs, toolOrigin)}`,
    waitingMs > 0 && `waiting for you ${words(waitingMs, 'estimate')}`,
  ].filter((part) => part !== false)
  return [
    ['Spent', parts.length === 0 ? undefined : line(parts.join(', '))],
    ['Reply', firstTokenMs === undefined ? undefined : replyLine(firstTokenMs)],
  ]
}

const replyLine = (firstTokenMs: number): Line =>
  line(
    `begins after ${firstTokenMs < 1000 ? `${Math.round(firstTokenMs)} ms` : formatDurationInWords(firstTokenMs)}`,
    span('   median, told by OpenTelemetry', 'dim'),
  )

export function minuteFacts({ requests, input, output }: MinuteRates): readonly Fact[] {
  if (requests.highest === 0) return []
  const now = `now ${plural(requests.now, 'request')}, ${short(input.now)} in without cache reads, ${short(output.now)} out`
  const highest = ({ highest: most, limit }: MinuteRate, what: string) =>
    `${short(most)}${limit === undefined ? '' : ` of ${short(limit)}`} ${what}`
  const hour = `at most ${highest(requests, 'requests')}, ${highest(input, 'in')}, ${highest(output, 'out')}`
  return [
    ['A minute', line(now)],
    ['Last hour', line(hour)],
  ]
}

/** In sentences a round number needs no decimal: "2 M". */
export const short = (tokens: number): string => formatTokens(tokens).replace(/\.0+ /, ' ')

/** `Claude Max   5 hours 62 %, week 66 %`: as their makers say. */
export function planFacts(plans: readonly PlanWindow[]): readonly Fact[] {
  return [...Map.groupBy(plans, ({ name }) => name)].map(([name, windows], at): Fact => {
    const words = windows.map((window) => `${plainText(window.label).toLowerCase()} ${usedWords(window)}`).join(', ')
    return [at === 0 ? 'Plan' : '', line(`${plainText(name)}: ${words}`, span('   official', 'dim'))]
  })
}

export function troubleLine({
  errors,
  retries,
  interrupted,
}: Pick<MetricsReport, 'errors' | 'retries' | 'interrupted'>): Line | undefined {
  const parts = [
    errors > 0 && plural(errors, 'error'),
    retries > 0 && plural(retries, 'retry', 'retries'),
    interrupted > 0 && `interrupted ${plural(interrupted, 'time')}`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? undefined : line(parts.join(', '))
}

export function filesLine({ edited, created, read }: FileCounts): Line | undefined {
  const parts = [
    edited > 0 && `${edited} edited`,
    created > 0 && `${created} created`,
    read > 0 && `${read} only read`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? undefined : line(parts.join(', '))
}

const courseCells = 20

/** How full the context was from the first response to the last, as high as it was in each part. */
export function contextCourse({ context }: Pick<InstanceMetrics, 'context'>, glyphs: Glyphs): string | undefined {
  const known = context.flatMap(({ tokens, before }) => before ?? tokens ?? [])
  if (known.length < 2) return undefined
  const cells = Math.min(courseCells, known.length)
  const highest = Array.from({ length: cells }, (_, cell) =>
    Math.max(
      ...known.slice(Math.floor((cell * known.length) / cells), Math.floor(((cell + 1) * known.length) / cells)),
    ),
  )
  return sparkLine(highest, glyphs)
}
