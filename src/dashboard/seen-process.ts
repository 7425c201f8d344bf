/** From a pid and what the caller saw of it to one process of our last scan, or why not. Pure. */
import type { ProcessRef } from '../core/process/process.ts'
import type { FleetReport } from '../core/process/report.ts'
import { err, ok, type Result } from '../core/result.ts'

export interface SeenProcess {
  readonly start?: string | undefined
  readonly startedAt?: string | undefined
}

export interface NotSeen {
  readonly kind: 'not-watched' | 'replaced'
  readonly message: string
}

interface ListedProcess extends ProcessRef {
  readonly startedAt: string
}

/** Everything that may be ended: agents, helpers, what was left behind, and what runs below them. */
export const everyProcess = ({ processes, helpers, orphans }: FleetReport): readonly ListedProcess[] => [
  ...processes,
  ...helpers,
  ...orphans,
  ...[...processes, ...helpers].flatMap(({ children }) => children),
]

export function findSeen(
  listed: readonly ListedProcess[],
  pid: number,
  seen: SeenProcess,
): Result<ProcessRef, NotSeen> {
  const found = listed.find((process) => process.pid === pid)
  if (found === undefined) {
    const message = `No agent process with pid ${pid} was seen in the last scan. See: GET /api/processes`
    return err({ kind: 'not-watched', message })
  }
  if (!isAsSeen(found, seen)) {
    const message = `The pid ${pid} is another process now, started at ${found.startedAt}. Nothing was sent. Look again: GET /api/processes`
    return err({ kind: 'replaced', message })
  }
  return ok({ pid: found.pid, start: found.start })
}

const isAsSeen = (found: { start: string; startedAt: string }, { start, startedAt }: SeenProcess): boolean =>
  (start === undefined || start === found.start) &&
  (startedAt === undefined || Date.parse(startedAt) === Date.parse(found.startedAt))
