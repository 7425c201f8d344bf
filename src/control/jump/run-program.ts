import { execFile } from 'node:child_process'

/** Its output; undefined where it is not there, fails or takes too long. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<string | undefined>

const patienceMs = 3_000

export const runProgram: RunProgram = (program, args) =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: patienceMs, maxBuffer: 4_000_000 }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    )
  })
