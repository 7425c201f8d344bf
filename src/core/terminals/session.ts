/**
 * Programs in terminals of TCE's own, as everybody speaks of them. Offsets count the bytes that a program wrote since its start, times are
 * milliseconds since the epoch, sizes are cells.
 */
import type { ProcessRef } from '../process/process.ts'

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

/** What is to run. The program and the folder are looked for before anything is started. */
export interface SessionStart {
  /** Small letters, digits and dashes, to 64. */
  readonly taskId: string
  /** 1 for a task's first program, one more for each that follows: never given twice. */
  readonly generation: number
  /** The program, absolute or looked for in the PATH of `env`, and its arguments. */
  readonly argv: readonly [program: string, ...args: string[]]
  readonly cwd: string
  /** All of its environment: see `agentEnvironment`. What tells terminal and session apart is added. */
  readonly env: Readonly<Record<string, string>>
  readonly size: TerminalSize
}

/** `refund-limits.2`: the second program of the task. */
export const sessionId = ({ taskId, generation }: Pick<SessionStart, 'taskId' | 'generation'>): string =>
  `${taskId}.${generation}`

/** Safe as the name of a folder on every system. */
export const isTaskId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,63}$/.test(text)
export const isSessionId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,63}\.[1-9]\d{0,8}$/.test(text)

export const isTerminalSize = ({ columns, rows }: TerminalSize): boolean => isSide(columns) && isSide(rows)
const isSide = (cells: number) => Number.isInteger(cells) && cells >= 2 && cells <= 1_000

/** How a program ended. Whoever was not its parent at that moment knows nothing of it. */
export type ExitRecord =
  | {
      readonly isObserved: true
      readonly code: number
      /** The number of the signal that ended it; 0: none did. */
      readonly signal: number
      readonly atMs: number
    }
  | { readonly isObserved: false; readonly noticedAtMs: number }

/** Observed, code 0 and no signal. Everything else has ended somehow, and a person has to look. (node-pty says code 0 of a SIGKILL, too.) */
export const isClean = (exit: ExitRecord): boolean => exit.isObserved && exit.code === 0 && exit.signal === 0

export function exitInWords(exit: ExitRecord): string {
  if (!exit.isObserved) return 'cut off: its supervisor is gone'
  if (exit.signal !== 0) return `ended by signal ${exit.signal}`
  return `ended with ${exit.code}`
}

export interface SessionInfo {
  readonly id: string
  readonly taskId: string
  readonly generation: number
  readonly argv: readonly string[]
  readonly cwd: string
  /** Marks all that it started, in their environment. */
  readonly spawn: string
  readonly size: TerminalSize
  readonly startedAtMs: number
  /** Undefined: it could not be asked any more when it was looked for. It stays named after its end. */
  readonly process?: ProcessRef | undefined
  /** Written so far. */
  readonly offset: number
  /** What it calls its window. */
  readonly title?: string | undefined
  readonly viewers: number
  /** Undefined: it runs. */
  readonly exit?: ExitRecord | undefined
}

/** Who answers for a program's colours; a terminal's own are asked for by many programs at their start. `#rrggbb`. */
export interface TerminalColours {
  readonly foreground: string
  readonly background: string
}

/** What a supervisor says of itself. */
export interface SupervisorInfo extends ProcessRef {
  readonly version: string
  /** Of its code; two of the same are the same program. */
  readonly build: string
  readonly startedAtMs: number
}

/** What became of an order to end a session. */
export interface EndingReport {
  readonly id: string
  /** `keys`, `SIGTERM`, `SIGKILL`, in their order. */
  readonly sent: readonly string[]
  readonly exit?: ExitRecord | undefined
  /** What it had started and what ran on without it, ended too. */
  readonly swept: readonly ProcessRef[]
  /** What still runs. Empty: observed that nothing does. */
  readonly left: readonly ProcessRef[]
}
