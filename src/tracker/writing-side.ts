/** The side of the ledger that writes: what it is told, and what it offers, in this thread or in one of its own. */

import { join } from 'node:path'
import type { RecordSource } from '../agents/machine-sources.ts'
import type { Database } from '../storage/sqlite.ts'
import type { WorthFilling } from './indexer.ts'
import type { EngineReport } from './ledger-engine.ts'

export interface LedgerOptions {
  /** Holds the store; it is made. */
  readonly dataDir: string
  /** The agents' data folders; they need not exist. */
  readonly sources: readonly RecordSource[]
  /** Which machine these records are of, in every row: its random name of storage/machine-id.ts. */
  readonly machine: string
  /** `own` keeps this thread free while files are read. */
  readonly thread?: 'this' | 'own' | undefined
  readonly nowMs?: (() => number) | undefined
  /** What a first count has to read at least to be written beside, at once. */
  readonly worthFilling?: WorthFilling | undefined
}

/** Where the store lies. */
export const ledgerPath = (dataDir: string): string => join(dataDir, 'ledger.sqlite')

/** The writing side as the ledger needs it, wherever it runs. */
export interface WritingSide {
  update(): Promise<EngineReport>
  updateUsage(): Promise<EngineReport>
  rebuild(): Promise<EngineReport>
  follow(onReport: (report: EngineReport) => void): Promise<void>
  /** The database to read from; it may be another after an update. */
  readonly database: Database
  readonly isSaved: boolean
  readonly storeProblems: readonly string[]
  close(): Promise<void>
}
