/**
 * The names that a user gave sessions, in `session-names.json` of the data folder: what user.sqlite holds of them once more, for looks at the
 * machine, which don't wait until that is opened.
 */
import { join } from 'node:path'
import { readOwnRecord } from '../storage/own-record.ts'

export interface SessionNames {
  /** By session; none where there is no file, or it is not one of ours. */
  read(): ReadonlyMap<string, string>
  write(names: ReadonlyMap<string, string>): Promise<void>
}

export function createSessionNames(dataDir: string): SessionNames {
  const path = join(dataDir, 'session-names.json')
  return {
    read() {
      const entries = Object.entries(readOwnRecord(path))
      return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    },
    async write(names) {
      const { writePrivateFile } = await import('../storage/private-file.ts')
      await writePrivateFile(path, `${JSON.stringify(Object.fromEntries(names))}\n`)
    },
  }
}
