/** A table as a list of columns: heads, cells and how many there are follow from it. */
import type { ComponentChildren } from 'preact'
import { KindMark } from './kind-mark.tsx'
import { Icon } from './mark.tsx'
import type { Sort, Sortable } from './sort.ts'

/** `Sorted`: what its rows are sorted by, where that is not the row itself. */
export interface Column<Row, Sorted = Row> extends Sortable<Sorted> {
  readonly id: string
  readonly head: ComponentChildren
  /** Of its head and its cells: widths, `num` for figures. */
  readonly class?: string
  readonly cell: (row: Row) => ComponentChildren
  /** Of one cell alone. */
  readonly cellClass?: (row: Row) => string | false | undefined
  readonly title?: (row: Row) => string | undefined
  /** Its cell names the row. */
  readonly isName?: boolean
}

interface HeadsProps<Row, Sorted> {
  readonly columns: readonly Column<Row, Sorted>[]
  readonly sort?: Sort | undefined
  readonly onSort?: (column: Column<Row, Sorted>) => void
}

export const Heads = <Row, Sorted>({ columns, sort, onSort }: HeadsProps<Row, Sorted>) => (
  <tr>
    {columns.map((column) => {
      const direction = sort?.column !== column.id ? undefined : sort.isDescending ? 'descending' : 'ascending'
      return (
        <th key={column.id} scope="col" class={column.class} aria-sort={direction}>
          {onSort && column.sort ? (
            <button type="button" class="sort" onClick={() => onSort(column)}>
              {column.head}
              {direction && <Icon name={direction === 'descending' ? 'down' : 'up'} size={10} />}
            </button>
          ) : (
            column.head
          )}
        </th>
      )
    })}
  </tr>
)

interface CellsProps<Row, Sorted> {
  readonly columns: readonly Column<Row, Sorted>[]
  readonly row: Row
}

export const Cells = <Row, Sorted>({ columns, row }: CellsProps<Row, Sorted>) => (
  <>
    {columns.map(({ id, class: className, cell, cellClass, title, isName = false }) => {
      const rest = { class: [className, cellClass?.(row)].filter(Boolean).join(' ') || undefined, title: title?.(row) }
      return isName ? (
        <th key={id} scope="row" {...rest}>
          {cell(row)}
        </th>
      ) : (
        <td key={id} {...rest}>
          {cell(row)}
        </td>
      )
    })}
  </>
)

interface GroupRowProps {
  readonly span: number
  readonly name: string
  /** Whose they are, where they stand under the names of agents. */
  readonly agent?: string | undefined
  readonly count: ComponentChildren
  readonly sum: string
  /** What can be done with all of them. */
  readonly children?: ComponentChildren
}

/** The head of rows that belong together. */
export const GroupRow = ({ span, name, agent, count, sum, children }: GroupRowProps) => (
  <tr class="group">
    <th colSpan={span} scope="rowgroup">
      {agent !== undefined && <KindMark agent={agent} isBeside />}
      <span class="group-name">{name}</span> <span class="count">{count}</span>
      <span class="group-sum">{sum}</span>
      {children}
    </th>
  </tr>
)

interface MiniTableProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  readonly class?: string
  readonly rowClass?: (row: Row) => string | undefined
  /** Heads for those who listen only. */
  readonly hasHiddenHeads?: boolean
  /** Below the rows: sums. */
  readonly foot?: ComponentChildren
  /** Of one that scrolls sideways on a narrow screen, and is reached with the keyboard for that. */
  readonly scrollLabel?: string
}

/** A small table inside a panel. */
export function MiniTable<Row>(props: MiniTableProps<Row>) {
  const table = (
    <table class={`mini ${props.class ?? ''}`}>
      <thead class={props.hasHiddenHeads ? 'sr' : undefined}>
        <Heads columns={props.columns} />
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.keyOf(row)} class={props.rowClass?.(row)}>
            <Cells columns={props.columns} row={row} />
          </tr>
        ))}
      </tbody>
      {props.foot && <tfoot>{props.foot}</tfoot>}
    </table>
  )
  if (props.scrollLabel === undefined) return table
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls is reached with the keyboard.
    <section class="scroll" tabIndex={0} aria-label={props.scrollLabel}>
      {table}
    </section>
  )
}
