/** What analytics shows, for a spreadsheet: full numbers, the same columns from the page, the API and the terminal. Pure. */
import type { CsvColumn } from '../words/csv.ts'
import { csvText } from '../words/csv.ts'
import type { PrintableLines } from '../words/text.ts'
import type {
  AnalyticsBucket,
  AnalyticsReport,
  Comparison,
  FileFigures,
  MessagePoint,
  ToolFigures,
} from './analytics.ts'
import type { FigureDifference } from './difference.ts'

const bucketColumns: readonly CsvColumn<AnalyticsBucket>[] = [
  ['key', ({ key }) => key],
  ['start', ({ startAt }) => startAt],
  ['messages', ({ messages }) => messages],
  ['cost_usd', ({ costUsd }) => costUsd],
  ['total_tokens', ({ totalTokens }) => totalTokens],
  ['tokens_by_model', ({ models }) => models.map(({ model, totalTokens }) => `${model}=${totalTokens}`).join(' ')],
  ['amplification_median', ({ amplification }) => amplification],
  ['tool_calls_mean', ({ toolCalls }) => toolCalls],
  ['failed_share', ({ failedShare }) => failedShare],
  ['cache_share_median', ({ cacheShare }) => cacheShare],
]

const pointColumns: readonly CsvColumn<MessagePoint>[] = [
  ['index', ({ index }) => index],
  ['at', ({ at }) => at],
  ['session', ({ sessionId }) => sessionId],
  ['event', ({ cursor }) => cursor],
  ['agent', ({ agent }) => agent],
  ['project', ({ project }) => project],
  ['model', ({ model }) => model],
  ['cost_usd', ({ costUsd }) => costUsd],
  ['total_tokens', ({ totalTokens }) => totalTokens],
  ['amplification', ({ amplification }) => amplification],
  ['tool_calls', ({ toolCalls }) => toolCalls],
  ['trend_tokens', ({ trend }) => trend.totalTokens],
  ['trend_amplification', ({ trend }) => trend.amplification],
  ['trend_tool_calls', ({ trend }) => trend.toolCalls],
]

const toolColumns: readonly CsvColumn<ToolFigures>[] = [
  ['tool', ({ name }) => name],
  ['calls', ({ calls }) => calls],
  ['failures', ({ failures }) => failures],
  ['median_ms', ({ medianMs }) => medianMs],
]

const fileColumns: readonly CsvColumn<FileFigures>[] = [
  ['path', ({ path }) => path],
  ['project', ({ project }) => project],
  ['reads', ({ reads }) => reads],
  ['edits', ({ edits }) => edits],
  ['sessions', ({ sessions }) => sessions],
]

const differenceColumns = (a: string, b: string): readonly CsvColumn<FigureDifference>[] => [
  ['figure', ({ label }) => label],
  ['unit', ({ unit }) => unit],
  ['how', ({ how }) => how],
  ['origin', ({ origin }) => origin],
  [a, ({ before }) => before],
  [b, ({ after }) => after],
  ['change', ({ change }) => change],
  ['p', ({ p }) => p],
  ['is_noise', ({ isNoise }) => (isNoise === undefined ? undefined : String(isNoise))],
]

/** One line for each so many messages, oldest first. */
export function seriesCsv({ figures }: Pick<AnalyticsReport, 'figures'>): PrintableLines {
  const columns = figures.map(({ id, series }): CsvColumn<number> => [id, (place) => series[place] ?? undefined])
  const places = Array.from({ length: Math.max(0, ...figures.map(({ series }) => series.length)) }, (_, at) => at)
  return csvText<number>([['group', (place) => place + 1], ...columns], places)
}

export const spreadCsv = ({ spread: { edgesUsd, a, b } }: Pick<Comparison, 'spread'>): PrintableLines =>
  csvText<number>(
    [
      ['from_usd', (at) => edgesUsd[at]],
      ['to_usd', (at) => edgesUsd[at + 1]],
      ['a_share', (at) => a[at]],
      ['b_share', (at) => b[at]],
    ],
    a.map((_, at) => at),
  )

export const bucketsCsv = ({ buckets }: Pick<AnalyticsReport, 'buckets'>): PrintableLines =>
  csvText(bucketColumns, buckets)
export const pointsCsv = (points: readonly MessagePoint[]): PrintableLines => csvText(pointColumns, points)
export const toolsCsv = ({ tools }: Pick<AnalyticsReport, 'tools'>): PrintableLines => csvText(toolColumns, tools)
export const filesCsv = ({ files }: Pick<AnalyticsReport, 'files'>): PrintableLines => csvText(fileColumns, files)
export const effectCsv = ({ rows }: AnalyticsReport['effect']): PrintableLines =>
  csvText(differenceColumns('before', 'after'), rows)
export const comparisonCsv = ({ rows }: Pick<Comparison, 'rows'>): PrintableLines =>
  csvText(differenceColumns('a', 'b'), rows)
