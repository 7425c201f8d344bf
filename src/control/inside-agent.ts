/** Whether this program was started by an agent: the nearest of its ancestors that is one. */
import type { Agent, Platform } from '../agents/agent.ts'
import type { OsProcess, ProcessTable } from '../core/process/process.ts'
import { isHelperRole } from '../core/process/process.ts'
import type { InsideAgent } from '../core/rights/agent-rights.ts'
import { folderName, projectPlace } from '../core/session/project-place.ts'
import { ownAncestors } from './own-ancestors.ts'

export async function findInsideAgent(
  table: Pick<ProcessTable, 'inspect'>,
  agents: readonly Agent[],
  platform: Platform,
  selfPid: number = process.pid,
): Promise<InsideAgent | undefined> {
  // From the parent upward.
  for (const pid of await ownAncestors(table, selfPid)) {
    const ancestor = await table.inspect(pid)
    if (ancestor !== undefined && isAgent(ancestor, agents, platform)) return { pid, label: labelOf(ancestor) }
  }
  return undefined
}

/** A helper serves agents and is none: its terminals are its user's. */
function isAgent(process: OsProcess, agents: readonly Agent[], platform: Platform): boolean {
  const agent = agents.find((one) => one.mayBe(process))
  const role = agent?.roleOf(process, platform)
  return role !== undefined && !isHelperRole(role)
}

const labelOf = ({ cwd, pid }: OsProcess): string =>
  (cwd === undefined ? '' : folderName(projectPlace(cwd).folder)) || `pid ${pid}`
