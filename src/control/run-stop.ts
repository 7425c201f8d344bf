/** The agent's own way to end a background session (`Agent.stopArguments`), run with the executable of that very session. */
import { spawn } from 'node:child_process'
import { homedir } from 'node:os'
import { agents } from '../agents/index.ts'
import type { OwnCommand } from '../core/process/own-command.ts'
import type { AgentProcess } from '../core/process/process.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { plainText } from '../core/words/text.ts'

/** Fails with the reason, for a sentence. Never throws, never takes longer than its time limit. */
export type RunStop = (
  command: OwnCommand,
  session: Pick<AgentProcess, 'agent' | 'configDir'>,
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
  return (command, session) =>
    new Promise((settle) => {
      const child = spawn(command.file, command.arguments, {
        cwd: homeDir,
        env: environmentOf(session, { env, homeDir }),
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

/** Ours, as the agent wants it for the session that is meant. */
function environmentOf(
  { agent, configDir }: Pick<AgentProcess, 'agent' | 'configDir'>,
  { env, homeDir }: { readonly env: NodeJS.ProcessEnv; readonly homeDir: string },
): NodeJS.ProcessEnv {
  const known = Object.values(agents).find(({ id }) => id === agent)
  return known?.commandEnvironment?.({ env, homeDir }, configDir) ?? env
}
