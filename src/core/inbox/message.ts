/** A message from one agent, or its user, to another agent. It is fetched by who it is for, never typed anywhere. Pure. */
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { plainLines } from '../words/text.ts'

/** A session, and what it was called when the message was written. */
export interface Correspondent {
  readonly sessionId: string
  /** As `tce` takes it: its project, where no other has that. */
  readonly name: string
}

export interface NewMessage {
  /** Without a session: a person. */
  readonly from: { readonly sessionId?: string | undefined; readonly name: string }
  readonly to: Correspondent & { readonly agent: string }
  /** It went to everybody who ran. */
  readonly isToAll: boolean
  readonly text: string
  /** A file it points to, which stays where it is. */
  readonly path?: string | undefined
  /** How far it has come from the message that it follows from, and how often these two have answered each other. */
  readonly hops: number
  readonly depth: number
  readonly createdAtMs: number
  readonly expiresAtMs: number
  /** A person wrote it to connected agents: it goes as a prompt, and nobody has to fetch it. */
  readonly isChat?: boolean | undefined
}

export interface Message extends NewMessage {
  /** `m12`; never given twice. */
  readonly id: string
  readonly readAtMs?: number | undefined
  /** As which prompt it goes; else why it can't. */
  readonly sentAs?: { readonly promptId: string } | { readonly notSent: string } | undefined
}

export const userName = 'user'

export const messageNumber = (id: string): number | undefined =>
  /^m[1-9]\d{0,14}$/.test(id) ? Number(id.slice(1)) : undefined
export const messageId = (number: number): string => `m${number}`

const mostBytes = 16 * 1024

export function cleanMessage(text: string): Result<string, string> {
  const clean = plainLines(text)
    .toWellFormed()
    .replace(/^\n+|\s+$/g, '')
  if (clean.trim() === '') return err('There is nothing to send: the message is empty.')
  const bytes = new TextEncoder().encode(clean).length
  return bytes > mostBytes
    ? err(`The message has ${Math.ceil(bytes / 1024)} KiB; 16 KiB is the most. Send a file that holds it.`)
    : ok(clean)
}
