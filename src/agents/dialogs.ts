/** An agent's dialogs as they stand on its screen, for where no hook asks: read, and answered by keys. Pure. */
import type { ScreenRow } from '../core/prompts/screen.ts'
import type { Asked, Decision } from '../core/waiting/approval.ts'
import type { JsonRecord } from './json-fields.ts'

export interface ScreenDialogs {
  /** The one that has the keys; undefined where none stands there. */
  read(rows: readonly ScreenRow[]): ScreenDialog | undefined
  /** What this call of a tool asks, if that is what the dialog asks, with what a key can answer of it. Undefined: it shows another one, or nobody can tell. */
  askedBy(dialog: ScreenDialog, call: AskedCall): Asked | undefined
  /** The next key on the way to this answer, by what the dialog says beside it. Undefined: none of it means that. */
  stepFor(dialog: ScreenDialog, asked: Asked, decision: Decision): DialogStep | undefined
}

export interface DialogStep {
  /** As tmux names it. */
  readonly key: string
  /** With it the answer is given; before it nothing is. */
  readonly isLast: boolean
}

export interface AskedCall {
  readonly tool: string
  readonly input: JsonRecord
  readonly cwd?: string | undefined
  /** Of a subagent. */
  readonly subagent?: { readonly id: string; readonly type?: string | undefined } | undefined
}

export interface ScreenDialog {
  /** All of it, row by row. */
  readonly text: string
  readonly title: string
  /** Between its title and what it asks; of a plan, as much of it as is to be seen. */
  readonly body: readonly string[]
  readonly options: readonly DialogOption[]
}

export interface DialogOption {
  /** "1" */
  readonly key: string
  readonly label: string
}
