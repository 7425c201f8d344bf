/** *Waiting for you*: who can't go on without you, and answering. */
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'
import type { AnswerOrder, AnswerProblem, Approval } from '../core/waiting/approval.ts'
import type { WaitingReport } from '../core/waiting/waiting-report.ts'

export interface WaitingService {
  read(): Promise<WaitingReport>
  /** Resolves when the agent was seen to take the answer, or was not for 5 s: its `outcome` says which. */
  answer(order: AnswerOrder, actor: Actor): Promise<Result<Approval, AnswerProblem>>
  /** Of what went wrong or is finished: it was looked at, and goes from the list until it happens anew. */
  markSeen(ids: readonly string[]): Promise<WaitingReport>
  /** Of those that wait: they go last, until they change or ten minutes have passed. */
  putOff(ids: readonly string[]): Promise<WaitingReport>
}
