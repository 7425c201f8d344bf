/** How much events.sqlite holds, looked at beside whoever keeps it: from what is counted, never from the events one by one. */
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'
import { eventsPath } from './events-path.ts'

export const eventRows = (dataDir: string): KeptRows | undefined =>
  rowsIn(
    eventsPath(dataDir),
    '(SELECT coalesce(sum(events), 0) FROM sources), (SELECT captured_ms FROM events ORDER BY id LIMIT 1)',
  )
