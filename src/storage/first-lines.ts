/** Whose a log is, where its name tells not all of it: its first line does. */
import type { LogLine, SessionLog } from '../agents/agent.ts'
import { mainLane } from '../core/session/session-event.ts'
import { type AgentFiles, diskFiles } from './agent-files.ts'
import { type OpenFile, readAt } from './open-file.ts'

/** A first line may hold all instructions of a session. */
const firstBytes = 1 << 16
const mostBytes = 4 << 20

/** What the first line tells of its file, remembered: it never changes. */
export class FirstLines {
  readonly #log: SessionLog
  readonly #files: AgentFiles
  readonly #known = new Map<string, LogLine['facts']>()

  constructor(log: SessionLog, files: AgentFiles = diskFiles) {
    this.#log = log
    this.#files = files
  }

  /** Undefined as long as there is no whole first line that names a session. */
  factsOf(path: string): LogLine['facts'] | undefined {
    const known = this.#known.get(path)
    if (known !== undefined) return known
    const line = firstLineOf(this.#files, path)
    if (line === undefined) return undefined
    const reader = this.#log.open({ sessionId: '', lane: mainLane })
    const { facts } = reader.readLine(line, { lane: mainLane, offset: 0 }, 'brief')
    if (facts.sessionId === undefined) return undefined
    this.#known.set(path, facts)
    return facts
  }
}

function firstLineOf(files: AgentFiles, path: string): string | undefined {
  let file: OpenFile
  try {
    file = files.open(path)
  } catch {
    return undefined // gone meanwhile
  }
  try {
    for (let size = firstBytes; size <= mostBytes; size *= 8) {
      const bytes = Buffer.allocUnsafe(size)
      const read = bytes.subarray(0, readAt(file, bytes, 0, size, 0))
      const end = read.indexOf(10)
      if (end !== -1) return read.toString('utf8', 0, end)
      if (read.length < size) return undefined
    }
    return undefined
  } finally {
    files.close(file)
  }
}
