/** Messages between agents: kept until who they are for fetches them. */
import type { Actor } from '../core/audit/audit.ts'
import type { InboxReport, MessageReport } from '../core/inbox/inbox-report.ts'
import type { Result } from '../core/result.ts'
import type { InsideAgent } from '../core/rights/agent-rights.ts'

export interface InboxQuery {
  /** Absent: of all, the texts without secrets. */
  readonly sessionId?: string | undefined
  /** Only what nobody has read and what has not expired. */
  readonly isUnread?: boolean | undefined
}

export interface MessageRequest {
  /** A session, or all that run but the sender's own. */
  readonly to: { readonly sessionId: string } | 'all'
  readonly text: string
  /** A file it points to, by its whole path; it stays where it is. */
  readonly file?: string | undefined
}

export interface SentMessages {
  readonly sent: readonly MessageReport[]
  /** Said in the same words within the last minute: it is not kept again. */
  readonly same: readonly MessageReport[]
  /** By name, why, and what its writer can do instead. */
  readonly heldBack: readonly { readonly to: string; readonly why: string; readonly next: string }[]
}

/** `held-back`: agents have talked enough; `bad-file`: it is not there, or not to be shared; `unwritable`: the disk. */
export interface InboxProblem {
  readonly kind: 'no-session' | 'held-back' | 'bad-text' | 'bad-file' | 'unwritable' | 'not-yours'
  readonly message: string
  readonly next?: string | undefined
}

/** An agent that called `tce` itself is who it is, and no other. */
export type Inside = Pick<InsideAgent, 'pid'>

export interface InboxService {
  read(query: InboxQuery): Promise<InboxReport>
  send(request: MessageRequest, actor: Actor, inside?: Inside): Promise<Result<SentMessages, InboxProblem>>
  /** All unread ones of this session, or those up to one; how many. */
  markRead(sessionId: string, upTo?: string, inside?: Inside): Promise<Result<{ readonly count: number }, InboxProblem>>
}
