/** What a file in this folder proves by doing it often: too long for the tests, with a share of it in each run of them. */

export interface DrillOptions {
  /** How often this time. */
  readonly times: number
  /** Whatever is left to chance comes from here: the same seed makes the same choices. */
  readonly random: Random
  /** On a server with a fault that the drill has to find. */
  readonly isBroken: boolean
  /** A line on the way, for who waits. */
  say(text: string): void
}

export interface DrillResult {
  /** What was done and seen, by its name. */
  readonly figures: Readonly<Record<string, number | string>>
  /** What should not have been; none: it holds. */
  readonly faults: readonly string[]
}

export interface Drill {
  /** What holds, in a sentence. */
  readonly proves: string
  /** Its full number. */
  readonly times: number
  /** …of these. */
  readonly unit: string
  /** Whether it can be tried on a server with a fault. */
  readonly canBreak?: boolean | undefined
  run(options: DrillOptions): Promise<DrillResult>
}

export interface Random {
  /** From 0 on, below 1. */
  next(): number
  /** Whole, both ends included. */
  between(least: number, most: number): number
  isLess(share: number): boolean
}

/** mulberry32: small, fast, and good enough to choose moments by. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    isLess: (share) => next() < share,
  }
}
