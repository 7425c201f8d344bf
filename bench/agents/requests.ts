/** Requests with known totals, and the words around them, for whatever agent writes them down. */

export interface Truth {
  readonly requests: number
  readonly tokens: number
}

/** One request of a turn; each token in one class, reasoning inside the output. */
export interface Request {
  /** Of all requests of the home: no two have the same usage. */
  readonly no: number
  readonly atMs: number
  readonly input: number
  readonly cached: number
  readonly output: number
  readonly reasoning: number
}

export const beganAtMs = Date.parse('2026-09-01T08:00:00.000Z')
export const cwd = '/home/dev/shop'
export const prompt = 'Find out why the totals of the basket are wrong and mend it'
export const command = 'npm test -- tests/basket'

export type Requests = ReturnType<typeof requestMaker>

export function requestMaker() {
  let made = 0
  let tokens = 0
  return {
    next(): Request {
      made += 1
      const usage = {
        input: 500 + (made % 4000),
        cached: 20_000 + made,
        output: 200 + (made % 900),
        reasoning: made % 150,
      }
      tokens += usage.input + usage.cached + usage.output
      return { no: made, atMs: beganAtMs + made * 30_000, ...usage }
    },
    truth: (): Truth => ({ requests: made, tokens }),
  }
}

/** Half of the turns have a short result, a few a long one. */
export function resultOf({ no }: Request): string {
  const lines = no % 17 === 0 ? 700 : 30 + ((no * 37) % 120)
  return Array.from(
    { length: lines },
    (_, line) => `tests/basket/total-${line}.test.ts: passed "${no * line}" ms\n`,
  ).join('')
}
