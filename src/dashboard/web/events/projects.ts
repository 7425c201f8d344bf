/** Which project a session that is known here works in. */
import { liveFleet } from '../live/live-store.ts'
import { computed } from '../store.ts'

/** The same map as long as nothing in it is another: every row is drawn with it. */
let last: ReadonlyMap<string, string> = new Map()

const projectBySession = computed<ReadonlyMap<string, string>>(() => {
  const next = new Map<string, string>()
  for (const { sessionId, project } of liveFleet.value?.processes ?? []) {
    if (sessionId !== undefined && project) next.set(sessionId, project)
  }
  const isSame = next.size === last.size && [...next].every(([id, project]) => last.get(id) === project)
  if (!isSame) last = next
  return last
})

export const useProjects = (): ReadonlyMap<string, string> => projectBySession.value
