/** Asks its user's login shell for PATH: once, with a time limit, with nothing to read and no terminal. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { err, ok, type Result } from '../core/result.ts'
import { pathAnswered, pathQuestion } from '../core/terminals/login-path.ts'

const patienceMs = 5_000
const mostBytes = 1_000_000

export function askLoginPath(
  env: Readonly<Record<string, string | undefined>>,
  withinMs = patienceMs,
): Promise<Result<string, string>> {
  const shell = env['SHELL']
  if (shell === undefined || shell === '') return Promise.resolve(err('which shell is yours is not known'))
  const mark = `p${randomBytes(8).toString('hex')}`
  const words = pathQuestion(shell, mark)
  if (words === undefined) return Promise.resolve(err(`${shell} is a shell that is not known`))
  return new Promise((resolve) => {
    // A group of its own: what a start-up file has started ends with it.
    const child = spawn(shell, words, { env: { ...env }, detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    const over = (answer: Result<string, string>) => {
      clearTimeout(timer)
      child.stdout.destroy()
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // It has ended.
      }
      resolve(answer)
    }
    const timer = setTimeout(() => over(err(`${shell} did not answer within ${withinMs / 1_000} s`)), withinMs)
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString('utf8')
      const path = pathAnswered(output, mark)
      if (path !== undefined) over(ok(path))
      else if (output.length > mostBytes) over(err(`${shell} prints without an end`))
    })
    child.on('error', (cause) => over(err(`${shell}: ${cause.message}`)))
    child.on('exit', () => setImmediate(() => over(err(`${shell} told no PATH`))))
  })
}
