/** Sessions out of the ledger, and one followed as it goes on. */
import type { FleetReport } from '../../core/process/report.ts'
import { err, ok } from '../../core/result.ts'
import type { SessionDetail, SessionFigures } from '../../core/session/session.ts'
import type { SessionWatch, WatchOptions } from '../../core/session/session-watch.ts'
import type { ToldTotals } from '../../core/usage/told-usage.ts'
import { plainText } from '../../core/words/text.ts'
import type { BusService } from '../bus.ts'
import type { FleetService } from '../fleet.ts'
import type { MarkProblem, SessionService } from '../sessions.ts'
import type { KeptMarks } from './session-marks.ts'
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
  readonly marks: KeptMarks
  readonly fleet: Pick<FleetService, 'read'>
  readonly bus: BusService
}

export interface LocalSessions extends SessionService {
  noteFleet(fleet: FleetReport): void
  noteFigures(): void
  close(): Promise<void>
}

const noSession = (id: string): MarkProblem => ({
  kind: 'no-session',
  message: `No session, or more than one, begins with "${plainText(id)}". See: tce sessions`,
})

/** A fleet of this age still tells how a session's process is. */
const freshMs = 1_500

export function createSessions({
  openLedger,
  openSessions,
  figuresOf,
  toldBy,
  marks,
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

  async function find(id: string): Promise<SessionDetail | undefined> {
    const session = await (await openLedger()).session(id)
    if (session === undefined) return undefined
    const [told, { mark }] = await Promise.all([toldBy(session.id), marks.look()])
    return mark(told === undefined ? session : { ...session, told })
  }

  return {
    async list(query) {
      const [ledger, { filter, mark }] = await Promise.all([openLedger(), marks.look()])
      const list = await ledger.sessions(query, filter(query))
      return { ...list, sessions: list.sessions.map(mark) }
    },
    find,
    async mark(id, change, actor) {
      const session = await (await openLedger()).session(id)
      if (session === undefined) return err(noSession(id))
      const changed = await marks.change(session, change, actor)
      return changed.ok ? ok((await find(session.id)) ?? session) : changed
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
    async close() {
      await (await opening)?.close()
      await marks.close()
    },
  }
}
