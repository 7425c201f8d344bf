/** How the last five minutes of events were: a count every ten seconds, what went wrong, and who spoke. Pure. */
import { seconds } from '../time/duration.ts'
import type { CapturedEvent } from './captured-event.ts'

export const pulseCells = 30
const cellMs = seconds(10)

interface Cell {
  readonly from: number
  events: number
  errors: number
  warnings: number
  readonly sources: Set<string>
}

export interface Pulse {
  /** Oldest first. */
  readonly cells: readonly { readonly events: number; readonly errors: number }[]
  readonly perSecond: number
  readonly errors: number
  readonly warnings: number
  readonly sources: number
}

export class EventPulse {
  readonly #cells = new Map<number, Cell>()

  /** By when it was captured: what comes late from elsewhere comes now. */
  add({ created_at, level, source }: Pick<CapturedEvent, 'created_at' | 'level' | 'source'>): void {
    const from = Math.floor(Date.parse(created_at) / cellMs)
    const cell = this.#cells.get(from) ?? { from, events: 0, errors: 0, warnings: 0, sources: new Set() }
    this.#cells.set(from, cell)
    cell.events += 1
    if (level === 'error') cell.errors += 1
    if (level === 'warn') cell.warnings += 1
    cell.sources.add(source)
  }

  at(nowMs: number): Pulse {
    const newest = Math.floor(nowMs / cellMs)
    for (const from of this.#cells.keys()) if (from <= newest - pulseCells) this.#cells.delete(from)
    const cells = Array.from({ length: pulseCells }, (_, index) => this.#cells.get(newest - pulseCells + 1 + index))
    const sum = (read: (cell: Cell) => number) => cells.reduce((total, cell) => total + (cell ? read(cell) : 0), 0)
    const last = [cells.at(-1), cells.at(-2)].reduce((total, cell) => total + (cell?.events ?? 0), 0)
    return {
      cells: cells.map((cell) => ({ events: cell?.events ?? 0, errors: cell?.errors ?? 0 })),
      perSecond: last / ((nowMs - (newest - 1) * cellMs) / seconds(1)),
      errors: sum(({ errors }) => errors),
      warnings: sum(({ warnings }) => warnings),
      sources: new Set(cells.flatMap((cell) => (cell ? [...cell.sources] : []))).size,
    }
  }
}
