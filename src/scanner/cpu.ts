/** CPU use between two looks. */
import { type OsProcess, processId } from '../core/process/process.ts'

export interface CpuMeter {
  /**
   * Percent of one core over the time since this process was last seen, for all of these; 100 = one core. Undefined at a first
   * sight, and when too little time passed to tell: never a made-up 0.
   */
  sample(processes: readonly OsProcess[], nowMs: number): ReadonlyMap<string, number | undefined>
}

/** CPU time is told in steps of 10 ms: over a shorter window a single step would look like work. */
const shortestWindowMs = 200

interface Sample {
  readonly cpuTimeMs: number
  readonly atMs: number
  readonly cpuPercent: number | undefined
}

/** `nowMs` must be of a clock nobody sets. */
export function createCpuMeter(): CpuMeter {
  let samples = new Map<string, Sample>()
  return {
    sample(processes, nowMs) {
      const fresh = new Map<string, Sample>()
      for (const process of processes) {
        const sample = nextSample(samples.get(processId(process)), process.cpuTimeMs, nowMs)
        if (sample !== undefined) fresh.set(processId(process), sample)
      }
      samples = fresh
      return new Map(Array.from(fresh, ([id, { cpuPercent }]) => [id, cpuPercent]))
    },
  }
}

function nextSample(before: Sample | undefined, cpuTimeMs: number | undefined, atMs: number): Sample | undefined {
  if (cpuTimeMs === undefined) return undefined
  if (before === undefined) return { cpuTimeMs, atMs, cpuPercent: undefined }
  const windowMs = atMs - before.atMs
  if (windowMs < shortestWindowMs) return before
  const cpuPercent = Math.max(0, ((cpuTimeMs - before.cpuTimeMs) / windowMs) * 100)
  // Down, not to the nearest: 0.999 % is less than 1 %, where health draws a line.
  return { cpuTimeMs, atMs, cpuPercent: Math.floor(cpuPercent * 100) / 100 }
}
