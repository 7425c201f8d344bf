/** The ledger, opened when it is first asked for: a lone `tce status` never needs its store. */
import type { SessionDetail, SessionFigures, SessionList, SessionQuery } from '../../core/session/session.ts'
import type { PriceList } from '../../core/usage/price.ts'
import type { UsageQuery, UsageReport } from '../../core/usage/usage.ts'
import type { UsageService } from '../usage.ts'

/** tracker/open-usage.ts */
export interface LedgerSource {
  usage(query: UsageQuery): Promise<UsageReport>
  prices(): PriceList
  sessions(query: SessionQuery): Promise<SessionList>
  session(id: string): Promise<SessionDetail | undefined>
  figuresOf(sessionId: string): SessionFigures | undefined
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

export interface LocalUsage extends UsageService {
  open(): Promise<LedgerSource>
  /** Undefined also while the ledger has not been opened. */
  figuresOf(sessionId: string): SessionFigures | undefined
  close(): Promise<void>
}

export function createUsage(openLedger: () => Promise<LedgerSource>, onChange: () => void): LocalUsage {
  let opening: Promise<LedgerSource> | undefined
  let ledger: LedgerSource | undefined

  const open = () => {
    opening ??= openLedger().then((opened) => {
      ledger = opened
      opened.onChange(onChange)
      return opened
    })
    return opening
  }

  return {
    open,
    report: async (query) => (await open()).usage(query),
    prices: async () => (await open()).prices(),
    figuresOf: (sessionId) => ledger?.figuresOf(sessionId),
    close: async () => (await opening)?.close(),
  }
}
