/** All agents as rows, those that need you first. Pure. */

import { contextShareOf, doingOf, quietMsOf, waitingParts } from '../../core/process/agent-words.ts'
import { standingOf } from '../../core/process/fleet.ts'
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'
import { formatDuration, formatPercent, formatUsd, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { nameOf, projectOf, worstMark } from '../../terminal/agent-words.ts'
import type { Line } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { textWidth, truncateText } from '../../terminal/text-width.ts'
import type { OverviewModel, OverviewSort, WatchModel } from '../model.ts'
import { inRole, padEnd, padStart, spreadLine, windowOf } from './cells.ts'
import { gaugeLine } from './gauge-line.ts'
import type { Frame } from './layout.ts'
import { bottomLine } from './session-screen.ts'
import type { KeyHint } from './tab-bar.ts'
import { keyHints } from './tab-bar.ts'

export function overviewScreen(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  const rule: Line = [span(frame.glyphs.rule.repeat(frame.columns), 'dim')]
  return [summary(model, frame), rule, ...rows(model, nowMs, frame), rule, bottomLine(model, frame, overviewBar)]
}

function summary({ fleet, todayUsd, overview }: WatchModel, { glyphs, columns }: Frame): Line {
  if (fleet === undefined) return line(' ', span('Looking for agents', 'dim'))
  const { counts, processes } = fleet
  const busy = processes.filter(
    ({ activity, health }) => activity === 'busy' && health !== 'zombie' && health !== 'unknown',
  ).length
  const parts = [
    line(plural(counts.total, 'agent')),
    counts.waiting > 0 ? line(span(`${glyphs.waiting} ${counts.waiting} waiting`, 'you')) : [],
    counts.zombie > 0 ? line(span(`${glyphs.zombie} ${counts.zombie}`, 'bad')) : [],
    counts.stale > 0 ? line(span(`${glyphs.stale} ${counts.stale}`, 'warn')) : [],
    counts.unknown > 0 ? line(span(`${glyphs.unknownHealth} ${counts.unknown}`, 'dim')) : [],
    busy > 0 ? line(span(glyphs.healthy, 'busy'), ` ${busy} busy`) : [],
    overview.sort === 'need' ? [] : line(span(`by ${overview.sort}`, 'dim')),
    overview.filter === '' ? [] : line(span(`"${plainText(overview.filter)}"`, 'warn')),
  ].filter((part) => part.length > 0)
  const left = parts.flatMap((part, index): Line => (index === 0 ? [span(' '), ...part] : [span('  '), ...part]))
  const right = todayUsd === undefined ? [] : line(span(formatUsd(todayUsd), 'bold'), ' today')
  return spreadLine(left, right, columns - 1, glyphs.ellipsis)
}

/** The agents that are shown, in their order: keys and drawing ask for the same. */
export function overviewAgents(
  fleet: FleetReport | undefined,
  { filter, sort }: OverviewModel,
): readonly FleetAgentReport[] {
  const wanted = filter.trim().toLowerCase()
  const agents = (fleet?.processes ?? []).filter(
    (agent) => wanted === '' || searchText(agent).toLowerCase().includes(wanted),
  )
  return sort === 'need' ? agents : agents.toSorted(compare[sort])
}

const searchText = (agent: FleetAgentReport): string =>
  [
    projectOf(agent),
    nameOf(agent),
    agent.activity,
    agent.health,
    agent.figures?.doing,
    String(agent.pid),
    agent.sessionId,
  ]
    .filter((word) => word !== undefined)
    .join(' ')

/** Where a figure is not known the row comes last. */
const compare: Record<Exclude<OverviewSort, 'need'>, (a: FleetAgentReport, b: FleetAgentReport) => number> = {
  cost: (a, b) => (b.figures?.costUsd ?? -1) - (a.figures?.costUsd ?? -1),
  context: (a, b) => (contextShareOf(b) ?? -1) - (contextShareOf(a) ?? -1),
  name: (a, b) => projectOf(a).localeCompare(projectOf(b)) || nameOf(a).localeCompare(nameOf(b)),
  idle: (a, b) => Date.parse(a.lastActiveAt ?? '9999') - Date.parse(b.lastActiveAt ?? '9999'),
}

export const chosenIndex = (agents: readonly FleetAgentReport[], { chosenId }: OverviewModel): number =>
  Math.max(
    0,
    agents.findIndex(({ id }) => id === chosenId),
  )

/** The chosen row is always one that is seen. */
export function overviewTop(chosen: number, count: number, rows: number): number {
  return Math.max(0, Math.min(chosen - Math.floor(rows / 2), count - rows))
}

function rows(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  const agents = overviewAgents(model.fleet, model.overview)
  const chosen = chosenIndex(agents, model.overview)
  const top = overviewTop(chosen, agents.length, frame.bodyRows)
  const shown = agents
    .slice(top, top + frame.bodyRows)
    .map((agent, index) => agentRow(agent, top + index === chosen, nowMs, frame))
  return windowOf(shown.length === 0 ? [noRows(model)] : shown, 0, frame.bodyRows)
}

const noRows = ({ fleet, overview }: WatchModel): Line => {
  if (fleet === undefined) return []
  return overview.filter === ''
    ? line(' ', span('No Claude Code running. Start one with claude.', 'dim'))
    : line(' ', span('No agent matches. esc shows all.', 'dim'))
}

/** A figure at the end of the row. */
interface Figure {
  /** With the gap before it. */
  readonly width: number
  /** Columns from which on there is room for it. */
  readonly from: number
  readonly cell: (agent: FleetAgentReport, frame: Frame) => Line
}

const figures: readonly Figure[] = [
  { width: 13, from: 62, cell: contextCell },
  { width: 8, from: 0, cell: costCell },
]

function contextCell(agent: FleetAgentReport, { glyphs }: Frame): Line {
  const share = contextShareOf(agent)
  const text = share === undefined ? span(glyphs.unknown, 'dim') : span(formatPercent(share * 100))
  return [...gaugeLine(share, 8, glyphs), span(' '), span(padStart(text.text, 4), text.role)]
}

function costCell({ figures }: FleetAgentReport, { glyphs }: Frame): Line {
  const cost = figures?.costUsd
  return [cost === undefined ? span(padStart(glyphs.unknown, 8), 'dim') : span(padStart(formatUsd(cost), 8), 'bold')]
}

function agentRow(agent: FleetAgentReport, isChosen: boolean, nowMs: number, frame: Frame): Line {
  const { columns, glyphs } = frame
  const shown = figures.filter(({ from }) => columns >= from)
  const room = columns - 3 - 1 - 1 - shown.reduce((sum, { width }) => sum + width, 0) - 1
  const projectWidth = Math.max(8, Math.min(columns >= 100 ? 44 : 21, Math.floor(room * 0.4)))
  const doingWidth = Math.max(0, room - projectWidth)
  const mark = worstMark(agent, glyphs)
  const spans = [
    span(isChosen ? glyphs.chosen : ' '),
    span(mark.text, mark.role),
    span(' '),
    ...projectCell(agent, projectWidth, frame),
    span(' '),
    span(padEnd(truncateText(doingText(agent, nowMs), doingWidth, glyphs.ellipsis), doingWidth), doingRole(agent)),
    span(' '),
    ...shown.flatMap(({ cell }) => cell(agent, frame)),
  ]
  return isChosen ? inRole(spans, 'sel') : spans
}

/** With the session's name where the terminal is wide enough for it. */
function projectCell(agent: FleetAgentReport, width: number, { columns, glyphs }: Frame): Line {
  const project = truncateText(projectOf(agent), width, glyphs.ellipsis)
  const room = width - textWidth(project) - 1
  const name = columns >= 100 ? nameOf(agent) : ''
  if (name === '' || room < 3) return [span(project, 'bold'), span(' '.repeat(width - textWidth(project)))]
  return [span(project, 'bold'), span(` ${padEnd(truncateText(name, room, glyphs.ellipsis), room)}`, 'dim')]
}

const doingRole = (agent: FleetAgentReport) =>
  agent.health === 'zombie' || agent.activity !== 'waiting' ? (agent.activity === 'idle' ? 'dim' : undefined) : 'you'

/** `waiting 3 min: permission prompt`, `Bash cargo test`, `idle 4m`. */
export function doingText(agent: FleetAgentReport, nowMs: number): string {
  if (agent.health === 'zombie' || agent.health === 'stale' || standingOf(agent) === 'unknown') {
    return plainText(agent.healthReason)
  }
  const doing = doingOf(agent)
  switch (agent.activity) {
    case 'waiting':
      return waitingWords(agent, nowMs)
    case 'busy':
      return doing === '' ? 'busy' : doing
    case 'shell':
      return doing === '' ? 'shell' : `shell: ${doing}`
    case 'idle':
    case 'unknown': {
      const quietMs = quietMsOf(agent, nowMs)
      return quietMs === undefined ? agent.activity : `${agent.activity} ${formatDuration(quietMs)}`
    }
    default:
      return agent.activity satisfies never
  }
}

/** What is younger than a minute has no time: it would move all the time. */
function waitingWords(agent: FleetAgentReport, nowMs: number): string {
  const { reason, time, waitedMs = 0 } = waitingParts(agent, nowMs)
  return `waiting${waitedMs < 60_000 ? '' : ` ${time}`}${reason === '' ? '' : `: ${reason}`}`
}

const hints: readonly KeyHint[] = [
  ['↑↓', 'choose'],
  ['enter', 'watch'],
  ['/', 'filter'],
  ['k', 'kill'],
  ['p', 'pin'],
  ['s', 'sort'],
  ['?', 'keys'],
  ['q', 'quit'],
]

function overviewBar(model: WatchModel, frame: Frame): Line {
  const agents = overviewAgents(model.fleet, model.overview)
  const count = agents.length === 0 ? '' : `${chosenIndex(agents, model.overview) + 1}/${agents.length}`
  const shown = hints.map(([key, does]): KeyHint => [key === '↑↓' ? frame.marks.vertical : key, does])
  return spreadLine(
    [span(' '), ...keyHints(shown, frame.columns - 3 - textWidth(count))],
    [span(count, 'dim')],
    frame.columns - 2,
    frame.glyphs.ellipsis,
  )
}
