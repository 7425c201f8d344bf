/** How much is kept of what advice found. */
import { type KeptRows, rowsIn } from '../storage/kept-rows.ts'

export const wasteRows = (path: string): KeptRows | undefined =>
  rowsIn(path, 'count(*), min(changed_ms) FROM session_waste')
