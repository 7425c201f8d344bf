/** Requests and tokens per minute, beside limits of that kind. Pure. */

/** Per minute of the last hour, oldest first; the last is the 60 seconds up to now. */
export interface MinuteRate {
  readonly now: number
  /** Of any of these minutes. */
  readonly highest: number
  readonly minutes: readonly number[]
  /** That its user typed in: `[metrics]`. */
  readonly limit?: number | undefined
}

export interface MinuteRates {
  readonly requests: MinuteRate
  /** Without what was read from the cache. */
  readonly input: MinuteRate
  readonly output: MinuteRate
}

export interface RateLimits {
  readonly requests?: number | undefined
  readonly input?: number | undefined
  readonly output?: number | undefined
}

const minuteMs = 60_000
const minutesShown = 60

export function minuteRates(
  responses: readonly { readonly atMs: number; readonly newInput: number; readonly output: number }[],
  nowMs: number,
  limits: RateLimits = {},
): MinuteRates {
  const empty = () => new Array<number>(minutesShown).fill(0)
  const [requests, input, output] = [empty(), empty(), empty()]
  for (const response of responses) {
    const ago = Math.floor((nowMs - response.atMs) / minuteMs)
    // One that a wrong clock put into the future is of now.
    const minute = minutesShown - 1 - Math.max(0, ago)
    if (minute < 0) continue
    requests[minute] = (requests[minute] ?? 0) + 1
    input[minute] = (input[minute] ?? 0) + response.newInput
    output[minute] = (output[minute] ?? 0) + response.output
  }
  const rate = (minutes: readonly number[], limit: number | undefined): MinuteRate => ({
    now: minutes.at(-1) ?? 0,
    highest: Math.max(...minutes),
    minutes,
    limit,
  })
  return {
    requests: rate(requests, limits.requests),
    input: rate(input, limits.input),
    output: rate(output, limits.output),
  }
}

export function addRates(all: readonly MinuteRates[], limits: RateLimits): MinuteRates {
  const sum = (of: keyof MinuteRates): MinuteRate => {
    const minutes = Array.from({ length: minutesShown }, (_, at) =>
      all.reduce((total, rates) => total + (rates[of].minutes[at] ?? 0), 0),
    )
    return { now: minutes.at(-1) ?? 0, highest: Math.max(...minutes), minutes, limit: limits[of] }
  }
  return { requests: sum('requests'), input: sum('input'), output: sum('output') }
}
