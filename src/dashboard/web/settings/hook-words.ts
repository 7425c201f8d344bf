/** How it stands with the hooks, in a line. Pure. */
import type { HookReport } from '../../../core/hooks/hook-report.ts'
import { plural } from '../../../core/words/format.ts'

/** They are wanted, whether or not they could be put in. */
export const isOn = ({ places }: Pick<HookReport, 'places'>): boolean =>
  places.some(({ scope, isWanted, state }) => scope === 'user' && (isWanted || state === 'in'))

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
