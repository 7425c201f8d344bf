/**
 * The rows of a session in a database, written out as a file of lines: the first tells the tables, each that follows is a row. The same
 * rows make the same bytes, and a session that goes on leaves the beginning of its file as it was.
 */
import { join } from 'node:path'
import type { RowKey, RowList, SessionRows, TableRow } from '../../agents/session-rows.ts'
import { withQuery } from '../../storage/foreign-database.ts'

/** No such file is there: the archive keeps it under this path. */
export interface WrittenRows {
  readonly path: string
  /** When one of them was written last: later than the session's own row may say. */
  readonly changedMs: number
  /** Asked for as they are taken, in short transactions. Ends early where the database can't be read any more. */
  stretches(): Iterable<Buffer>
  /** Whether all of them were taken, and are still what they were when they were listed. */
  isStill(): boolean
}

const folderEnd = '.sessions'
const fileEnd = '.rows'

/** Beside a database: the folder in which the files of its sessions would lie. */
export const rowFilePath = (database: string, sessionId: string): string =>
  join(`${database}${folderEnd}`, `${sessionId}${fileEnd}`)

/** The database whose sessions' files a folder of this name holds. */
export const databaseOfFolder = (name: string): string | undefined =>
  name.endsWith(folderEnd) ? name.slice(0, -folderEnd.length) : undefined

export const sessionOfRowFile = (name: string): string | undefined =>
  name.endsWith(fileEnd) ? name.slice(0, -fileEnd.length) || undefined : undefined

/** Messages that are asked for at once, with all that belongs to them. */
const keysAtOnce = 50

/** An id that is no plain name is none of a file. */
const isPlain = (sessionId: string): boolean => /^[\w-]+$/.test(sessionId)

/** Undefined where there is no such session, or its database can't be read at this moment. */
export function writtenRows(database: string, sessionId: string, rows: SessionRows): WrittenRows | undefined {
  const list = (): RowList | undefined => {
    const listed = withQuery(database, (query) => rows.list(query, sessionId))
    return listed.ok ? listed.value : undefined
  }
  const listed = isPlain(sessionId) ? list() : undefined
  if (listed === undefined) return undefined
  let isWhole = false

  function* stretches(): Generator<Buffer> {
    isWhole = false
    yield lineOf({ format: 'tce-session-rows', version: 1, session: sessionId, tables: listed?.columns })
    const { keys } = listed as RowList
    for (let at = 0; at < keys.length; at += keysAtOnce) {
      const lines = linesOf(keys.slice(at, at + keysAtOnce))
      if (lines === undefined) return
      yield lines
    }
    isWhole = true
  }
  function linesOf(keys: readonly RowKey[]): Buffer | undefined {
    const read = withQuery(database, (query) => rows.read(query, keys))
    return read.ok ? Buffer.concat(read.value.map(rowLine)) : undefined
  }

  return {
    path: rowFilePath(database, sessionId),
    changedMs: listed.changedMs,
    stretches,
    isStill: () => isWhole && list()?.mark === listed.mark,
  }
}

const lineOf = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`)

/** Bytes are no text. */
const rowLine = ({ table, row }: TableRow): Buffer =>
  lineOf({ table, row: Object.values(row).some(isBytes) ? Object.fromEntries(Object.entries(row).map(asText)) : row })

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array

const asText = ([column, value]: readonly [string, unknown]) =>
  [column, isBytes(value) ? { base64: Buffer.from(value).toString('base64') } : value] as const
