/** Who is at work and gets nowhere: the last steps of each are looked at now and then, where its records may tell something new. */
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'
import type { StuckSign } from '../../core/waiting/stuck.ts'
import { stuckLimits, stuckSign } from '../../core/waiting/stuck.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { SessionTail } from './session-tail.ts'

export interface StuckWatch {
  /** By the id of the agent. */
  readonly signs: ReadonlyMap<string, StuckSign>
  look(fleet: Pick<FleetReport, 'processes'>): void
}

export interface StuckWatchParts {
  readonly steps: SessionTail['steps']
  readonly onChange: () => void
  readonly clock: () => number
  readonly reportError: ReportError
}

export function createStuckWatch({ steps, onChange, clock, reportError }: StuckWatchParts): StuckWatch {
  const signs = new Map<string, StuckSign>()
  const looked = new Map<string, { readonly atMs: number; readonly activeAt: string | undefined }>()

  async function lookAt(agentId: string, sessionId: string): Promise<void> {
    const sign = stuckSign(await steps(sessionId))
    if (!looked.has(agentId) || sign?.since === signs.get(agentId)?.since) return
    if (sign === undefined) signs.delete(agentId)
    else signs.set(agentId, sign)
    onChange()
  }

  const mayTell = ({ id, lastActiveAt }: FleetAgentReport): boolean => {
    const before = looked.get(id)
    if (before === undefined) return true
    return before.activeAt !== lastActiveAt && clock() - before.atMs >= stuckLimits.lookEveryMs
  }

  return {
    signs,
    look({ processes }) {
      const busy = processes.filter(({ activity, sessionId }) => activity === 'busy' && sessionId !== undefined)
      const ids = new Set(busy.map(({ id }) => id))
      for (const id of [...looked.keys()]) {
        if (ids.has(id)) continue
        looked.delete(id)
        signs.delete(id)
      }
      for (const agent of busy.filter(mayTell)) {
        looked.set(agent.id, { atMs: clock(), activeAt: agent.lastActiveAt })
        lookAt(agent.id, agent.sessionId ?? '').catch((cause: unknown) =>
          reportError('The steps of a session could not be read', cause),
        )
      }
    },
  }
}
