/** `tce kill-stale`: exactly whom it would end, what that frees, and whom it leaves alone. Pure: plan → lines. */

import { memoryOf, quietMsOf } from '../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../core/process/report.ts'
import { formatBytes, formatDuration, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { projectOf, titleOf, worstMark } from '../../terminal/agent-words.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, table } from '../../terminal/table.ts'
import { textWidth, truncateText } from '../../terminal/text-width.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import type { StalePlan } from './stale-plan.ts'

export type KillStaleMode = 'dry-run' | 'ask' | 'go'

export function killStaleView(plan: StalePlan, nowMs: number, look: Look, mode: KillStaleMode): readonly Line[] {
  if (plan.targets.length === 0) return [noneStale(look), ...leftAloneBlock(plan.leftAlone, look)]
  return [
    line(heading(plan.targets, mode)),
    emptyLine,
    ...targetRows(plan.targets, nowMs, look),
    emptyLine,
    ...frees(plan.targets, mode),
    ...leftAloneBlock(plan.leftAlone, look),
  ]
}

export const killStalePrompt = (plan: StalePlan): Line =>
  line(plan.targets.length === 1 ? 'Kill it? ' : 'Kill them? ', span('[y/N]', 'dim'), ' ')

const noneStale = ({ glyphs }: Look): Line => line(span(`${glyphs.done} `, 'ok'), 'No stale agents. Nothing was sent.')

function heading(targets: readonly FleetAgentReport[], mode: KillStaleMode): string {
  const children = targets.reduce((sum, agent) => sum + agent.children.length, 0)
  const agents = plural(targets.length, 'stale agent')
  const all =
    children === 0 ? agents : `${agents} and ${targets.length === 1 ? 'its' : 'their'} ${childrenOf(children)}`
  if (mode === 'dry-run') return `Would kill ${all}:`
  return mode === 'ask' ? `Kill ${all}?` : `Killing ${all}:`
}

const childrenOf = (n: number): string => (n === 1 ? 'child' : plural(n, 'child', 'children'))

/** Widest label: longer ones lose the name, then their end. */
const widestLabel = 38

function targetRows(targets: readonly FleetAgentReport[], nowMs: number, look: Look): readonly Line[] {
  const { columns, glyphs } = look
  const rows = targets.map((agent) => {
    const quietMs = quietMsOf(agent, nowMs)
    const bytes = memoryOf(agent)
    return {
      agent,
      quiet: quietMs === undefined ? glyphs.unknown : formatDuration(quietMs),
      size: bytes === undefined ? glyphs.unknown : formatBytes(bytes),
      pid: String(agent.pid),
    }
  })
  const quietWidth = Math.max(...rows.map(({ quiet }) => textWidth(quiet)))
  const sizeWidth = Math.max(...rows.map(({ size }) => textWidth(size)))
  const pidWidth = Math.max(...rows.map(({ pid }) => pid.length))
  const rest = 4 + 3 + 6 + quietWidth + 2 + sizeWidth + 2 + pidWidth
  const room = Math.max(12, Math.min(widestLabel, columns - rest))
  const labels = rows.map(({ agent }) => labelCell(agent, room, look))
  const layout = [
    { width: textWidth(glyphs.stale), gap: 2 },
    { width: Math.min(room, fittingWidth(labels)), gap: 1 },
    { width: 6 + quietWidth, gap: 3 },
    { width: sizeWidth, gap: 2, align: 'right' },
    { width: pidWidth, gap: 2, align: 'right' },
  ] as const
  const cells = rows.map(({ quiet, size, pid }, index) => [
    line(span(glyphs.stale, 'warn')),
    labels[index] ?? emptyLine,
    line(`quiet ${quiet.padStart(quietWidth)}`),
    line(size),
    line(span(pid, 'dim')),
  ])
  return table(layout, cells, glyphs.ellipsis)
}

function labelCell(agent: FleetAgentReport, room: number, { glyphs }: Look): Line {
  const project = truncateText(projectOf(agent), room, glyphs.ellipsis)
  const label = titleOf(agent)
  const name = textWidth(label) <= room ? label.slice(projectOf(agent).length) : ''
  return line(span(project, 'bold'), span(name, 'dim'))
}

function frees(targets: readonly FleetAgentReport[], mode: KillStaleMode): readonly Line[] {
  const bytes = targets.reduce((sum, agent) => sum + (memoryOf(agent) ?? 0), 0)
  const size = bytes === 0 ? '' : `Frees ${formatBytes(bytes)}.`
  const sent = mode === 'dry-run' ? 'Nothing was sent.' : ''
  const text = [size, sent].filter((part) => part !== '').join(' ')
  return text === '' ? [] : [line(text)]
}

function leftAloneBlock(leftAlone: StalePlan['leftAlone'], look: Look): readonly Line[] {
  if (leftAlone.length === 0) return []
  const { columns, glyphs } = look
  const agents = leftAlone.map(({ agent }) => agent)
  const labels = agents.map((agent) => truncateText(whichOf(agent, agents), widestLabel, glyphs.ellipsis))
  const width = Math.max(...labels.map(textWidth))
  const rows = leftAlone.map(({ agent, reason }, index): Line => {
    const { text, role } = worstMark(agent, glyphs)
    const label = labels[index] ?? ''
    const padding = ' '.repeat(width - textWidth(label) + 2)
    return line('  ', span(`${text} `, role), span(label, 'bold'), padding, plainText(reason))
  })
  return [emptyLine, line('Left alone:'), ...rows.flatMap((row) => wrapLine(row, columns, '    '))]
}

/** The project alone, unless two of the list share it. */
function whichOf(agent: FleetAgentReport, among: readonly FleetAgentReport[]): string {
  const isShared = among.some((other) => other.id !== agent.id && projectOf(other) === projectOf(agent))
  return isShared ? titleOf(agent) : projectOf(agent)
}
