/** Claude Code's own commands, as a user would type them. Pure. */
import { join, normalize } from 'node:path'
import type { AgentProcess } from '../../core/process/process.ts'
import type { ShellCommand } from '../../core/words/command.ts'
import { commandWithId, isPlainId } from '../../core/words/command.ts'
import type { AgentEnvironment } from '../agent.ts'

export function resumeCommand({ sessionId }: Pick<AgentProcess, 'sessionId'>): ShellCommand | undefined {
  return sessionId === undefined ? undefined : commandWithId('claude --resume ', sessionId)
}

/** A window onto one that has no terminal: Ctrl+Z leaves it again, and it goes on. */
export function attachCommand({ role, jobId }: Pick<AgentProcess, 'role' | 'jobId'>): ShellCommand | undefined {
  return role === 'background' && jobId !== undefined ? commandWithId('claude attach ', jobId) : undefined
}

/** The same for a terminal of ours, which ends when it is hung up: the session goes on. */
export function attachArguments({ role, jobId }: Pick<AgentProcess, 'role' | 'jobId'>): readonly string[] | undefined {
  return role === 'background' && jobId !== undefined && isPlainId(jobId) ? ['attach', jobId] : undefined
}

/**
 * The daemon starts a background session again that was merely killed. Tried with 2.1.329 on Linux: a worker ended with SIGTERM was marked
 * "crashed" and started again by its supervisor 3 to 11 s later, under a new pid, with `--resume <transcript>`; after SIGKILL the same
 * within 10 s. `claude stop <job>` took 0.17 s, the worker was gone when it returned, the job said "stopped", nobody came back (the
 * supervisor itself left 12 s later, with nothing to look after). A job it doesn't know: exit 1, "No session matching …".
 */
export function stopArguments({ role, jobId }: Pick<AgentProcess, 'role' | 'jobId'>): readonly string[] | undefined {
  return role === 'background' && jobId !== undefined && isPlainId(jobId) ? ['stop', jobId] : undefined
}

/**
 * With the session's config dir, and without the marks of a session we may ourselves run in. Naming the default dir explicitly is not the
 * same as naming none: Claude Code then looks for `<dir>/.claude.json`, complains that there is none, and makes one (tried with 2.1.329).
 */
export function commandEnvironment(
  { env, homeDir }: Pick<AgentEnvironment, 'env' | 'homeDir'>,
  configDir: string | undefined,
): AgentEnvironment['env'] {
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !/^CLAUDE(CODE$|_CODE_|_PID$)/.test(name)))
  if (configDir === undefined || clean['CLAUDE_CONFIG_DIR'] === configDir) return clean
  const { CLAUDE_CONFIG_DIR: _other, ...rest } = clean
  const isDefault = normalize(configDir).replace(/[\\/]+$/, '') === join(homeDir, '.claude')
  return isDefault ? rest : { ...rest, CLAUDE_CONFIG_DIR: configDir }
}
