/** The process of each session that has one. */
import { liveFleet } from '../live/live-store.ts'
import { computed } from '../store.ts'

export const agentsBySession = computed(
  () =>
    new Map(
      liveFleet.value?.processes.flatMap((agent) =>
        agent.sessionId === undefined ? [] : [[agent.sessionId, agent] as const],
      ),
    ),
)
