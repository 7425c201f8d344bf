/**
 * Whose work a process below a host is: told by the mark of the session in its environment, which is read once
 * per program that it is.
 */
import type { Agent } from '../agents/agent.ts'
import type { OsProcess } from '../core/process/process.ts'
import { programId } from '../core/process/process.ts'
import type { ReadChildMarks } from './linux/child-marks.ts'

export interface SessionMarks {
  /** Of these processes; undefined for all others, and where no environment can be read. */
  of(trees: readonly HostedTree[]): (child: OsProcess) => string | undefined
}

interface HostedTree {
  readonly agent: Agent | undefined
  readonly children: readonly OsProcess[]
}

export function createSessionMarks(read: ReadChildMarks | undefined): SessionMarks {
  let known = new Map<string, string | undefined>()
  return {
    of(trees) {
      const next = new Map<string, string | undefined>()
      for (const { agent, children } of trees) {
        const mark = agent?.childMarks.sessionId
        if (mark === undefined || read === undefined) continue
        for (const child of children) {
          const id = programId(child)
          next.set(id, known.has(id) ? known.get(id) : read(child.pid, [mark])[mark] || undefined)
        }
      }
      known = next
      return (child) => next.get(programId(child))
    },
  }
}
