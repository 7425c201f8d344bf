/** Connected agents in words. Pure. */
import { activityOf, joinLabel, labelOf } from '../../../core/process/agent-words.ts'
import type { FleetAgentReport } from '../../../core/process/report.ts'
import { isTrouble } from '../../../core/prompts/prompt-states.ts'
import { stateInWords } from '../../../core/prompts/prompt-words.ts'
import type { ChatMessage, ChatRecipient } from '../../../core/team/chat.ts'
import { plainText } from '../../../core/words/text.ts'
import { refusalOf } from '../compose/compose-words.ts'
import type { MarkName } from '../parts/mark.tsx'

export const markOf = (agent: FleetAgentReport): MarkName => {
  const { look } = activityOf(agent)
  return look === 'quiet' ? agent.health : look
}

/** "web-frontend checkout-a11y, busy, connected with payments-api"; where it is shown shortened it begins with that. */
export function spokenNode(agent: FleetAgentReport, others: readonly string[], shown: string): string {
  const { word } = activityOf(agent)
  const whole = joinLabel(labelOf(agent), ' ')
  const connected = others.length === 0 ? 'not connected' : `connected with ${others.join(', ')}`
  return [...(whole.startsWith(shown) ? [] : [shown]), whole, word, connected].filter((part) => part !== '').join(', ')
}

/** "payments-api, web-frontend and 2 more" */
export function groupName(names: readonly string[]): string {
  const [first = '', second, ...more] = names
  if (second === undefined) return first
  return more.length === 0 ? `${first}, ${second}` : `${first}, ${second} and ${more.length} more`
}

export const whom = ({ isToAll, to }: Pick<ChatMessage, 'isToAll' | 'to'>): string =>
  isToAll ? 'to all' : `to ${to.map(({ name }) => `@${name}`).join(', ')}`

export const isWrong = ({ prompt, state }: ChatRecipient): boolean =>
  state === 'not-sent' || (prompt !== undefined && isTrouble(prompt.state))

/** "delivered to 2, queued for payments-api, not sent to docs-site: its terminal can’t be reached" */
export function fateInWords(to: readonly ChatRecipient[]): string {
  const byWord = Map.groupBy(to, wordFor)
  return [...byWord]
    .map(([word, some]) => {
      const names = some.length > 2 ? String(some.length) : some.map(({ name }) => name).join(' and ')
      return to.length === 1 ? word : `${word}: ${names}`
    })
    .join('; ')
}

function wordFor({ prompt, state, notSent }: ChatRecipient): string {
  if (state === 'unread') return 'not read yet'
  if (state === 'expired') return 'not read within a day'
  if (state === 'read') return 'read'
  if (state === 'not-sent') return `not sent (${refusalOf({ message: plainText(notSent ?? '') })})`
  if (prompt === undefined) return 'its prompt is deleted'
  const word = stateInWords(prompt) ?? 'queued'
  const reason = plainText(prompt.reason ?? '')
  return reason === '' ? word : `${word} (${reason})`
}
