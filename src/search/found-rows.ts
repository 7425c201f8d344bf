/**
 * The passages that match, in columns: tens of thousands at every key that is typed, of which twenty sessions are shown. As objects they would
 * be more memory than all the rest of a search.
 */
import { passageRoles } from '../core/search/passage.ts'
import type { Match, Matches } from '../core/search/ranking.ts'

/** Of a passage: its id, its session, its second, its role's place in the list, and how well it fits. */
export type FoundRow = readonly [id: number, session: number, second: number, role: number, fit: number]

const columns = 5
const fitColumn = 4

/** Of a search that is over: a megabyte for each key that is typed would wait long for whoever cleans up. */
let spare: Float64Array | undefined

export class FoundRows implements Matches {
  #values: Float64Array
  #length = 0

  constructor() {
    this.#values = spare ?? new Float64Array(1024 * columns)
    spare = undefined
  }

  /** Nobody looks at them any more. */
  free(): void {
    if (spare === undefined || spare.length < this.#values.length) spare = this.#values
    this.#values = new Float64Array(0)
    this.#length = 0
  }

  get length(): number {
    return this.#length
  }

  at(index: number): Match {
    const from = index * columns
    const value = (column: number): number => this.#values[from + column] ?? 0
    return {
      ...{ id: value(0), session: value(1), atMs: value(2) * 1000, fit: value(fitColumn) },
      role: passageRoles[value(3)] ?? 'result',
    }
  }

  add(row: FoundRow): void {
    const from = this.#length * columns
    if (from === this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values.set(row, from)
    this.#length++
  }

  weigh(from: number, to: number, factor: number): void {
    for (let index = from; index < to; index++) {
      const at = index * columns + fitColumn
      this.#values[at] = (this.#values[at] ?? 0) * factor
    }
  }

  newerThan(second: number): number {
    let count = 0
    for (let index = 0; index < this.#length; index++) if (this.#second(index) > second) count++
    return count
  }

  /** The later ones stay, of one second those that came first. */
  keepNewest(most: number): void {
    const seconds = Float64Array.from({ length: this.#length }, (_, index) => this.#second(index)).sort()
    const least = seconds[seconds.length - most] ?? 0
    let room = most - this.newerThan(least)
    let kept = 0
    for (let index = 0; index < this.#length; index++) {
      const second = this.#second(index)
      if (second < least || (second === least && room-- <= 0)) continue
      this.#values.copyWithin(kept * columns, index * columns, (index + 1) * columns)
      kept++
    }
    this.#length = kept
  }

  *rows(): Generator<FoundRow> {
    for (let index = 0; index < this.#length; index++) {
      const [id = 0, session = 0, second = 0, role = 0, fit = 0] = this.#values.subarray(index * columns)
      yield [id, session, second, role, fit]
    }
  }

  #second(index: number): number {
    return this.#values[index * columns + 2] ?? 0
  }
}

/** What several questions found, as it fits best. */
export function eachOnce(all: readonly FoundRows[]): FoundRows {
  const best = new Map<number, FoundRow>()
  for (const rows of all) {
    for (const row of rows.rows()) {
      const known = best.get(row[0])
      if (known === undefined || known[4] < row[4]) best.set(row[0], row)
    }
  }
  const found = new FoundRows()
  for (const row of best.values()) found.add(row)
  return found
}
