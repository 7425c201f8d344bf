/** How it stands with the hooks, in a line. Pure. */
import type { HookReport } from '../../../core/hooks/hook-report.ts'
import { plural } from '../../../core/words/format.ts'

/** They are wanted, whether or not they could be put in. */
export const isOn = ({ places }: Pick<HookReport, 'places'>): boolean =>
  places.some(({ scope, isWanted, state }) => scope === 'user' && (isWanted || state === 'in'))

/** Which of the sessions at work have told nothing yet, by their names; each tells by its hooks that it is there. */
export function speakWords(running: readonly Running[], heardOf: readonly string[]) {
  const silent = running.filter(({ sessionId }) => !heardOf.includes(sessionId))
  const named = silent.slice(0, mostNamed).map(({ name }) => name)
  const more = silent.length > mostNamed ? ` and ${silent.length - mostNamed} more` : ''
  return {
    count: `${running.length - silent.length} of ${running.length}`,
    silent: silent.length === 0 ? '' : `${named.join(', ')}${more} said nothing since TCE serves`,
  }
}

export interface Running {
  readonly sessionId: string
  readonly name: string
}

const mostNamed = 3

export function hookStateWords(report: HookReport): string {
  const { places, heard } = report
  const own = places.filter(({ scope }) => scope === 'user')
  const projects = places.filter(({ scope, isWanted }) => scope === 'project' && isWanted).length
  const more = projects === 0 ? '' : `; in ${plural(projects, 'project')} of its own`
  if (own.length === 0) return `No agent that has hooks has a folder of settings here${more}`
  if (!isOn(report)) return `Not installed${more}`
  if (own.every(({ state }) => state !== 'in')) return `Wanted, and not in place${more}`
  const told =
    heard.total === 0
      ? 'nothing was heard yet'
      : `${heard.lastMinute} a minute, ${plural(heard.sessionIds.length, 'session')} spoke`
  return `Installed, ${told}${more}`
}
