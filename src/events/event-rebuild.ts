/** Makes anew what is counted from the events, after they were carried over from a damaged file. */
import type { Database } from '../storage/sqlite.ts'
import { bytesOfRow, hourMs, minuteMs } from './event-schema.ts'

export function rebuildDerived(database: Database): void {
  database
    .transaction(() => {
      database.exec('DELETE FROM rollups; DELETE FROM sender_ids')
      for (const step of [minuteMs, hourMs]) {
        database
          .prepare(
            `INSERT INTO rollups
             SELECT @step, level, at_ms - at_ms % @step, source, type, COUNT(*),
                    SUM(@row + length(coalesce(message, '')) + length(coalesce(data, ''))), MIN(id), MAX(id)
             FROM events GROUP BY level, at_ms - at_ms % @step, source, type`,
          )
          .run({ step, row: bytesOfRow })
      }
      database.exec(`
        INSERT OR IGNORE INTO sender_ids SELECT source, sender_id, id FROM events WHERE sender_id IS NOT NULL;
        INSERT OR IGNORE INTO sources (id, name) SELECT DISTINCT source, 'lost-' || source FROM events;
        INSERT OR IGNORE INTO types (id, name) SELECT DISTINCT type, 'lost-' || type FROM events;
        INSERT OR IGNORE INTO keys (id, name) SELECT DISTINCT key, 'lost-' || key FROM events WHERE key IS NOT NULL;
        UPDATE sources SET events = (SELECT COUNT(*) FROM events WHERE source = sources.id);
        UPDATE types SET events = (SELECT COUNT(*) FROM events WHERE type = types.id);
        INSERT OR REPLACE INTO facts VALUES ('indexed_id', 0);
      `)
    })
    .immediate()
}
