/** The way from a session that was begun elsewhere to a task. Nothing for one that is a task's already. */
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { isLive } from '../live/live-store.ts'
import { askToAdopt } from './adopt-open.ts'

interface AdoptButtonProps {
  readonly sessionId: string | undefined
  /** Its process, while one is seen. */
  readonly agent: Pick<FleetAgentReport, 'task'> | undefined
}

export function AdoptButton({ sessionId, agent }: AdoptButtonProps) {
  if (sessionId === undefined || agent?.task !== undefined) return null
  return (
    <button type="button" class="btn" disabled={!isLive.value} onClick={() => askToAdopt({ sessionId })}>
      Move it into TCE…
    </button>
  )
}
