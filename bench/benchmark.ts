/** What a measurement in this folder exports: `<name>.bench.ts` with a `run`. */
import type { AskedFigure } from './asked.ts'

export interface BenchmarkOptions {
  /** Measure the programs we compare with, too. They must be installed. */
  readonly withPeers: boolean
  /** Keep the figures as the baseline of later runs. */
  readonly isSaving: boolean
  /** At the size that is promised, however long that takes. */
  readonly isFull: boolean
  /** So many are stored, for a quick look. */
  readonly events?: number | undefined
  /** So large are the transcripts. */
  readonly gib?: number | undefined
  /** Without what was kept of an earlier run: what takes long to be made is made, and measured, again. */
  readonly isFresh?: boolean | undefined
  /** Smaller and shorter, so that all of them together take minutes: what that leaves out is told as `shortened`. */
  readonly isQuick?: boolean | undefined
  /** What something is asked of, beside the peer that it is asked beside; nothing else. */
  readonly isAskedAlone?: boolean | undefined
}

export interface BenchmarkTable {
  readonly title?: string
  /** One line each: what was measured, then named figures with their unit in the name ("median ms"). */
  readonly rows: readonly ({ readonly what: string } & Readonly<Record<string, string | number>>)[]
  /** Promises and whether they hold, circumstances. */
  readonly notes?: readonly string[]
  readonly asked?: readonly AskedFigure[]
  /** What `isQuick` made smaller, in words. */
  readonly shortened?: string | undefined
}

export interface Benchmark {
  run(options: BenchmarkOptions): Promise<readonly BenchmarkTable[]>
}

/** Milliseconds of each call, sorted. `warmUps` calls before are not counted. */
export async function timesOf(work: () => unknown, { calls = 50, warmUps = 5 } = {}): Promise<readonly number[]> {
  for (let call = 0; call < warmUps; call += 1) await work()
  const times: number[] = []
  for (let call = 0; call < calls; call += 1) {
    const startMs = performance.now()
    await work()
    times.push(performance.now() - startMs)
  }
  return times.sort((a, b) => a - b)
}

export interface Cost {
  /** Sorted. */
  readonly times: readonly number[]
  /** Of this process, on average: a busy machine stretches the time on the wall, not this. */
  readonly cpuMs: number
}

/** The same with the CPU time of each call. `before` comes before each and is not counted. */
export async function costOf(
  work: () => unknown,
  { calls, warmUps, before = () => undefined }: { calls: number; warmUps: number; before?: () => void },
): Promise<Cost> {
  const times: number[] = []
  let cpuMs = 0
  for (let call = -warmUps; call < calls; call += 1) {
    before()
    const [startMs, startCpu] = [performance.now(), process.cpuUsage()]
    await work()
    if (call < 0) continue
    times.push(performance.now() - startMs)
    const { user, system } = process.cpuUsage(startCpu)
    cpuMs += (user + system) / 1000 / calls
  }
  return { times: times.sort((a, b) => a - b), cpuMs }
}

/** Rounds of a figure beside its peer or its floor, each after the other in every round; its median is told. */
export const roundsOf = ({ isQuick }: Pick<BenchmarkOptions, 'isQuick'>): number => (isQuick === true ? 3 : 7)

/** Of figures in any order. */
export const medianOf = (figures: readonly number[]): number =>
  quantile(
    figures.toSorted((a, b) => a - b),
    0.5,
  )

/** Of sorted figures; `share` 0.5 is the median. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))
