/** What is worth telling, where it is told, and what was. */
import type {
  AlertReport,
  ChannelReport,
  DeadLetter,
  FiredAlert,
  RuleReport,
  RuleTrial,
} from '../core/alerts/alert-report.ts'
import type { ChannelId } from '../core/alerts/channel-kinds.ts'
import type { QuietHours } from '../core/alerts/quiet.ts'
import type { FlatRule } from '../core/alerts/rule-check.ts'
import type { Actor } from '../core/audit/audit.ts'
import type { Result } from '../core/result.ts'

/**
 * `bad-rule`, `bad-channel`, `bad-time`: the request; `no-rule`, `not-set-up`, `no-letter`: there is none; `in-file`: it stands in
 * config.toml and is changed there; `failed`: the channel did not take it; `unwritable`: the disk.
 */
export const alertProblemKinds = [
  'bad-rule',
  'bad-channel',
  'bad-time',
  'no-rule',
  'not-set-up',
  'no-letter',
  'in-file',
  'failed',
  'unwritable',
] as const

export interface AlertProblem {
  readonly kind: (typeof alertProblemKinds)[number]
  readonly message: string
  readonly next?: string | undefined
}

export interface ChannelOrder {
  readonly channel: ChannelId
  /** By the names of its kind. A secret that is not given stays as it is. */
  readonly values: Readonly<Record<string, string | readonly string[]>>
  readonly hasDetails?: boolean | undefined
}

export interface SnoozeOrder {
  /** Undefined: all of them. */
  readonly rule?: string | undefined
  /** ISO 8601 with zone; undefined: no longer. */
  readonly until?: string | undefined
}

export interface AlertService {
  report(): Promise<AlertReport>
  /** What fired, the newest first. */
  fired(limit: number): Promise<readonly FiredAlert[]>
  deadLetters(): Promise<readonly DeadLetter[]>
  /** In the place of one of that id. As in config.toml. */
  saveRule(rule: FlatRule, actor: Actor): Promise<Result<RuleReport, AlertProblem>>
  /** One of TCE's own is as it was again. */
  removeRule(id: string, actor: Actor): Promise<Result<AlertReport, AlertProblem>>
  /** What it would have told in the last week. Nothing is kept or told. */
  tryRule(rule: FlatRule): Promise<Result<RuleTrial, AlertProblem>>
  setChannel(order: ChannelOrder, actor: Actor): Promise<Result<ChannelReport, AlertProblem>>
  removeChannel(channel: ChannelId, actor: Actor): Promise<Result<AlertReport, AlertProblem>>
  /** Sends a test there now, and says what came of it. */
  testChannel(channel: ChannelId, actor: Actor): Promise<Result<ChannelReport, AlertProblem>>
  setQuiet(quiet: QuietHours, actor: Actor): Promise<Result<AlertReport, AlertProblem>>
  snooze(order: SnoozeOrder, actor: Actor): Promise<Result<AlertReport, AlertProblem>>
  /** A dead letter is tried again. */
  retry(letter: string, actor: Actor): Promise<Result<AlertReport, AlertProblem>>
}
