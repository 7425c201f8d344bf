/** What the last words of a session tell. Loaded with the first session that has to be looked at: most machines have none. */
import { basename } from 'node:path'
import type { AgentId, LogLine, SessionDatabase, SessionDocuments, SessionLog } from '../agents/agent.ts'
import { agents } from '../agents/index.ts'
import { sessionDatabases, sessionDocuments, sessionLogs } from '../agents/session-logs.ts'
import type { AgentSessions } from '../agents/session-source.ts'
import { LiveSession } from '../core/session/live-session-reducer.ts'
import { mainLane } from '../core/session/session-event.ts'
import type { SessionGlimpse } from '../core/session/unseen-session.ts'
import { redactValues } from '../core/words/redact.ts'
import { besideFacts } from '../storage/beside.ts'
import { documentLook } from '../storage/document-look.ts'
import { FirstLines } from '../storage/first-lines.ts'
import { withQuery } from '../storage/foreign-database.ts'
import { type GlimpsedForm, type GlimpsedLane, glimpseLog } from './line-files/log-glimpse.ts'
import type { FoundSession } from './session-store.ts'

/** How a session is at a moment; undefined once it is over. */
export type Glimpse = (nowMs: number, grewMs: number | undefined) => SessionGlimpse | undefined

/** A session, or one of its subagents, was written. */
export interface ChangedSession extends FoundSession {
  readonly form: AgentSessions
  /** Of its log, its document, its database. */
  readonly path: string
  readonly hasGrown: boolean
}

export interface Glimpses {
  /** What its first line, or its document, says of whose a file is. */
  factsOf(agent: AgentId, form: AgentSessions, path: string): LogLine['facts'] | undefined
  /** Sessions of a database; undefined where it can't be read now. */
  recentIn(agent: AgentId, path: string, sinceMs: number): readonly FoundSession[] | undefined
  /** Undefined where the agent's sessions can't be read. */
  of(agent: AgentId, changed: ChangedSession, sinceMs: number): Glimpse | undefined
}

type Of<T> = Partial<Record<AgentId, T>>

export function createGlimpses(): Glimpses {
  const forms = new Map<AgentId, Omit<GlimpsedForm, 'sessions'>>()
  const look = documentLook()

  function formOf(agent: AgentId): Omit<GlimpsedForm, 'sessions'> | undefined {
    const log = (sessionLogs as Of<SessionLog>)[agent]
    if (log === undefined) return undefined
    const form = forms.get(agent) ?? { log, firstLines: new FirstLines(log) }
    forms.set(agent, form)
    return form
  }

  const documentsOf = (agent: AgentId) => (sessionDocuments as Of<SessionDocuments>)[agent]
  const databaseOf = (agent: AgentId) => (sessionDatabases as Of<SessionDatabase>)[agent]

  function factsOf(agent: AgentId, form: AgentSessions, path: string): LogLine['facts'] | undefined {
    return form.kind === 'documents'
      ? documentsOf(agent)?.headOf(look.textOf(path) ?? '')
      : formOf(agent)?.firstLines.factsOf(path)
  }

  function lastOf(agent: AgentId, { sessionId, form, path }: ChangedSession, sinceMs: number) {
    if (form.kind === 'lines') {
      const lines = formOf(agent)
      return lines && glimpseLog({ sessionId, path }, sinceMs, { sessions: form, ...lines })
    }
    if (form.kind === 'documents') return onlyLane(documentsOf(agent)?.lastRecords(path, look))
    const read = withQuery(path, (query) => databaseOf(agent)?.lastRecords(query, sessionId))
    return onlyLane(read.ok ? read.value : undefined)
  }

  return {
    factsOf,
    recentIn(agent, path, sinceMs) {
      const asked = withQuery(path, (query) => databaseOf(agent)?.recent(query, sinceMs))
      return asked.ok ? asked.value : undefined
    },
    of(agent, changed, sinceMs) {
      const lanes = lastOf(agent, changed, sinceMs)
      if (lanes === undefined) return undefined
      const { sessionId, form, path } = changed
      const session = new LiveSession({ sessionId, agent })
      const isToldInside = form.kind === 'lines' && form.isToldByFirstLine === true
      const first = isToldInside ? factsOf(agent, form, path) : undefined
      if (first !== undefined) session.noteFacts(first)
      const beside = form.kind === 'lines' ? besideFacts(form.beside, path) : undefined
      if (beside !== undefined) session.noteFacts(beside)
      for (const { lane, lines } of lanes) {
        for (const { events, facts } of lines) {
          if (lane === mainLane) session.noteFacts(facts)
          for (const event of events) session.add(event)
        }
      }
      const isTimed = lanes.some(({ lines }) => lines.some(({ events }) => events.some(({ at }) => at !== undefined)))
      // Where no record tells its time, the file does.
      const writtenMs = isTimed ? undefined : changed.changedMs
      return (nowMs, grewMs) => glimpseAt(session, nowMs, grewMs ?? writtenMs)
    },
  }
}

const onlyLane = (line: LogLine | undefined): readonly GlimpsedLane[] | undefined =>
  line && [{ lane: mainLane, lines: [line] }]

/** A session that was seen to grow is live whatever the clock says that its records go by. */
function glimpseAt(session: LiveSession, nowMs: number, grewMs: number | undefined): SessionGlimpse | undefined {
  const state = session.snapshot({ nowMs, heardMs: grewMs, isComplete: false, problems: [] })
  const toldMs = state.lastActiveAt === undefined ? grewMs : Date.parse(state.lastActiveAt)
  if (toldMs === undefined || state.status === 'ended' || state.status === 'unknown') return undefined
  const lastMs = Math.min(nowMs, Math.max(toldMs, grewMs ?? 0))
  const { sessionId, agent, project, cwd, branch, title, model, doing } = state
  return redactValues({
    sessionId,
    agent,
    project: project ?? (cwd === undefined ? undefined : basename(cwd)),
    cwd,
    branch,
    title,
    model,
    activity: state.status === 'busy' ? 'busy' : 'idle',
    doing,
    lastRecordAt: new Date(lastMs).toISOString(),
    resumeCommand: agents[agent as AgentId].resumeCommand({ sessionId }),
  })
}
