/** Reads what is appended to one log file as events, and notices when it is another file than before. */
import type { LinePart, LogDetail, LogLine, LogReader, SessionLog } from '../../agents/agent.ts'
import type { SessionEvent } from '../../core/session/session-event.ts'
import { type AgentFiles, diskFiles } from '../../storage/agent-files.ts'
import { type LinePosition, LineReader, type LineVisitor } from '../../storage/line-reader.ts'
import { isWholeLine, textSpan } from '../../storage/line-text.ts'
import { inodeOf, type OpenFile, readAt, sizeOfOpen } from '../../storage/open-file.ts'
import { encodingOf } from '../../storage/utf16.ts'

export interface TailReading {
  readonly lines: readonly LogLine[]
  /** The file was cut, replaced or written anew: what was read before is void, and it was begun again. */
  readonly isReset: boolean
  /** Else there is more; read again. */
  readonly isAtEnd: boolean
  /** Why nothing could be read; a file that is not there (yet) is no problem. */
  readonly problem?: string | undefined
}

const lineReader = new LineReader()
/** By so much of its beginning, and of what stands before where reading goes on, a file is known again. */
const edgeBytes = 256
/** After about this much others get their turn. */
export const enoughBytes = 1 << 20

/** A file, and what reads its lines. */
export interface LaneLog {
  readonly sessionId: string
  readonly lane: string
  readonly path: string
  readonly log: SessionLog
  /** Where it is read. @default on the disk */
  readonly files?: AgentFiles | undefined
  /** Of a log whose records form a tree: they are no part of the conversation. */
  readonly isLeft?: ((offset: number) => boolean) | undefined
}

/** Where reading may begin. */
export interface ReadPlace {
  readonly offset: number
  /** What the lines before carried over, where the log carries anything. */
  readonly carry?: string | undefined
}

export class LaneTail {
  readonly lane: string
  readonly path: string
  readonly #of: LaneLog
  #reader: LogReader
  #position: LinePosition
  #inode: number | undefined
  #beginning: Buffer | undefined
  /** The last bytes before where reading goes on. */
  #end: Buffer | undefined

  constructor(of: LaneLog, { offset, carry }: ReadPlace = { offset: 0 }) {
    this.lane = of.lane
    this.path = of.path
    this.#of = of
    this.#reader = of.log.open(of, carry)
    this.#position = { offset, carryBytes: 0 }
  }

  get offset(): number {
    return this.#position.offset
  }

  /** Here another reading may begin. */
  get place(): ReadPlace {
    return { offset: this.offset, carry: this.#reader.carry?.() }
  }

  /** Bytes that were looked at, an unfinished line included. */
  get seenBytes(): number {
    return this.#position.offset + this.#position.carryBytes
  }

  read(detail: LogDetail, limitBytes = enoughBytes): TailReading {
    const { files: agentFiles = diskFiles } = this.#of
    let file: OpenFile
    try {
      file = agentFiles.open(this.path)
    } catch (cause) {
      return { lines: [], isReset: false, isAtEnd: true, problem: problemOf(this.path, cause, this.seenBytes > 0) }
    }
    try {
      const reading = this.#read(file, detail, limitBytes)
      return typeof file === 'number' ? reading : { ...reading, problem: file.problem }
    } finally {
      agentFiles.close(file)
    }
  }

  #read(file: OpenFile, detail: LogDetail, limitBytes: number): TailReading {
    const [size, inode] = [sizeOfOpen(file), inodeOf(file)]
    const isReset = this.#isAnother(file, size, inode)
    if (isReset) this.#forget()
    // Of a file that is gone now, and kept elsewhere, the one that it had stays.
    this.#inode = inode ?? this.#inode
    if ((this.#beginning?.length ?? 0) < edgeBytes) this.#beginning = Buffer.from(beginningOf(file))
    this.#end ??= Buffer.from(endOf(file, this.offset))
    if (size === this.seenBytes) return { lines: [], isReset, isAtEnd: true }
    const lines = new LineCollector({
      log: this.#of.log,
      reader: this.#reader,
      lane: this.lane,
      isLeft: this.#of.isLeft,
      detail,
    })
    const encoding = encodingOf(this.#beginning ?? Buffer.alloc(0))
    // A line longer than the limit has to be read all the same.
    for (let limit = limitBytes; ; limit = Math.max(limit, enoughBytes) * 2) {
      const { offset, carryBytes, isAtEnd } = lineReader.read(file, this.#position, lines, limit, encoding)
      const isStuck = !isAtEnd && offset === this.#position.offset
      this.#position = { offset, carryBytes }
      this.#noteEnd(endOf(file, offset))
      if (!isStuck) return { lines: lines.found, isReset, isAtEnd }
    }
  }

  #noteEnd(end: Buffer): void {
    if (this.#end?.length === end.length) end.copy(this.#end)
    else this.#end = Buffer.from(end)
  }

  #forget(): void {
    this.#position = { offset: 0, carryBytes: 0 }
    this.#reader = this.#of.log.open(this.#of)
    this.#beginning = undefined
    this.#end = undefined
  }

  #isAnother(file: OpenFile, size: number, inode: number | undefined): boolean {
    if (this.seenBytes === 0) return false
    if (size < this.seenBytes) return true
    if (this.#inode !== undefined && inode !== undefined && inode !== this.#inode) return true
    const known = this.#beginning
    if (known !== undefined && !known.equals(beginningOf(file, known.length))) return true
    // Taken back to an earlier point and grown again, a log keeps its beginning.
    return this.#end !== undefined && !this.#end.equals(endOf(file, this.offset))
  }
}

class LineCollector implements LineVisitor {
  readonly found: LogLine[] = []
  readonly #of: Omit<LineSource, 'offset'>

  constructor(of: Omit<LineSource, 'offset'>) {
    this.#of = of
  }

  line(bytes: Buffer, start: number, end: number, offset: number): void {
    this.found.push(...readLine(bytes, start, end, { ...this.#of, offset }))
  }

  tooLong(offset: number): void {
    const { reader, lane } = this.#of
    this.found.push(reader.readLine('a line too long to be read', { lane, offset }, 'brief'))
  }

  tail(bytes: Buffer, start: number, end: number, offset: number): boolean {
    if (!isWholeLine(bytes, start, end)) return false
    this.line(bytes, start, end, offset)
    return true
  }
}

interface LineSource {
  readonly log: SessionLog
  readonly reader: LogReader
  readonly lane: string
  readonly isLeft?: LaneLog['isLeft']
  readonly offset: number
  readonly detail: LogDetail
}

/** Nothing for an empty line and for one without events; several where writers joined their records. */
export function readLine(bytes: Buffer, lineStart: number, lineEnd: number, of: LineSource): readonly LogLine[] {
  const { start, end } = textSpan(bytes, lineStart, lineEnd)
  if (end - start < 2) return []
  const { log } = of
  const readParts = (parts: readonly LinePart[]): readonly LogLine[] =>
    parts.flatMap((part) => {
      const offset = part.start === start ? of.offset : of.offset + part.start - lineStart
      return readRecord(bytes, part.start, part.end, { ...of, offset })
    })
  const parts = log.split?.(bytes, start, end)
  if (parts !== undefined) return readParts(parts)
  const read = readRecord(bytes, start, end, of)
  return log.splitBroken !== undefined && read.some(isUnreadable) ? readParts(log.splitBroken(bytes, start, end)) : read
}

const isUnreadable = ({ events }: LogLine): boolean =>
  events.some((event) => event.kind === 'other' && event.type === 'unreadable')

function readRecord(bytes: Buffer, start: number, end: number, of: LineSource): readonly LogLine[] {
  const { log, reader, lane, offset, detail } = of
  if (log.isSilent(bytes.toString('latin1', start, Math.min(end, start + log.headBytes)))) return []
  const line = reader.readLine(bytes.toString('utf8', start, end), { lane, offset }, detail)
  return [of.isLeft?.(offset) === true ? { ...line, events: line.events.map(paidFor) } : line]
}

/** Of a branch that was left: what it took counts, and no more is told of it. */
const paidFor = ({ cursor, lane, at, response }: SessionEvent): SessionEvent => ({
  kind: 'other',
  type: 'left branch',
  isKnown: true,
  cursor,
  lane,
  at,
  ...(response === undefined ? {} : { response }),
})

/** One for all: a file that grows is looked at many times a second. What it holds is only lent. */
const edge = Buffer.allocUnsafeSlow(edgeBytes)

const beginningOf = (file: OpenFile, length = edgeBytes): Buffer => edge.subarray(0, readAt(file, edge, 0, length, 0))

function endOf(file: OpenFile, offset: number): Buffer {
  const length = Math.min(offset, edgeBytes)
  return edge.subarray(0, readAt(file, edge, 0, length, offset - length))
}

function problemOf(path: string, cause: unknown, wasThere: boolean): string | undefined {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  if (code === undefined) throw cause
  if (code === 'ENOENT') return wasThere ? `${path} is gone. What was read of it stays.` : undefined
  return `${path} can not be read (${code}). Check its permissions.`
}
