/** What the records of a session say of prompts, and what of it proves that one of ours was delivered. Pure. */
import type { ChannelId, Prompt } from './prompt.ts'
import { isSameText } from './prompt-text.ts'

export type PromptSign =
  /** It stands in the conversation: typed, taken out of the agent's own queue, handed over by a hook, or sent by another program. */
  | { readonly kind: 'taken'; readonly text: string; readonly by: 'keys' | 'hook' }
  | { readonly kind: 'taken'; readonly text: string; readonly by: 'message'; readonly messageId: string }
  /** It lies in the agent's own queue. */
  | { readonly kind: 'queued'; readonly text: string }
  /** Its user took it out of there. */
  | { readonly kind: 'taken-back'; readonly text: string }
  /** The turn broke off. */
  | { readonly kind: 'broken'; readonly how: 'api-error' | 'interrupted'; readonly atMs: number }
  | { readonly kind: 'turn-ended' }

/** Behind what a hook hands over, so that its line is found by it. */
export const handOverMark = (id: string): string => `(TCE ${id})`

/** What this sign says of this prompt. Signs are asked for in the order of their lines, and each counts for one prompt alone. */
export function saysOf(
  { text, id, attempt }: Pick<Prompt, 'id' | 'text' | 'attempt'>,
  sign: PromptSign,
): 'delivered' | 'queued-there' | 'taken-back' | undefined {
  if (attempt === undefined || !('text' in sign)) return undefined
  const by = takenBy(attempt.channel)
  if (sign.kind === 'taken' && sign.by === by) {
    if (sign.by === 'message') return sign.messageId === attempt.messageId ? 'delivered' : undefined
    return isSameText(by === 'hook' ? `${text}${handOverMark(id)}` : text, sign.text) ? 'delivered' : undefined
  }
  if (by === 'hook' || !isSameText(text, sign.text)) return undefined
  if (sign.kind === 'queued') return 'queued-there'
  return sign.kind === 'taken-back' && attempt.isQueuedThere === true ? 'taken-back' : undefined
}

function takenBy(channel: ChannelId): Extract<PromptSign, { kind: 'taken' }>['by'] {
  if (channel === 'stop-hook') return 'hook'
  return channel === 'inbox' ? 'message' : 'keys'
}
