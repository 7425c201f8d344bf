/** A program of an agent is asked one thing on its stdin, and ends. No shell; at most so long, and at most so much is read. */
import { spawn } from 'node:child_process'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import { seconds } from '../core/time/duration.ts'

export interface Question {
  readonly program: string
  readonly arguments: readonly string[]
  readonly input: string
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly withinMs?: number | undefined
}

const mostBytes = 1_000_000

/** What it printed; else the reason, for a sentence. */
export function askProgram(question: Question): Promise<Result<string, string>> {
  const { program, input, folder, env, withinMs = seconds(20) } = question
  return new Promise((resolve) => {
    let printed = ''
    // On Windows a program of npm is a .cmd, which only a shell can start: its arguments are ours, and hold nothing of others.
    const isCmd = process.platform === 'win32'
    const words = isCmd ? question.arguments.map((word) => `"${word.replaceAll('"', '\\"')}"`) : question.arguments
    const child = spawn(program, words, {
      ...{ cwd: folder, env: env as NodeJS.ProcessEnv, shell: isCmd, windowsHide: true },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const end = (result: Result<string, string>) => {
      clearTimeout(timer)
      if (child.exitCode === null) child.kill()
      resolve(result)
    }
    const timer = setTimeout(() => end(err(`it did not answer within ${withinMs / 1000} s`)), withinMs)
    child.on('error', (cause: NodeJS.ErrnoException) =>
      end(err(cause.code === 'ENOENT' ? `${program} is not on the PATH that TCE was started with` : cause.message)),
    )
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece.toString('utf8')
      if (printed.length > mostBytes) end(err('it said more than 1 MB'))
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('close', () => end(ok(printed)))
  })
}
