/**
 * The records of one log that form a tree: which of them lead to the last one, and so are the conversation. The others were paid for, and
 * are shown nowhere.
 */
import type { LogEntry } from '../../agents/agent.ts'

interface Known {
  readonly parent: string | undefined
  readonly offsets: number[]
}

export class Branches {
  readonly #entries = new Map<string, Known>()
  #leaf: string | undefined
  #left: ReadonlySet<number> = new Set()

  /** True when records that were the conversation until now are no more, or are again. */
  note(entry: LogEntry, offset: number): boolean {
    if ('backBefore' in entry) return this.#goBack(entry.backBefore)
    const { id, parentId } = entry
    const known = this.#entries.get(id)
    if (known !== undefined) {
      if (!known.offsets.includes(offset)) known.offsets.push(offset)
      return false
    }
    const named = parentId === null ? undefined : (parentId ?? this.#leaf)
    // One that is not in this file: what is known is all there is of it.
    const parent = named !== undefined && !this.#entries.has(named) ? this.#leaf : named
    const isElsewhere = parent !== this.#leaf && this.#leaf !== undefined
    this.#entries.set(id, { parent, offsets: [offset] })
    this.#leaf = id
    return isElsewhere && this.#findLeft()
  }

  isLeft(offset: number): boolean {
    return this.#left.has(offset)
  }

  #goBack(id: string): boolean {
    const known = this.#entries.get(id)
    if (known === undefined) return false
    this.#leaf = known.parent
    return this.#findLeft()
  }

  #findLeft(): boolean {
    const kept = new Set<string>()
    for (let id = this.#leaf; id !== undefined && !kept.has(id); id = this.#entries.get(id)?.parent) kept.add(id)
    const left = new Set<number>()
    for (const [id, { offsets }] of this.#entries) {
      if (!kept.has(id)) for (const offset of offsets) left.add(offset)
    }
    const isChanged = left.size !== this.#left.size || [...left].some((offset) => !this.#left.has(offset))
    this.#left = left
    return isChanged
  }
}
