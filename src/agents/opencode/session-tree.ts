/**
 * A session of opencode up to 1.1: a tree of small documents, storage/session/<project>/<session>.json, storage/message/<session>/<message>.json
 * and storage/part/<message>/<part>.json. The ids that count stand inside. Pure: what lies in the files is handed in.
 */
import { basename, dirname, join } from 'node:path'
import { mainLane } from '../../core/session/session-event.ts'
import type { LaneRecords, LogDetail, LogLine, Look, SessionDocuments } from '../agent.ts'
import { isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import { boundedParts, eventsOfMessage, timeIn, titleEvents } from './session-rows.ts'

const shownAtOnce = 3

export const sessionDocuments: SessionDocuments = {
  headOf(text) {
    const session = parseJson(text)
    return isRecord(session) ? factsOf(session) : undefined
  },
  filesOf(path, look) {
    const trees = [path, ...childrenOf(path, look)].map((own) => filesOfOne(own, look))
    return { files: trees.flatMap(({ files }) => files), folders: trees.flatMap(({ folders }) => folders) }
  },
  read(path, look) {
    const own = readLane(path, look, mainLane)
    if (own === undefined) return undefined
    const children = childrenOf(path, look).flatMap((child) => readLane(child, look, idOf(child)) ?? [])
    return { lanes: [own, ...children], untilMs: 0 }
  },
  lastRecords(path, look) {
    const session = documentAt(path, look)
    if (session === undefined) return undefined
    const messages = messagesOf(path, look)
    const last = messages.slice(-shownAtOnce)
    const events = last.flatMap((message, at) =>
      eventsOfOne(message, { path, look, lane: mainLane, offset: messages.length - last.length + at + 1 }, 'brief'),
    )
    return { events: [...titleEvents(session, createdMs(session)), ...events], facts: factsOf(session) }
  },
  readWhole(path, look, { sessionId, lane }, offset) {
    const own = lane === mainLane ? path : join(dirname(path), `${lane}.json`)
    const message = messagesOf(own, look)[offset - 1]
    const isOfThis = lane !== mainLane || idOf(own) === sessionId
    return message === undefined || !isOfThis ? [] : eventsOfOne(message, { path: own, look, lane, offset }, 'whole')
  },
}

const idOf = (path: string): string => basename(path, '.json')
const storageOf = (path: string): string => dirname(dirname(dirname(path)))
const messageFolder = (path: string): string => join(storageOf(path), 'message', idOf(path))
const partFolder = (path: string, messageId: string): string => join(storageOf(path), 'part', messageId)

function documentAt(path: string, { textOf }: Look): JsonRecord | undefined {
  const document = parseJson(textOf(path) ?? '')
  return isRecord(document) ? document : undefined
}

const documentsIn = (dir: string, look: Look): readonly JsonRecord[] =>
  pathsIn(dir, look)
    .map((file) => documentAt(file, look))
    .filter((document) => document !== undefined)

const pathsIn = (dir: string, { namesIn }: Look): readonly string[] =>
  namesIn(dir)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => join(dir, name))

/** Source: {"id":"ses_…","version":"1.1.0","projectID":"…","directory":"/home/dev/proj","parentID":"ses_…","title":"…","time":{"created":…}} */
function factsOf(session: JsonRecord): LogLine['facts'] {
  const [sessionId, parent] = [stringOf(session['id']), stringOf(session['parentID'])]
  return {
    sessionId: parent ?? sessionId,
    subagentId: parent === undefined ? undefined : sessionId,
    cwd: stringOf(session['directory']),
    version: stringOf(session['version']),
  }
}

const createdMs = (session: JsonRecord): number | undefined => timeIn(session, 'created')

/** Sessions that its subagents work in lie beside it. */
const childrenOf = (path: string, look: Look): readonly string[] =>
  pathsIn(dirname(path), look).filter(
    (other) => other !== path && stringOf(documentAt(other, look)?.['parentID']) === idOf(path),
  )

function filesOfOne(path: string, look: Look) {
  const messages = pathsIn(messageFolder(path), look)
  const parts = messages.map((message) => partFolder(path, idOf(message)))
  return {
    files: [path, ...messages, ...parts.flatMap((dir) => pathsIn(dir, look))],
    folders: [messageFolder(path), ...parts],
  }
}

const messagesOf = (path: string, look: Look): readonly JsonRecord[] =>
  documentsIn(messageFolder(path), look).toSorted((a, b) => (timeIn(a, 'created') ?? 0) - (timeIn(b, 'created') ?? 0))

interface MessagePlace {
  readonly path: string
  readonly look: Look
  readonly lane: string
  readonly offset: number
}

function eventsOfOne(message: JsonRecord, { path, look, lane, offset }: MessagePlace, detail: LogDetail) {
  const parts = documentsIn(partFolder(path, stringOf(message['id']) ?? ''), look)
  return eventsOfMessage({ message, parts: boundedParts(parts) }, { lane, offset }, detail)
}

function readLane(path: string, look: Look, lane: string): LaneRecords | undefined {
  const session = documentAt(path, look)
  if (session === undefined) return undefined
  const messages = messagesOf(path, look)
  const changed = messages.map((message, at) => ({
    offset: at + 1,
    events: eventsOfOne(message, { path, look, lane, offset: at + 1 }, 'kept'),
  }))
  const title = lane === mainLane ? titleEvents(session, createdMs(session)) : []
  return { lane, facts: factsOf(session), count: messages.length, changed: [{ offset: 0, events: title }, ...changed] }
}
