/** The subagents of a session as a tree below its main chain, each with its own state. Pure. */

import type { LiveSessionState, LiveSubagent, StepStatus } from '../../../../core/session/live-session.ts'
import { mainLane } from '../../../../core/session/session-event.ts'
import { formatTokens, formatUsd } from '../../../../core/words/format.ts'
import { plainText } from '../../../../core/words/text.ts'
import type { MarkName } from '../../parts/mark.tsx'

export interface SubagentNode {
  readonly id: string
  /** 0: the main chain. */
  readonly depth: number
  readonly name: string
  readonly what: string
  /** Its cost, else its tokens. */
  readonly figure: string
  readonly mark: MarkName
  readonly status: string
  readonly startedAtMs?: number | undefined
}

const markOf: Record<StepStatus, MarkName> = { pending: 'busy', done: 'ok', failed: 'fail', interrupted: 'fail' }
const wordOf: Record<StepStatus, string> = {
  pending: 'working',
  done: 'done',
  failed: 'failed',
  interrupted: 'interrupted',
}

/** Depth first, in the order they began; one whose parent is not known stands below the main chain. */
export function toSubagentTree(state: LiveSessionState): readonly SubagentNode[] {
  const known = new Set(state.subagents.map(({ id }) => id))
  const parentOf = ({ id, parent }: LiveSubagent) => (known.has(parent) && parent !== id ? parent : mainLane)
  const nodes: SubagentNode[] = [rootOf(state)]
  const placed = new Set<string>()
  const place = (parent: string, depth: number) => {
    for (const subagent of state.subagents) {
      if (placed.has(subagent.id) || parentOf(subagent) !== parent) continue
      placed.add(subagent.id)
      nodes.push(nodeOf(subagent, depth))
      place(subagent.id, depth + 1)
    }
  }
  place(mainLane, 1)
  // Two that name each other as parent.
  for (const subagent of state.subagents) if (!placed.has(subagent.id)) nodes.push(nodeOf(subagent, 1))
  return nodes
}

const mainMarks: Record<LiveSessionState['status'], MarkName> = {
  busy: 'busy',
  waiting: 'waiting',
  shell: 'shell',
  idle: 'none',
  ended: 'ok',
  unknown: 'none',
}

function rootOf(state: LiveSessionState): SubagentNode {
  const others = state.subagents.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0)
  const ownUsd = state.costUsd === undefined ? undefined : Math.max(0, state.costUsd - others)
  return {
    id: mainLane,
    depth: 0,
    name: 'main',
    what: plainText(state.modelLabel ?? state.model ?? ''),
    figure: ownUsd === undefined ? '' : formatUsd(ownUsd),
    mark: mainMarks[state.status],
    status: state.status,
  }
}

function nodeOf(subagent: LiveSubagent, depth: number): SubagentNode {
  const { id, type, description, doing, status, costUsd, totalTokens, startedAt } = subagent
  const isRunning = status === 'pending'
  return {
    id,
    depth,
    name: plainText(type ?? '') || 'subagent',
    what: plainText((isRunning ? doing : undefined) ?? description ?? ''),
    figure: costUsd !== undefined ? formatUsd(costUsd) : totalTokens > 0 ? formatTokens(totalTokens) : '',
    mark: markOf[status],
    status: wordOf[status],
    startedAtMs: isRunning && startedAt !== undefined ? Date.parse(startedAt) : undefined,
  }
}
