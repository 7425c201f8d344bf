/** What several runs of the tests tell together: which files are slow, which tests do not pass every time. Pure. */

/** One file of vitest's json report, as much of it as is needed. */
export interface FileReport {
  /** Absolute. */
  readonly name: string
  readonly startTime: number
  readonly endTime: number
  readonly status: string
  /** Why the file could not run, or what its hooks found. */
  readonly message?: string
  readonly assertionResults: readonly {
    readonly fullName: string
    readonly status: string
    readonly failureMessages?: readonly string[] | null
  }[]
}

export interface FileTally {
  readonly file: string
  readonly runs: number
  readonly failedRuns: number
  /** Of all runs, in seconds. */
  readonly medianS: number
  readonly slowestS: number
  /** Each that failed, with how often and the reason it gave first. */
  readonly failures: readonly { readonly test: string; readonly times: number; readonly reason: string }[]
}

/** One tally per file, the slowest first. */
export function tallyFiles(reports: readonly FileReport[]): readonly FileTally[] {
  return [...Map.groupBy(reports, ({ name }) => name)]
    .map(([file, runs]) => {
      const seconds = runs.map(({ startTime, endTime }) => (endTime - startTime) / 1000).sort((a, b) => a - b)
      return {
        file,
        runs: runs.length,
        failedRuns: runs.filter(({ status }) => status === 'failed').length,
        medianS: seconds[Math.floor(seconds.length / 2)] ?? 0,
        slowestS: seconds.at(-1) ?? 0,
        failures: failuresOf(runs),
      }
    })
    .sort((a, b) => b.medianS - a.medianS)
}

function failuresOf(runs: readonly FileReport[]): FileTally['failures'] {
  const failed = runs.flatMap(({ status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && tests.length === 0) return [{ test: 'the file itself', reason: firstLine(message) }]
    return tests.map(({ fullName, failureMessages }) => ({ test: fullName, reason: firstLine(failureMessages?.[0]) }))
  })
  return [...Map.groupBy(failed, ({ test }) => test)].map(([test, all]) => ({
    test,
    times: all.length,
    reason: all[0]?.reason ?? '',
  }))
}

const firstLine = (text = ''): string => text.split('\n')[0] ?? ''

/** What is tried again and again: the slowest, what failed just now, and what is known to have needed a retry once. */
export function chooseFiles(
  tallies: readonly FileTally[],
  { slowest, retriedOnce }: { readonly slowest: number; readonly retriedOnce: readonly string[] },
): readonly string[] {
  const failed = tallies.filter(({ failedRuns }) => failedRuns > 0)
  const chosen = [...tallies.slice(0, slowest), ...failed].map(({ file }) => file)
  const known = new Set(tallies.map(({ file }) => file))
  return [...new Set([...chosen, ...retriedOnce.filter((file) => known.has(file))])]
}
