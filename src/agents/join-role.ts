/** The role of a process, from its arguments and from the agent's live registry together. Pure. */
import type { AgentRole } from '../core/process/process.ts'
import type { LiveSession } from './agent.ts'

/**
 * `live` must be the registry entry of this very process: same pid, same start.
 *
 * - A helper of the daemon stays one, but a spare with an entry was claimed: it is a background session.
 * - The registry knows more than arguments that are hidden or say nothing.
 * - Arguments that say headless, SDK or editor beat a registry that says `interactive`: a nested run inherits its parent's
 *   entry point through the environment.
 * - An entry alone is enough: an agent under an executable that nobody knows yet.
 */
export function joinRole(
  argvRole: AgentRole | undefined,
  live: Pick<LiveSession, 'role'> | undefined,
): AgentRole | undefined {
  if (live === undefined) return argvRole
  if (argvRole === 'supervisor' || argvRole === 'pty-host') return argvRole
  if (argvRole === 'spare') return live.role === 'interactive' ? 'background' : (live.role ?? 'background')
  if (live.role === undefined || live.role === 'interactive') return argvRole ?? 'interactive'
  return live.role
}
