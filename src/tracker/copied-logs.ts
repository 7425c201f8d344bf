/**
 * Logs of which several copies lie about: what a sync tool left, a project's folder that was moved and kept, a session that was
 * moved. They are read together, each line once, so that a prompt, a call and a changed line count once. Responses need none of
 * this: they are known by their ids.
 */
import { closeSync, openSync } from 'node:fs'
import { basename } from 'node:path'
import type { AgentId } from '../agents/agent.ts'
import { recordLists } from '../agents/record-lists.ts'
import type { LineRecords, RecordSink } from '../agents/records.ts'
import { type FileFacts, noFileFacts } from '../core/session/file-facts.ts'
import { hashed } from '../storage/hashed.ts'
import { LineReader, type LineVisitor } from '../storage/line-reader.ts'
import { isWholeLine, textSpan } from '../storage/line-text.ts'
import { encodingOfFile } from '../storage/utf16.ts'
import { hasBeginning } from './file-fingerprint.ts'

export interface LogCopy {
  readonly path: string
  /** How far it was read. */
  readonly offset: number
  readonly fingerprint: string
  readonly facts: FileFacts
}

const reader = new LineReader()

/**
 * The facts that count for each copy: all of them for one, none for the others. A copy that is missing here keeps what it has: it is
 * gone and began in another way, or none can be read any more, or they are no files of lines.
 */
export function factsOfCopies<Copy extends LogCopy>(
  copies: readonly Copy[],
  agent: AgentId,
): ReadonlyMap<Copy, FileFacts | undefined> {
  const records = recordLists[agent].find((one) => one.kind === 'lines' && one.isFile(basename(copies[0]?.path ?? '')))
  if (records?.kind !== 'lines') return new Map()
  const seen = new Set<string>()
  const facts = noFileFacts()
  const present = [...copies].sort(byActivity).filter((copy) => readNew(copy, records, seen, facts))
  const last = present.at(-1)
  return new Map(
    copies
      .filter((copy) => last !== undefined && (present.includes(copy) || isIn(copy, present)))
      .map((copy) => [copy, copy === last ? facts : undefined]),
  )
}

/** One that is gone, moved or deleted: whatever began as it did has what it had. */
const isIn = (gone: LogCopy, present: readonly LogCopy[]): boolean =>
  present.some(({ path }) => hasBeginning(path, gone.fingerprint))

/** The one written last comes last: what it says last holds. */
const byActivity = (a: LogCopy, b: LogCopy): number =>
  (a.facts.stretches.at(-1) ?? 0) - (b.facts.stretches.at(-1) ?? 0) || (a.path < b.path ? -1 : 1)

/** Takes the lines into the facts that were not seen in another copy. False when it can't be read. */
function readNew(copy: LogCopy, records: LineRecords, seen: Set<string>, facts: FileFacts): boolean {
  let fd: number
  try {
    fd = openSync(copy.path, 'r')
  } catch {
    return false
  }
  try {
    const lines = new NewLines(copy, records, seen, facts)
    reader.read(fd, { offset: 0, carryBytes: 0 }, lines, copy.offset, encodingOfFile(fd))
    for (const id of lines.ids) seen.add(id)
    return true
  } finally {
    closeSync(fd)
  }
}

class NewLines implements LineVisitor {
  readonly ids: string[] = []
  readonly #endsAt: number
  readonly #records: LineRecords
  readonly #scanner: ReturnType<LineRecords['open']>
  readonly #seen: ReadonlySet<string>
  readonly #sink: RecordSink

  constructor(copy: LogCopy, records: LineRecords, seen: ReadonlySet<string>, facts: FileFacts) {
    this.#endsAt = copy.offset
    this.#records = records
    this.#scanner = records.open({ projectSlug: undefined, sessionId: undefined, subagentId: undefined }, undefined)
    this.#seen = seen
    this.#sink = { facts, usage: () => undefined, bad: () => undefined }
  }

  line(bytes: Buffer, lineStart: number, lineEnd: number, offset: number): void {
    const { start, end } = textSpan(bytes, lineStart, lineEnd)
    // What was appended since is in no figure yet.
    if (start === end || offset >= this.#endsAt) return
    const id = this.#records.lineId?.(bytes, start, end) ?? hashOf(bytes.subarray(start, end))
    this.ids.push(id)
    if (!this.#seen.has(id)) this.#scanner.scan(bytes, start, end, offset, this.#sink)
  }

  tooLong(): void {
    // Said when the file was read for its figures.
  }

  tail(bytes: Buffer, start: number, end: number, offset: number): boolean {
    if (!isWholeLine(bytes, start, end)) return false
    this.line(bytes, start, end, offset)
    return true
  }
}

const hashOf = (bytes: Buffer): string => hashed('sha1', bytes, 'base64')
