/** What a user writes to connected agents: to whom it goes, and how it reaches each. Pure. */
import { fenced, type MessageReport, type MessageState } from '../inbox/inbox-report.ts'
import type { PromptReport } from '../prompts/prompt-report.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** A session of a group, and what it is called there. */
export interface Teammate {
  readonly sessionId: string
  readonly name: string
}

/** One message, to whomever it went. */
export interface ChatMessage {
  readonly id: string
  readonly from: { readonly sessionId?: string | undefined; readonly name: string }
  readonly isToAll: boolean
  readonly text: string
  readonly file?: string | undefined
  readonly at: string
  readonly to: readonly ChatRecipient[]
}

export interface ChatRecipient extends Teammate {
  /** Of a person's, which goes as a prompt; absent: it lies in the inbox. */
  readonly prompt?: Pick<PromptReport, 'id' | 'state' | 'reason' | 'stateSince' | 'sent'> | undefined
  readonly state: MessageState
  /** Why it could not be sent it. */
  readonly notSent?: string | undefined
}

/** Whom a text names with `@`, wherever it does; nobody named: all. Its first word names nobody of the group: a mistake. */
export function addressees(text: string, group: readonly Teammate[]): Result<readonly Teammate[], string> {
  const named = group.filter(({ name }) => mentions(text, name))
  if (named.length > 0) return ok(named)
  const [, first] = /^\s*@(\S+)/.exec(text) ?? []
  if (first === undefined || /^all\b/i.test(first)) return ok(group)
  return err(`Nobody in this group is called ${first}.`)
}

/** Not as a part of a longer name or an address. */
function mentions(text: string, name: string): boolean {
  const [whole, word] = [text.toLowerCase(), `@${name.toLowerCase()}`]
  for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1)) {
    const [before, behind] = [whole[at - 1] ?? ' ', whole.slice(at + word.length)]
    if (/[\s(,;]/.test(before) && /^(?:[^\w/.-]|[.-](?:\W|$)|$)/.test(behind)) return true
  }
  return false
}

/** The name that is being typed at the caret, as far as it stands there. */
export function nameTypedAt(
  text: string,
  caret: number,
): { readonly query: string; readonly from: number } | undefined {
  const [, query] = /(?:^|[\s(,;])@([^\s@]*)$/.exec(text.slice(0, caret)) ?? []
  return query === undefined ? undefined : { query, from: caret - query.length }
}

/** As an agent gets it: with whom it works together, and whose word it is, between marks that no writer can know beforehand. */
export function chatPrompt(
  message: Pick<MessageReport, 'id' | 'from' | 'to' | 'isToAll' | 'text'>,
  group: readonly Teammate[],
  nonce: string,
): string {
  const others = group.filter(({ sessionId }) => sessionId !== message.to.sessionId).map(({ name }) => name)
  return `${collabPrefix(others)}\n${fenced(message, nonce)}`
}

export const collabPrefix = (names: readonly string[]): string => `[Collab with: ${names.join(', ')}]`
