/** What the tray asks before it ends something: the thing, what goes, what stays. Pure. */

import { kindOf } from '../agents/kinds.ts'
import { hostSentence } from '../core/kill/host-words.ts'
import { staleTargets } from '../core/kill/kill-stale.ts'
import { memoryOf, stateSentence } from '../core/process/agent-words.ts'
import type { ChildReport, FleetAgentReport } from '../core/process/report.ts'
import { formatBytes, formatDuration, plural } from '../core/words/format.ts'
import { plainText } from '../core/words/text.ts'
import type { AnsweredFromMenu } from './model.ts'
import { nameOf, shortened } from './model.ts'

export interface Question {
  readonly message: string
  readonly detail: string
  /** The button that does it; a verb. */
  readonly confirm: string
  /** The safe one, which has the focus. */
  readonly cancel: string
}

export const denyQuestion = ({ who, asked }: AnsweredFromMenu): Question => ({
  message: `Deny it to ${shortened(who, 80)}?`,
  detail: `${asked}\n\nIt is told that you said no, and goes on without it. To say why: tce answer, or its terminal.`,
  confirm: 'Deny',
  cancel: 'Not now',
})

export function killQuestion(
  agent: FleetAgentReport,
  { isForced, nowMs }: { readonly isForced: boolean; readonly nowMs: number },
): Question {
  const count = agent.children.length + 1
  const bytes = memoryOf(agent)
  const processes = plural(count, 'process', 'processes')
  const paragraphs = [
    [stateSentence(agent, nowMs), hostSentence(agent)].filter((sentence) => sentence !== '').join(' '),
    [`${processes}${bytes === undefined ? '' : `, ${formatBytes(bytes)}`}:`, ...treeOf(agent)].join('\n'),
    isForced
      ? 'Force ends it at once: it can save nothing first.'
      : 'Asks each process to end, waits, then says what really happened.',
    agent.resumeCommand && `The conversation stays: ${plainText(agent.resumeCommand)}`,
  ]
  return {
    message: `${isForced ? 'Force kill' : 'Kill'} ${shortened(nameOf(agent), 80)}?`,
    detail: paragraphs.filter(Boolean).join('\n\n'),
    confirm: `${isForced ? 'Force kill' : 'Kill'} ${processes}`,
    cancel: 'Keep it',
  }
}

/** Children under their parents. A dialog does not scroll: a long tree ends with a number. */
function treeOf(agent: FleetAgentReport): readonly string[] {
  const shown = agent.children.slice(0, treeAtMost)
  const more = agent.children.length - shown.length
  return [
    `${kindOf(agent.agent).displayName} ${agent.pid}`,
    ...shown.map((child) => `${'    '.repeat(depthOf(child, agent))}${childLine(child)}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ]
}

const treeAtMost = 10

function depthOf(child: ChildReport, agent: FleetAgentReport): number {
  let depth = 1
  let parent = agent.children.find(({ pid }) => pid === child.ppid)
  // Bounded: a table that was read while pids changed may hold a ring.
  while (parent !== undefined && depth < 5) {
    depth += 1
    const above = parent.ppid
    parent = agent.children.find(({ pid }) => pid === above)
  }
  return depth
}

const childLine = ({ name, pid, rssBytes }: ChildReport): string =>
  [`${shortened(plainText(name), 40)} ${pid}`, rssBytes !== undefined && formatBytes(rssBytes)]
    .filter(Boolean)
    .join('  ')

/** Only these, each checked again before its signal; and who a user may miss in the list, with why. */
export function killStaleQuestion(
  targets: readonly FleetAgentReport[],
  all: readonly FleetAgentReport[],
  nowMs: number,
): Question {
  const bytes = targets.reduce((sum, agent) => sum + (memoryOf(agent) ?? 0), 0)
  const children = targets.reduce((sum, agent) => sum + agent.children.length, 0)
  const agents = plural(targets.length, 'agent')
  const who =
    children === 0 ? agents : `${agents} and ${targets.length === 1 ? 'its' : 'their'} ${childrenIn(children)}`
  const spared = staleTargets(all).leftAlone.map(({ agent, reason }) => `${shortened(nameOf(agent), 60)}: ${reason}`)
  const paragraphs = [
    limited(targets.map((agent) => targetLine(agent, nowMs))).join('\n'),
    `${who}${bytes === 0 ? '' : `, ${formatBytes(bytes)}`}. The conversations stay and can be resumed.`,
    spared.length > 0 && ['Left alone:', ...limited(spared)].join('\n'),
  ]
  return {
    message: `Kill ${plural(targets.length, 'stale session')}?`,
    detail: paragraphs.filter(Boolean).join('\n\n'),
    confirm: `Kill ${plural(targets.length, 'session')}`,
    cancel: targets.length === 1 ? 'Keep it' : 'Keep them',
  }
}

const childrenIn = (count: number): string => plural(count, 'child', 'children')

function targetLine(agent: FleetAgentReport, nowMs: number): string {
  const quiet = formatDuration(nowMs - Date.parse(agent.lastActiveAt ?? agent.startedAt))
  const bytes = memoryOf(agent)
  return [shortened(nameOf(agent), 60), `quiet ${quiet}`, bytes !== undefined && formatBytes(bytes), `pid ${agent.pid}`]
    .filter(Boolean)
    .join(' · ')
}

const listAtMost = 12

const limited = (lines: readonly string[]): readonly string[] =>
  lines.length <= listAtMost ? lines : [...lines.slice(0, listAtMost), `… and ${lines.length - listAtMost} more`]
