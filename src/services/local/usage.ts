/** The ledger, opened when it is first asked for: a lone `tce status` never needs its store. */

import type { SessionCompactions } from '../../core/session/compactions.ts'
import type { SessionDetail, SessionFigures, SessionList, SessionQuery } from '../../core/session/session.ts'
import type { MarkFilter } from '../../core/session/session-marks.ts'
import type { AccountAt } from '../../core/usage/account.ts'
import type { PriceList } from '../../core/usage/price.ts'
import type { UsageQuery, UsageReport } from '../../core/usage/usage.ts'
import type { UsageService } from '../usage.ts'
import { type SharedSource, sharedSource } from './shared-source.ts'

/** tracker/open-usage.ts */
export interface LedgerSource {
  usage(query: UsageQuery): Promise<UsageReport>
  prices(): PriceList
  sessions(query: SessionQuery, marked?: MarkFilter): Promise<SessionList>
  session(id: string): Promise<SessionDetail | undefined>
  figuresOf(sessionId: string): SessionFigures | undefined
  /** What agents' files tell of plans and limits, the newest of each. */
  accounts(): readonly (AccountAt & { readonly agent: string })[]
  /** Whose usage is held. */
  agents(): readonly string[]
  /** Of these sessions, where they were active since then. */
  compactions(sessionIds: readonly string[], sinceMs: number): readonly SessionCompactions[]
  /** A look at everything now. */
  update(): Promise<void>
  onChange(listener: (change: LedgerChange) => void): () => void
  close(): Promise<void>
}

export interface LedgerChange {
  readonly sessionIds: readonly string[]
}

export interface LocalUsage extends UsageService {
  open(): Promise<LedgerSource>
  /** Undefined also while the ledger has not been opened. */
  figuresOf(sessionId: string): SessionFigures | undefined
  whileClosed: SharedSource<LedgerSource>['whileClosed']
  close(): Promise<void>
}

export function createUsage(
  openLedger: () => Promise<LedgerSource>,
  onChange: (change: LedgerChange, ledger: LedgerSource) => void,
): LocalUsage {
  const shared = sharedSource(async () => {
    const opened = await openLedger()
    opened.onChange((change) => onChange(change, opened))
    return opened
  })
  const { open, whileClosed, close } = shared
  return {
    open,
    report: async (query) => (await open()).usage(query),
    prices: async () => (await open()).prices(),
    figuresOf: (sessionId) => shared.now?.figuresOf(sessionId),
    whileClosed,
    close,
  }
}
