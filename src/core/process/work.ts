/** What shows that an agent works at this moment, whatever its files say. Pure. */
import type { AgentProcess, ChildProcess } from './process.ts'

export type WorkInput = Pick<AgentProcess, 'state' | 'activity' | 'cpuPercent' | 'treeCpuPercent' | 'children'>

/** `cpu`: it or something it started computes. `tool`: a shell of it runs a command, which may wait without computing. */
export type Work = 'cpu' | 'tool'

export function workOf(process: WorkInput, idleBelowCpuPercent: number): Work | undefined {
  const { state, activity, children, cpuPercent = 0, treeCpuPercent = 0 } = process
  if (state === 'running' || Math.max(cpuPercent, treeCpuPercent) >= idleBelowCpuPercent) return 'cpu'
  const isTool = ({ kind }: ChildProcess) => kind === 'tool-shell' || (activity === 'shell' && kind !== 'mcp-server')
  const isRunning = (child: ChildProcess) => child.state !== 'zombie' && child.state !== 'stopped'
  return children.some((child) => isTool(child) && isRunning(child)) ? 'tool' : undefined
}

/** On a first look no CPU is known, and quiet can't be told from busy. */
export const isMeasured = ({ cpuPercent, treeCpuPercent }: Pick<WorkInput, 'cpuPercent' | 'treeCpuPercent'>): boolean =>
  cpuPercent !== undefined || treeCpuPercent !== undefined
