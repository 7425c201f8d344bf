/** *Ask now*: the agents' own programs and daemons are asked for their limits, once at a time, and each is in the audit log. */
import type { AskedLimits } from '../../agents/limits.ts'
import type { Actor } from '../../core/audit/audit.ts'
import type { AskedAnswer, AskedReport } from '../../core/limits/asked-report.ts'
import type { LimitReading } from '../../core/limits/held-window.ts'
import type { LimitsReport } from '../../core/limits/limits-report.ts'
import { accountOf, readingsOfAsked } from '../../core/limits/told-readings.ts'
import type { Result } from '../../core/result.ts'
import { plural } from '../../core/words/format.ts'
import type { StoredPlan } from '../../limits/limit-store.ts'
import type { LocalLog } from './log.ts'

export interface LimitAsker {
  readonly agent: string
  readonly folder: string
  /** Its accounts are told apart by folder; else by the id of the limit. */
  readonly isByFolder: boolean
  /** Fails with the reason, for a sentence. */
  ask(): Promise<Result<readonly AskedLimits[], string>>
}

interface AskParts {
  /** Whom one can ask, as it is now. */
  readonly askers: () => Promise<readonly LimitAsker[]>
  readonly nameOf: (agent: string) => string
  readonly shortPath: (path: string) => string
  readonly note: (readings: readonly LimitReading[], plans: readonly StoredPlan[]) => Promise<void>
  readonly read: () => Promise<LimitsReport>
  readonly log: Pick<LocalLog, 'record'>
  readonly clock: () => number
}

export function createLimitAsk(parts: AskParts): (actor: Actor) => Promise<AskedReport> {
  let asking: Promise<AskedReport> | undefined

  async function askOne({ agent, folder, isByFolder, ask }: LimitAsker): Promise<AskedAnswer> {
    const of = { agent, name: parts.nameOf(agent), place: parts.shortPath(folder) }
    const said = await ask()
    if (!said.ok) return { ...of, isHeard: false, message: `${of.name} was asked: ${said.error}.` }
    const atMs = parts.clock()
    const told = said.value.map((one) => ({ ...one, account: isByFolder ? of.place : accountOf(agent, one.limitId) }))
    const readings = told.flatMap(({ windows, account }) => readingsOfAsked(agent, windows, { atMs, account }))
    await parts.note(
      readings,
      told.flatMap(({ plan, account }) => (plan === undefined ? [] : [{ agent, account, plan }])),
    )
    const message = `${of.name} was asked, and said ${plural(readings.length, 'number')}.`
    return { ...of, isHeard: readings.length > 0, message }
  }

  async function askAll(actor: Actor): Promise<AskedReport> {
    const answers = await Promise.all((await parts.askers()).map(askOne))
    for (const { place, isHeard, message } of answers) {
      const outcome = isHeard ? 'done' : 'not-heard'
      await parts.log.record({ action: 'limits.ask', actor, subject: place, outcome, message })
    }
    return { answers, limits: await parts.read() }
  }

  return (actor) => {
    asking ??= askAll(actor).finally(() => {
      asking = undefined
    })
    return asking
  }
}
