/** Whether a figure got clearly worse, or only differs by chance. Pure. */

export interface Comparison {
  /** Median now ÷ median then. */
  readonly ratio: number
  /** How likely such a difference is where nothing changed: Mann-Whitney's U, one-sided, with the correction for ties. */
  readonly p: number
}

export const worstRatio = 1.3
export const surelyBelow = 0.01

export const isClearLoss = ({ ratio, p }: Comparison): boolean => ratio > worstRatio && p < surelyBelow

export function compare(before: readonly number[], now: readonly number[]): Comparison {
  return { ratio: medianOf(now) / medianOf(before), p: chanceThatLarger(before, now) }
}

export function medianOf(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}

/** The chance that `now` ranks so high by accident. By the normal approximation: good from about eight figures a side. */
function chanceThatLarger(before: readonly number[], now: readonly number[]): number {
  const all = [...before.map((value) => ({ value, isNow: false })), ...now.map((value) => ({ value, isNow: true }))]
  all.sort((a, b) => a.value - b.value)
  let ranksOfNow = 0
  let ties = 0
  for (let at = 0; at < all.length; ) {
    let end = at
    while (end < all.length && all[end]?.value === all[at]?.value) end++
    const rank = (at + 1 + end) / 2
    for (const { isNow } of all.slice(at, end)) if (isNow) ranksOfNow += rank
    ties += (end - at) ** 3 - (end - at)
    at = end
  }
  const [n, m] = [now.length, before.length]
  const u = ranksOfNow - (n * (n + 1)) / 2
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
  return variance <= 0 ? 1 : 1 - normalDistribution((u - (n * m) / 2 - 0.5) / Math.sqrt(variance))
}

/** Abramowitz and Stegun 26.2.17: right to seven digits. */
function normalDistribution(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  const tail =
    density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z >= 0 ? 1 - tail : tail
}
