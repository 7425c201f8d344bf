/** The sessions that go on, by their records: those with one of the last minutes. Light: what reads them is loaded when one is there. */
import type { AgentId } from '../agents/agent.ts'
import { agents } from '../agents/index.ts'
import type { RecordSource } from '../agents/machine-sources.ts'
import type { AgentSessions, DocumentSessions, LineSessions } from '../agents/session-source.ts'
import { brokenOffAfterMs, type SessionGlimpse } from '../core/session/unseen-session.ts'
import { DatabaseChanges } from './kept-records/database-changes.ts'
import { LogChanges } from './line-files/log-changes.ts'
import type { ChangedSession, Glimpse, Glimpses } from './session-glimpse.ts'

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
  since(ms: number, nowMs: number): Promise<readonly Omit<ChangedSession, 'form'>[]>
  readonly form: AgentSessions
}

export function createLiveSessions(sources: readonly RecordSource[], clock: () => number = Date.now): LiveSessions {
  let loading: Promise<Glimpses> | undefined
  const glimpses = () => {
    loading ??= import('./session-glimpse.ts').then(({ createGlimpses }) => createGlimpses())
    return loading
  }
  const places = [...Map.groupBy(sources, ({ agent }) => agent)].flatMap(([agent, own]): readonly Place[] => {
    const dataDirs = own.map(({ dataDir }) => dataDir)
    return agents[agent].sessions.map((form) => ({ agent, form, since: changesOf(agent, form, dataDirs) }))
  })
  let known = new Map<string, Known>()

  function changesOf(agent: AgentId, form: AgentSessions, dataDirs: readonly string[]): Place['since'] {
    if (form.kind === 'database') {
      const askRecent = async (path: string, sinceMs: number) => (await glimpses()).recentIn(agent, path, sinceMs)
      const rows = new DatabaseChanges({ sessions: form, dataDirs, askRecent })
      return (ms) => rows.since(ms)
    }
    const firstFacts = async (path: string) => (await glimpses()).factsOf(agent, form, path)
    const sessions = form.kind === 'lines' ? form : asLogs(form)
    const logs = new LogChanges({ sessions, dataDirs, firstFacts })
    return (ms, nowMs) => logs.since(ms, nowMs)
  }

  async function changedSessions(sinceMs: number, nowMs: number): Promise<readonly Changed[]> {
    const found: Changed[] = []
    for (const { agent, form, since } of places) {
      for (const session of await since(sinceMs, nowMs)) found.push({ ...session, agent, form })
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
      const changed = await changedSessions(nowMs - brokenOffAfterMs, nowMs)
      const withProcess = await others
      const wanted = changed.filter(({ sessionId }) => !withProcess.has(sessionId)).slice(0, mostReadAtOnce)
      const next = new Map<string, Known>()
      // Kept in two places it is the one written last.
      for (const one of wanted) if (!next.has(one.sessionId)) next.set(one.sessionId, await glimpseOf(one, nowMs))
      known = next
      return [...next.values()].flatMap(({ glimpse, grewMs }) => glimpse?.(nowMs, grewMs) ?? [])
    },
  }
}

interface Changed extends ChangedSession {
  readonly agent: AgentId
}

/** Documents are found as logs are; what belongs to one tells nothing of its own. */
const asLogs = (form: DocumentSessions): LineSessions => ({
  kind: 'lines',
  folders: (dataDir) => form.folders(dataDir),
  depth: form.depth,
  sessionOf: (name, dir) => form.sessionOf(name, dir),
  isToldByFirstLine: form.isToldByContent,
  laneOf: () => undefined,
  subagentsFolder: (document) => document,
})
