/**
 * Claude Code's dialogs, as 2.1.329 draws them below its last rule. Pure.
 *
 *   ────────────────────────────────         ────────────────────────────────
 *    Bash command                             ☐ Colour
 *    Make a file
 *   ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌         Which colour?
 *    │ touch one.txt
 *   ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌         ❯ 1. Red
 *    Do you want to proceed?                      Warm
 *    ❯ 1. Yes                                   2. Blue
 *      2. Yes, and …                            3. Type something.
 *      3. No                                 ────────────────────────────────
 *                                               4. Chat about this
 *    Esc to cancel · Tab to amend            Enter to select · ↑/↓ to navigate · Esc to cancel
 *
 * A subagent's says "Bash command · from the general-purpose agent". Several questions, or several answers to one, have a page each
 * (question-pages.ts); a plan stands above the rule (plan-screen.ts).
 */
import { withoutBlanks } from '../../core/prompts/prompt-text.ts'
import type { ScreenRow } from '../../core/prompts/screen.ts'
import type { AnswerName, Asked, AskedQuestion, Decision } from '../../core/waiting/approval.ts'
import type { AskedCall, DialogOption, DialogStep, ScreenDialog, ScreenDialogs } from '../dialogs.ts'
import { approvals } from './approvals.ts'
import { hasPlan, inset, isPlanShown, planAbove, planEditsOf, planKey } from './plan-screen.ts'
import { hasPages, isPageOf, pageStep } from './question-pages.ts'

const rule = /^\s*─{20,}\s*$/
const option = /^\s*❯?\s*([1-9])\. (.+)$/
/** Below a plan stands how to edit it; the page on which answers are submitted says nothing. */
const foot = /\bEsc to cancel\b|\bctrl\+g to edit\b|^\s*2\. Cancel$/

function read(rows: readonly ScreenRow[]): ScreenDialog | undefined {
  const texts = rows.map(({ text }) => text.trimEnd())
  const last = texts.findLastIndex((text) => text !== '')
  if (last < 0 || !foot.test(texts[last] ?? '')) return undefined
  const first = texts.findIndex((text, row) => row > lastRuleAbove(texts, last) && option.test(text))
  const top = texts.slice(0, first).findLastIndex((text) => rule.test(text))
  if (first < 0 || top < 0) return undefined
  const above = texts.slice(top + 1, first).filter((text) => text.trim() !== '')
  const [title = '', ...body] = above.map((text) => text.trim())
  const options = optionsIn(texts.slice(first, last + 1))
  // One that was scrolled, or is drawn at this moment, does not count from 1.
  if (options.some(({ key }, index) => key !== String(index + 1))) return undefined
  const isPlan = hasPlan({ title })
  const plan = isPlan ? planAbove(texts.slice(0, top)) : undefined
  if (isPlan && plan === undefined) return undefined
  const rowsOf = plan === undefined ? [] : [...plan, '']
  return { text: [...rowsOf, ...texts.slice(top + 1, last + 1)].join('\n'), title, body: plan ?? body, options }
}

/** What is asked stands below it; between the options of a question there may be another one. */
function lastRuleAbove(texts: readonly string[], end: number): number {
  const rules = texts.flatMap((text, row) => (row < end && rule.test(text) ? [row] : []))
  const lower = rules.at(-1) ?? -1
  const isInside =
    texts.slice(lower + 1, end).some((text) => /^\s*❯?\s*[2-9]\. /.test(text)) &&
    !texts.slice(lower + 1, end).some((text) => /^\s*❯?\s*1\. /.test(text))
  return isInside ? (rules.at(-2) ?? -1) : lower
}

const optionsIn = (rows: readonly string[]): readonly DialogOption[] =>
  rows.flatMap((text) => {
    const [, key, label] = option.exec(text) ?? []
    return key === undefined || label === undefined ? [] : [{ key, label: label.trim() }]
  })

function askedBy(dialog: ScreenDialog, { tool, input, cwd, subagent }: AskedCall): Asked | undefined {
  const body = { hook_event_name: 'PermissionRequest', tool_name: tool, tool_input: input, cwd }
  const asked = approvals.read({ ...body, agent_type: subagent?.type })
  if (asked === undefined || !isFrom(dialog, subagent) || !isThis(dialog, asked)) return undefined
  const answers = asked.answers.filter((name) => mayBe(dialog, asked, name))
  const planEdits = asked.kind === 'plan' ? planEditsOf(dialog) : undefined
  return answers.length === 0 ? undefined : { ...asked, always: [], answers, planEdits }
}

function isFrom({ title }: ScreenDialog, subagent: AskedCall['subagent']): boolean {
  const [, named] = / · from the (.+) agent$/.exec(title) ?? []
  if (subagent === undefined || named === undefined) return named === undefined && subagent === undefined
  return subagent.type === undefined || subagent.type === named
}

/** By key there are no words for the agent, so what takes some is answered in its terminal. */
function mayBe(dialog: ScreenDialog, { kind, thing }: Asked, name: AnswerName): boolean {
  if (name === 'choose') return thing.form === 'questions'
  if (kind === 'plan') return name === 'keep-planning' || planEditsOf(dialog).length > 0
  return kind === 'permission' && (name === 'allow' || name === 'deny') && keyOf(dialog, name) !== undefined
}

function isThis(dialog: ScreenDialog, { thing }: Asked): boolean {
  switch (thing.form) {
    case 'command':
      return /^Bash command\b/.test(dialog.title) && isSame(insetOf(dialog).map(withoutBar).join('\n'), thing.text)
    case 'change':
      return /^(?:Edit|Create|Overwrite|Write|Update) file\b/.test(dialog.title) && namesFile(dialog, thing.file)
    case 'questions':
      return hasPages(thing.questions)
        ? isPageOf(dialog, thing.questions)
        : thing.questions.every((question) => isQuestion(dialog, question))
    case 'plan':
      return isPlanShown(dialog, thing)
    case 'input':
      return false
    default:
      return thing satisfies never
  }
}

/** Letter for letter, but for where the screen breaks its lines. */
const isSame = (shown: string, text: string): boolean => shown !== '' && withoutBlanks(shown) === withoutBlanks(text)

const withoutBar = (row: string): string => row.replace(/^│ ?/, '')

function insetOf({ body }: ScreenDialog): readonly string[] {
  const [first, second] = [body.findIndex((row) => inset.test(row)), body.findLastIndex((row) => inset.test(row))]
  return first < 0 || first === second ? [] : body.slice(first + 1, second)
}

/** Its path as seen from the folder, below the title; its name in the question. */
function namesFile({ body }: ScreenDialog, file: string): boolean {
  const [shown = ''] = body.filter((row) => !row.startsWith('Tip: '))
  const name = file.split(/[\\/]/).at(-1) ?? ''
  const isItsPath = shown === file || (shown !== '' && file.endsWith(`/${shown.replace(/^\.\//, '')}`))
  return isItsPath && name !== '' && withoutBlanks(body.at(-1) ?? '').includes(withoutBlanks(name))
}

/** Of one question a digit chooses at once. */
function isQuestion(
  { title, body, options }: ScreenDialog,
  { question, isMultiple, options: asked }: AskedQuestion,
): boolean {
  const labels = asked.map(({ label }) => label)
  return (
    !isMultiple &&
    !title.includes('✔ Submit') &&
    labels.length > 0 &&
    isSame(body.join(' '), question) &&
    labels.every((label, index) => options[index]?.label === label)
  )
}

const keyOf = ({ options }: ScreenDialog, name: 'allow' | 'deny'): string | undefined =>
  options.find(({ label }) => (name === 'allow' ? label === 'Yes' : /^No(?:$|[,.])/.test(label)))?.key

function stepFor(dialog: ScreenDialog, asked: Asked, decision: Decision): DialogStep | undefined {
  if (!isThis(dialog, asked)) return undefined
  const { thing, kind } = asked
  if (decision.answer === 'choose' && thing.form === 'questions' && hasPages(thing.questions)) {
    return pageStep(dialog, thing.questions, decision.choices)
  }
  const key = kind === 'plan' ? planKey(dialog, decision) : keyFor(dialog, decision)
  return key === undefined ? undefined : { key, isLast: true }
}

function keyFor(dialog: ScreenDialog, decision: Decision): string | undefined {
  switch (decision.answer) {
    case 'allow':
    case 'deny':
      return keyOf(dialog, decision.answer)
    case 'choose': {
      const [[choice] = []] = decision.choices
      return dialog.options.find(({ label }) => label === choice)?.key
    }
    case 'always':
    case 'keep-planning':
      return undefined
    default:
      return decision satisfies never
  }
}

export const dialogs: ScreenDialogs = { read, askedBy, stepFor }
