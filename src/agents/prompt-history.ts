/**
 * The file in which an agent's own terminal keeps what was typed into it, over all of its sessions: one prompt a line, only added to, and
 * still there when the sessions' records are not. Pure.
 */
export interface PromptHistory {
  /** Its name in the agent's data folder. */
  readonly file: string
  /** Undefined for what is no prompt. */
  read(line: string): TypedPrompt | undefined
}

export interface TypedPrompt {
  readonly text: string
  readonly atMs: number
  /** Absent in lines of older versions. */
  readonly sessionId?: string | undefined
  readonly cwd?: string | undefined
}
