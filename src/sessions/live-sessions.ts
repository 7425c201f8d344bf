/** The sessions that go on, by their records: those with one of the last minutes. Light: what reads them is loaded when one is there. */
import type { AgentId } from '../agents/agent.ts'
import { agents } from '../agents/index.ts'
import type { RecordSource } from '../agents/machine-sources.ts'
import type { LineSessions } from '../agents/session-source.ts'
import { brokenOffAfterMs, type SessionGlimpse } from '../core/session/unseen-session.ts'
import { type ChangedLog, LogChanges } from './line-files/log-changes.ts'
import type { Glimpse, Glimpses } from './session-glimpse.ts'

export interface LiveSessions {
  /** Newest first, but for those of `others`, of which more is known than their records tell. It is asked for after the files. */
  look(others: Promise<ReadonlySet<string>>): Promise<readonly SessionGlimpse[]>
}

/** More are not looked at in one go: a home that was just copied has thousands. */
const mostReadAtOnce = 40

interface Known {
  changedMs: number
  /** When it was written last, where it was seen to grow: the clock that its records go by may be another one. */
  grewMs: number | undefined
  glimpse: Glimpse | undefined
}

interface Place {
  readonly agent: AgentId
  readonly sessions: LineSessions
  readonly logs: LogChanges
}

export function createLiveSessions(sources: readonly RecordSource[], clock: () => number = Date.now): LiveSessions {
  let loading: Promise<Glimpses> | undefined
  const glimpses = () => {
    loading ??= import('./session-glimpse.ts').then(({ createGlimpses }) => createGlimpses())
    return loading
  }
  const places = [...Map.groupBy(sources, ({ agent }) => agent)].flatMap(([agent, own]): readonly Place[] => {
    const dataDirs = own.map(({ dataDir }) => dataDir)
    const firstFacts = async (path: string) => (await glimpses()).firstFacts(agent, path)
    // Those of a database tell nothing by the looks of their files.
    const forms = agents[agent].sessions.filter((form) => form.kind === 'lines')
    return forms.map((sessions) => ({ agent, sessions, logs: new LogChanges({ sessions, dataDirs, firstFacts }) }))
  })
  let known = new Map<string, Known>()

  async function changedLogs(sinceMs: number, nowMs: number): Promise<readonly Changed[]> {
    const found: Changed[] = []
    for (const { agent, sessions, logs } of places) {
      for (const log of await logs.since(sinceMs, nowMs)) found.push({ ...log, agent, sessions })
    }
    return found.sort((a, b) => b.changedMs - a.changedMs)
  }

  /** Read anew only where something was written. */
  async function glimpseOf(changed: Changed, nowMs: number): Promise<Known> {
    const before = known.get(changed.sessionId)
    if (before?.changedMs === changed.changedMs) return before
    return {
      changedMs: changed.changedMs,
      grewMs: changed.hasGrown ? changed.changedMs : before?.grewMs,
      glimpse: (await glimpses()).of(changed.agent, changed, nowMs - brokenOffAfterMs),
    }
  }

  return {
    async look(others) {
      const nowMs = clock()
      const changed = await changedLogs(nowMs - brokenOffAfterMs, nowMs)
      const withProcess = await others
      const wanted = changed.filter(({ sessionId }) => !withProcess.has(sessionId)).slice(0, mostReadAtOnce)
      const next = new Map<string, Known>()
      for (const one of wanted) next.set(one.sessionId, await glimpseOf(one, nowMs))
      known = next
      return [...next.values()].flatMap(({ glimpse, grewMs }) => glimpse?.(nowMs, grewMs) ?? [])
    },
  }
}

interface Changed extends ChangedLog {
  readonly agent: AgentId
  readonly sessions: LineSessions
}
