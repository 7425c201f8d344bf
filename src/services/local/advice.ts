/** Advice on this machine: what a thread found in the sessions, with what the ledger and the user's settings know. */
import type { AdviceQuery, AdviceReport, HiddenAdvice } from '../../core/advice/advice.ts'
import { ruleWords } from '../../core/advice/rule-words.ts'
import { err, ok, type Result } from '../../core/result.ts'
import type { Settings } from '../../core/settings/config.ts'
import type { ReportError } from '../../core/words/bug.ts'
import type { AdviceService } from '../advice.ts'
import type { LocalLog } from './log.ts'
import { openOnDemand } from './open-on-demand.ts'
import { allSessions } from './search.ts'
import { sharedSource } from './shared-source.ts'
import { systemReason } from './system-reason.ts'
import type { LedgerSource } from './usage.ts'

export interface ToldSession {
  readonly id: string
  readonly agent: string
  readonly title?: string | undefined
  readonly project?: string | undefined
  readonly cwd?: string | undefined
}

export interface AdviceQuestion {
  readonly query: AdviceQuery
  readonly sessions: readonly ToldSession[]
  readonly hidden: readonly HiddenAdvice[]
  readonly minUsd: number
  readonly most: number
  readonly spentUsd?: number | undefined
}

/** app/keep-advice.ts */
export interface AdviceSource {
  report(question: AdviceQuestion): Promise<AdviceReport>
  /** What is wrong with its store, as far as that is known. */
  problem(): string | undefined
  forget(sessionIds: readonly string[]): Promise<void>
  close(): Promise<void>
}

export interface HiddenSource {
  all(): Promise<readonly HiddenAdvice[]>
  hide(hidden: HiddenAdvice, nowMs: number): Promise<void>
  show(hidden: HiddenAdvice): Promise<void>
  close(): Promise<void>
}

export interface AdviceParts {
  readonly openAdvice: (reportError: ReportError) => Promise<AdviceSource>
  readonly openHidden: () => Promise<Result<HiddenSource, string>>
  readonly isHiddenKept: () => boolean
  readonly settings: () => Settings['advice']
}

export interface LocalAdvice extends AdviceService {
  problem(): string | undefined
  /** For a server: sessions are read before anybody asks. */
  keepUp(): Promise<void>
  forget(sessionIds: readonly string[]): Promise<void>
  whileClosed(change: () => void): Promise<void>
  close(): Promise<void>
}

interface Beside {
  readonly openLedger: () => Promise<Pick<LedgerSource, 'sessions' | 'usage'>>
  readonly log: Pick<LocalLog, 'record'>
  readonly clock: () => number
  readonly reportError: ReportError
}

export function createAdvice(parts: AdviceParts, { openLedger, log, clock, reportError }: Beside): LocalAdvice {
  const source = sharedSource(() => parts.openAdvice(reportError))
  const store = openOnDemand(parts.openHidden)

  async function hiddenNow(): Promise<readonly HiddenAdvice[]> {
    if (!store.isOpen() && !parts.isHiddenKept()) return []
    const opened = await store.open()
    return opened.ok ? opened.value.all() : []
  }

  return {
    async report(query) {
      const ledger = await openLedger()
      const since = new Date(clock() - query.days * 86_400_000).toISOString().slice(0, 10)
      const [sessions, usage, hidden] = await Promise.all([
        allSessions(ledger),
        ledger.usage({ by: 'day', since, ...(query.project !== undefined && { project: query.project }) }),
        hiddenNow(),
      ])
      const told = sessions.map(({ id, agent, name, title, project, cwd }) => ({
        id,
        agent,
        title: name ?? title,
        project,
        cwd,
      }))
      const { minUsd, most } = parts.settings()
      const opened = await source.open()
      return opened.report({ query, sessions: told, hidden, minUsd, most, spentUsd: usage.total.costUsd })
    },
    async change({ rule, project, isHidden }, actor) {
      const opened = await store.open()
      if (!opened.ok) return err({ kind: 'unwritable', message: opened.error })
      const hidden = { rule, ...(project !== undefined && { project }) }
      try {
        if (isHidden) await opened.value.hide(hidden, clock())
        else await opened.value.show(hidden)
      } catch (cause) {
        return err({ kind: 'unwritable', message: `It was not kept: ${systemReason(cause)}.` })
      }
      const where = project === undefined ? 'everywhere' : `in ${project}`
      const message = `“${ruleWords[rule].title}” is ${isHidden ? 'hidden' : 'shown again'} ${where}.`
      await log.record({ action: 'advice.change', actor, subject: rule, outcome: 'done', message })
      return ok({ hidden: await opened.value.all() })
    },
    async keepUp() {
      await source.open()
    },
    problem: () => source.now?.problem(),
    forget: async (sessionIds) => (await source.open()).forget(sessionIds),
    whileClosed: source.whileClosed,
    async close() {
      await source.close()
      await store.close()
    },
  }
}
