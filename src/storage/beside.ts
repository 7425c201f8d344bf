/** What lies beside a session's log and tells of it what its lines do not; nothing where it is not written, locked, or gone. */
import { readFileSync } from 'node:fs'
import type { BesideDatabase, BesideFacts, BesideFile } from '../agents/session-source.ts'
import { markOf } from './database-mark.ts'
import { withQuery } from './foreign-database.ts'
import { namesIn, statOf } from './look.ts'

export function besideFacts(beside: BesideFile | undefined, log: string): BesideFacts | undefined {
  if (beside === undefined) return undefined
  for (const path of beside.pathsOf(log, namesIn)) {
    const text = textOf(path)
    if (text !== undefined) return beside.decode(text)
  }
  return undefined
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return undefined
    throw cause
  }
}

interface Told {
  readonly mark: string
  readonly facts: ReadonlyMap<string, BesideFacts>
}

const mostRemembered = 64
/** By database: it may tell of thousands of sessions, and is read once after each of its changes. */
const remembered = new WeakMap<BesideDatabase, Map<string, Told>>()

export function besideFactsInDatabase(
  beside: BesideDatabase | undefined,
  { log, sessionId }: { readonly log: string; readonly sessionId: string },
): BesideFacts | undefined {
  if (beside === undefined) return undefined
  for (const path of beside.pathsOf(log, namesIn)) {
    const facts = statOf(path) === undefined ? undefined : toldIn(beside, path).get(sessionId)
    if (facts !== undefined) return facts
  }
  return undefined
}

/** One that can't be read at this moment says what it said last. */
function toldIn(beside: BesideDatabase, path: string): Told['facts'] {
  const known = remembered.get(beside) ?? new Map<string, Told>()
  remembered.set(beside, known)
  const mark = markOf(path)
  const before = known.get(path)
  if (before?.mark === mark) return before.facts
  const read = withQuery(path, (query) => beside.read(query))
  if (!read.ok) return before?.facts ?? new Map()
  known.delete(path)
  known.set(path, { mark, facts: read.value })
  if (known.size > mostRemembered) {
    const [oldest] = known.keys()
    if (oldest !== undefined) known.delete(oldest)
  }
  return read.value
}
