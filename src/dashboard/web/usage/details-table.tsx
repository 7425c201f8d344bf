import { useCallback, useMemo } from 'preact/hooks'
import type { UsageReport, UsageRow } from '../../../core/usage/usage.ts'
import { usageGroupings } from '../../../core/usage/usage.ts'
import { Link, setQuery } from '../navigation.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { LongBody } from '../parts/long-body.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import { Panel } from '../parts/panel.tsx'
import { Select } from '../parts/select.tsx'
import { formatSort, nextSort, parseSort } from '../parts/sort.ts'
import { Cells, Heads } from '../parts/table.tsx'
import type { DetailsColumn } from './details.ts'
import { columnsFor, groupingWords, rowLabel } from './details.ts'

interface DetailsTableProps {
  readonly report: UsageReport
  /** In the order that is shown. */
  readonly rows: readonly UsageRow[]
  readonly sort: string
  readonly span: string
}

export function DetailsTable({ report, rows, sort, span }: DetailsTableProps) {
  const isNarrow = useMediaQuery('(max-width: 45rem)')
  const { by } = report
  const hasKinds = report.agents.length > 1
  const columns = useMemo(() => {
    const all = columnsFor(by).filter(({ isWideOnly = false }) => !(isNarrow && isWideOnly))
    return by === 'session' ? all.map((column) => withSessionLink(column, hasKinds)) : all
  }, [by, isNarrow, hasKinds])
  const chosen = parseSort(sort, columns)
  return (
    <Panel
      title="Details"
      class="details-panel"
      aside={
        <>
          <Select
            label="Group the table by"
            value={by}
            choices={usageGroupings.map((by) => ({ value: by, label: `By ${groupingWords[by].toLowerCase()}` }))}
            onChange={(by) => setQuery({ by, sort: '' })}
          />
          <span class="muted">
            {span}, {rows.length.toLocaleString('en-US')} {rows.length === 1 ? 'row' : 'rows'}
          </span>
        </>
      }
    >
      {rows.length === 0 ? (
        <p class="quiet">Nothing was used in this range.</p>
      ) : (
        <table class="grid usage-details" aria-rowcount={rows.length + 2}>
          <caption class="sr">Usage by {groupingWords[by].toLowerCase()}</caption>
          <thead>
            <Heads
              columns={columns}
              sort={chosen}
              onSort={(column) => setQuery({ sort: formatSort(nextSort(chosen, column)) }, { replace: true })}
            />
          </thead>
          <Rows rows={rows} columns={columns} />
          <tfoot>
            <tr class="row total">
              <Cells columns={columns.map(asTotal)} row={report.total} />
            </tr>
          </tfoot>
        </table>
      )}
    </Panel>
  )
}

const asTotal = (column: DetailsColumn): DetailsColumn =>
  column.isName ? { ...column, cell: () => 'Total', title: () => undefined } : column

const withSessionLink = (column: DetailsColumn, hasKinds: boolean): DetailsColumn =>
  column.isName
    ? {
        ...column,
        cell: ({ key = '', label = '', agent }) =>
          key === '' ? (
            rowLabel({ label })
          ) : (
            <>
              {hasKinds && agent !== undefined && <KindMark agent={agent} />}
              <Link to={{ screen: 'session', sessionId: key, query: {} }}>{rowLabel({ label })}</Link>
            </>
          ),
      }
    : column

const heightRem = () => 2

/** Only those in sight: a year by the hour is 8,760 of them. */
function Rows({ rows, columns }: { readonly rows: readonly UsageRow[]; readonly columns: readonly DetailsColumn[] }) {
  const draw = useCallback(
    (row: UsageRow, index: number) => (
      <tr key={row.key} class="row" aria-rowindex={index + 2}>
        <Cells columns={columns} row={row} />
      </tr>
    ),
    [columns],
  )
  return <LongBody items={rows} heightRem={heightRem} columnCount={columns.length} draw={draw} />
}
