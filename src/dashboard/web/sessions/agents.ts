/** The process of each session that has one, and what is known of those that go on without one that is seen. */
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

export const unseenBySession = computed(
  () => new Map(liveFleet.value?.sessionsWithoutProcess?.map((session) => [session.sessionId, session] as const)),
)
