/** The rows of `tce status`. Columns come in and give way by the width of the terminal. Pure. */

import { modelLabel } from '../../agents/model-label.ts'
import { contextShareOf, cpuOf, idleText, memoryOf, upMsOf } from '../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import { formatBytes, formatCount, formatDuration, formatPercent, formatUsd } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import {
  activityCell,
  healthCell,
  healthMark,
  healthRoles,
  kindMark,
  nameOf,
  projectOf,
} from '../../terminal/agent-words.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import type { Column } from '../../terminal/table.ts'
import { lineWidth, table, tableWidth } from '../../terminal/table.ts'
import { textWidth, truncateText } from '../../terminal/text-width.ts'

/** One column with its cells, before the layout decides whether there is room for it. */
interface Field extends Column {
  /** Columns of the terminal from which on there is room for it. */
  readonly from?: number
  readonly cell: (agent: FleetAgentReport) => Line
}

export function statusTable(
  agents: readonly FleetAgentReport[],
  { nowMs, hasKinds }: { readonly nowMs: number; readonly hasKinds: boolean },
  look: Look,
): { readonly width: number; readonly lines: readonly Line[] } {
  const fields = layout(agents, { nowMs, hasKinds }, look)
  const rows = agents.map((agent) => fields.map(({ cell }) => cell(agent)))
  return { width: tableWidth(fields), lines: table(fields, rows, look.glyphs.ellipsis) }
}

const widestName = 64

function layout(
  agents: readonly FleetAgentReport[],
  { nowMs, hasKinds }: { readonly nowMs: number; readonly hasKinds: boolean },
  look: Look,
): readonly Field[] {
  const { columns, glyphs } = look
  const width = columns >= 80 && columns < 100 ? 80 : columns
  const hasName = columns >= 61
  const numbers = numberFields(agents, nowMs, look).filter(({ from = 0 }) => columns >= from)
  const right: readonly Field[] = [{ head: 'ACTIVITY', width: 11, gap: 1, cell: activityCell }, ...numbers]
  const room = width - tableWidth(right)
  const hasWord = hasName || room - 11 >= 16
  const health: Field = {
    head: hasWord ? 'HEALTH' : '',
    width: hasWord ? 9 : 1,
    gap: 0,
    cell: (agent) =>
      hasWord ? healthCell(agent, glyphs) : [span(healthMark(agent.health, glyphs), healthRoles[agent.health])],
  }
  const gap = hasWord ? 2 : 1
  const kind: readonly Field[] = hasKinds ? [{ width: 2, gap, cell: ({ agent }) => [kindMark(agent)] }] : []
  const nameGap = hasKinds ? 1 : gap
  const nameWidth = Math.min(widestName, Math.max(8, room - health.width - tableWidth(kind) - nameGap))
  const name: Field = {
    head: hasName ? 'PROJECT, NAME' : 'PROJECT',
    width: nameWidth,
    gap: nameGap,
    cell: (agent) => (hasName ? projectAndName(agent, nameWidth, look) : projectAlone(agent, nameWidth, look)),
  }
  return [health, ...kind, name, ...right]
}

/** Behind name and activity, in their order. */
function numberFields(agents: readonly FleetAgentReport[], nowMs: number, look: Look): readonly Field[] {
  const { unknown } = look.glyphs
  const up = upField(nowMs, unknown)
  return [
    ...figureFields(look),
    up,
    { ...idleField(nowMs, unknown), gap: look.columns >= up.from ? 1 : 2 },
    cpuField(unknown),
    memoryField(unknown),
    ...detailFields(agents, unknown),
    pidField(Math.max(5, ...agents.map(({ pid }) => String(pid).length))),
  ]
}

/** The project is never cut for the sake of the name; a name that has fewer than three cells left is not begun. */
export function projectAndName(agent: FleetAgentReport, width: number, look: Look): Line {
  const project = truncateText(projectOf(agent), width, look.glyphs.ellipsis)
  const room = width - textWidth(project) - 1
  const name = nameOf(agent)
  if (name === '' || room < 3) return [span(project, 'bold')]
  return [span(project, 'bold'), span(` ${truncateText(name, room, look.glyphs.ellipsis)}`, 'dim')]
}

const projectAlone = (agent: FleetAgentReport, width: number, { glyphs }: Look): Line => [
  span(truncateText(projectOf(agent), width, glyphs.ellipsis), 'bold'),
]

const upField = (nowMs: number, unknown: string): Field & { readonly from: number } => ({
  from: 68,
  head: 'UP',
  width: 6,
  align: 'right',
  gap: 2,
  cell: (agent) => {
    const upMs = upMsOf(agent, nowMs)
    return line(upMs === undefined ? span(unknown, 'dim') : formatDuration(upMs))
  },
})

const idleField = (nowMs: number, unknown: string): Field => ({
  head: 'IDLE',
  width: 6,
  align: 'right',
  gap: 1,
  cell: (agent) => line(idleText(agent, nowMs) ?? span(unknown, 'dim')),
})

const cpuField = (unknown: string): Field => ({
  from: 74,
  head: 'CPU',
  width: 5,
  align: 'right',
  gap: 1,
  cell: (agent) => {
    const cpu = cpuOf(agent)
    if (cpu === undefined) return line(span(unknown, 'dim'))
    return line(span(formatPercent(cpu), agent.hog?.kind === 'cpu' ? 'warn' : cpu < 0.5 ? 'dim' : undefined))
  },
})

const memoryField = (unknown: string): Field => ({
  head: 'MEM',
  width: 7,
  align: 'right',
  gap: 1,
  cell: (agent) => {
    const bytes = memoryOf(agent)
    if (bytes === undefined) return line(span(unknown, 'dim'))
    return line(span(formatBytes(bytes), agent.hog?.kind === 'memory' ? 'warn' : undefined))
  },
})

const pidField = (width: number): Field => ({
  from: 80,
  head: 'PID',
  width,
  align: 'right',
  gap: 1,
  cell: ({ pid }) => line(span(String(pid), 'dim')),
})

const figureFields = ({ glyphs }: Look): readonly Field[] => [
  {
    from: 120,
    head: 'MODEL',
    width: 10,
    gap: 2,
    cell: ({ figures }) =>
      figures?.model === undefined
        ? line(span(glyphs.unknown, 'dim'))
        : line(truncateText(modelLabel(plainText(figures.model)), 10, glyphs.ellipsis)),
  },
  { from: 120, head: 'CONTEXT', width: 7, align: 'right', gap: 1, cell: (agent) => contextCell(agent, glyphs.unknown) },
  { from: 120, head: 'COST', width: 7, align: 'right', gap: 1, cell: (agent) => costCell(agent, glyphs.unknown) },
]

function contextCell(agent: FleetAgentReport, unknown: string): Line {
  const share = contextShareOf(agent)
  if (share === undefined) return line(span(unknown, 'dim'))
  const percent = 100 * share
  return line(span(formatPercent(percent), percent >= 80 ? 'bad' : percent >= 50 ? 'warn' : undefined))
}

function costCell({ figures }: FleetAgentReport, unknown: string): Line {
  if (figures?.costUsd !== undefined) return line(span(formatUsd(figures.costUsd), 'bold'))
  return line((figures?.unpricedModels ?? []).length > 0 ? span('no rate', 'warn') : span(unknown, 'dim'))
}

const detailFields = (agents: readonly FleetAgentReport[], unknown: string): readonly Field[] => [
  countField('MSGS', agents, ({ figures }) => figures?.messages, unknown),
  countField('SUBS', agents, ({ figures }) => figures?.subagents, unknown),
  wordField('TTY', agents, ({ tty }) => tty, unknown, 12),
  wordField('VERSION', agents, ({ version }) => version, unknown, 12),
]

function countField(
  head: string,
  agents: readonly FleetAgentReport[],
  countOf: (agent: FleetAgentReport) => number | undefined,
  unknown: string,
): Field {
  const cell = (agent: FleetAgentReport): Line => {
    const count = countOf(agent)
    return line(span(count === undefined ? unknown : formatCount(count), 'dim'))
  }
  const width = Math.max(head.length, ...agents.map((agent) => lineWidth(cell(agent))))
  return { from: 140, head, width, align: 'right', gap: 1, cell }
}

function wordField(
  head: string,
  agents: readonly FleetAgentReport[],
  wordOf: (agent: FleetAgentReport) => string | undefined,
  unknown: string,
  widest: number,
): Field {
  const cell = (agent: FleetAgentReport): Line => line(span(plainText(wordOf(agent) ?? '') || unknown, 'dim'))
  const width = Math.min(widest, Math.max(head.length, ...agents.map((agent) => lineWidth(cell(agent)))))
  return { from: 140, head, width, gap: 2, cell }
}
