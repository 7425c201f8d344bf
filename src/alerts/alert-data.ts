/** How much alerts.sqlite holds, looked at beside whoever keeps it. */
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'
import { alertsPath } from './alert-path.ts'

export const alertRows = (dataDir: string): KeptRows | undefined =>
  rowsIn(alertsPath(dataDir), 'count(*), min(opened_ms) FROM alert')
