/** How far the sending of events to a collector came: `export.json` of the data folder. Of another address it says nothing. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writePrivateFile } from '../storage/private-file.ts'

export interface ExportPlace {
  load(): Promise<number | undefined>
  save(eventId: number): Promise<void>
}

export function createExportPlace(dataDir: string, endpoint: string): ExportPlace {
  const path = join(dataDir, 'export.json')
  return {
    async load() {
      try {
        const place = JSON.parse(await readFile(path, 'utf8')) as { endpoint?: unknown; eventId?: unknown }
        return place.endpoint === endpoint && Number.isSafeInteger(place.eventId) ? Number(place.eventId) : undefined
      } catch {
        // None yet, or one that somebody broke: from now on.
        return undefined
      }
    },
    save: (eventId) => writePrivateFile(path, `${JSON.stringify({ endpoint, eventId })}\n`),
  }
}
