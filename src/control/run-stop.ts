/**
 * The agent's own way to end a background session: `claude stop <job>`, run with the executable of that very session.
 *
 * Why not simply a signal. Tried with Claude Code 2.1.329 on Linux: a background worker ended with SIGTERM was marked "crashed" and
 * started again by its supervisor 3 to 11 s later, under a new pid, with `--resume <transcript>`; after SIGKILL the same within 10 s.
 * `claude stop <job>` took 0.17 s, the worker was gone when it returned, the job said "stopped", nobody came back (the supervisor
 * itself left 12 s later, with nothing to look after). A job it doesn't know: exit 1, "No session matching …".
 */
import { spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { StopCommand } from '../core/kill/kill-plan.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { plainText } from '../core/words/text.ts'

/** Fails with the reason, for a sentence. Never throws, never takes longer than its time limit. */
export type RunStop = (
  command: StopCommand,
  session: { readonly configDir?: string | undefined },
) => Promise<Result<void, string>>

export interface RunStopOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly homeDir?: string
  readonly timeoutMs?: number
}

export function createRunStop({
  env = process.env,
  homeDir = homedir(),
  timeoutMs = 10_000,
}: RunStopOptions = {}): RunStop {
  return (command, { configDir }) =>
    new Promise((settle) => {
      const child = spawn(command.file, command.arguments, {
        cwd: homeDir,
        env: stopEnvironment(env, homeDir, configDir),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        windowsHide: true,
      })
      let said = ''
      const listen = (chunk: Buffer) => {
        if (said.length < 500) said += chunk.toString('utf8')
      }
      child.stdout.on('data', listen)
      child.stderr.on('data', listen)
      child.once('error', (error) => settle(err(error.message)))
      child.once('exit', (code, signal) => {
        // A grandchild may hold the pipes open: what was said until now is enough.
        child.stdout.destroy()
        child.stderr.destroy()
        if (code === 0) return settle(ok(undefined))
        if (signal !== null) return settle(err(`no answer within ${timeoutMs / 1000} s`))
        settle(err(firstLine(said) || `exit code ${code}`))
      })
    })
}

const firstLine = (text: string): string =>
  plainText(text.split('\n').find((line) => line.trim() !== '') ?? '').slice(0, 160)

/**
 * Our environment, with the session's config dir, and without the marks of a session we may ourselves run in.
 * Exported for its test: naming the default dir explicitly is not the same as naming none. Claude Code then looks for
 * `<dir>/.claude.json`, complains that there is none, and makes one (tried); so the default dir stays unnamed.
 */
export function stopEnvironment(
  env: NodeJS.ProcessEnv,
  homeDir: string,
  configDir: string | undefined,
): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !/^CLAUDE(CODE$|_CODE_|_PID$)/.test(name)))
  if (configDir === undefined || clean['CLAUDE_CONFIG_DIR'] === configDir) return clean
  const { CLAUDE_CONFIG_DIR: _other, ...rest } = clean
  return resolve(configDir) === join(homeDir, '.claude') ? rest : { ...rest, CLAUDE_CONFIG_DIR: configDir }
}
