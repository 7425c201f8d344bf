/**
 * What the ledger counts of a session's responses. It alone knows which of several records has the last word, which were copied from another
 * session, and which replay what was billed before: whoever counts messages asks it, so that both have one sum. Pure.
 */
import type { ResponseRef } from '../session/session-event.ts'
import type { Tokens } from '../usage/tokens.ts'

export interface BilledPart {
  /** Its own within a session. */
  readonly id: string
  readonly atMs: number | undefined
  readonly model: string | undefined
  readonly isFast: boolean
  readonly isUsInference: boolean
  /** Of `promptTiers`; 0: none is exceeded. */
  readonly promptAboveTokens: number
  readonly tokens: Tokens
  readonly webSearches: number
  /** False: searches, or what another model was asked meanwhile. */
  readonly isResponse: boolean
}

/** Of one session. */
export interface Bill {
  /** Empty: it counts elsewhere, or for another response. Undefined: the ledger does not know it, yet or by this name. */
  ofResponse(response: Pick<ResponseRef, 'id' | 'stretch' | 'advice'>): readonly BilledPart[] | undefined
  /** Searches in a call of their own, of which its result tells. */
  ofCall(toolId: string): readonly BilledPart[]
}

/** Of a session, as two ways of counting are compared. */
export interface BilledSum {
  readonly responses: number
  readonly tokens: number
  readonly webSearches: number
}

export const noSum: BilledSum = { responses: 0, tokens: 0, webSearches: 0 }

export const lessSum = (a: BilledSum, b: BilledSum): BilledSum => ({
  responses: a.responses - b.responses,
  tokens: a.tokens - b.tokens,
  webSearches: a.webSearches - b.webSearches,
})

export const isSameSum = (a: BilledSum, b: BilledSum): boolean =>
  a.responses === b.responses && a.tokens === b.tokens && a.webSearches === b.webSearches
