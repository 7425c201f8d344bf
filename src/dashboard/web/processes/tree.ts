/** An agent and what hangs below it, as indented lines: parents before their children. Pure. */
import { kindOf } from '../../../agents/kinds.ts'
import { memoryOf } from '../../../core/process/agent-words.ts'
import type { AgentReport, ChildReport } from '../../../core/process/report.ts'
import { plainText } from '../../../core/words/text.ts'
import { childWords, cpuText, memoryText } from './words.ts'

export interface TreeLine {
  readonly pid: number
  /** 0 is the agent itself. Deeper than `deepest` is drawn at that depth. */
  readonly depth: number
  readonly name: string
  readonly what: string
  readonly command: string
  readonly cpu: string
  readonly memory: string
}

export interface ProcessTree {
  readonly lines: readonly TreeLine[]
  readonly processCount: number
  readonly memory: string
}

const deepest = 4

export function treeOf(
  agent: Pick<AgentReport, 'pid' | 'agent' | 'command' | 'children' | 'cpuPercent' | 'rssBytes' | 'treeRssBytes'>,
  formatTime: (ms: number) => string,
): ProcessTree {
  const root: TreeLine = {
    pid: agent.pid,
    depth: 0,
    name: kindOf(agent.agent).command,
    what: String(agent.pid),
    command: plainText(agent.command),
    cpu: cpuText(agent.cpuPercent),
    memory: memoryText(agent.rssBytes),
  }
  const { children } = agent
  const known = new Set([agent.pid, ...children.map(({ pid }) => pid)])
  const childrenOf = Map.groupBy(children, ({ ppid }) => (known.has(ppid) ? ppid : agent.pid))
  const seen = new Set<number>()
  const below = (pid: number, depth: number): readonly TreeLine[] =>
    (childrenOf.get(pid) ?? []).flatMap((child) => {
      // A table read while pids were reused may hold a circle.
      if (seen.has(child.pid)) return []
      seen.add(child.pid)
      return [lineOf(child, children, Math.min(depth, deepest), formatTime), ...below(child.pid, depth + 1)]
    })
  return {
    lines: [root, ...below(agent.pid, 1)],
    processCount: children.length + 1,
    memory: memoryText(memoryOf(agent)),
  }
}

const lineOf = (
  child: ChildReport,
  family: readonly ChildReport[],
  depth: number,
  formatTime: (ms: number) => string,
): TreeLine => ({
  pid: child.pid,
  depth,
  name: plainText(child.name),
  what: childWords(child, family, formatTime),
  command: plainText(child.command),
  cpu: cpuText(child.cpuPercent),
  memory: memoryText(child.rssBytes),
})
