/** The order that somebody chose by a column's head, as it stands in the address. Pure. */

export interface Sort {
  readonly column: string
  readonly isDescending: boolean
}

/** What a row is sorted by. Undefined: not known, and last in either direction. */
export type SortKey<Row> = (row: Row) => string | number | undefined

/** A column as far as its order is concerned; without `sort` nothing can be sorted by it. */
export interface Sortable<Row> {
  readonly id: string
  /** `server`: it is asked to sort. */
  readonly sort?: SortKey<Row> | 'server'
  /** Its first click sorts downwards: the largest, the newest first. */
  readonly sortsDown?: boolean
}

/** `cpu` upwards, `-cpu` downwards; another text is no order. */
export function parseSort<Row>(text: string, columns: readonly Sortable<Row>[]): Sort | undefined {
  const isDescending = text.startsWith('-')
  const id = isDescending ? text.slice(1) : text
  return columns.some((column) => column.id === id && column.sort) ? { column: id, isDescending } : undefined
}

export const formatSort = (sort: Sort | undefined): string =>
  sort === undefined ? '' : `${sort.isDescending ? '-' : ''}${sort.column}`

/** The second click turns it round, the third goes back to how it was. */
export function nextSort<Row>(current: Sort | undefined, { id, sortsDown = false }: Sortable<Row>): Sort | undefined {
  if (current?.column !== id) return { column: id, isDescending: sortsDown }
  return current.isDescending === sortsDown ? { column: id, isDescending: !sortsDown } : undefined
}

/** Ties keep their order. */
export function sortedBy<Row>(rows: readonly Row[], columns: readonly Sortable<Row>[], sort: Sort): readonly Row[] {
  const key = columns.find(({ id }) => id === sort.column)?.sort
  if (typeof key !== 'function') return rows
  const direction = sort.isDescending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)]
    if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
    return direction * (typeof left === 'string' ? byAlphabet().compare(left, String(right)) : left - Number(right))
  })
}

let collator: Intl.Collator | undefined

/** Made when it is needed: it loads Intl's data, which takes as long as drawing half a table. */
const byAlphabet = (): Intl.Collator => {
  collator ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
  return collator
}

/** By the alphabet; plain letters are compared without Intl, so that the first picture does not wait for its data. */
export function byName<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  if (!items.every((item) => /^[ -~]*$/.test(nameOf(item)))) {
    return items.toSorted((a, b) => byAlphabet().compare(nameOf(a), nameOf(b)))
  }
  const letters = (item: T) => nameOf(item).toLowerCase()
  return items.toSorted((a, b) => (letters(a) < letters(b) ? -1 : letters(a) > letters(b) ? 1 : 0))
}
