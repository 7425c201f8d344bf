/** Where money may be saved: findings with their evidence, and which of them their user does not want to see. */
import type { AdviceQuery, AdviceReport, HiddenAdvice } from '../core/advice/advice.ts'
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'

/** The disk takes nothing, or user.sqlite can't be used. */
export interface AdviceProblem {
  readonly kind: 'unwritable'
  readonly message: string
}

export interface AdviceService {
  /** What is known by now; `sessionsToRead` says how much is not. */
  report(query: AdviceQuery): Promise<AdviceReport>
  /** Hides a rule, or shows it again; all that are hidden then. */
  change(
    change: HiddenAdvice & { readonly isHidden: boolean },
    actor: Actor,
  ): Promise<Result<{ readonly hidden: readonly HiddenAdvice[] }, AdviceProblem>>
}
