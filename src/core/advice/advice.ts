/** Advice as it leaves the program: `GET /api/advice`, `tce advice --json`, the page. Money is API-equivalent US dollars. */
import type { AdviceRule } from './waste-case.ts'

export interface AdviceQuery {
  /** Back from now. */
  readonly days: number
  readonly project?: string | undefined
  /** Git is asked what became of each session's work: only then is `thrown-away` among the rules. */
  readonly withGit?: boolean | undefined
  /** All cases of each finding, not the dearest alone. */
  readonly allCases?: boolean | undefined
  /** Also what its user finds of no use. */
  readonly withHidden?: boolean | undefined
}

export interface AdviceCase {
  readonly agent: string
  readonly sessionId: string
  readonly title?: string | undefined
  readonly project?: string | undefined
  /** The event that shows it: `/sessions/<sessionId>?event=<cursor>`. */
  readonly cursor: string
  readonly at: string
  /** A path, a command, a server. */
  readonly what?: string | undefined
  /** Of a pause its length in ms, else how often. */
  readonly amount: number
  readonly tokens: number
  readonly usd: number
}

export interface AdvicePicture {
  readonly caption: string
  readonly bars: readonly { readonly label?: string | undefined; readonly value: number; readonly isHot: boolean }[]
}

export interface AdviceFinding {
  readonly rule: AdviceRule
  /** What the other way would have saved: an estimate, by counted tokens and list prices. */
  readonly usd: number
  readonly title: string
  /** The arithmetic, in a sentence or two. */
  readonly evidence: string
  /** What could be done. */
  readonly next: string
  /** What is counted and what is not. */
  readonly counted: string
  readonly sessions: number
  readonly cases: number
  /** Those that could not be counted: their model has no price. */
  readonly unpricedCases: number
  /** The dearest first. */
  readonly dearest: readonly AdviceCase[]
  readonly picture?: AdvicePicture | undefined
  readonly isHidden?: boolean | undefined
}

export interface HiddenAdvice {
  readonly rule: AdviceRule
  /** Undefined: everywhere. */
  readonly project?: string | undefined
}

export interface AdviceReport {
  readonly generatedAt: string
  readonly since: string
  readonly days: number
  readonly findings: readonly AdviceFinding[]
  /** Of the findings that are shown; what several count is in it once. */
  readonly savedUsd: number
  /** All that was spent meanwhile; undefined where nothing of it has a price. */
  readonly spentUsd?: number | undefined
  /** Rules that looked and found nothing that counts. */
  readonly foundNothing: readonly AdviceRule[]
  readonly hidden: readonly HiddenAdvice[]
  readonly minUsd: number
  readonly sessions: number
  /** Not looked at yet: what they would tell is missing above. */
  readonly sessionsToRead: number
  readonly prompts: number
  /** There is too little for advice. */
  readonly isTooEarly: boolean
}
