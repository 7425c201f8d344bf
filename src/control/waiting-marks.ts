/** What somebody looked at or put off in *Waiting for you*, in `waiting-marks.json` of the data folder: it outlives the server. */
import { join } from 'node:path'
import { isRecord } from '../agents/json-fields.ts'
import type { NotNow, PutOff } from '../core/waiting/waiting-report.ts'
import { readOwnRecord } from '../storage/own-record.ts'
import { writePrivateFile } from '../storage/private-file.ts'

export interface WaitingMarks {
  /** Which end of a turn was looked at, by the id of its agent. */
  readonly seen: ReadonlyMap<string, string>
  readonly notNow: NotNow
}

export interface WaitingMarksFile {
  /** None where there is no file, or it is not one of ours. */
  read(): WaitingMarks
  write(marks: WaitingMarks): Promise<void>
}

export function createWaitingMarks(dataDir: string): WaitingMarksFile {
  const path = join(dataDir, 'waiting-marks.json')
  return {
    read() {
      const { seen, notNow } = readOwnRecord(path)
      return {
        seen: mapOf(seen, (since) => (typeof since === 'string' ? since : undefined)),
        notNow: mapOf(notNow, putOffOf),
      }
    },
    write({ seen, notNow }) {
      const content = { seen: Object.fromEntries(seen), notNow: Object.fromEntries(notNow) }
      return writePrivateFile(path, `${JSON.stringify(content)}\n`)
    },
  }
}

const mapOf = <T>(value: unknown, read: (one: unknown) => T | undefined): ReadonlyMap<string, T> =>
  new Map(
    Object.entries(isRecord(value) ? value : {}).flatMap(([key, one]) => {
      const known = read(one)
      return known === undefined ? [] : [[key, known] as const]
    }),
  )

function putOffOf(value: unknown): PutOff | undefined {
  const { atMs, since } = isRecord(value) ? value : {}
  return typeof atMs === 'number' ? { atMs, since: typeof since === 'string' ? since : undefined } : undefined
}
