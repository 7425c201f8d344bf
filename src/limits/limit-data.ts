/** How much limits.sqlite holds, looked at beside whoever keeps it. */
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'
import { limitsPath } from './limits-path.ts'

export const limitRows = (dataDir: string): KeptRows | undefined =>
  rowsIn(limitsPath(dataDir), 'count(*), min(began_ms) FROM window')
