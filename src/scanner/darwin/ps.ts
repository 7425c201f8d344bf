/**
 * `LC_ALL=C TZ=UTC ps -axwwo pid=,ppid=,uid=,state=,tty=,rss=,time=,lstart=`: what ps-list does not tell on macOS.
 *   40211 40180   501 S+   ttys001  312448   0:41.27 Tue Sep 15 08:13:19 2026
 *     512     1   501 Ss   ??         8120 112:03.09 Sat Sep  5 06:00:01 2026
 */
import type { RunState } from '../../core/process/process.ts'

export const psColumns = 'pid=,ppid=,uid=,state=,tty=,rss=,time=,lstart='

export interface PsRow {
  readonly pid: number
  readonly ppid: number
  readonly uid: number
  readonly state: RunState
  readonly tty?: string | undefined
  readonly rssBytes: number
  readonly cpuTimeMs?: number | undefined
  /** `lstart` as printed: the identity of the process together with its pid. */
  readonly start: string
  readonly startedAtMs: number
}

const row =
  /^\s*(\d+)\s+(\d+)\s+(-?\d+)\s+(\S+)\s+(\S+)\s+(\d+)\s+(\S+)\s+([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})\s*$/

/** Lines that are no process (or were cut off) are left out. */
export function parsePs(text: string): readonly PsRow[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, ppid, uid, state, tty, rssKib, time, start] = row.exec(line) ?? []
    if (start === undefined) return []
    return [
      {
        pid: Number(pid),
        ppid: Number(ppid),
        uid: Number(uid),
        state: runStateOf(state ?? ''),
        tty: tty === undefined || /^[?-]+$/.test(tty) ? undefined : tty,
        rssBytes: Number(rssKib) * 1024,
        cpuTimeMs: parseCpuTimeMs(time ?? ''),
        start,
        startedAtMs: Date.parse(`${start} UTC`),
      },
    ]
  })
}

/** The first letter is the state, the rest (`+`, `s`, `N`) says other things. `U` waits for a disk, `I` slept for over 20 s. */
export function runStateOf(letters: string): RunState {
  switch (letters[0]) {
    case 'R':
      return 'running'
    case 'S':
    case 'I':
    case 'U':
      return 'sleeping'
    case 'T':
      return 'stopped'
    case 'Z':
      return 'zombie'
    default:
      return 'unknown'
  }
}

/** `0:41.27` and `112:03.09` on macOS (minutes are not wrapped), `1-02:03:04` elsewhere. Undefined for anything else. */
export function parseCpuTimeMs(text: string): number | undefined {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text)
  if (match === null) return undefined
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  return Math.round((((days ?? 0) * 24 + (hours ?? 0)) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000)
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time as `ps -o lstart=` prints it in UTC, so that two ways to read a process name the same identity. */
export function toLstart(ms: number): string {
  const time = new Date(ms)
  const clock = time.toISOString().slice(11, 19)
  const day = String(time.getUTCDate()).padStart(2)
  return `${days[time.getUTCDay()]} ${months[time.getUTCMonth()]} ${day} ${clock} ${time.getUTCFullYear()}`
}
