/** Whose a log is, where its name tells not all of it: its first line does. */
import { closeSync, openSync, readSync } from 'node:fs'
import type { LogLine, SessionLog } from '../agents/agent.ts'
import { mainLane } from '../core/session/session-event.ts'

/** A first line may hold all instructions of a session. */
const firstBytes = 1 << 16
const mostBytes = 4 << 20

/** What the first line tells of its file, remembered: it never changes. */
export class FirstLines {
  readonly #log: SessionLog
  readonly #known = new Map<string, LogLine['facts']>()

  constructor(log: SessionLog) {
    this.#log = log
  }

  /** Undefined as long as there is no whole first line that names a session. */
  factsOf(path: string): LogLine['facts'] | undefined {
    const known = this.#known.get(path)
    if (known !== undefined) return known
    const line = firstLineOf(path)
    if (line === undefined) return undefined
    const reader = this.#log.open({ sessionId: '', lane: mainLane })
    const { facts } = reader.readLine(line, { lane: mainLane, offset: 0 }, 'brief')
    if (facts.sessionId === undefined) return undefined
    this.#known.set(path, facts)
    return facts
  }
}

function firstLineOf(path: string): string | undefined {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return undefined // gone meanwhile
  }
  try {
    for (let size = firstBytes; size <= mostBytes; size *= 8) {
      const bytes = Buffer.allocUnsafe(size)
      const read = bytes.subarray(0, readSync(fd, bytes, 0, size, 0))
      const end = read.indexOf(10)
      if (end !== -1) return read.toString('utf8', 0, end)
      if (read.length < size) return undefined
    }
    return undefined
  } finally {
    closeSync(fd)
  }
}
