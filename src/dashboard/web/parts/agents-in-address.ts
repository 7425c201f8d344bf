/** The kinds of agents that an address asks for: `?agent=cx`, `?agent=codex,oc`. Pure. */
import { agentsNamed } from '../../../agents/kinds.ts'
import type { AgentId } from '../../../core/process/agent-ids.ts'

/** What names no agent asks for nothing. */
export function agentsInAddress(text: string | undefined): readonly AgentId[] {
  const named = text ? agentsNamed('agent', [text]) : undefined
  return named?.ok ? named.value : []
}
