/** Before anything is offered as stale: where nobody has measured its CPU twice, the machine is looked at again a moment later. */

import { needsSecondSample, staleTargets } from '../../../core/kill/kill-stale.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { seconds } from '../../../core/time/duration.ts'
import { api, ask } from '../api.ts'

/** Readers within 1.5 s share one look. */
const lookAgainAfterMs = seconds(1.6)

export const needsSecondLook = (agents: readonly FleetAgentReport[]): boolean =>
  needsSecondSample(staleTargets(agents).targets)

/** The same agents as they are now; those that ended are left out. As they were where the server does not answer. */
export async function lookAgain(agents: readonly FleetAgentReport[]): Promise<readonly FleetAgentReport[]> {
  let latest = agents
  // A look that was shared is still the first one for who just came.
  for (let looks = 0; looks < 2 && needsSecondLook(latest); looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, lookAgainAfterMs))
    const answer = await ask(api.processes.$get({ query: {} }))
    if (!answer.ok) return latest
    const shown = new Set(agents.map(({ id }) => id))
    latest = answer.value.processes.filter(({ id }) => shown.has(id))
  }
  return latest
}
