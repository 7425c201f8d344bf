/** Processes as the tests see them, straight from /proc and apart from the code under test. Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Identity {
  readonly pid: number
  /** Field 22 of /proc/<pid>/stat. */
  readonly start: string
  /** Field 3: R, S, T, Z … */
  readonly state: string
  readonly ppid: number
  readonly name: string
}

/** Undefined when there is no such process. */
export function identify(pid: number): Identity | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The name in parentheses may hold anything, blanks and parentheses too.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, ppid, start] = [fields[0], fields[1], fields[19]]
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
  return state === undefined || start === undefined ? undefined : { pid, start, state, ppid: Number(ppid), name }
}

/** Whether this very process is still there; one that ended and waits for its parent is not. */
export function isRunning({ pid, start }: Pick<Identity, 'pid' | 'start'>): boolean {
  const now = identify(pid)
  return now !== undefined && now.start === start && now.state !== 'Z'
}

/** Sends nothing when the pid is somebody else by now. */
export function signalExactly(target: Pick<Identity, 'pid' | 'start'>, signal: NodeJS.Signals): boolean {
  if (!isRunning(target)) return false
  try {
    process.kill(target.pid, signal)
    return true
  } catch {
    return false
  }
}

/**
 * Processes that were started with this HOME, parents before their children. The home is a temporary folder nobody else
 * knows, so they are ours; this process and what has ended are left out.
 */
export const processesWithHome = (home: string): readonly number[] => processesWith(`HOME=${home}`)

/** The same for any entry of the environment. */
export function processesWith(entry: string): readonly number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 1 && pid !== process.pid)
    .filter((pid) => (readOrUndefined(`/proc/${pid}/environ`) ?? '').split('\0').includes(entry))
    .flatMap((pid) => identify(pid) ?? [])
    .filter(({ state }) => state !== 'Z')
    .sort((a, b) => Number(a.start) - Number(b.start))
    .map(({ pid }) => pid)
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return undefined
  }
}
