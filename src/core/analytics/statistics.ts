/** The few statistics that analytics needs. Pure. */

/** Undefined of nothing. Of an even number the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  const sorted = Float64Array.from(values).sort()
  return middleOf(sorted)
}

function middleOf(sorted: ArrayLike<number> & { readonly length: number }): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/**
 * The median of the `width` values around each, at the ends of those that there are. Values that are undefined are passed over, and have
 * none themselves. O(n · width).
 */
export function runningMedian(values: readonly (number | undefined)[], width: number): readonly (number | undefined)[] {
  const known = values.flatMap((value, at) => (value === undefined ? [] : [{ value, at }]))
  const medians = new Array<number | undefined>(values.length).fill(undefined)
  const window: number[] = []
  const put = (value: number) => window.splice(placeIn(window, value), 0, value)
  const take = (value: number) => window.splice(placeIn(window, value), 1)
  let [from, until] = [0, 0]
  for (const [place, { at }] of known.entries()) {
    const first = Math.max(0, Math.min(place - (width >> 1), known.length - width))
    const end = Math.min(known.length, first + width)
    for (; until < end; until++) put(known[until]?.value ?? 0)
    for (; from < first; from++) take(known[from]?.value ?? 0)
    medians[at] = middleOf(window)
  }
  return medians
}

/** The first place whose value is not smaller. */
function placeIn(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

export interface RankTest {
  /** The pairs in which the value of `a` is the larger one; ties count half. */
  readonly u: number
  /** Two-sided: how often chance alone would part them as far. */
  readonly p: number
  readonly isExact: boolean
}

/** Up to here, and without ties, every order is counted; above it the normal distribution is as good. */
const mostExact = 25

/**
 * The test of Mann and Whitney: do two samples come from one distribution? It asks for no shape of it, and one outlier moves it by one
 * rank. Undefined where one is empty. Not exact: normal, corrected for ties and by half a step.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): RankTest | undefined {
  const [n, m] = [a.length, b.length]
  if (n === 0 || m === 0) return undefined
  const { rankSum, ties } = rank(a, b)
  const u = rankSum - (n * (n + 1)) / 2
  if (ties === 0 && n <= mostExact && m <= mostExact) return { u, p: exactP(u, n, m), isExact: true }
  const total = n + m
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)))
  if (variance <= 0) return { u, p: 1, isExact: false }
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance)
  return { u, p: Math.min(1, 2 * upperTail(z)), isExact: false }
}

/** The ranks of `a` among all, the same for the same; and the sum of t³ − t over groups of t that are the same. */
function rank(a: readonly number[], b: readonly number[]): { readonly rankSum: number; readonly ties: number } {
  const own = Float64Array.from(a).sort()
  const all = Float64Array.from([...a, ...b]).sort()
  let [rankSum, ties, ownAt] = [0, 0, 0]
  for (let start = 0; start < all.length; ) {
    const value = all[start]
    let end = start + 1
    while (end < all.length && all[end] === value) end++
    const size = end - start
    ties += size ** 3 - size
    for (; ownAt < own.length && own[ownAt] === value; ownAt++) rankSum += (start + 1 + end) / 2
    start = end
  }
  return { rankSum, ties }
}

function exactP(u: number, n: number, m: number): number {
  const smaller = Math.min(u, n * m - u)
  const counts = ordersByU(n, m)
  const all = counts.reduce((sum, count) => sum + count, 0)
  let tail = 0
  for (let at = 0; at <= smaller; at++) tail += counts[at] ?? 0
  return Math.min(1, (2 * tail) / all)
}

/** How many of the orders of n and m values have each u: the Gaussian binomial coefficient. */
function ordersByU(n: number, m: number): readonly number[] {
  const counts = new Array<number>(n * m + 1).fill(0)
  counts[0] = 1
  for (let i = 1; i <= n; i++) {
    for (let u = n * m; u >= m + i; u--) counts[u] = (counts[u] ?? 0) - (counts[u - m - i] ?? 0)
    for (let u = i; u <= n * m; u++) counts[u] = (counts[u] ?? 0) + (counts[u - i] ?? 0)
  }
  return counts
}

/** Of the standard normal distribution; Abramowitz and Stegun 7.1.26 holds to 1.5e-7, which near 0.05 is plenty. */
function upperTail(z: number): number {
  const x = z / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return (poly * Math.exp(-x * x)) / 2
}
