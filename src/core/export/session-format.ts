/** The forms in which a whole session leaves TCE, each a piece at a time so that its length costs no memory. */
import type { SessionDetail } from '../session/session.ts'
import type { SessionEvent } from '../session/session-event.ts'

export const sessionFormats = ['markdown', 'html', 'json', 'prompt'] as const
export type SessionFormat = (typeof sessionFormats)[number]

export interface SessionWriter {
  head(session: SessionDetail): string
  /** In the order of time. Empty: nothing that belongs into it. */
  event(event: SessionEvent): string
  foot(): string
}
