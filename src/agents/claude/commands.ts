/** Claude Code's own commands, as a user would type them. Pure. */
import type { AgentProcess } from '../../core/process/process.ts'
import type { ShellCommand } from '../../core/words/command.ts'
import { commandWithId, isPlainId } from '../../core/words/command.ts'

export function resumeCommand({ sessionId }: Pick<AgentProcess, 'sessionId'>): ShellCommand | undefined {
  return sessionId === undefined ? undefined : commandWithId('claude --resume ', sessionId)
}

/** The daemon starts a background session again that was merely killed; `claude stop` tells it not to. */
export function stopArguments({ role, jobId }: Pick<AgentProcess, 'role' | 'jobId'>): readonly string[] | undefined {
  return role === 'background' && jobId !== undefined && isPlainId(jobId) ? ['stop', jobId] : undefined
}
