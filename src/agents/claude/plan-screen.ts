/**
 * A plan that waits for its approval, as Claude Code 2.1.329 shows it: its beginning, or all of it, above what can be answered. Pure.
 *
 *   ─────────────────────────────
 *    Ready to code?
 *    Here is Claude's plan:
 *   ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
 *    Move to EKS 1.36
 *    - drain the nodes          ↓          it goes on
 *   ─────────────────────────────
 *    Claude has written up a plan and is ready to execute. Would you like to proceed?
 *    ❯ 1. Yes, and use auto mode
 *      2. Yes, manually approve edits
 *      3. Tell Claude what to change
 *
 *    ctrl+g to edit in Vim · ~/.claude/plans/move.md
 */
import type { Asked, Decision, PlanEdits } from '../../core/waiting/approval.ts'
import type { ScreenDialog } from '../dialogs.ts'

/** Frames what is shown as it is: a command, a change, a plan. */
export const inset = /^\s*╌{20,}\s*$/

export const hasPlan = ({ title }: Pick<ScreenDialog, 'title'>): boolean =>
  /^Claude has written up a plan and is ready to execute\b/.test(title)

/** Its rows, without what frames them. Undefined where its beginning is not on the screen. */
export function planAbove(rows: readonly string[]): readonly string[] | undefined {
  const first = rows.findLastIndex((row) => /^\s*Here is Claude's plan:$/.test(row))
  if (first < 0) return undefined
  const below = rows.slice(first + 1).filter((row) => !inset.test(row))
  return below.map((row) => row.trim()).filter((row) => row !== '')
}

/**
 * Whether it is this plan: of a text that was set only letters and digits are the same, and their order. What is not to be seen is as its
 * records have it, which is where it was shown from.
 */
export function isPlanShown(
  { title, body, text }: ScreenDialog,
  plan: Extract<Asked['thing'], { readonly form: 'plan' }>,
): boolean {
  if (!hasPlan({ title }) || plan.text === '' || body.length === 0 || !namesFile(text, plan.file)) return false
  const [shown, all] = [lettersOf(body.join('\n')), lettersOf(withoutFences(plan.text))]
  const goesOn = /↓$/.test(body.at(-1) ?? '')
  return shown !== '' && (goesOn ? all.startsWith(shown) : all === shown)
}

const lettersOf = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '')

/** The language of a block of code is not shown. */
const withoutFences = (text: string): string => text.replace(/^\s*(?:```|~~~).*$/gm, '')

function namesFile(text: string, file: string | undefined): boolean {
  const name = file?.split(/[\\/]/).at(-1)
  return name !== undefined && text.trimEnd().endsWith(`/${name}`)
}

const labels: Readonly<Record<PlanEdits, RegExp>> = {
  ask: /^Yes, manually approve edits$/,
  accept: /^Yes, (?:and )?auto-accept edits$/,
}

const keyOf = ({ options }: ScreenDialog, edits: PlanEdits): string | undefined =>
  options.find(({ label }) => labels[edits].test(label))?.key

export const planEditsOf = (dialog: ScreenDialog): readonly PlanEdits[] =>
  (['ask', 'accept'] as const).filter((edits) => keyOf(dialog, edits) !== undefined)

/** Esc says no to it: it stays in plan mode, and its turn is over. */
export function planKey(dialog: ScreenDialog, decision: Decision): string | undefined {
  if (decision.answer === 'keep-planning') return 'Escape'
  return decision.answer === 'allow' ? keyOf(dialog, decision.edits) : undefined
}
