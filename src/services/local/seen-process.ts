/** Everything of a scan that may be acted on. Pure. */
import type { AgentProcess, ProcessRef, Scan } from '../../core/process/process.ts'
import { isSameProcess } from '../../core/process/process.ts'

/** An agent that is another's child comes first, as an agent. */
export const allProcesses = ({
  agents,
  helpers,
  orphans,
}: Scan): readonly (ProcessRef & Partial<Pick<AgentProcess, 'project' | 'name' | 'role'>>)[] => [
  ...agents,
  ...helpers,
  ...orphans,
  ...[...agents, ...helpers].flatMap(({ children }) => children),
]

export const findProcess = (scan: Scan | undefined, target: ProcessRef) =>
  scan && allProcesses(scan).find((process) => isSameProcess(process, target))
