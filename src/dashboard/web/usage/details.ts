/** The detailed table: its columns, its order, and the files of exactly that. Pure. */

import type { UsageFigures, UsageGrouping, UsageReport, UsageRow } from '../../../core/usage/usage.ts'
import { usageCsv } from '../../../core/usage/usage-csv.ts'
import { formatShare, formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { costWords } from './figures.ts'

export interface Column {
  readonly id: string
  readonly label: string
  /** What is shown. */
  readonly words: (row: UsageFigures & Partial<UsageRow>) => string
  /** In full, where the words are rounded. */
  readonly exact?: (row: UsageFigures) => string
  /** What it is sorted by; unknown comes last. */
  readonly value: (row: UsageFigures & Partial<UsageRow>) => number | undefined
  /** Gives way on a narrow screen. */
  readonly isWideOnly?: boolean
}

const tokenColumn = (id: string, label: string, read: (row: UsageFigures) => number, isWideOnly = true): Column => ({
  id,
  label,
  words: (row) => formatTokens(read(row)),
  exact: (row) => read(row).toLocaleString('en-US'),
  value: read,
  isWideOnly,
})

const sessionsColumn: Column = {
  id: 'sessions',
  label: 'Sessions',
  words: ({ sessions }) => (sessions === undefined ? '–' : sessions.toLocaleString('en-US')),
  value: ({ sessions }) => sessions,
  isWideOnly: true,
}

const columns: readonly Column[] = [
  { id: 'cost', label: 'Cost', words: costWords, value: ({ costUsd }) => costUsd },
  tokenColumn('tokens', 'Tokens', ({ totalTokens }) => totalTokens, false),
  tokenColumn('input', 'Input', ({ tokens }) => tokens.input),
  tokenColumn('output', 'Output', ({ tokens }) => tokens.output),
  tokenColumn('write', 'Cache write', ({ tokens }) => tokens.cacheWrite5m + tokens.cacheWrite1h),
  tokenColumn('read', 'Cache read', ({ tokens }) => tokens.cacheRead),
  {
    id: 'cache',
    label: 'From cache',
    words: ({ cacheHitRate }) => (cacheHitRate === undefined ? '–' : formatShare(cacheHitRate)),
    value: ({ cacheHitRate }) => cacheHitRate,
    isWideOnly: true,
  },
  {
    id: 'responses',
    label: 'Responses',
    words: ({ responses }) => responses.toLocaleString('en-US'),
    value: ({ responses }) => responses,
    isWideOnly: true,
  },
]

export const columnsFor = (by: UsageGrouping): readonly Column[] =>
  by === 'project' || by === 'branch' ? [sessionsColumn, ...columns] : columns

/** Time first to last, like the chart; everything else by cost: as the server sends it. `-cost`: the highest first. */
export function sortRows(rows: readonly UsageRow[], by: UsageGrouping, sort: string): readonly UsageRow[] {
  const isDown = sort.startsWith('-')
  const id = isDown ? sort.slice(1) : sort
  if (id === 'label') {
    const sorted = rows.toSorted((a, b) =>
      a.startAt && b.startAt
        ? a.startAt.localeCompare(b.startAt)
        : a.label.localeCompare(b.label, 'en', { numeric: true }),
    )
    return isDown ? sorted.toReversed() : sorted
  }
  const column = columnsFor(by).find((candidate) => candidate.id === id)
  if (column === undefined) return rows
  const unknownLast = isDown ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const read = (row: UsageRow): number => column.value(row) ?? unknownLast
  return rows.toSorted((a, b) => {
    const [x, y] = [read(a), read(b)]
    return x === y ? 0 : (x < y ? -1 : 1) * (isDown ? -1 : 1)
  })
}

/** The next state of a head that is clicked: the highest first, then the lowest, then as it was. */
export function nextSort(sort: string, column: string): string {
  if (sort === `-${column}`) return column
  return sort === column ? '' : `-${column}`
}

export const groupingWords: Record<UsageGrouping, string> = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
  model: 'Model',
  project: 'Project',
  session: 'Session',
  branch: 'Branch',
  agent: 'Agent',
  block: '5-hour block',
  'hour-of-week': 'Hour of the week',
}

export const rowLabel = ({ label }: Pick<UsageRow, 'label'>): string => plainText(label) || 'unknown'

/** The two files: of the rows as they are shown. */
export const csvOf = (rows: readonly UsageRow[]): string => usageCsv({ rows })

export const jsonOf = (report: UsageReport, rows: readonly UsageRow[]): string =>
  `${JSON.stringify({ ...report, rows }, undefined, 2)}\n`

/** `tce-usage-day-2026-10-22-2026-11-20.csv` */
export const fileName = (
  { by, since, until }: Pick<UsageReport, 'by' | 'since' | 'until'>,
  today: string,
  ending: string,
): string => `tce-usage-${by}-${since ?? 'all'}-${until ?? today}.${ending}`
