/** An agent's dialogs as they stand on its screen, for where no hook asks: read, and answered by a key. Pure. */
import type { ScreenRow } from '../core/prompts/screen.ts'
import type { Asked, Decision } from '../core/waiting/approval.ts'
import type { JsonRecord } from './json-fields.ts'

export interface ScreenDialogs {
  /** The one that has the keys; undefined where none stands there. */
  read(rows: readonly ScreenRow[]): ScreenDialog | undefined
  /** What this call of a tool asks, if that is what the dialog asks, with what a key can answer of it. Undefined: it shows another one, or nobody can tell. */
  askedBy(dialog: ScreenDialog, call: AskedCall): Asked | undefined
  /** The key that means this, by what the dialog says beside it. */
  keyFor(dialog: ScreenDialog, decision: Decision): string | undefined
}

export interface AskedCall {
  readonly tool: string
  readonly input: JsonRecord
  readonly cwd?: string | undefined
}

export interface ScreenDialog {
  /** All of it, row by row. */
  readonly text: string
  readonly title: string
  /** Between its title and what it asks. */
  readonly body: readonly string[]
  readonly options: readonly DialogOption[]
}

export interface DialogOption {
  /** "1" */
  readonly key: string
  readonly label: string
}
