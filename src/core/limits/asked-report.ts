/** What *Ask now* came to, for every face. */
import type { LimitsReport } from './limits-report.ts'

export interface AskedAnswer {
  readonly agent: string
  readonly name: string
  /** The folder of its settings. */
  readonly place: string
  readonly isHeard: boolean
  /** A sentence. */
  readonly message: string
}

export interface AskedReport {
  /** Empty: there is nobody to ask. */
  readonly answers: readonly AskedAnswer[]
  readonly limits: LimitsReport
}
