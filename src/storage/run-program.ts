/** Runs a program that a terminal is asked and told by: arguments as they are, no shell between. */
import { execFile } from 'node:child_process'

/** Its output; undefined where it is not there, fails or takes too long. */
export type RunProgram = (program: string, args: readonly string[], input?: Buffer) => Promise<string | undefined>

const patienceMs = 3_000

export const runProgram: RunProgram = (program, args, input) =>
  new Promise((resolve) => {
    const options = { timeout: patienceMs, maxBuffer: 16_000_000 }
    const child = execFile(program, [...args], options, (error, stdout) => resolve(error === null ? stdout : undefined))
    // It may have ended before it read.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
