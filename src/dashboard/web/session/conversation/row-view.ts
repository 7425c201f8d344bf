/** What a row of the conversation is drawn with, beside itself. */
import type { EventCursor, SessionEvent } from '../../../../core/session/session-event.ts'
import type { Route } from '../../route.ts'

export interface RowView {
  readonly search: string
  readonly cwd: string | undefined
  readonly windowTokens: number | undefined
  readonly isOpen: boolean
  /** All of a long text was asked for. */
  readonly isAll: boolean
  readonly onToggle: () => void
  readonly onAll: () => void
  /** The event with all of its text, once it was read. */
  readonly whole: (cursor: EventCursor) => SessionEvent | undefined
  /** The subagent's lane that a call started. */
  readonly laneOf: (toolId: string) => string | undefined
  readonly laneRoute: (lane: string) => Route
  readonly eventRoute: (cursor: EventCursor) => Route
  readonly sessionId: string | undefined
  /** Where else the question is answered: "pts/3". */
  readonly terminal: string | undefined
}
