/** What an agent that waits asks to be allowed to do: the call that has no result yet, as its session tells it. */
import { useEffect, useState } from 'preact/hooks'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import type { LiveSessionState } from '../../../core/session/live-session.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'

export interface AskedPermission {
  readonly tool: string
  /** The command, the path, the pattern. */
  readonly what?: string | undefined
}

export function usePermission({ sessionId, activity, waitingFor }: FleetAgentReport): AskedPermission | undefined {
  const [asked, setAsked] = useState<AskedPermission>()
  useEffect(() => {
    setAsked(undefined)
    if (sessionId === undefined || activity !== 'waiting' || waitingFor !== permissionPrompt) return
    let isCurrent = true
    void ask(api.sessions[':id'].state.$get({ param: { id: sessionId } })).then((answer) => {
      if (isCurrent && answer.ok) setAsked(permissionOf(answer.value as LiveSessionState))
    })
    return () => {
      isCurrent = false
    }
  }, [sessionId, activity, waitingFor])
  return asked
}

const permissionPrompt = 'permission prompt'

export function permissionOf({
  steps,
  waitingStepId,
}: Pick<LiveSessionState, 'steps' | 'waitingStepId'>): AskedPermission | undefined {
  const step = steps.find(({ id }) => id === waitingStepId)
  return step && { tool: plainText(step.tool), what: step.summary && plainText(step.summary) }
}
