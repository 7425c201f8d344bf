/**
 * Dialogs that no hook told of, in terminals that can be read: each becomes a card that is answered by a key, and goes with its dialog. Looked
 * for with every look at the machine, a moment after the registry says that an agent waits.
 */
import type { AskedCall } from '../../agents/dialogs.ts'
import type { FoundDialog, StandingDialog } from '../../control/dialog-keys.ts'
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'
import { seconds } from '../../core/time/duration.ts'
import type { ReportError } from '../../core/words/bug.ts'

export interface DialogDeskParts {
  /** control/dialog-keys.ts */
  readonly findDialog: (of: SeenAgent, calls: readonly AskedCall[]) => Promise<FoundDialog | undefined>
  /** Calls of the session that nothing came of yet, with all of their input. */
  readonly openCalls: (sessionId: string) => Promise<readonly AskedCall[]>
  /** Makes the card; undefined: there is one of that session. */
  readonly hold: (agent: SeenAgent, dialog: StandingDialog, gone: AbortSignal) => void
  readonly onChange: () => void
  readonly clock: () => number
  readonly reportError: ReportError
}

export interface SeenAgent extends Pick<FleetAgentReport, 'id' | 'agent' | 'activitySince' | 'cwd'> {
  readonly tty: string
  readonly sessionId: string
}

export interface DialogDesk {
  /** `isAsked`: a hook asks, or it was answered a moment ago. */
  look(fleet: Pick<FleetReport, 'processes'>, isAsked: (agent: FleetAgentReport) => boolean): void
  /** What stands on the screen of one whose question could not be read further. */
  textOf(agentId: string): string | undefined
  /** Of a hook that asks now: its card takes the place. */
  letGo(sessionId: string): void
  close(): void
}

/** A hook asks a tenth of a second before the dialog is there: where one is installed it comes first. */
const hooksFirstMs = seconds(1)
/** Records may come after the dialog. */
const mostTries = 5

interface Standing {
  /** Of one wait: another one is another question. */
  readonly since: string | undefined
  readonly sessionId: string
  tries: number
  isLooking: boolean
  text?: string | undefined
  held?: { readonly dialog: StandingDialog; readonly gone: AbortController } | undefined
}

export function createDialogDesk(parts: DialogDeskParts): DialogDesk {
  const { findDialog, openCalls, hold, onChange, clock, reportError } = parts
  const standing = new Map<string, Standing>()

  function drop(agentId: string): void {
    standing.get(agentId)?.held?.gone.abort()
    standing.delete(agentId)
  }

  /** The same one: whether it still stands there. A new one: what it asks. */
  async function read(agent: SeenAgent, known: Standing): Promise<void> {
    if (known.held !== undefined) {
      if (!(await known.held.dialog.isStanding()) && standing.get(agent.id) === known) drop(agent.id)
      return
    }
    known.tries += 1
    const found = await findDialog(agent, await openCalls(agent.sessionId))
    if (found === undefined || standing.get(agent.id) !== known) return
    if (found.kind === 'unknown') {
      known.text = found.text
      return onChange()
    }
    const gone = new AbortController()
    known.held = { dialog: found.dialog, gone }
    known.text = undefined
    hold(agent, found.dialog, gone.signal)
  }

  return {
    look({ processes }, isAsked) {
      const wanted = processes.filter(
        (agent): agent is FleetAgentReport & SeenAgent => mayStand(agent) && !isAsked(agent),
      )
      const ids = new Set(wanted.map(({ id }) => id))
      for (const id of [...standing.keys()]) if (!ids.has(id)) drop(id)
      for (const agent of wanted) {
        if (clock() - Date.parse(agent.activitySince ?? '') < hooksFirstMs) continue
        if (standing.get(agent.id)?.since !== agent.activitySince) drop(agent.id)
        const known = standing.get(agent.id) ?? newStanding(agent)
        standing.set(agent.id, known)
        if (known.isLooking || (known.held === undefined && known.tries >= mostTries)) continue
        known.isLooking = true
        read(agent, known)
          .catch((cause: unknown) => reportError('A dialog could not be read', cause))
          .finally(() => {
            known.isLooking = false
          })
      }
    },
    textOf: (agentId) => standing.get(agentId)?.text,
    letGo(sessionId) {
      for (const [id, known] of [...standing]) if (known.sessionId === sessionId) drop(id)
    },
    close() {
      for (const id of [...standing.keys()]) drop(id)
    },
  }
}

const mayStand = ({ activity, tty, sessionId }: FleetAgentReport): boolean =>
  activity === 'waiting' && tty !== undefined && sessionId !== undefined

const newStanding = ({ activitySince, sessionId }: SeenAgent): Standing => ({
  since: activitySince,
  sessionId,
  tries: 0,
  isLooking: false,
})
