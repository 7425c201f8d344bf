import type { AgentReport, FleetAgentReport, OrphanReport } from '../../../core/process/report.ts'

/** What a person may end from this page. */
export type KillTarget =
  | { readonly kind: 'agent'; readonly process: FleetAgentReport }
  | { readonly kind: 'helper'; readonly process: AgentReport }
  | { readonly kind: 'orphan'; readonly process: OrphanReport }
