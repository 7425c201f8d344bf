/** A kind of agent as people tell it from others: what each declares in its own folder, and kinds.ts lists. */
import type { AgentId } from '../core/process/agent-ids.ts'

export interface AgentKind {
  readonly id: AgentId
  /** Two letters that stand for it where there is little room, and that name it in filters. */
  readonly mark: string
  readonly displayName: string
  /** The command that starts it, for hints: "claude". */
  readonly command: string
  /** It keeps figures of its own by day, for days older than what we hold (own-statistics.ts). */
  readonly keepsDays?: boolean | undefined
  /** It writes down no tokens: nothing of it is in any figure, which is said and never estimated. */
  readonly keepsNoUsage?: boolean | undefined
}
