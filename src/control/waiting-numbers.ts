/** What the numbers of the last `tce waiting` stand for, in `waiting.json` of the data folder, until the next one. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from '../storage/private-file.ts'

export interface WaitingNumbers {
  /** The ids, in the order of the numbers; none where there was no list. */
  read(): Promise<readonly string[]>
  write(ids: readonly string[]): Promise<void>
}

export function createWaitingNumbers(dataDir: string): WaitingNumbers {
  const path = join(dataDir, 'waiting.json')
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '[]')
      try {
        const ids: unknown = JSON.parse(text)
        return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
      } catch {
        return []
      }
    },
    write: (ids) => writePrivateFile(path, `${JSON.stringify(ids)}\n`),
  }
}
