/** Where the command line reads and writes: a parameter of `main`, so that tests bring their own. */
import type { Environment } from './roles.ts'
import { type CliOutput, isTerminal, standardOutput } from './standard-output.ts'

export type { CliOutput }

/** The keyboard, as much of it as a question and `--watch` need. */
export interface CliInput {
  readonly isTTY?: boolean | undefined
  setRawMode?(isRaw: boolean): unknown
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown
  on(event: 'end', listener: () => void): unknown
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown
  off(event: 'end', listener: () => void): unknown
  resume(): unknown
  pause(): unknown
}

export interface CliIo {
  readonly stdout: CliOutput
  readonly stderr: CliOutput
  readonly stdin: CliInput
  readonly env: Environment
  readonly platform: NodeJS.Platform
  /** Width of the terminal in cells at this moment; undefined where there is none. */
  readonly columns: () => number | undefined
  readonly rows: () => number | undefined
  /** Whether stdout is a terminal. */
  readonly isTTY: boolean
  /** Whether stderr is one: it may be where stdout is a pipe. */
  readonly isErrorTTY: boolean
}

export const processIo = (): CliIo => ({
  stdout: standardOutput(),
  // Getters: to open one costs a start more than printing the answer.
  get stderr() {
    return process.stderr
  },
  get stdin() {
    return process.stdin
  },
  env: process.env,
  platform: process.platform,
  columns: () => (isTerminal(1) ? process.stdout.columns : undefined),
  rows: () => (isTerminal(1) ? process.stdout.rows : undefined),
  isTTY: isTerminal(1),
  isErrorTTY: isTerminal(2),
})
