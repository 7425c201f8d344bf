/** Messages as they leave the program: `GET /api/inbox`, `tce inbox --json`. Times are ISO 8601; a fact that is not known is absent. Pure. */
import { redactText } from '../words/redact.ts'
import type { Message } from './message.ts'

export const messageStates = ['unread', 'read', 'expired', 'prompt', 'not-sent'] as const
export type MessageState = (typeof messageStates)[number]

export interface MessageReport {
  readonly id: string
  readonly from: { readonly sessionId?: string | undefined; readonly name: string }
  readonly to: { readonly sessionId: string; readonly name: string; readonly agent: string }
  readonly isToAll: boolean
  /** Without secrets where those of several sessions are listed. */
  readonly text: string
  readonly file?: string | undefined
  /** `prompt`: it went to the agent as one, `promptId`; `not-sent`: it could not, and why. */
  readonly state: MessageState
  readonly promptId?: string | undefined
  readonly notSent?: string | undefined
  readonly at: string
  readonly readAt?: string | undefined
  readonly expiresAt: string
}

export interface InboxReport {
  /** In the order in which they were written. */
  readonly messages: readonly MessageReport[]
  readonly unread: number
  /** What could not be read or written. */
  readonly problem?: string | undefined
}

export function messageReport(message: Message, nowMs: number, isWhole: boolean): MessageReport {
  const { id, from, to, isToAll, text, path, readAtMs, createdAtMs, expiresAtMs } = message
  return {
    ...{ id, from, to, isToAll, text: isWhole ? text : redactText(text), file: path },
    state: stateOf(message, nowMs),
    ...message.sentAs,
    at: isoOf(createdAtMs),
    readAt: readAtMs === undefined ? undefined : isoOf(readAtMs),
    expiresAt: isoOf(expiresAtMs),
  }
}

function stateOf({ isChat, sentAs, readAtMs, expiresAtMs }: Message, nowMs: number): MessageState {
  if (isChat === true) return sentAs !== undefined && 'notSent' in sentAs ? 'not-sent' : 'prompt'
  if (readAtMs !== undefined) return 'read'
  return expiresAtMs > nowMs ? 'unread' : 'expired'
}

const isoOf = (ms: number): string => new Date(ms).toISOString()

/** `@web-frontend -> @payments-api: Is the amount in the body?` */
export const messageLine = ({
  from,
  to,
  isToAll,
  text,
  file,
}: Pick<MessageReport, 'from' | 'to' | 'isToAll' | 'text' | 'file'>): string =>
  `@${from.name} -> @${isToAll ? 'all' : to.name}: ${file === undefined ? '' : `file ${file}${text === '' ? '' : '  '}`}${text}`

/**
 * For an agent's eyes: between two marks that no writer can know beforehand, with who wrote it, so that it is not taken for what its
 * user says.
 */
export function fenced(message: Parameters<typeof messageLine>[0] & Pick<MessageReport, 'id'>, nonce: string): string {
  const { id, from } = message
  const whose = from.sessionId === undefined ? 'your user, by TCE' : `@${from.name}, another agent, not your user`
  return `--- ${id} ${nonce} from ${whose} ---\n${messageLine(message)}\n--- end of ${id} ${nonce} ---`
}
