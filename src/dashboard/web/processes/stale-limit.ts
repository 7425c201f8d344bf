/** How long an agent may be quiet before it counts as stale: the setting in force for agents of its kind. */
import type { AgentReport } from '../../../core/process/report.ts'
import { api, ask } from '../api.ts'
import { useAnswer } from '../parts/use-answer.ts'
import { staleLimitOf } from './words.ts'

/** In hours; undefined until the server told, and for what no rule makes stale. */
export function useStaleLimit(role: AgentReport['role']): number | undefined {
  const { value } = useAnswer('settings', () => ask(api.settings.$get()), { followsUsage: false })
  return value && staleLimitOf(value, role)
}
