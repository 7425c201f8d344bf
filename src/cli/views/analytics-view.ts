/** `tce analytics`: what messages took, what changed, and the course of it. Pure. */

import type { AnalyticsReport, Comparison, ReadProgress } from '../../core/analytics/analytics.ts'
import { changeInWords, figureInWords, toldWords } from '../../core/analytics/analytics-words.ts'
import type { FigureDifference } from '../../core/analytics/difference.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { formatCount, formatShare, formatUsd, plural } from '../../core/words/format.ts'
import { bar, sparkLine } from '../../terminal/bars.ts'
import { formatStepTime } from '../../terminal/durations.ts'
import type { Glyphs, Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { Column } from '../../terminal/table.ts'
import { table } from '../../terminal/table.ts'
import { wrap } from '../../terminal/wrap.ts'
import { dayWords } from './marker-words.ts'

const fewMessages = 10

export function analyticsView(report: AnalyticsReport, calendar: Calendar, look: Look): readonly Line[] {
  if (report.messages < fewMessages) return [...fewLines(report, look), ...progressLines(report.progress, look)]
  return [
    headLine(report, look),
    emptyLine,
    ...figureLines(report, look),
    emptyLine,
    ...(report.days === 1 ? [...hourLines(report, look), emptyLine] : []),
    ...toolAndFileLines(report, look),
    emptyLine,
    ...noteLines(report, calendar, look),
    ...progressLines(report.progress, look),
  ]
}

const spanWords = (days: number): string => (days === 1 ? 'TODAY' : `LAST ${days} DAYS`)

function headLine({ days, messages, costUsd, trend }: AnalyticsReport, { columns }: Look): Line {
  const said = `${plural(messages, 'message')}${costUsd === undefined ? '' : `, ${formatUsd(costUsd)}`}`
  const right = `trend of ${trend} messages`
  const gap = Math.min(columns, 80) - spanWords(days).length - 2 - said.length - right.length
  return [
    span(spanWords(days), 'dim'),
    span(`  ${said}`),
    ...(gap < 2 ? [] : [span(' '.repeat(gap)), span(right, 'dim')]),
  ]
}

function fewLines({ messages, days }: AnalyticsReport, { columns }: Look): readonly Line[] {
  const words =
    messages === 0
      ? `No messages ${days === 1 ? 'today' : `in ${days} days`}. A message is your prompt and everything until the agent is done.`
      : `Too few messages for a trend: ${messages} so far ${days === 1 ? 'today' : `in ${days} days`}. It begins at ${fewMessages}.`
  return wrap(words, columns).map((text) => line(text))
}

const figureColumns: readonly Column[] = [
  { width: 20, gap: 0 },
  { head: 'NOW', width: 8, gap: 0, align: 'right' },
  { head: 'BEFORE', width: 8, gap: 1, align: 'right' },
  { head: 'CHANGE', width: 9, gap: 1, align: 'right' },
]

function figureLines({ figures, effect, trend }: AnalyticsReport, look: Look): readonly Line[] {
  const { glyphs } = look
  const rows = new Map(effect.rows.map((row) => [row.id, row]))
  const cells = Math.max(...figures.map(({ series }) => series.length))
  const columns: readonly Column[] = [
    ...figureColumns,
    { head: `${trend} AT A TIME, OLDEST FIRST`, width: Math.max(28, cells), gap: 2 },
  ]
  return table(
    columns,
    figures
      .filter(({ id, value }) => value !== undefined || rows.has(id))
      .map(({ id, label, series }) => [
        line(shortLabels[id] ?? label),
        ...differenceCells(rows.get(id), glyphs),
        [span(spark(series, glyphs), 'chart')],
      ]),
    glyphs.ellipsis,
  )
}

const shortLabels: Readonly<Record<string, string>> = {
  lines: 'Lines for a dollar',
  waiting: 'Waiting for you',
  interrupted: 'You interrupted',
}

function differenceCells(row: FigureDifference | undefined, glyphs: Glyphs): readonly Line[] {
  if (row === undefined) return [line(glyphs.unknown), line(glyphs.unknown), line(glyphs.unknown)]
  return [
    [span(inWords(figureInWords(row.after, row.unit), glyphs), 'bold')],
    line(inWords(figureInWords(row.before, row.unit), glyphs)),
    changeCell(row, glyphs),
  ]
}

const changeCell = (row: FigureDifference, glyphs: Glyphs): Line =>
  row.isNoise === true ? [span('noise', 'dim')] : line(inWords(changeInWords(row), glyphs))

/** Signs as the terminal has them. */
const inWords = (words: string, { minus, unknown }: Glyphs): string =>
  words
    .replace('−', minus)
    .replace(/^–$/, unknown)
    .replace('×', minus === '−' ? '×' : 'x')

/** From the lowest to the highest: how it went, not how much it is. */
function spark(series: readonly (number | null)[], glyphs: Glyphs): string {
  const known = series.flatMap((value) => value ?? [])
  if (known.length === 0) return ''
  const [lowest, highest] = [Math.min(...known), Math.max(...known)]
  const spread = highest - lowest
  return sparkLine(
    series.map((value) =>
      value === null ? 0 : spread === 0 ? Math.sign(value) : 0.1 + (0.9 * (value - lowest)) / spread,
    ),
    glyphs,
  )
}

function hourLines({ buckets }: AnalyticsReport, { glyphs }: Look): readonly Line[] {
  const highest = Math.max(...buckets.map(({ totalTokens }) => totalTokens))
  return table(
    [
      { head: 'HOUR', width: 4, gap: 0 },
      { head: 'MESSAGES', width: 8, gap: 2, align: 'right' },
      { head: 'COST', width: 9, gap: 2, align: 'right' },
      { head: 'TOKENS', width: 8, gap: 2, align: 'right' },
      { width: 40, gap: 2 },
    ],
    buckets
      .filter(({ messages }) => messages > 0)
      .map(({ key, messages, costUsd, totalTokens }) => [
        line(key),
        line(String(messages)),
        [span(inWords(figureInWords(costUsd, 'usd'), glyphs), 'bold')],
        line(figureInWords(totalTokens, 'tokens')),
        [span(bar(highest === 0 ? 0 : totalTokens / highest, 40, glyphs), 'chart')],
      ]),
    glyphs.ellipsis,
  )
}

const mostRows = 5
const toolColumns: readonly Column[] = [
  { head: 'TOOLS', width: 13, gap: 0 },
  { head: 'CALLS', width: 8, gap: 0, align: 'right' },
  { head: 'FAILED', width: 7, gap: 1, align: 'right' },
  { head: 'MEDIAN', width: 7, gap: 1, align: 'right' },
  { head: 'FILES', width: 28, gap: 3 },
  { head: 'READ', width: 5, gap: 1, align: 'right' },
  { head: 'EDIT', width: 5, gap: 1, align: 'right' },
]

function toolAndFileLines({ tools, files }: AnalyticsReport, { glyphs }: Look): readonly Line[] {
  const rows = Math.min(mostRows, Math.max(tools.length, files.length))
  if (rows === 0) return []
  const counted = (count: number): Line => line(count === 0 ? glyphs.unknown : formatCount(count))
  return table(
    toolColumns,
    Array.from({ length: rows }, (_, at) => {
      const [tool, file] = [tools[at], files[at]]
      const toolCells =
        tool === undefined
          ? [emptyLine, emptyLine, emptyLine, emptyLine]
          : [
              line(tool.name),
              line(formatCount(tool.calls)),
              line(formatShare(tool.failures / Math.max(1, tool.calls))),
              line(tool.medianMs === undefined ? glyphs.unknown : formatStepTime(tool.medianMs)),
            ]
      const fileCells = file === undefined ? [] : [line(baseName(file.path)), counted(file.reads), counted(file.edits)]
      return [...toolCells, ...fileCells]
    }),
    glyphs.ellipsis,
  )
}

const baseName = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== '') ?? path

function noteLines(
  { effect, unpricedModels, days, outsideUsd, told }: AnalyticsReport,
  calendar: Calendar,
  look: Look,
): readonly Line[] {
  const { marker, before, after } = effect
  const what =
    marker === undefined
      ? `Now: the last ${plural(after, 'message')}. Before: the ${before} before them.`
      : `Now: the ${plural(after, 'message')} since ${marker.label}, ${dayWords(marker.at, calendar)}. Before: the ${before} before it.`
  const unpriced = unpricedModels.length === 0 ? [] : [`Without the cost of ${unpricedModels.join(', ')}: no price.`]
  const outside = outsideUsd === undefined ? [] : [`${formatUsd(outsideUsd)} of it in no message: docs/analytics.md.`]
  const more =
    days === 1
      ? 'Markers: tce analytics mark "Shipped v2.1". Two of something: --compare'
      : 'Markers: tce analytics mark "Shipped v2.1". By hour: --today. Two: --compare'
  return [
    what,
    '"noise": so large a change comes by chance more than once in 20.',
    'Amplification and waiting are estimates: docs/analytics.md.',
    ...(told === undefined ? [] : [toldWords(told)]),
    ...unpriced,
    ...outside,
    more,
  ].flatMap((words) => wrap(words, look.columns).map((text) => line(span(text, 'dim'))))
}

export function progressLines({ sessions, read }: ReadProgress, { columns }: Look): readonly Line[] {
  if (read >= sessions) return []
  const words = `${formatCount(read)} of ${formatCount(sessions)} sessions are counted, newest first. Ask again: it goes on there.`
  return wrap(words, columns).map((text) => line(span(text, 'warn')))
}

export function comparisonView(comparison: Comparison, look: Look): readonly Line[] {
  const { glyphs } = look
  const { a, b, rows, mix } = comparison
  const columns: readonly Column[] = [
    { width: 30, gap: 0 },
    { head: 'A', width: 10, gap: 1, align: 'right' },
    { head: 'B', width: 10, gap: 1, align: 'right' },
    { head: 'CHANGE', width: 10, gap: 1, align: 'right' },
  ]
  const share = (value: number | undefined, unit: 'share' | 'count') => inWords(figureInWords(value, unit), glyphs)
  return [
    line('A  ', span(a.label || glyphs.unknown, 'bold'), `  ${plural(a.messages, 'message')}`),
    line('B  ', span(b.label || glyphs.unknown, 'bold'), `  ${plural(b.messages, 'message')}`),
    emptyLine,
    ...table(
      columns,
      rows.map((row) => [
        line(row.how === 'share' ? row.label : `${row.label}, median`),
        line(inWords(figureInWords(row.before, row.unit), glyphs)),
        [span(inWords(figureInWords(row.after, row.unit), glyphs), 'bold')],
        changeCell(row, glyphs),
      ]),
      glyphs.ellipsis,
    ),
    emptyLine,
    ...table(
      [
        { head: 'WHAT ELSE DIFFERS', width: 30, gap: 0 },
        ...columns.slice(1, 3).map((one) => ({ ...one, head: undefined })),
      ],
      mix.map(({ what, unit, a: ofA, b: ofB }) => [line(what), line(share(ofA, unit)), line(share(ofB, unit))]),
      glyphs.ellipsis,
    ),
    emptyLine,
    line(span('"noise": so large a change comes by chance more than once in 20.', 'dim')),
    ...progressLines(comparison.progress, look),
  ]
}
