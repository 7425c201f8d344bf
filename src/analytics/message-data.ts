/** What is counted of messages, looked at beside whoever counts them. */
import type { KeptRows } from '../storage/kept-rows.ts'
import { lookInto } from '../storage/sqlite.ts'

export const messageRows = (path: string): KeptRows | undefined =>
  lookInto(path, (database) => {
    const [rows, first] = database.prepare('SELECT count(*), min(at_ms) FROM message').raw().get() as [
      number,
      number | null,
    ]
    return { rows, sinceMs: first ?? undefined }
  })
