/** "Did you mean …?": the known word nearest to a mistyped one. Pure. */

/** Undefined when nothing is near enough to be meant. */
export function closestName(typed: string, known: readonly string[]): string | undefined {
  const query = typed.toLowerCase()
  const ranked = [...new Set(known)]
    .map((word) => ({ word, distance: distanceBetween(query, word.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(query.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.word
}

/** The beginning of a longer word counts as one slip more than the whole: "paymets" may mean "payments-api". */
function distanceBetween(query: string, word: string): number {
  const whole = editDistance(query, word)
  if (query.length < 3 || word.length <= query.length) return whole
  const beginnings = [-1, 0, 1].map((more) => editDistance(query, word.slice(0, query.length + more)) + 1)
  return Math.min(whole, ...beginnings)
}

/** Optimal string alignment: insert, delete, replace, or swap two neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + cost,
          isSwap ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY
