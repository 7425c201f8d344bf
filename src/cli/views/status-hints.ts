/** The last lines of `tce status`: what to do, three at most, each naming the thing and the next step. Pure. */

import { staleTargets } from '../../core/kill/kill-stale.ts'
import { memoryOf, waitingParts } from '../../core/process/agent-words.ts'
import { standingOf } from '../../core/process/fleet.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import { formatBytes, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { projectOf } from '../../terminal/agent-words.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { truncateText } from '../../terminal/text-width.ts'
import { wrapLine } from '../../terminal/wrap.ts'

export function statusHints(agents: readonly FleetAgentReport[], nowMs: number, look: Look): readonly Line[] {
  const hints = [
    waitingHint(
      agents.filter((agent) => agent.activity === 'waiting' && agent.health !== 'zombie'),
      nowMs,
      look,
    ),
    staleHint(staleTargets(agents).targets, look),
    zombieHint(
      agents.filter((agent) => agent.health === 'zombie'),
      look,
    ),
    unknownHint(
      agents.filter((agent) => standingOf(agent) === 'unknown' && agent.health === 'unknown'),
      look,
    ),
    hogHint(
      agents.filter((agent) => agent.hog !== undefined),
      look,
    ),
  ]
  return hints
    .filter((hint) => hint !== undefined)
    .slice(0, 3)
    .flatMap((hint) => wrapLine(hint, look.columns))
}

/** Names longer than this would leave no room for the reason. */
const widestName = 36

const shortProject = (agent: FleetAgentReport, look: Look): string =>
  truncateText(projectOf(agent), widestName, look.glyphs.ellipsis)

const onTty = ({ tty }: FleetAgentReport): string => (tty === undefined ? '' : `, on ${plainText(tty)}`)

function waitingHint(waiting: readonly FleetAgentReport[], nowMs: number, look: Look): Line | undefined {
  const longest = [...waiting].sort((a, b) => waitedMs(b, nowMs) - waitedMs(a, nowMs))[0]
  if (longest === undefined) return undefined
  const mark = span(`${look.glyphs.waiting} `, 'you')
  const name = span(shortProject(longest, look), 'you')
  const { reason: waitingFor, time: duration } = waitingParts(longest, nowMs)
  const reason = `${waitingFor === '' ? '' : `: ${waitingFor}`}${onTty(longest)}`
  if (waiting.length === 1) return line(mark, name, ` waits for you${duration === '' ? '' : `, ${duration}`}${reason}`)
  return line(
    mark,
    span(`${waiting.length} wait for you`, 'you'),
    ', longest ',
    name,
    duration === '' ? '' : `, ${duration}`,
    reason,
  )
}

const waitedMs = (agent: FleetAgentReport, nowMs: number): number => waitingParts(agent, nowMs).waitedMs ?? 0

function staleHint(stale: readonly FleetAgentReport[], { glyphs }: Look): Line | undefined {
  if (stale.length === 0) return undefined
  const bytes = stale.reduce((sum, agent) => sum + (memoryOf(agent) ?? 0), 0)
  const isOne = stale.length === 1
  return line(
    span(`${glyphs.stale} ${stale.length} stale`, 'warn'),
    bytes === 0 ? '. ' : ` ${isOne ? 'holds' : 'hold'} ${formatBytes(bytes)}. `,
    span(isOne ? 'End it: ' : 'End them: ', 'dim'),
    'tce kill-stale',
  )
}

function zombieHint(zombies: readonly FleetAgentReport[], look: Look): Line | undefined {
  const [first] = zombies
  if (first === undefined) return undefined
  if (zombies.length > 1) return severalZombies(zombies, look)
  const mark = span(`${look.glyphs.zombie} `, 'bad')
  const name = span(shortProject(first, look), 'bad')
  if (first.state !== 'stopped') return line(mark, name, ' is defunct: its parent has not collected it.')
  const wake = first.tty === undefined ? `kill -CONT ${first.pid}` : `fg${onTty(first)}`
  return line(mark, name, ' is suspended with Ctrl-Z. ', span('Wake it: ', 'dim'), wake)
}

/** No command to end it: nobody knows what would be lost. */
function unknownHint(unknown: readonly FleetAgentReport[], look: Look): Line | undefined {
  const [first] = unknown
  if (first === undefined) return undefined
  const mark = span(`${look.glyphs.unknownHealth} `, 'dim')
  if (unknown.length > 1) return line(mark, `${unknown.length} unknown: nothing tells whether they work.`)
  return line(mark, span(shortProject(first, look), 'bold'), ` ${plainText(first.healthReason)}.`)
}

function severalZombies(zombies: readonly FleetAgentReport[], look: Look): Line {
  const suspended = zombies.filter(({ state }) => state === 'stopped')
  const parts = [
    ...(suspended.length === 0 ? [] : [`${suspended.length} suspended with Ctrl-Z (wake with fg)`]),
    ...(suspended.length === zombies.length ? [] : [`${zombies.length - suspended.length} defunct`]),
  ]
  const names = zombies.map((agent) => projectOf(agent)).join(', ')
  return line(
    span(`${look.glyphs.zombie} ${plural(zombies.length, 'zombie')}`, 'bad'),
    `: ${parts.join(', ')}: ${names}`,
  )
}

function hogHint(hogs: readonly FleetAgentReport[], look: Look): Line | undefined {
  const [first] = hogs
  if (first?.hog === undefined) return undefined
  const others = hogs.length === 1 ? '' : `, and ${plural(hogs.length - 1, 'other')}`
  const verb = first.hog.kind === 'cpu' ? 'takes' : 'holds'
  return line(
    span(`${look.glyphs.warning} `, 'warn'),
    span(shortProject(first, look), 'bold'),
    ` ${verb} ${plainText(first.hog.reason)}${others}. `,
    span('End it: ', 'dim'),
    `tce kill ${first.pid}`,
  )
}
