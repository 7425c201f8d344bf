/** What changes, as it changes. */
import type { FleetReport } from '../core/process/report.ts'

export type BusEvent =
  | { readonly type: 'processes.changed'; readonly fleet: FleetReport }
  | { readonly type: 'usage.changed' }

export interface BusService {
  /** While at least one listener is `attentive` (a page, an open menu) scans come quickly, else at the slow pace. */
  subscribe(listener: (event: BusEvent) => void, options?: { readonly isAttentive?: boolean }): () => void
}
