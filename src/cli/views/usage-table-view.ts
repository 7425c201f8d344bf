/** `tce usage --by …`: key, cost, bar, four columns of tokens, rule, total; and the same as CSV. Pure. */
import { agentKinds, eitherOf, noUsageWords, ownFigure } from '../../agents/kinds.ts'
import type { AgentId } from '../../core/process/agent-ids.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { isWeekend, parseDay } from '../../core/time/calendar.ts'
import type { UsageFigures, UsageGrouping, UsageReport, UsageRow } from '../../core/usage/usage.ts'
import { clockText } from '../../core/usage/usage-groups.ts'
import { formatTokens, plural } from '../../core/words/format.ts'
import { kindMark } from '../../terminal/agent-words.ts'
import { bar } from '../../terminal/bars.ts'
import type { Glyphs, Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import type { Column } from '../../terminal/table.ts'
import { table, tableWidth } from '../../terminal/table.ts'
import { textWidth } from '../../terminal/text-width.ts'
import { wrap } from '../../terminal/wrap.ts'
import { blockLine, costCell, reportedNote, shownLabel, withoutLines } from './usage-words.ts'

export function usageTableView(
  report: UsageReport,
  calendar: Calendar,
  look: Look,
  agents?: readonly AgentId[],
): readonly Line[] {
  const { rows, total } = report
  const { glyphs } = look
  const hasKinds = report.by === 'session' && report.agents.length > 1
  if (rows.length === 0) return wrap(nothingText(report, agents), look.columns).map((text) => line(text))
  const labels = rows.map((row) => keyText(row, report.by, glyphs))
  const names = hasKinds ? labels.map((label) => `${noMark}${label}`) : labels
  const layout = columnsFor([...names, totalLabel(report, calendar)], report.by, look)
  const scales = tokenScales(rows)
  const highest = Math.max(0, ...rows.map(({ costUsd = 0 }) => costUsd))
  const cells = (row: UsageRow, index: number): readonly Line[] => [
    [...(hasKinds ? kindCell(row) : []), span(labels[index] ?? '', isQuietDay(row, report.by) ? 'dim' : undefined)],
    [costCell(row, glyphs)],
    barCell(row, highest, layout.barWidth, glyphs),
    ...tokenCells(row, glyphs, (name, count) => scaled(count, scales[name])),
  ]
  const totalCells: readonly Line[] = [
    line(span(totalLabel(report, calendar), 'bold')),
    [costCell(total, glyphs)],
    line(span(totalNote(report, calendar), 'dim')),
    ...tokenCells(total, glyphs, (_, count) => threeDigits(count)),
  ]
  return [
    ...table(layout.columns, rows.map(cells), glyphs.ellipsis),
    line(span(glyphs.rule.repeat(tableWidth(layout.columns)), 'dim')),
    ...table(
      layout.columns.map(({ head, ...column }) => column),
      [totalCells],
      glyphs.ellipsis,
    ),
    ...withoutLines(total, look),
    ...reportedNote('', total).flatMap((words) => wrap(words, look.columns).map((text) => line(span(text, 'dim')))),
    ...(total.statsCacheTokens === undefined ? [] : [line(span(statsCacheNote, 'dim'))]),
    ...(report.by === 'block' && report.currentBlock
      ? [emptyLine, blockLine(report.currentBlock, calendar, glyphs)]
      : []),
    ...report.problems.flatMap((problem) =>
      wrap(`! ${shownLabel(problem, glyphs)}`, look.columns).map((text) => line(span(text, 'warn'))),
    ),
  ]
}

/** As wide as a mark and the space behind it. */
const noMark = '   '

const kindCell = ({ agent }: UsageRow): Line => (agent === undefined ? line(noMark) : [kindMark(agent), span(' ')])

const statsCacheNote = `stats-cache: ${ownFigure}, counts repeated lines, has no cost.`

function nothingText({ since, until }: UsageReport, agents: readonly AgentId[] = []): string {
  if (agents.length > 0) return nothingOf(agents)
  if (since === undefined && until === undefined)
    return 'Nothing counted yet. The first figures come with the first answer of an agent.'
  const range = [since === undefined ? '' : ` from ${since}`, until === undefined ? '' : ` until ${until}`].join('')
  return `Nothing counted${range}. Everything: tce usage --by day --since all`
}

/** Of these kinds: none yet, or none that is written down. */
export function nothingOf(agents: readonly AgentId[]): string {
  const counted = agents.filter((id) => agentKinds[id].keepsNoUsage !== true)
  const names = eitherOf(counted)
  const nothing =
    names === '' ? undefined : `Nothing counted of ${names} in that time. Everything: tce usage --by agent`
  return [nothing, noUsageWords(agents)].filter((words) => words !== undefined).join(' ')
}

/** Days stand below each other by their numbers: "Sat  7 Nov". */
function keyText({ label }: UsageRow, by: UsageGrouping, glyphs: Glyphs): string {
  const text = shownLabel(label, glyphs)
  return by === 'day' || by === 'hour' || by === 'block' ? text.replace(/^(\w{3}) (\d) /, '$1  $2 ') : text
}

function isQuietDay({ key }: UsageRow, by: UsageGrouping): boolean {
  const day = by === 'day' ? parseDay(key) : undefined
  return day !== undefined && isWeekend(day)
}

const tokenColumns: readonly Column[] = [
  { head: 'INPUT', width: 8, gap: 2, align: 'right' },
  { head: 'OUTPUT', width: 7, gap: 2, align: 'right' },
  { head: 'WRITTEN', width: 8, gap: 2, align: 'right' },
  { head: 'READ', width: 8, gap: 2, align: 'right' },
]
const widestBar = 19
/** A name may take most of the bar's room: names are read, bars only compared. */
const narrowestBar = 6

function columnsFor(labels: readonly string[], by: UsageGrouping, { columns }: Look) {
  const costWidth = 9
  const rest = tableWidth(tokenColumns) + 1 + costWidth + 2
  const head = by.replaceAll('-', ' ').toUpperCase()
  const longest = Math.max(10, head.length, ...labels.map(textWidth))
  const keyWidth = Math.max(10, Math.min(longest, columns - rest - narrowestBar))
  const barWidth = Math.max(0, Math.min(widestBar, columns - rest - keyWidth))
  return {
    barWidth,
    columns: [
      { head, width: keyWidth, gap: 0 },
      { head: 'COST', width: costWidth, gap: 1, align: 'right' },
      { width: barWidth, gap: 2 },
      ...tokenColumns,
    ] satisfies readonly Column[],
  }
}

function barCell(row: UsageRow, highest: number, width: number, glyphs: Glyphs): Line {
  if (row.origin === 'stats-cache') return line(span(`stats-cache ${formatTokens(row.totalTokens)}`, 'dim'))
  return line(span(highest === 0 ? '' : bar((row.costUsd ?? 0) / highest, width, glyphs), 'chart'))
}

type TokenColumn = 'input' | 'output' | 'written' | 'read'

function tokenCells(
  figures: UsageFigures,
  { unknown }: Glyphs,
  format: (name: TokenColumn, count: number) => string,
): readonly Line[] {
  const counts = tokenCounts(figures)
  return (['input', 'output', 'written', 'read'] as const).map((name) =>
    line(figures.origin === 'stats-cache' ? unknown : format(name, counts[name])),
  )
}

const tokenCounts = ({ tokens }: UsageFigures): Record<TokenColumn, number> => ({
  input: tokens.input,
  output: tokens.output,
  written: tokens.cacheWrite5m + tokens.cacheWrite1h,
  read: tokens.cacheRead,
})

interface Scale {
  readonly unit: number
  readonly suffix: string
  readonly digits: number
}

/** A column keeps its unit and its decimals, so that its numbers compare. */
function tokenScales(rows: readonly UsageRow[]): Record<TokenColumn, Scale> {
  const highest = (name: TokenColumn): number => Math.max(0, ...rows.map((row) => tokenCounts(row)[name]))
  return {
    input: scaleFor(highest('input')),
    output: scaleFor(highest('output')),
    written: scaleFor(highest('written')),
    read: scaleFor(highest('read')),
  }
}

function scaleFor(highest: number): Scale {
  const [unit, suffix] =
    highest >= 999_950_000 ? [1e9, ' B'] : highest >= 100_000 ? [1e6, ' M'] : highest >= 1000 ? [1e3, ' k'] : [1, '']
  return { unit, suffix, digits: unit === 1 ? 0 : highest / unit < 9.995 ? 2 : 1 }
}

/** What would be 0.00 in the column's unit is shown in its own: a few tokens are not none. */
function scaled(count: number, { unit, suffix, digits }: Scale): string {
  const text = (count / unit).toFixed(digits)
  return count > 0 && Number(text) === 0 ? formatTokens(count) : `${text}${suffix}`
}

function threeDigits(count: number): string {
  if (count < 1000) return String(count)
  const [unit, suffix] = count < 999_500 ? [1e3, 'k'] : count < 999_500_000 ? [1e6, 'M'] : [1e9, 'B']
  const value = count / unit
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${suffix}`
}

const nouns: Record<UsageGrouping, readonly [string, string]> = {
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  week: ['week', 'weeks'],
  month: ['month', 'months'],
  model: ['model', 'models'],
  project: ['project', 'projects'],
  session: ['session', 'sessions'],
  branch: ['branch', 'branches'],
  agent: ['agent', 'agents'],
  subagent: ['kind', 'kinds'],
  block: ['block', 'blocks'],
  'hour-of-week': ['hour', 'hours'],
}

/** Days are those that were asked for, also the ones in which nothing happened. */
function totalLabel({ by, rows, since, until, generatedAt }: UsageReport, calendar: Calendar): string {
  const [one, many] = nouns[by]
  const first = since === undefined ? undefined : parseDay(since)
  const last = until === undefined ? calendar.dayOf(Date.parse(generatedAt)) : parseDay(until)
  const count = by === 'day' && first !== undefined && last !== undefined ? last - first + 1 : rows.length
  return plural(count, one, many)
}

/** The last row is not a whole one: today is not over. */
function totalNote({ rows, by, generatedAt }: UsageReport, calendar: Calendar): string {
  const nowMs = Date.parse(generatedAt)
  const last = rows.at(-1)
  const isOpen = last?.endAt !== undefined && Date.parse(last.endAt) > nowMs && Date.parse(last.startAt ?? '') <= nowMs
  return isOpen && by !== 'block' ? `today until ${clockText(nowMs, calendar)}` : ''
}

export { usageCsv } from '../../core/usage/usage-csv.ts'
