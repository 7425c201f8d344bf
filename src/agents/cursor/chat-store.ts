/**
 * What the Cursor CLI keeps of a conversation beside its transcript, in chats/<hash of the directory>/<id>: meta.json of newer versions, else
 * store.db. Its name and its times; the rest of the store is not read, least of all the key that lies in it.
 */
import { basename, dirname, join } from 'node:path'
import { keepLine } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { parseJson, recordIn } from '../json-line.ts'
import type { BesideDatabase, BesideFacts, BesideFile } from '../session-source.ts'

type NamesIn = Parameters<BesideFile['pathsOf']>[1]

/** projects/<project>/agent-transcripts/<id>/<id>.jsonl: the folder's hash is one of few, and only tried. */
function besidePaths(log: string, namesIn: NamesIn, file: string): readonly string[] {
  const conversation = dirname(log)
  const chats = join(dirname(dirname(dirname(dirname(conversation)))), 'chats')
  return namesIn(chats).map((directory) => join(chats, directory, basename(conversation), file))
}

export const chatMeta: BesideFile = {
  pathsOf: (log, namesIn) => besidePaths(log, namesIn, 'meta.json'),
  /** Source: {"schemaVersion":1,"createdAtMs":1795733268030,"updatedAtMs":1795733282203,"title":"Fix the tests","cwd":"/home/dev/proj"} */
  decode(text) {
    const meta = parseJson(text)
    if (!isRecord(meta)) return undefined
    return {
      cwd: stringOf(meta['cwd']),
      title: titleOf(meta['title']),
      timesMs: timesOf(meta['createdAtMs'], meta['updatedAtMs']),
    }
  },
}

export const chatStore: BesideDatabase = {
  pathsOf: (log, namesIn) => besidePaths(log, namesIn, 'store.db'),
  read(query) {
    return new Map(query('SELECT value FROM meta').flatMap(({ value }) => factsOf(metaIn(value))))
  },
}

/** One row of JSON, written in hexadecimal: {"agentId":"<id>","latestRootBlobId":"…","name":"New Agent","mode":"default","createdAt":1781256145540} */
function metaIn(value: unknown): JsonRecord | undefined {
  const hex = stringOf(value)
  if (hex === undefined || !/^(?:[0-9a-f]{2})+$/i.test(hex)) return undefined
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
  return recordIn(bytes)
}

function factsOf(meta: JsonRecord | undefined): readonly (readonly [string, BesideFacts])[] {
  const id = stringOf(meta?.['agentId'])
  return meta === undefined || id === undefined
    ? []
    : [[id, { title: titleOf(meta['name']), timesMs: timesOf(meta['createdAt']) }]]
}

/** What it calls one that has no name yet. */
const nameless = new Set(['New Agent', 'New Chat', 'Untitled'])

function titleOf(value: unknown): BesideFacts['title'] {
  const title = stringOf(value)?.trim()
  return title === undefined || title === '' || nameless.has(title) ? undefined : { of: 'ai', text: keepLine(title) }
}

const timesOf = (...values: readonly unknown[]): readonly number[] =>
  values.flatMap((value) => countOf(value) ?? []).filter((ms) => ms > 0 && ms < 8.64e15)
