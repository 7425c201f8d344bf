/** What the details of an agent ask the server for. */
import type { AgentReport, FleetAgentReport } from '../../../core/process/report.ts'
import type { LiveSessionState } from '../../../core/session/live-session.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { staleLimitOf } from './words.ts'

export interface AskedPermission {
  readonly tool: string
  /** The command, the path, the pattern. */
  readonly what?: string | undefined
}

/** What one that waits asks to be allowed to do: the call that has no result yet, as its session tells it. */
export function usePermission(agent: FleetAgentReport): AskedPermission | undefined {
  const { sessionId: id = '', activity, waitingFor, activitySince } = agent
  const isAsking = id !== '' && activity === 'waiting' && waitingFor === permissionPrompt
  const { value, isLoading } = useAnswer(isAsking ? `permission ${id} ${activitySince}` : undefined, () =>
    ask(api.sessions[':id'].state.$get({ param: { id } })),
  )
  return isAsking && !isLoading && value ? permissionOf(value) : undefined
}

const permissionPrompt = 'permission prompt'

export function permissionOf({
  steps,
  waitingStepId,
}: Pick<LiveSessionState, 'steps' | 'waitingStepId'>): AskedPermission | undefined {
  const step = steps.find(({ id }) => id === waitingStepId)
  return step && { tool: plainText(step.tool), what: step.summary && plainText(step.summary) }
}

/** How many hours one may be quiet before it counts as stale; undefined until the server told, and for what no rule makes stale. */
export function useStaleLimit(role: AgentReport['role']): number | undefined {
  const { value } = useAnswer('settings', () => ask(api.settings.$get()), { followsUsage: false })
  return value && staleLimitOf(value, role)
}
