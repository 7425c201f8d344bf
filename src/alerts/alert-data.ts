/** How much alerts.sqlite holds, looked at beside whoever keeps it. */
import type { KeptRows } from '../storage/kept-rows.ts'
import { lookInto } from '../storage/sqlite.ts'
import { alertsPath } from './alert-path.ts'

export const alertRows = (dataDir: string): KeptRows | undefined =>
  lookInto(alertsPath(dataDir), (database) => {
    const row = database.prepare('SELECT count(*) AS rows, min(opened_ms) AS since FROM alert').get()
    const { rows, since } = row as { readonly rows: number; readonly since: number | null }
    return { rows, sinceMs: since ?? undefined }
  })
