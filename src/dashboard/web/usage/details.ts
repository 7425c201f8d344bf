/** The detailed table: its columns, its order, and the files of exactly that. Pure. */

import type { UsageFigures, UsageGrouping, UsageReport, UsageRow } from '../../../core/usage/usage.ts'
import { usageCsv } from '../../../core/usage/usage-csv.ts'
import { formatShare, formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { parseSort, sortedBy } from '../parts/sort.ts'
import type { Column } from '../parts/table.tsx'
import { costWords } from './figures.ts'

type Row = UsageFigures & Partial<UsageRow>

export interface DetailsColumn extends Column<Row> {
  /** Gives way on a narrow screen. */
  readonly isWideOnly?: boolean
}

const figure = (id: string, head: string, rest: Omit<DetailsColumn, 'id' | 'head'>): DetailsColumn => ({
  id,
  head,
  class: 'num',
  sortsDown: true,
  isWideOnly: true,
  ...rest,
})

const tokens = (id: string, head: string, read: (row: Row) => number, isWideOnly = true): DetailsColumn =>
  figure(id, head, {
    cell: (row) => formatTokens(read(row)),
    title: (row) => read(row).toLocaleString('en-US'),
    sort: read,
    isWideOnly,
  })

const nameOf = (by: UsageGrouping): DetailsColumn => ({
  id: 'label',
  head: groupingWords[by],
  class: 'c-key clip',
  isName: true,
  cell: ({ label = '' }) => rowLabel({ label }),
  title: ({ key, label = '' }) => (key === undefined || key === label ? undefined : `${rowLabel({ label })} (${key})`),
  sort: ({ startAt, label }) => startAt ?? label,
  sortsDown: true,
})

const sessions = figure('sessions', 'Sessions', {
  cell: ({ sessions }) => (sessions === undefined ? '–' : sessions.toLocaleString('en-US')),
  sort: ({ sessions }) => sessions,
})

const figures: readonly DetailsColumn[] = [
  figure('cost', 'Cost', { cell: costWords, sort: ({ costUsd }) => costUsd, isWideOnly: false }),
  tokens('tokens', 'Tokens', ({ totalTokens }) => totalTokens, false),
  tokens('input', 'Input', ({ tokens }) => tokens.input),
  tokens('output', 'Output', ({ tokens }) => tokens.output),
  tokens('write', 'Cache write', ({ tokens }) => tokens.cacheWrite5m + tokens.cacheWrite1h),
  tokens('read', 'Cache read', ({ tokens }) => tokens.cacheRead),
  figure('cache', 'From cache', {
    cell: ({ cacheHitRate }) => (cacheHitRate === undefined ? '–' : formatShare(cacheHitRate)),
    sort: ({ cacheHitRate }) => cacheHitRate,
  }),
  figure('responses', 'Responses', {
    cell: ({ responses }) => responses.toLocaleString('en-US'),
    sort: ({ responses }) => responses,
  }),
]

export const columnsFor = (by: UsageGrouping): readonly DetailsColumn[] =>
  by === 'project' || by === 'branch' ? [nameOf(by), sessions, ...figures] : [nameOf(by), ...figures]

/** Time first to last, like the chart; everything else by cost: as the server sends it. `-cost`: the highest first. */
export function sortRows(rows: readonly UsageRow[], by: UsageGrouping, sort: string): readonly UsageRow[] {
  const columns = columnsFor(by)
  const chosen = parseSort(sort, columns)
  return chosen === undefined ? rows : sortedBy(rows, columns, chosen)
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
  subagent: 'Subagent',
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
