/** Alerts as they leave the program: `GET /api/alerts`, `tce alerts --json` and the page speak these shapes. */
import type { ChannelId } from './channel-kinds.ts'
import type { QuietHours } from './quiet.ts'
import type { Rule } from './rule.ts'

export interface RuleReport extends Rule {
  /** `usual`: TCE's own, as the settings of [notifications] say; `file`: stands in config.toml, and is changed there. */
  readonly from: 'usual' | 'file' | 'here'
  readonly sentence: string
  readonly inShort: string
  readonly once: string
  readonly last?: { readonly at: string; readonly about: string } | undefined
  readonly snoozedUntil?: string | undefined
}

export interface ChannelReport {
  readonly id: ChannelId
  readonly name: string
  readonly isSetUp: boolean
  /** What may be shown of its address. */
  readonly shown: string
  readonly hasDetails: boolean
  readonly lastSentAt?: string | undefined
  /** It does not work, since when, and why. */
  readonly failing?: { readonly since: string; readonly message: string } | undefined
  /** Messages that wait for another try. */
  readonly waiting: number
}

export interface AlertReport {
  readonly rules: readonly RuleReport[]
  readonly channels: readonly ChannelReport[]
  readonly quiet: QuietHours
  /** Of all rules. */
  readonly snoozedUntil?: string | undefined
  /** In the last 7 days. */
  readonly fired: number
  /** What is wrong with rules in config.toml, each by its name; the others work. */
  readonly problems: readonly string[]
}

export type DeliveryState = 'waiting' | 'sent' | 'failed'

export interface DeliveryReport {
  readonly id: string
  readonly channel: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly message?: string | undefined
  readonly nextTryAt?: string | undefined
}

/** What fired, where it went, and what failed. */
export interface FiredAlert {
  readonly id: string
  readonly at: string
  readonly rule: string
  readonly ruleName: string
  readonly kind: string
  readonly title: string
  readonly body: string
  readonly project?: string | undefined
  readonly agentId?: string | undefined
  readonly sessionId?: string | undefined
  readonly resolvedAt?: string | undefined
  /** Why it was not told at once: quiet hours and the like. */
  readonly held?: string | undefined
  readonly deliveries: readonly DeliveryReport[]
}

/** A message that no try brought there. */
export interface DeadLetter {
  readonly id: string
  readonly at: string
  readonly channel: string
  readonly title: string
  readonly attempts: number
  readonly message: string
}

/** What a rule would have told in the last week. */
export interface RuleTrial {
  readonly days: number
  /** Undefined: what it asks for is not kept. */
  readonly fired?: number | undefined
  /** The newest of them, in words. */
  readonly examples: readonly { readonly at: string; readonly about: string }[]
  /** What the number can't tell. */
  readonly caution?: string | undefined
}
