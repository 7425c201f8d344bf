/** What an agent says of the limits of its plan. */
import type { Result } from '../core/result.ts'
import type { HostTalk } from './hosting.ts'

export interface AgentLimits {
  /** "Claude Max" for "max". */
  planName(plan: string): string
  /** Why nothing is known of one that said none yet, and what would change that. */
  readonly unknown: UnknownWords
  readonly statusLine?: AgentStatusLine | undefined
  /** How its own program is asked, when its user wants to know at once: never by itself. */
  readonly asked?: AskedProgram | undefined
  /** The same, of the daemon that carries its sessions. */
  readonly askHost?: (() => HostTalk<Result<readonly AskedLimits[], string>>) | undefined
}

export interface AskedProgram {
  readonly arguments: readonly string[]
  /** All that it is given on stdin. */
  readonly input: string
  /** Fails with the reason, for a sentence: "it says no limits". */
  read(output: string): Result<AskedLimits, string>
}

export interface AskedLimits {
  /** Of several that one agent has. */
  readonly limitId?: string | undefined
  readonly plan?: string | undefined
  readonly windows: readonly (StatusLineWindow & { readonly windowMs?: number | undefined })[]
}

export interface UnknownWords {
  /** A sentence. */
  readonly why: string
  readonly next?: string | undefined
}

/** A line of the user's own in the agent's window: a command that is given JSON on stdin, and prints what is shown. */
export interface AgentStatusLine {
  /** Undefined: it is none. */
  read(value: unknown): StatusLine | undefined
  /** Why it says no limits, where it is heard. */
  readonly withoutLimits: string
  readonly settings: StatusLineSettings
  /** Of the command's environment: the process whose line it is. */
  readonly pidVariable: string
}

/** Where its user says which command draws the line. */
export interface StatusLineSettings {
  userFile(configDir: string): string
  /** Of one project: a line in one of these hides the user's. */
  projectFiles(dir: string): readonly string[]
  /** The name under which it stands. */
  readonly key: string
  /** Of a value that runs a command, the name under which that stands. */
  readonly commandKey: string
  /** What it is where there was none. */
  value(command: string): Readonly<Record<string, unknown>>
}

export interface StatusLine {
  readonly sessionId: string
  /** The folder of settings and transcripts: its account is that of whoever signed in there. */
  readonly configDir?: string | undefined
  readonly projectDir?: string | undefined
  readonly model?: string | undefined
  readonly contextPercent?: number | undefined
  readonly costUsd?: number | undefined
  /** Grows with every answer of the model. */
  readonly apiMs?: number | undefined
  /** When the model last answered, where its cache tells. */
  readonly answeredAtMs?: number | undefined
  /** Absent without a plan, and before the first answer. */
  readonly windows?: readonly StatusLineWindow[] | undefined
}

export interface StatusLineWindow {
  readonly window: string
  readonly usedPercent: number
  readonly resetsAtMs?: number | undefined
  readonly usedUsd?: number | undefined
  readonly limitUsd?: number | undefined
}

export const capitalised = (word: string): string =>
  word.charAt(0).toUpperCase() + word.slice(1).replaceAll(/[_-]+/g, ' ')
