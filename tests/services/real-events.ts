/** The real events and keys, in a folder of their own that goes with the test's process. */
import { createDataFiles } from '../../src/app/data-files.ts'
import { type ApiKeys, createApiKeys } from '../../src/control/api-keys.ts'
import { createSavedQueries } from '../../src/control/saved-queries.ts'
import { openEventStore } from '../../src/events/event-store.ts'
import type { DataFiles } from '../../src/services/local/data.ts'
import type { EventParts } from '../../src/services/local/events.ts'
import type { KeyStore } from '../../src/services/local/keys.ts'
import type { SavedQueryStore } from '../../src/services/local/saved-queries.ts'
import { ownFolder } from '../tools/own-folder.ts'

export interface RealEvents extends EventParts {
  readonly dataDir: string
  readonly dataFiles: () => Promise<DataFiles>
  readonly keys: KeyStore
  readonly savedQueries: SavedQueryStore
  readonly findKey: ApiKeys['find']
}

export function realEvents(nowMs: () => number = Date.now): RealEvents {
  const dataDir = ownFolder('tce-real-events-')
  const keys = createApiKeys(dataDir, nowMs)
  return {
    dataDir,
    dataFiles: async () => createDataFiles(dataDir),
    openEvents: async (reportError) =>
      openEventStore({
        dataDir,
        machine: 'a-machine',
        clock: nowMs,
        reportError,
      }),
    queryClock: async () => ({ nowMs: nowMs(), startOfDay: (day) => Date.parse(`${day}T00:00:00Z`) }),
    keys,
    savedQueries: createSavedQueries(dataDir),
    findKey: keys.find,
  }
}
