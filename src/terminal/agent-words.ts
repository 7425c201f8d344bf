/** An agent in the terminal's marks, roles and short words. The words themselves are core/process/agent-words.ts. Pure. */

import { kindOf } from '../agents/kinds.ts'
import { doingOf, joinLabel, labelOf, zombieWord } from '../core/process/agent-words.ts'
import type { Standing } from '../core/process/fleet.ts'
import { standingOf } from '../core/process/fleet.ts'
import type { Health } from '../core/process/health.ts'
import type { FleetAgentReport } from '../core/process/report.ts'
import type { Glyphs, Line, Role, Span } from './roles.ts'
import { span } from './roles.ts'

export const healthRoles: Record<Health, Role> = {
  healthy: 'ok',
  stale: 'warn',
  zombie: 'bad',
  pinned: 'pin',
  unknown: 'dim',
}

export const healthMark = (health: Health, glyphs: Glyphs): string =>
  health === 'unknown' ? glyphs.unknownHealth : glyphs[health]

/** `● healthy`: the mark always in colour, the word only where something is the matter. */
export function healthCell({ health }: Pick<FleetAgentReport, 'health'>, glyphs: Glyphs): Line {
  const role = healthRoles[health]
  return [span(`${healthMark(health, glyphs)} `, role), span(health, health === 'healthy' ? 'dim' : role)]
}

const standingMarks: Record<Standing, readonly [keyof Glyphs & (Health | 'none' | 'waiting' | 'unknownHealth'), Role]> =
  {
    zombie: ['zombie', 'bad'],
    waiting: ['waiting', 'you'],
    stale: ['stale', 'warn'],
    pinned: ['pinned', 'pin'],
    busy: ['healthy', 'busy'],
    shell: ['healthy', 'busy'],
    idle: ['none', 'dim'],
    unknown: ['unknownHealth', 'dim'],
  }

/** The worst true thing of an agent, in one mark and one word. */
export function worstMark(
  agent: Pick<FleetAgentReport, 'health' | 'activity'>,
  glyphs: Glyphs,
): Span & { word: Standing } {
  const word = standingOf(agent)
  const [glyph, role] = standingMarks[word]
  return { ...span(glyphs[glyph], role), word }
}

/** `cx`, before a project, where there are several kinds of agents. */
export const kindMark = (agent: string): Span => span(kindOf(agent).mark, 'dim')

/** The working directory's last part, else what is known instead. */
export const projectOf = (agent: Pick<FleetAgentReport, 'project' | 'pid'>): string => labelOf(agent).project

/** What the user called it; a session without a name and without a terminal says what it is there for. */
export function nameOf(agent: Pick<FleetAgentReport, 'pid' | 'name' | 'role'>): string {
  const { name } = labelOf(agent)
  return name === '' && agent.role !== 'interactive' ? agent.role : name
}

/** `payments-api webhook-retries`, to name an agent in a sentence. */
export const titleOf = (agent: Pick<FleetAgentReport, 'project' | 'pid' | 'name' | 'role'>): string =>
  joinLabel({ project: projectOf(agent), name: nameOf(agent) }, ' ')

export function activityCell(agent: FleetAgentReport): Line {
  if (agent.health === 'zombie') return [span(zombieWord(agent))]
  const { activity } = agent
  if (activity === 'waiting') return [span(activity, 'you')]
  if (activity === 'busy') return [span(activity, 'busy'), span(` ${doingInAWord(doingOf(agent))}`)]
  return [span(activity, activity === 'shell' ? 'busy' : 'dim')]
}

/** "Bash cargo test" → "Bash", "3 subagents" → "3 subs", "thinking" → "thinks": six letters, so that the column holds. */
function doingInAWord(doing: string): string {
  const subagents = /^(\d+) subagents?/.exec(doing)
  if (subagents !== null) return `${subagents[1]} sub${subagents[1] === '1' ? '' : 's'}`
  const [word = ''] = doing.split(' ')
  return word.replace(/^(think|writ|read)(ing)$/, (_, stem: string) => (stem === 'writ' ? 'writes' : `${stem}s`))
}
