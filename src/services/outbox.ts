/**
 * What one reader has not taken yet, so that a slow one costs nobody else anything. An item takes the place of the one with the same
 * key (a slow reader sees fewer pictures, not old ones). The others each count; when they are too many, they give way to `resync`.
 */
export interface Outbox<T> {
  push(item: T): void
  /** Drops what each counts, and says so. */
  resync(): void
  /** The next item, when there is one; undefined at the end. */
  take(): Promise<T | undefined>
  /** What waits is still taken, or `instead` of it. */
  end(instead?: readonly T[]): void
  readonly length: number
  readonly isEnded: boolean
}

export interface OutboxRules<T> {
  /** Undefined: each one counts. */
  keyOf(item: T): string | undefined
  /** @default 1 */
  weightOf?(item: T): number
  /** One item for two that each count, where that is as good. */
  merge?(last: T, next: T): T | undefined
  /** Of items that each count, by their weight. */
  readonly most: number
  /** What is told in place of what was dropped. */
  resync(): readonly T[]
}

export function createOutbox<T>({ keyOf, weightOf = () => 1, merge, most, resync }: OutboxRules<T>): Outbox<T> {
  let waiting: T[] = []
  let weight = 0
  let isEnded = false
  let wake: (() => void) | undefined

  const rouse = () => {
    wake?.()
    wake = undefined
  }
  const weigh = (item: T) => (keyOf(item) === undefined ? weightOf(item) : 0)
  const add = (item: T) => {
    const key = keyOf(item)
    if (key !== undefined) waiting = waiting.filter((one) => keyOf(one) !== key)
    const last = waiting.at(-1)
    const merged = key === undefined && last !== undefined && weigh(last) > 0 ? merge?.(last, item) : undefined
    if (merged === undefined) waiting.push(item)
    else waiting.splice(-1, 1, merged)
    weight += weigh(item)
  }
  const startAnew = () => {
    const told = resync()
    const isTold = new Set(told.map(keyOf))
    const states = waiting.filter((item) => keyOf(item) !== undefined && !isTold.has(keyOf(item)))
    waiting = []
    weight = 0
    for (const item of [...told, ...states]) add(item)
  }

  return {
    get length() {
      return waiting.length
    },
    get isEnded() {
      return isEnded
    },
    push(item) {
      if (isEnded) return
      add(item)
      if (weight > most) startAnew()
      rouse()
    },
    resync() {
      if (isEnded) return
      startAnew()
      rouse()
    },
    async take() {
      while (waiting.length === 0) {
        if (isEnded) return undefined
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const item = waiting.shift()
      if (item !== undefined) weight -= weigh(item)
      return item
    },
    end(instead = waiting) {
      waiting = [...instead]
      isEnded = true
      rouse()
    },
  }
}
