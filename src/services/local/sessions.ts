/** Sessions out of the ledger, and one followed as it goes on. */
import type { FleetReport } from '../../core/process/report.ts'
import type { SessionFigures } from '../../core/session/session.ts'
import type { SessionWatch, WatchOptions } from '../../core/session/session-watch.ts'
import type { ToldTotals } from '../../core/usage/told-usage.ts'
import type { BusService } from '../bus.ts'
import type { FleetService } from '../fleet.ts'
import type { SessionService } from '../sessions.ts'
import type { LedgerSource } from './usage.ts'

/** Sessions as they are followed: sessions/session-watcher.ts. */
export interface SessionSource {
  open(id: string, options?: WatchOptions): Promise<SessionWatch | undefined>
  noteFleet(fleet: Pick<FleetReport, 'processes' | 'sessionsWithoutProcess'>): void
  noteFigures(): void
  close(): Promise<void>
}

export interface SessionParts {
  readonly openLedger: () => Promise<Pick<LedgerSource, 'sessions' | 'session'>>
  /** Opened when the first session is watched. */
  readonly openSessions: (figuresOf: (sessionId: string) => SessionFigures | undefined) => Promise<SessionSource>
  readonly figuresOf: (sessionId: string) => SessionFigures | undefined
  /** What a session says it took, by OpenTelemetry. */
  readonly toldBy: (sessionId: string) => Promise<ToldTotals | undefined>
  readonly fleet: Pick<FleetService, 'read'>
  readonly bus: BusService
}

export interface LocalSessions extends SessionService {
  noteFleet(fleet: FleetReport): void
  noteFigures(): void
  close(): Promise<void>
}

/** A fleet of this age still tells how a session's process is. */
const freshMs = 1_500

export function createSessions({
  openLedger,
  openSessions,
  figuresOf,
  toldBy,
  fleet,
  bus,
}: SessionParts): LocalSessions {
  let opening: Promise<SessionSource> | undefined
  let source: SessionSource | undefined

  const open = () => {
    opening ??= openSessions(figuresOf).then((opened) => {
      source = opened
      return opened
    })
    return opening
  }

  return {
    list: async (query) => (await openLedger()).sessions(query),
    async find(id) {
      const session = await (await openLedger()).session(id)
      if (session === undefined) return undefined
      const told = await toldBy(session.id)
      return told === undefined ? session : { ...session, told }
    },
    async watch(id, options) {
      // The processes tell who waits and for what: with a fleet of before the first state would be of before, too.
      const [opened, now] = await Promise.all([open(), fleet.read({ maxAgeMs: freshMs })])
      opened.noteFleet(now)
      const watch = await opened.open(id, options)
      if (watch === undefined) return undefined
      const calmDown = bus.follow([], () => {}, { isAttentive: true })
      return {
        ...watch,
        close: () => {
          calmDown()
          watch.close()
        },
      }
    },
    noteFleet: (report) => source?.noteFleet(report),
    noteFigures: () => source?.noteFigures(),
    close: async () => (await opening)?.close(),
  }
}
