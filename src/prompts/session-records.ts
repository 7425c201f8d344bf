/** A session's own log, read as far as prompts ask: what was written behind a place, and how its last turn ended. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import type { Prompting } from '../agents/prompting.ts'
import type { BrokenTurn } from '../core/prompts/prompt-queue.ts'
import type { PromptSign } from '../core/prompts/prompt-sign.ts'
import { lastLines } from '../storage/last-lines.ts'

export interface RecordPlace {
  readonly path: string
  readonly offset: number
}

/** Where the log of a session ends now: in the first of these that is there, else it will begin in the first. */
export function endOfRecords(paths: readonly string[]): RecordPlace | undefined {
  for (const path of paths) {
    const size = sizeOf(path)
    if (size !== undefined) return { path, offset: size }
  }
  const [path] = paths
  return path === undefined ? undefined : { path, offset: 0 }
}

/** In one look; a longer one is gone on with by the next. */
const mostBytes = 8 << 20

/** What the whole lines behind a place say, and the place behind them. */
export function signsAfter(
  place: RecordPlace,
  { signsIn }: Pick<Prompting, 'signsIn'>,
): { readonly signs: readonly PromptSign[]; readonly place: RecordPlace } {
  const bytes = bytesAfter(place)
  const end = bytes.lastIndexOf(10) + 1
  if (end === 0) return { signs: [], place }
  const signs = bytes
    .toString('utf8', 0, end - 1)
    .split('\n')
    .flatMap(signsIn)
  return { signs, place: { ...place, offset: place.offset + end } }
}

/** How the last turn ended, as far as the records tell; `open`: they do not tell yet. Some commands begin no turn that would end. */
export type LastTurn =
  | { readonly kind: 'ended' }
  | { readonly kind: 'open'; readonly isCommand: boolean }
  | ({ readonly kind: 'broken' } & BrokenTurn)

export function lastTurnIn(
  paths: readonly string[],
  { signsIn, commandIn }: Pick<Prompting, 'signsIn' | 'commandIn'>,
): LastTurn {
  const path = paths.find((one) => sizeOf(one) !== undefined)
  const lines = path === undefined ? [] : lastLines(path)
  const signs = lines.flatMap(({ text }) => signsIn(text))
  // An end is written behind a break, too.
  const last = signs.findLast((sign) => sign.kind === 'taken' || sign.kind === 'broken')
  if (last?.kind === 'broken') return { kind: 'broken', how: last.how, atMs: last.atMs }
  if (signs.findLastIndex(isEnd) > (last === undefined ? -1 : signs.lastIndexOf(last))) return { kind: 'ended' }
  if (last?.kind === 'taken') return { kind: 'open', isCommand: commandIn(last.text) !== undefined }
  // What began it lies further back, behind what its tools said.
  return (lines[0]?.offset ?? 0) > 0 ? { kind: 'open', isCommand: false } : { kind: 'ended' }
}

const isEnd = ({ kind }: PromptSign): boolean => kind === 'turn-ended'

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

function bytesAfter({ path, offset }: RecordPlace): Buffer {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return Buffer.alloc(0) // not written yet, or gone
  }
  try {
    const length = Math.min(mostBytes, Math.max(0, fstatSync(fd).size - offset))
    const bytes = Buffer.allocUnsafe(length)
    return bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
  } finally {
    closeSync(fd)
  }
}
