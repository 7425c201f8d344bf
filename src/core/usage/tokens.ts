/** Counts of tokens by the five classes that have prices of their own. Pure. */
export interface Tokens {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  /** Written to the cache for 5 minutes; also writes whose lifetime the record does not tell. */
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

export const noTokens: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }

export const addTokens = (a: Tokens, b: Tokens): Tokens => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
  cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
})

export const lessTokens = (a: Tokens, b: Tokens): Tokens => ({
  input: a.input - b.input,
  output: a.output - b.output,
  cacheRead: a.cacheRead - b.cacheRead,
  cacheWrite5m: a.cacheWrite5m - b.cacheWrite5m,
  cacheWrite1h: a.cacheWrite1h - b.cacheWrite1h,
})

/** Of each class the higher count: records of one response tell more and more. */
export const highestTokens = (a: Tokens, b: Tokens): Tokens => ({
  input: Math.max(a.input, b.input),
  output: Math.max(a.output, b.output),
  cacheRead: Math.max(a.cacheRead, b.cacheRead),
  cacheWrite5m: Math.max(a.cacheWrite5m, b.cacheWrite5m),
  cacheWrite1h: Math.max(a.cacheWrite1h, b.cacheWrite1h),
})

export const totalTokens = (t: Tokens): number => t.input + t.output + t.cacheRead + t.cacheWrite5m + t.cacheWrite1h

/** Before the first response is read nothing is known of what it took: that is not 0. */
export const tokensIfAny = ({
  responses,
  totalTokens: total,
}: {
  readonly responses: number
  readonly totalTokens: number
}): number | undefined => (responses === 0 && total === 0 ? undefined : total)
