/** Claude Code's own commands, as a user would type them. Pure. */
import type { AgentProcess } from '../../core/process/process.ts'

/** Ids come from files: one that is not plainly an id never reaches a command line. */
const isPlainId = (id: string): boolean => /^[A-Za-z0-9][\w-]*$/.test(id)

export function resumeCommand({ sessionId }: Pick<AgentProcess, 'sessionId'>): string | undefined {
  return sessionId !== undefined && isPlainId(sessionId) ? `claude --resume ${sessionId}` : undefined
}

/** The daemon starts a background session again that was merely killed; `claude stop` tells it not to. */
export function stopArguments({ role, jobId }: Pick<AgentProcess, 'role' | 'jobId'>): readonly string[] | undefined {
  return role === 'background' && jobId !== undefined && isPlainId(jobId) ? ['stop', jobId] : undefined
}
