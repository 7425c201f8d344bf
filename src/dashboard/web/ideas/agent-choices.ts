/** Whom an idea may be given to: who runs and has a session; and who was chosen before, even if it ended. */
import { joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { Choice } from '../parts/select.tsx'

export function agentChoices(
  agents: readonly FleetAgentReport[],
  nobody: string,
  kept?: { readonly sessionId: string; readonly name: string },
): readonly Choice[] {
  const running = agents.flatMap((agent) =>
    agent.sessionId === undefined ? [] : [{ value: agent.sessionId, label: joinLabel(labelOf(agent)) }],
  )
  const isGone = kept !== undefined && !running.some(({ value }) => value === kept.sessionId)
  return [
    { value: '', label: nobody },
    ...running,
    ...(isGone ? [{ value: kept.sessionId, label: `${kept.name} (ended)` }] : []),
  ]
}
