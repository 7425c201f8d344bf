/** Brings the index up to what agents' own lists of prompts say by now: what of them stands in no session's records any more is found, too. */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { TypedPrompt } from '../agents/prompt-history.ts'
import { LineReader } from '../storage/line-reader.ts'
import type { IndexWriter, ListProgress, NewListed } from './index-writer.ts'
import { promptPrint } from './prompt-print.ts'

/** An agent's own list of what was typed into it. */
export interface PromptList {
  readonly agent: string
  readonly path: string
  read(line: string): TypedPrompt | undefined
  /** What `isLeftOut` goes by: where that is another than before, the list is read anew. */
  stamp(): string
  /** Whether its user wants nothing of it kept. */
  isLeftOut(prompt: TypedPrompt): boolean
}

export interface ListPassOptions {
  readonly writer: IndexWriter
  readonly lists: readonly PromptList[]
  /** Called between steps: false ends it. */
  readonly goesOn: () => Promise<boolean>
}

/** Read and written at once. */
const bytesAtOnce = 1 << 20
/** A file of which these are others is another one. */
const printedBytes = 256
const mostCharacters = 1 << 20

export async function indexLists({ writer, lists, goesOn }: ListPassOptions): Promise<void> {
  for (const list of lists) {
    for (let isAtEnd = false; !isAtEnd; ) {
      if (!(await goesOn())) return
      isAtEnd = withFile(list.path, (fd) => takeStep(writer, list, fd)) ?? true
    }
  }
}

/** True when there is nothing more to read. */
function takeStep(writer: IndexWriter, list: PromptList, fd: number): boolean {
  let before = writer.list(list.agent, list.path)
  const { size } = fstatSync(fd)
  if (before.offset > 0 && (size < before.offset || printOf(fd, before.offset, list.stamp()) !== before.print)) {
    writer.clearList(before.list)
    before = { list: before.list, offset: 0, print: '' }
  }
  if (before.offset === size) return true
  const { prompts, offset, isAtEnd } = read(list, fd, before)
  if (offset === before.offset) return true
  const after: ListProgress = { list: before.list, offset, print: printOf(fd, offset, list.stamp()) }
  // Else somebody else reads it.
  return !writer.writeListed(list.agent, prompts, before, after) || isAtEnd
}

function read(list: PromptList, fd: number, { offset }: ListProgress) {
  const prompts: NewListed[] = []
  /** False for what is no prompt. */
  const take = (bytes: Buffer, start: number, end: number, place: number): boolean => {
    const typed = list.read(bytes.toString('utf8', start, end))
    if (typed === undefined) return false
    if (typed.text.trim() === '' || list.isLeftOut(typed)) return true
    const { sessionId, cwd, atMs } = typed
    const text = typed.text.slice(0, mostCharacters)
    prompts.push({ sessionId, folder: cwd, text, print: promptPrint(text), atMs: Math.trunc(atMs), place })
    return true
  }
  const visitor = { line: take, tooLong: () => {}, tail: take }
  const reading = new LineReader().read(fd, { offset, carryBytes: 0 }, visitor, bytesAtOnce)
  return { prompts, offset: reading.offset, isAtEnd: reading.isAtEnd }
}

/** Of a prompt whose line begins there; undefined where it is gone, or another one by now. */
export function listedPromptAt({ path, read: decode }: PromptList, place: number): TypedPrompt | undefined {
  return withFile(path, (fd) => {
    for (let size = 1 << 13; size <= 1 << 25; size *= 16) {
      const bytes = Buffer.allocUnsafe(size)
      const length = readSync(fd, bytes, 0, size, place)
      const end = bytes.subarray(0, length).indexOf(10)
      if (end !== -1 || length < size) return decode(bytes.toString('utf8', 0, end === -1 ? length : end))
    }
    return undefined
  })
}

function printOf(fd: number, offset: number, stamp: string): string {
  const bytes = Buffer.alloc(Math.min(printedBytes, offset))
  readSync(fd, bytes, 0, bytes.length, 0)
  return createHash('sha256').update(stamp).update(bytes).digest('base64url').slice(0, 12)
}

/** Undefined where there is none. */
function withFile<T>(path: string, act: (fd: number) => T): T | undefined {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    return act(fd)
  } finally {
    closeSync(fd)
  }
}
