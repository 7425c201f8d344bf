/** One thing that a rule found worth telling. Pure. */
import type { RuleKind } from './rule.ts'

export interface Matter {
  /** Of its rule; the same matter never comes twice while it holds. */
  readonly key: string
  readonly kind: RuleKind
  /** As it is told on this machine. */
  readonly title: string
  readonly body: string
  /** As it may be told elsewhere: project, kind of agent, kind of matter, how long; nothing of what an agent does or was told. */
  readonly plainTitle: string
  readonly plainBody: string
  readonly project?: string | undefined
  /** The kind of agent, by its id. */
  readonly agent?: string | undefined
  /** `<pid>:<start>` */
  readonly agentId?: string | undefined
  readonly sessionId?: string | undefined
  /** As the agent is called. */
  readonly who?: string | undefined
  /** Since when it has been so. */
  readonly sinceMs?: number | undefined
  /** `moment`: it happened and is over; `state`: it holds until it does not. */
  readonly form: 'moment' | 'state'
  /** A state that was so before anybody looked is news all the same. */
  readonly isNewsAtFirst?: boolean | undefined
  /** It was so when whom it is about was seen for the first time. */
  readonly isNoNews?: boolean | undefined
}
