/** `tce usage`: what it cost, by which models, and how it went in the last 30 days. Pure. */
import { kindOf, ownFigure } from '../../agents/kinds.ts'
import type { AgentId } from '../../core/process/agent-ids.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { dayText } from '../../core/time/calendar.ts'
import { accountWords } from '../../core/usage/account-words.ts'
import type { UsageFigures, UsageReport, UsageRow } from '../../core/usage/usage.ts'
import { dayLabel, shortDate } from '../../core/usage/usage-groups.ts'
import { formatShare, formatTokens } from '../../core/words/format.ts'
import { bar, sparkLine } from '../../terminal/bars.ts'
import type { Glyphs, Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { Column } from '../../terminal/table.ts'
import { table, truncateLine } from '../../terminal/table.ts'
import { textWidth } from '../../terminal/text-width.ts'
import { wrap } from '../../terminal/wrap.ts'
import { nothingOf } from './usage-table-view.ts'
import { blockLine, costCell, dollars, reportedNote, savedDollars, shownLabel, withoutLines } from './usage-words.ts'

export interface UsageOverview {
  /** By model, of the last 30 days. */
  readonly models: UsageReport
  /** By day, of the last 30 days. */
  readonly days: UsageReport
  /** Of these kinds alone; absent where all are counted. */
  readonly agents?: readonly AgentId[] | undefined
}

/** The mock is 79 cells wide; a wider terminal does not make bars clearer. */
const widest = 79

export function usageView({ models, days, agents }: UsageOverview, calendar: Calendar, look: Look): readonly Line[] {
  if (agents !== undefined && models.periods.allTime.responses === 0) {
    return wrap(nothingOf(agents), look.columns).map((text) => line(text))
  }
  return [
    ...periodLines(models.periods, look),
    ...withoutLines(models.periods.allTime, look, 12),
    emptyLine,
    ...modelLines(models, look),
    ...sparkLines(days, calendar, look.glyphs),
    ...(models.currentBlock === undefined ? [] : [blockLine(models.currentBlock, calendar, look.glyphs)]),
    ...accountLines(models, look),
    emptyLine,
    ...noteLines(models, look, agents ?? models.agents),
  ]
}

const periodColumns: readonly Column[] = [
  { width: 8, gap: 0 },
  { head: 'COST', width: 11, gap: 2, align: 'right' },
  { head: 'TOKENS', width: 10, gap: 2, align: 'right' },
  { head: 'FROM CACHE', width: 11, gap: 2, align: 'right' },
  { head: 'SAVED', width: 9, gap: 2, align: 'right' },
  { width: 11, gap: 3 },
]

function periodLines(
  { today, last7Days, last30Days, allTime }: UsageReport['periods'],
  { glyphs }: Look,
): readonly Line[] {
  const row = (label: string, figures: UsageFigures): readonly Line[] => [
    line(label),
    [costCell(figures, glyphs)],
    line(formatTokens(figures.totalTokens)),
    line(figures.cacheHitRate === undefined ? glyphs.unknown : formatShare(figures.cacheHitRate)),
    line(figures.cacheSavedUsd === undefined ? glyphs.unknown : savedDollars(figures.cacheSavedUsd, glyphs)),
    figures.origin === 'counted' ? emptyLine : [span(figures.origin, 'dim')],
  ]
  return table(periodColumns, [
    row('Today', today),
    row('7 days', last7Days),
    row('30 days', last30Days),
    row('All time', allTime),
  ])
}

const figureColumns: readonly Column[] = [
  { head: 'SHARE', width: 7, gap: 2, align: 'right' },
  { head: 'COST', width: 9, gap: 2, align: 'right' },
  { head: 'TOKENS', width: 8, gap: 2, align: 'right' },
]
const figuresWidth = figureColumns.reduce((sum, { width, gap }) => sum + width + gap, 0)

function modelLines({ rows, total }: UsageReport, { columns, glyphs }: Look): readonly Line[] {
  if (rows.length === 0) return []
  const room = Math.min(columns - 1, widest) - figuresWidth
  const labels = rows.map(({ label }) => shownLabel(label, glyphs))
  const priced = labels.filter((_, index) => rows[index]?.costUsd !== undefined)
  const labelWidth = Math.min(24, Math.max(0, ...priced.map(textWidth)))
  const barWidth = Math.max(0, room - labelWidth - 2)
  const highest = Math.max(0, ...rows.map(({ costUsd = 0 }) => costUsd))
  const lines = table(
    [{ head: 'MODELS, 30 DAYS', width: room, gap: 0 }, ...figureColumns],
    rows.map((row, index) => {
      const label = labels[index] ?? ''
      const { costUsd } = row
      const name = costUsd === undefined ? line(span(label, 'dim')) : cutTo(label, labelWidth, glyphs)
      const share = costUsd === undefined || highest === 0 ? 0 : costUsd / highest
      return [
        costUsd === undefined ? name : [...name, span(`  `), span(bar(share, barWidth, glyphs), 'chart')],
        line(shareOf(row, total, glyphs)),
        [costCell(row, glyphs)],
        line(formatTokens(row.totalTokens)),
      ]
    }),
    glyphs.ellipsis,
  )
  return [...lines, emptyLine]
}

function cutTo(label: string, width: number, { ellipsis }: Glyphs): Line {
  const cut = truncateLine(line(label), width, ellipsis)
  return [...cut, span(' '.repeat(Math.max(0, width - textWidth(cut.map(({ text }) => text).join('')))))]
}

function shareOf({ costUsd }: UsageRow, total: UsageFigures, { unknown }: Glyphs): string {
  return costUsd === undefined || total.costUsd === undefined || total.costUsd === 0
    ? unknown
    : formatShare(costUsd / total.costUsd)
}

const sparkDays = 30

function sparkLines({ rows, generatedAt }: UsageReport, calendar: Calendar, glyphs: Glyphs): readonly Line[] {
  const today = calendar.dayOf(Date.parse(generatedAt))
  const thisYear = dayText(today).slice(0, 4)
  const costs = new Map(rows.map(({ key, costUsd = 0 }) => [key, costUsd]))
  const days = Array.from({ length: sparkDays }, (_, index) => today - sparkDays + 1 + index)
  const values = days.map((day) => costs.get(dayText(day)) ?? 0)
  const highest = Math.max(...values)
  if (highest <= 0) return []
  const highestDay = days[values.indexOf(highest)] ?? today
  const [first, last] = [shortDate(today - sparkDays + 1, thisYear), shortDate(today, thisYear)]
  return [
    [
      span('30 days', 'dim'),
      span('  '),
      span(sparkLine(values, glyphs), 'chart'),
      span('  highest '),
      span(dollars(highest, glyphs), 'bold'),
      span(`, ${dayLabel(highestDay, thisYear)}`),
    ],
    line(span(`${' '.repeat(9)}${first}${last.padStart(sparkDays - first.length)}`, 'dim')),
  ]
}

/** What agents' own files tell of plan and limits. */
function accountLines({ accounts = [], generatedAt }: UsageReport, { columns }: Look): readonly Line[] {
  return accounts.flatMap((account) => {
    const words = accountWords(account, Date.parse(generatedAt))
    const name = kindOf(account.agent).displayName
    return words === '' ? [] : wrap(`${name}: ${words}`, Math.min(columns, widest)).map((text) => line(text))
  })
}

function noteLines(
  { pricesAsOf, periods, problems, total }: UsageReport,
  { columns }: Look,
  agents: readonly string[],
): readonly Line[] {
  const notes = [
    `Each response once, at list prices of ${pricesAsOf}. Why: tce usage --explain`,
    ...reportedNote('30 days: ', total),
    ...(agents.length > 1 ? [`Of ${agents.length} kinds of agents. Each: tce usage --by agent`] : []),
    ...(periods.allTime.origin === 'counted'
      ? []
      : [`mixed: days before our own records are ${ownFigure}, which counts repeated lines and has no cost.`]),
  ]
  return [
    ...notes.flatMap((note) => wrap(note, columns).map((text) => line(span(text, 'dim')))),
    ...problems.flatMap((problem) =>
      wrap(`! ${shownLabel(problem, plainMarks)}`, columns).map((text) => line(span(text, 'warn'))),
    ),
  ]
}

const plainMarks = { unknown: '-', ellipsis: '...' } as Glyphs
