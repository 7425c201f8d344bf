/** Turns ticks since boot into times of day, and notices when somebody sets the clock. */

import { monotonicMs } from '../../storage/monotonic.ts'
import type { ProcFiles } from './proc-files.ts'
import { type KernelUnits, parseBootTimeMs, parseUnits, usualUnits } from './proc-text.ts'

export interface BootClock {
  readonly units: KernelUnits
  startedAtMs(start: string): number
  /** True when the clock was set since the last call: every time told before is off by that much. */
  wasSet(): boolean
}

/** The kernel's boot time has whole seconds; smaller corrections of the clock must not move anybody's start. */
const toleranceMs = 2000

export function createBootClock(
  files: ProcFiles,
  now: () => number = Date.now,
  monotonic: () => number = monotonicMs,
): BootClock {
  const auxv = files.bytes('self/auxv')
  const units = auxv === undefined ? usualUnits : parseUnits(auxv)
  const readBootTimeMs = () => parseBootTimeMs(files.text('stat') ?? '') ?? 0
  let bootTimeMs = readBootTimeMs()
  let offsetMs = now() - monotonic()

  return {
    units,
    startedAtMs: (start) => bootTimeMs + Math.round((Number(start) * 1000) / units.ticksPerSecond),
    wasSet() {
      const offset = now() - monotonic()
      if (Math.abs(offset - offsetMs) < toleranceMs) return false
      // A suspend moves the offset too (the monotonic clock stood still), but not the boot time.
      offsetMs = offset
      const fresh = readBootTimeMs()
      if (Math.abs(fresh - bootTimeMs) < toleranceMs) return false
      bootTimeMs = fresh
      return true
    },
  }
}
