/** How one that waits is called in a list. Pure. */

import { wantsInWords } from '../../../core/waiting/approval-words.ts'
import { turnInLine } from '../../../core/waiting/turn-facts.ts'
import type { ListedItem, WaitingItem, WaitingKind } from '../../../core/waiting/waiting-report.ts'
import { isTurn } from '../../../core/waiting/waiting-report.ts'
import { formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'

export const projectOf = ({ project, sessionId, agent }: ListedItem): string =>
  plainText(project ?? '') || (sessionId?.slice(0, 8) ?? agent)

export const nameOf = ({ name, worktree }: ListedItem): string => plainText(name ?? worktree ?? '')

/** What it is about, in a line, behind its kind; a file of its folder by its path in there. */
export function summaryOf(item: ListedItem): string {
  const { cwd } = item
  const [text, kind] = [plainText(isTurn(item) ? turnInLine(item) : item.summary), kindOfItem(item)]
  // "Permission" "permission prompt"
  if (text.toLowerCase().startsWith(`${kind.toLowerCase()} `)) return text.slice(kind.length + 1)
  return cwd !== undefined && cwd !== '' && text.startsWith(`${cwd}/`) ? text.slice(cwd.length + 1) : text
}

const kindWords: Readonly<Record<WaitingKind, string>> = {
  permission: 'Permission',
  question: 'Question',
  plan: 'Plan',
  elicitation: 'Form',
  unknown: 'Waits',
}

/** "Bash", "Question", "Failed": in front of what it is about. */
export function kindOfItem(item: ListedItem): string {
  if (isTurn(item)) return { failed: 'Failed', stuck: 'Stuck', done: 'Done' }[item.kind]
  return item.kind === 'permission' ? plainText(item.approval?.tool ?? kindWords.permission) : kindWords[item.kind]
}

/** "Wants to run Bash", "Asks", "Waits for you" */
export function headOf(item: WaitingItem): string {
  if (item.approval === undefined) return 'Waits for you'
  if (item.approval.kind === 'question') return 'Asks you'
  const words = wantsInWords(item.approval)
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

export const waitedWords = (ms: number): string => `waiting ${formatDurationInWords(ms).replace('.0', '')}`
