/**
 * What a session itself says it took, by OpenTelemetry. Shown beside what the ledger counts from its records, never added to it: both
 * speak of the same responses. Pure.
 */
import { plural } from '../words/format.ts'

/** How it is told: a record for each request, or counters that grow. The same twice, so one of them counts. */
export type ToldBy = 'logs' | 'metrics'

export const toldFigures = ['costUsd', 'input', 'output', 'cacheRead', 'cacheWrite', 'requests'] as const
export type ToldFigure = (typeof toldFigures)[number]

/** Of which session and model something is told. */
export interface ToldOf {
  readonly agent: string
  readonly sessionId: string
  readonly model?: string | undefined
}

/** To be added to what was told before. */
export type ToldUsage = ToldOf & { readonly [F in ToldFigure]?: number | undefined }

/** All that a session told. `GET /api/sessions/{id}` */
export interface ToldTotals {
  readonly by: ToldBy
  /** Absent where it tells tokens only. */
  readonly costUsd?: number | undefined
  readonly tokens: {
    readonly input: number
    readonly output: number
    readonly cacheRead: number
    readonly cacheWrite: number
  }
  /** Absent where counters tell it. */
  readonly requests?: number | undefined
  readonly firstAt: string
  readonly lastAt: string
}

/** For who looks closer. */
export const toldTitle = ({ by, requests }: Pick<ToldTotals, 'by' | 'requests'>): string =>
  `Told by the session itself, by OpenTelemetry (${by === 'metrics' || requests === undefined ? 'its counters' : plural(requests, 'request')}): of the same responses, not in addition`

export const toldTokens = ({ tokens }: Pick<ToldTotals, 'tokens'>): number =>
  tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite
