/** Agents that their user connected: the canvas they stand on, and what is said to a group of them. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import type { ChatMessage, Teammate } from '../core/team/chat.ts'
import type { Place, TeamGraph } from '../core/team/graph.ts'

export type TeamChange =
  | { readonly do: 'connect' | 'disconnect'; readonly a: string; readonly b: string }
  | { readonly do: 'place'; readonly places: readonly (Place & { readonly sessionId: string })[] }

export interface TeamChat {
  /** Whoever is connected with it, and it. */
  readonly members: readonly Teammate[]
  /** Oldest first, of the last 30 days, without secrets: what its user said to them, and they to one another. */
  readonly messages: readonly ChatMessage[]
}

export interface ChatRequest {
  /** One of the group. */
  readonly sessionId: string
  readonly text: string
  /** These alone; absent: whom the text names with `@`, else all. */
  readonly to?: readonly string[] | undefined
}

/** `no-session`: it does not run; `not-connected`: it stands alone; `unreachable`: nobody could be sent it. */
export interface TeamProblem {
  readonly kind: 'no-session' | 'not-connected' | 'bad-text' | 'unreachable' | 'unwritable'
  readonly message: string
  readonly next?: string | undefined
}

export interface TeamService {
  graph(): Promise<TeamGraph>
  change(change: TeamChange, actor: Actor): Promise<Result<TeamGraph, TeamProblem>>
  chat(sessionId: string): Promise<Result<TeamChat, TeamProblem>>
  /** A prompt for each, kept when this is answered; who could not be sent it is told of with the reason. */
  say(request: ChatRequest, actor: Actor): Promise<Result<ChatMessage, TeamProblem>>
}
