import { comesSoon } from '../parts/comes-soon.tsx'

/** Rows are closed at first. */
export const AgentDetail = comesSoon(async () => (await import('./agent-detail.tsx')).AgentDetail)
