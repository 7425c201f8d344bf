/** How much events.sqlite holds, looked at beside whoever keeps it: from what is counted, never from the events one by one. */
import type { KeptRows } from '../storage/kept-rows.ts'
import { lookInto } from '../storage/sqlite.ts'
import { eventsPath } from './events-path.ts'

export const eventRows = (dataDir: string): KeptRows | undefined =>
  lookInto(eventsPath(dataDir), (database) => {
    const [rows, first] = database
      .prepare(
        'SELECT (SELECT coalesce(sum(events), 0) FROM sources), (SELECT captured_ms FROM events ORDER BY id LIMIT 1)',
      )
      .raw()
      .get() as [number, number | null]
    return { rows, sinceMs: first ?? undefined }
  })
