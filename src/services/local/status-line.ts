/** Each change of an agent's status line is in the audit log. */
import type { StatusLineInstaller } from '../../control/status-line-installer.ts'
import type { Actor } from '../../core/audit/audit.ts'
import type { StatusLineProblem, StatusLineReport } from '../../core/limits/status-line-report.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { days } from '../../core/time/duration.ts'
import type { StatusLineService } from '../status-line.ts'
import type { LocalLimits } from './limits.ts'
import type { LocalLog } from './log.ts'

interface Beside {
  readonly log: Pick<LocalLog, 'record'>
  readonly limits: Pick<LocalLimits, 'drawn' | 'noteInstall'>
  readonly clock: () => number
}

export function createStatusLine(
  installer: () => Promise<StatusLineInstaller>,
  { log, limits, clock }: Beside,
): StatusLineService {
  async function read(): Promise<StatusLineReport> {
    const [places, drawn] = [await (await installer()).look(), await limits.drawn()]
    const last = Math.max(0, ...drawn)
    return {
      places,
      lastDrawnAt: last === 0 ? undefined : new Date(last).toISOString(),
      sessions: drawn.filter((ms) => clock() - ms < days(1)).length,
    }
  }

  async function change(
    verb: 'install' | 'uninstall',
    actor: Actor,
  ): Promise<Result<StatusLineReport, StatusLineProblem>> {
    const { look, ...does } = await installer()
    const places = await look()
    if (places.length === 0) {
      const message = 'No agent that has a status line has a folder of settings here. Start one, then try again.'
      return err({ kind: 'no-place', message })
    }
    for (const { file, own } of places) {
      const done = await does[verb](file)
      if (done.ok && !done.value) continue
      const kept = own === undefined ? 'There is no line of its user.' : 'Its user’s own line is run first.'
      const back = own === undefined ? 'None stands there now.' : 'Its user’s own line stands there again.'
      await log.record({
        action: `statusline.${verb}`,
        actor,
        subject: file,
        outcome: done.ok ? 'done' : 'not-written',
        message: done.ok ? (verb === 'install' ? kept : back) : done.error,
      })
      if (!done.ok) return err({ kind: 'not-written', message: done.error })
    }
    limits.noteInstall()
    return ok(await read())
  }

  return { read, install: (actor) => change('install', actor), uninstall: (actor) => change('uninstall', actor) }
}
