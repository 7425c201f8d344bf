import { useMemo, useRef, useState } from 'preact/hooks'
import type { UsageReport, UsageRow } from '../../../core/usage/usage.ts'
import { usageGroupings } from '../../../core/usage/usage.ts'
import { Link, setQuery } from '../navigation.tsx'
import { Icon } from '../parts/mark.tsx'
import { useMediaQuery } from '../parts/media-query.ts'
import { Select } from '../parts/select.tsx'
import { offsetsOf, remPx, toSegments, useVisibleRows } from '../parts/virtual-rows.ts'
import type { Column } from './details.ts'
import { columnsFor, groupingWords, nextSort, rowLabel } from './details.ts'

interface DetailsTableProps {
  readonly report: UsageReport
  /** In the order that is shown. */
  readonly rows: readonly UsageRow[]
  readonly sort: string
  readonly span: string
}

export function DetailsTable({ report, rows, sort, span }: DetailsTableProps) {
  const isNarrow = useMediaQuery('(max-width: 45rem)')
  const columns = columnsFor(report.by).filter(({ isWideOnly = false }) => !(isNarrow && isWideOnly))
  return (
    <section class="panel details-panel">
      <header class="panel-head">
        <h2>Details</h2>
        <Select
          label="Group the table by"
          value={report.by}
          choices={usageGroupings.map((by) => ({ value: by, label: `By ${groupingWords[by].toLowerCase()}` }))}
          onChange={(by) => setQuery({ by, sort: '' })}
        />
        <span class="muted">
          {span}, {rows.length.toLocaleString('en-US')} {rows.length === 1 ? 'row' : 'rows'}
        </span>
      </header>
      {rows.length === 0 ? (
        <p class="quiet">Nothing was used in this range.</p>
      ) : (
        <table class="grid usage-details" aria-rowcount={rows.length + 2}>
          <caption class="sr">Usage by {groupingWords[report.by].toLowerCase()}</caption>
          <thead>
            <tr>
              <SortHead id="label" label={groupingWords[report.by]} sort={sort} class="c-key" />
              {columns.map(({ id, label }) => (
                <SortHead key={id} id={id} label={label} sort={sort} class="num" />
              ))}
            </tr>
          </thead>
          <Rows rows={rows} columns={columns} report={report} />
          <tfoot>
            <tr class="row total">
              <th scope="row">Total</th>
              {columns.map((column) => (
                <td key={column.id} class="num" title={column.exact?.(report.total)}>
                  {column.words(report.total)}
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      )}
    </section>
  )
}

interface SortHeadProps {
  readonly id: string
  readonly label: string
  readonly sort: string
  readonly class: string
}

function SortHead({ id, label, sort, class: className }: SortHeadProps) {
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : undefined
  return (
    <th scope="col" class={className} aria-sort={direction}>
      <button type="button" class="sort" onClick={() => setQuery({ sort: nextSort(sort, id) }, { replace: true })}>
        {label}
        {direction && (
          <span class={direction === 'ascending' ? 'turned' : ''}>
            <Icon name="down" size={10} />
          </span>
        )}
      </button>
    </th>
  )
}

interface RowsProps {
  readonly rows: readonly UsageRow[]
  readonly columns: readonly Column[]
  readonly report: UsageReport
}

/** Only those in sight: a year by the hour is 8,760 of them. */
function Rows({ rows, columns, report }: RowsProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [rowPx] = useState(() => remPx(2))
  const offsets = useMemo(() => offsetsOf(rows.map(() => rowPx)), [rows, rowPx])
  const range = useVisibleRows(body, offsets)
  return (
    <tbody ref={body}>
      {toSegments(offsets, range, undefined).map((segment) => {
        if (segment.kind === 'gap')
          return <Gap key={segment.key} heightPx={segment.heightPx} span={columns.length + 1} />
        const row = rows[segment.index]
        return (
          row && (
            <tr key={row.key} class="row" aria-rowindex={segment.index + 2}>
              <th scope="row" class="clip" title={row.key === row.label ? undefined : `${rowLabel(row)} (${row.key})`}>
                {report.by === 'session' && row.key !== '' ? (
                  <Link to={{ screen: 'session', sessionId: row.key, query: {} }}>{rowLabel(row)}</Link>
                ) : (
                  rowLabel(row)
                )}
              </th>
              {columns.map((column) => (
                <td key={column.id} class="num" title={column.exact?.(row)}>
                  {column.words(row)}
                </td>
              ))}
            </tr>
          )
        )
      })}
    </tbody>
  )
}

/** The room of rows that are not drawn. Set through the CSSOM, which a strict style-src allows. */
export const Gap = ({ heightPx, span }: { readonly heightPx: number; readonly span: number }) => (
  <tr class="gap">
    <td colSpan={span} style={{ height: `${heightPx}px` }} />
  </tr>
)
