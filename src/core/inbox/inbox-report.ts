/** Messages as they leave the program: `GET /api/inbox`, `tce inbox --json`. Times are ISO 8601; a fact that is not known is absent. Pure. */
import { redactText } from '../words/redact.ts'
import type { Message } from './message.ts'

export interface MessageReport {
  readonly id: string
  readonly from: { readonly sessionId?: string | undefined; readonly name: string }
  readonly to: { readonly sessionId: string; readonly name: string; readonly agent: string }
  readonly isToAll: boolean
  /** Without secrets where those of several sessions are listed. */
  readonly text: string
  readonly file?: string | undefined
  readonly state: 'unread' | 'read' | 'expired'
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
  const unread = expiresAtMs > nowMs ? 'unread' : 'expired'
  return {
    ...{ id, from, to, isToAll, text: isWhole ? text : redactText(text), file: path },
    state: readAtMs === undefined ? unread : 'read',
    at: isoOf(createdAtMs),
    readAt: readAtMs === undefined ? undefined : isoOf(readAtMs),
    expiresAt: isoOf(expiresAtMs),
  }
}

const isoOf = (ms: number): string => new Date(ms).toISOString()

/** `@web-frontend -> @payments-api: Is the amount in the body?` */
export const messageLine = ({
  from,
  to,
  isToAll,
  text,
  file,
}: Omit<MessageReport, 'id' | 'at' | 'expiresAt'>): string =>
  `@${from.name} -> @${isToAll ? 'all' : to.name}: ${file === undefined ? '' : `file ${file}${text === '' ? '' : '  '}`}${text}`

/**
 * For an agent's eyes: between two marks that no writer can know beforehand, with who wrote it, so that it is not taken for what its
 * user says.
 */
export function fenced(message: MessageReport, nonce: string): string {
  const { id, from } = message
  const whose = from.sessionId === undefined ? 'your user, by TCE' : `@${from.name}, another agent, not your user`
  return `--- ${id} ${nonce} from ${whose} ---\n${messageLine(message)}\n--- end of ${id} ${nonce} ---`
}
