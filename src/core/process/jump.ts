/** Showing the terminal of an agent: what came of it. `POST /api/jump/{pid}`, `tce jump --json`. */
import type { ShellCommand } from '../words/command.ts'

/** `command`: what leads there by hand. */
export type TerminalShown =
  | { readonly kind: 'shown'; readonly where: string }
  | { readonly kind: 'not-shown'; readonly why: string; readonly command?: ShellCommand | undefined }

export interface JumpReport {
  readonly id: string
  /** It was brought to the front. */
  readonly ok: boolean
  /** Where it is, or why it could not be shown. */
  readonly message: string
  /** What leads there by hand, or takes the conversation up in another terminal. */
  readonly command?: string | undefined
}
