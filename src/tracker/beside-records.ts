/** What lies beside a session's records and tells of it what they do not. */
import { readFileSync } from 'node:fs'
import type { LineRecords } from '../agents/records.ts'
import type { BesideFacts } from '../agents/session-source.ts'
import { noteTitle } from '../core/session/facts-from-events.ts'
import { type FileFacts, noteMoment, type SubagentMeta } from '../core/session/file-facts.ts'
import { besideFactsInDatabase } from '../storage/beside.ts'
import type { RecordKind } from './found-files.ts'
import { descriptionOf, recordsOf } from './record-files.ts'
import type { RecordTask } from './record-piece.ts'

export function noteDescription(facts: FileFacts, { path, kind, place }: RecordTask): void {
  const description = place.subagentId === undefined ? undefined : readDescription(path, kind)
  if (description) facts.subagent = description
}

export function noteBeside(facts: FileFacts, told: BesideFacts | undefined): void {
  if (told?.cwd !== undefined) facts.cwd ??= told.cwd
  if (told?.title !== undefined) noteTitle(facts, told.title)
  for (const atMs of told?.timesMs ?? []) noteMoment(facts, atMs)
}

/** Whose it is may stand in the lines alone. */
export function noteBesideInDatabase(
  facts: FileFacts,
  { path, place }: RecordTask,
  { besideDatabase }: LineRecords,
): void {
  const sessionId = place.sessionId ?? facts.sessionId
  if (sessionId === undefined || (place.subagentId ?? facts.subagentId) !== undefined) return
  noteBeside(facts, besideFactsInDatabase(besideDatabase, { log: path, sessionId }))
}

/** What lies beside a subagent's records. */
export function readDescription(path: string, kind: RecordKind): SubagentMeta | undefined {
  const description = descriptionOf(recordsOf(kind))
  if (description === undefined) return undefined
  try {
    return description.decode(readFileSync(description.pathOf(path), 'utf8'))
  } catch {
    return undefined
  }
}
