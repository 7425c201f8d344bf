/** Is the process with this pid the one a registry entry was written for? Pure. */
import type { LiveSession, Platform } from '../agents/agent.ts'
import type { OsProcess } from '../core/process/process.ts'

/** Windows gives start times in 100 ns, and the ways to ask for them round differently. */
const fileTimeTolerance = 10_000_000n
/** An entry without a start was written while the program started: on a slow machine long after the process began… */
const slowStartMs = 30_000
/** …and never before, but for the whole seconds in which the system tells when it started. */
const clockToleranceMs = 2_000

export type SameProcess = 'yes' | 'likely' | 'no'

/**
 * `likely`: the entry (before 2.1.140) has no start of its own, only the time it was written at. The pid belonged to its
 * writer at that time, so a process that began before it and still lives is the writer; one that began later is somebody else.
 */
export function isWriterOf(
  entry: Pick<LiveSession, 'pid' | 'start' | 'startedAtMs'>,
  process: Pick<OsProcess, 'pid' | 'start' | 'startedAtMs'>,
  platform: Platform,
): SameProcess {
  if (entry.pid !== process.pid) return 'no'
  if (entry.start !== undefined) return isSameStart(entry.start, process.start, platform) ? 'yes' : 'no'
  if (entry.startedAtMs === undefined) return 'no'
  const headStartMs = entry.startedAtMs - process.startedAtMs
  return headStartMs >= -clockToleranceMs && headStartMs <= slowStartMs ? 'likely' : 'no'
}

/** Ticks of 10 ms. */
const neighbourTicks = 500

/**
 * Of a program in a pid namespace below ours, by its pid there: behind a fence it may be shown the /proc of the namespace around its own, and then
 * writes down when its neighbour of that number began, a moment before itself.
 */
export function isWriterInside(
  entry: Pick<LiveSession, 'pid' | 'start' | 'startedAtMs'>,
  process: Pick<OsProcess, 'pid' | 'start' | 'startedAtMs'>,
  platform: Platform,
): SameProcess {
  const same = isWriterOf(entry, process, platform)
  if (same !== 'no' || entry.pid !== process.pid || entry.start === undefined) return same
  const ticks = Number(process.start) - Number(entry.start)
  return ticks >= 0 && ticks <= neighbourTicks ? 'yes' : 'no'
}

function isSameStart(a: string, b: string, platform: Platform): boolean {
  if (a === b) return true
  switch (platform) {
    case 'linux':
      return false
    case 'darwin':
      return inOneSpace(a) === inOneSpace(b)
    case 'win32':
      return isFileTime(a) && isFileTime(b) && distance(BigInt(a), BigInt(b)) < fileTimeTolerance
    default:
      return platform satisfies never
  }
}

/** "Sat Sep  5" and "Sat Sep 5" are one day. */
const inOneSpace = (text: string): string => text.trim().replace(/\s+/g, ' ')
const isFileTime = (text: string): boolean => /^\d{1,20}$/.test(text)
const distance = (a: bigint, b: bigint): bigint => (a < b ? b - a : a - b)
