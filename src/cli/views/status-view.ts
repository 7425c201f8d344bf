/** `tce status`: the fleet in one breath, one row per agent in the order of need, and what to do. Pure: report → lines. */

import { agentKinds, kindOf, noUsageWords } from '../../agents/kinds.ts'
import { type AgentId, firstAgent } from '../../core/process/agent-ids.ts'
import { sinceMs } from '../../core/process/agent-words.ts'
import { agentsIn } from '../../core/process/fleet-filter.ts'
import type { FleetReport } from '../../core/process/report.ts'
import { formatBytes, formatDurationInWords, formatUsd, listInWords, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { lineWidth, spread, truncateLine } from '../../terminal/table.ts'
import { truncateText } from '../../terminal/text-width.ts'
import { wrap, wrapLine } from '../../terminal/wrap.ts'
import { statusHints } from './status-hints.ts'
import { statusTable } from './status-table.ts'
import { unseenSessions } from './unseen-view.ts'

/** The session that was active last, for when nothing runs. */
export interface LastSession {
  readonly agent: string
  readonly project: string
  readonly lastActiveAt?: string | undefined
  readonly resumeCommand?: string | undefined
}

export interface StatusContext {
  readonly nowMs: number
  /** What was spent today, when it is known without waiting. */
  readonly todayUsd?: number | undefined
  readonly lastSession?: LastSession | undefined
  /** "Claude Max, 5 hours: 62 %, runs out 16:05, resets 17:00", where it is near. */
  readonly limit?: string | undefined
  /** Of these kinds alone; absent where all are shown. */
  readonly agents?: readonly AgentId[] | undefined
  /** Where agents keep their data, shortened for display: "~/.claude". */
  readonly configDirs?: readonly string[] | undefined
  /** Beside the counts while it watches: "every 1.5 s, q quits". */
  readonly note?: string | undefined
}

export function statusView(fleet: FleetReport, context: StatusContext, look: Look): readonly Line[] {
  if (fleet.processes.length === 0) return nothingRuns(fleet, context, look)
  const hasKinds = agentsIn(fleet).length > 1
  const { width, lines } = statusTable(fleet.processes, { nowMs: context.nowMs, hasKinds }, look)
  const hints = statusHints(fleet.processes, context.nowMs, look)
  return [
    headline(fleet, context, look, width),
    emptyLine,
    ...lines,
    ...block(unseenSessions(fleet, context.nowMs, look)),
    ...block(leftBehind(fleet, look)),
    ...block([...hints, ...limitLine(context, look)]),
    ...block(noUsageLines(fleet, look)),
    ...block(problemLines(fleet, look)),
  ]
}

/** A part with an empty line before it, or nothing. */
const block = (lines: readonly Line[]): readonly Line[] => (lines.length === 0 ? [] : [emptyLine, ...lines])

/** The longest form that fits: words give way first, then the note, then the cost. */
function headline(
  fleet: FleetReport,
  { todayUsd, note }: StatusContext,
  { columns, glyphs }: Look,
  width: number,
): Line {
  const room = Math.min(columns, Math.max(width, 80))
  const cost: Line = todayUsd === undefined ? [] : [span(formatUsd(todayUsd), 'bold'), span(' today', 'dim')]
  const noted: Line = note === undefined ? [] : [span(`  ${note}`, 'dim')]
  const forms = countForms(fleet, glyphs)
  const fits = (left: Line, right: Line) => lineWidth(left) + (right.length === 0 ? 0 : lineWidth(right) + 2) <= room
  for (const right of [cost, []]) {
    for (const form of forms) {
      const left = [...form, ...noted]
      if (fits(left, right)) return spread(left, right, room)
    }
  }
  return truncateLine(forms.at(-1) ?? [], room, glyphs.ellipsis)
}

function countForms({ counts, processes }: FleetReport, glyphs: Look['glyphs']): readonly Line[] {
  const busy = processes.filter(
    ({ activity, health }) => activity === 'busy' && (health === 'healthy' || health === 'pinned'),
  )
  const total = span(plural(counts.total, 'agent'), 'bold')
  const form = (waiting: string, zombie: string, stale: string, unknown: string): Line => [
    total,
    ...counted(counts.waiting, `${glyphs.waiting} ${counts.waiting}${waiting}`, 'you'),
    ...counted(counts.zombie, `${glyphs.zombie} ${counts.zombie}${zombie}`, 'bad'),
    ...counted(counts.stale, `${glyphs.stale} ${counts.stale}${stale}`, 'warn'),
    ...counted(counts.unknown, `${glyphs.unknownHealth} ${counts.unknown}${unknown}`, 'dim'),
    ...counted(busy.length, `${busy.length} busy`),
  ]
  return [
    form(' waiting for you', ' zombie', ' stale', ' unknown'),
    form(' waiting', ' zombie', ' stale', ' unknown'),
    form(' waiting', '', '', ''),
    form('', '', '', ''),
  ]
}

const counted = (n: number, text: string, role?: Span['role']): Line => (n === 0 ? [] : [span('  '), span(text, role)])

function leftBehind({ orphans }: FleetReport, { columns, glyphs }: Look): readonly Line[] {
  if (orphans.length === 0) return []
  const bytes = orphans.reduce((sum, { rssBytes = 0 }) => sum + rssBytes, 0)
  const shown = orphans.slice(0, 5).map((orphan) => {
    const size = orphan.rssBytes === undefined ? '' : formatBytes(orphan.rssBytes)
    const text = line(
      '  ',
      span(plainText(orphan.name), 'bold'),
      ` ${[plainText(orphan.reason), size].filter((part) => part !== '').join(', ')}`,
      span(`  ${orphan.pid}`, 'dim'),
    )
    return truncateLine(text, columns, glyphs.ellipsis)
  })
  const more = orphans.length - shown.length
  return [
    line(
      span(`${glyphs.none} `, 'dim'),
      span(`${plural(orphans.length, 'process', 'processes')} left behind`, 'bold'),
      bytes === 0 ? '. ' : `, ${formatBytes(bytes)}. `,
      span(orphans.length === 1 ? 'End it: ' : 'End one: ', 'dim'),
      `tce kill ${orphans[0]?.pid}`,
    ),
    ...shown,
    ...(more === 0 ? [] : [line(span(`  and ${more} more: tce status --json`, 'dim'))]),
  ]
}

const limitLine = ({ limit }: StatusContext, { columns, glyphs }: Look): readonly Line[] =>
  limit === undefined
    ? []
    : wrapLine(line(span(`${glyphs.warning} `, 'warn'), `${limit}. `, span('See: ', 'dim'), 'tce limits'), columns)

const problemLines = ({ problems }: FleetReport, { columns, glyphs }: Look): readonly Line[] =>
  problems
    .slice(0, 3)
    .map((problem) =>
      truncateLine(line(span(`${glyphs.warning} `, 'warn'), plainText(problem)), columns, glyphs.ellipsis),
    )

function nothingRuns(fleet: FleetReport, context: StatusContext, look: Look): readonly Line[] {
  const { columns, glyphs } = look
  const places = (context.configDirs ?? []).length === 0 ? '' : ` in ${inWords(context.configDirs ?? [])}, and`
  const took = fleet.scanMs < 5 ? 'under 0.01 s' : `${(fleet.scanMs / 1000).toFixed(2)} s`
  const looked = `Looked${places} at ${plural(fleet.processCount, 'process', 'processes')}, ${took}.`
  const unseen = unseenSessions(fleet, context.nowMs, look)
  return [
    ...(unseen.length > 0
      ? [line(span(`${glyphs.none} `, 'dim'), 'No process of an agent is seen.'), emptyLine, ...unseen]
      : [noneRuns(context, glyphs)]),
    emptyLine,
    ...wrap(looked, columns).map((text) => line(span(text, 'dim'))),
    ...lately(context, look),
    ...block(leftBehind(fleet, look)),
    ...block(problemLines(fleet, look)),
  ]
}

/** The command that is named starts what was asked for, else what was used last. */
function noneRuns({ agents = [], lastSession }: StatusContext, { none }: Look['glyphs']): Line {
  const kinds = agents.map((id) => agentKinds[id])
  const { command } = kindOf(agents[0] ?? lastSession?.agent ?? firstAgent)
  const names =
    kinds.length === 0
      ? 'agents'
      : inWords(
          kinds.map(({ displayName }) => displayName),
          'or',
        )
  return line(span(`${none} `, 'dim'), `No ${names} running. Start one with `, span(command, 'bold'), '.')
}

/** Of those that run, who writes down no tokens: their cost is not nothing, but unknown. */
function noUsageLines(fleet: FleetReport, { columns, glyphs }: Look): readonly Line[] {
  const words = noUsageWords(agentsIn(fleet))
  return words === undefined ? [] : wrap(`${glyphs.unknown} ${words}`, columns).map((text) => line(span(text, 'dim')))
}

function lately({ todayUsd, lastSession, nowMs }: StatusContext, { columns, glyphs }: Look): readonly Line[] {
  const today: Line = todayUsd === undefined ? [] : [span('Today ', 'dim'), span(formatUsd(todayUsd))]
  if (lastSession === undefined) return today.length === 0 ? [] : [today]
  const agoMs = sinceMs(lastSession.lastActiveAt, nowMs)
  const ago = agoMs === undefined ? '' : `, ${formatDurationInWords(agoMs)} ago`
  const resume = lastSession.resumeCommand === undefined ? '' : `: ${lastSession.resumeCommand}`
  const last: Line = [
    span(`${today.length === 0 ? '' : '  '}Last `, 'dim'),
    span(truncateText(plainText(lastSession.project), 30, glyphs.ellipsis)),
    span(ago),
  ]
  const whole = [...today, ...last, span(resume.slice(0, 2)), span(resume.slice(2), 'dim')]
  if (lineWidth(whole) <= columns) return [whole]
  return [[...today, ...last, span(':')], line('  ', span(resume.slice(2), 'dim'))]
}

const inWords = (names: readonly string[], and = 'and'): string => listInWords(names.map(plainText), and)
