/** What lies beside a session's log and tells of it what its lines do not; nothing where it is not written, locked, or gone. */
import { dirname } from 'node:path'
import type { BesideDatabase, BesideFacts, BesideFile, LineSessions } from '../agents/session-source.ts'
import { type AgentFiles, diskFiles, namesOf } from './agent-files.ts'
import { markOf } from './database-mark.ts'
import { withQuery } from './foreign-database.ts'
import { namesIn, statOf } from './look.ts'

export function besideFacts(
  beside: BesideFile | undefined,
  log: string,
  files: AgentFiles = diskFiles,
): BesideFacts | undefined {
  if (beside === undefined) return undefined
  for (const path of beside.pathsOf(log, (dir) => namesOf(files, dir))) {
    const text = files.textOf(path)
    if (text !== undefined) return beside.decode(text)
  }
  return undefined
}

interface Told {
  readonly mark: string
  readonly facts: ReadonlyMap<string, BesideFacts>
}

interface Looked {
  readonly atMs: number
  readonly told: readonly Told['facts'][]
}

/** Thousands of logs are read one after the other: the databases beside them are not looked at for each. */
const sameLookMs = 20

const mostRemembered = 64
/** By database: it may tell of thousands of sessions, and is read once after each of its changes. */
const remembered = new WeakMap<BesideDatabase, Map<string, Told>>()
/** By the folder of the log. */
const looked = new WeakMap<BesideDatabase, { readonly folder: string; readonly look: Looked }>()

/** Both; what the file tells goes first. */
export function allFactsBeside(
  { beside, besideDatabase }: Pick<LineSessions, 'beside' | 'besideDatabase'>,
  of: { readonly log: string; readonly sessionId: string },
  files: AgentFiles = diskFiles,
): BesideFacts | undefined {
  const [told, inDatabase] = [besideFacts(beside, of.log, files), besideFactsInDatabase(besideDatabase, of)]
  if (told === undefined || inDatabase === undefined) return told ?? inDatabase
  return {
    cwd: told.cwd ?? inDatabase.cwd,
    title: told.title ?? inDatabase.title,
    timesMs: told.timesMs ?? inDatabase.timesMs,
  }
}

export function besideFactsInDatabase(
  beside: BesideDatabase | undefined,
  { log, sessionId }: { readonly log: string; readonly sessionId: string },
): BesideFacts | undefined {
  if (beside === undefined) return undefined
  for (const told of lookBeside(beside, log).told) {
    const facts = told.get(sessionId)
    if (facts !== undefined) return facts
  }
  return undefined
}

function lookBeside(beside: BesideDatabase, log: string): Looked {
  const [folder, nowMs] = [dirname(log), performance.now()]
  const before = looked.get(beside)
  if (before?.folder === folder && nowMs - before.look.atMs < sameLookMs) return before.look
  const paths = beside.pathsOf(log, namesIn).filter((path) => statOf(path) !== undefined)
  const told = paths.map((path) => toldIn(beside, path))
  // From its end on: reading one that is large or locked may take longer.
  const look = { atMs: performance.now(), told }
  looked.set(beside, { folder, look })
  return look
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
