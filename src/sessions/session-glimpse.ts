/** What the last words of a session tell. Loaded with the first session that has to be looked at: most machines have none. */
import { basename } from 'node:path'
import type { AgentId, LogLine, SessionLog } from '../agents/agent.ts'
import { agents } from '../agents/index.ts'
import { sessionLogs } from '../agents/session-logs.ts'
import type { LineSessions } from '../agents/session-source.ts'
import { LiveSession } from '../core/session/live-session-reducer.ts'
import { mainLane } from '../core/session/session-event.ts'
import type { SessionGlimpse } from '../core/session/unseen-session.ts'
import { redactValues } from '../core/words/redact.ts'
import { FirstLines } from '../storage/first-lines.ts'
import type { ChangedLog } from './line-files/log-changes.ts'
import { type GlimpsedForm, glimpseLog } from './line-files/log-glimpse.ts'

/** How a session is at a moment; undefined once it is over. */
export type Glimpse = (nowMs: number, grewMs: number | undefined) => SessionGlimpse | undefined

export interface Glimpses {
  firstFacts(agent: AgentId, path: string): LogLine['facts'] | undefined
  /** Undefined where the agent's sessions can't be read. */
  of(agent: AgentId, changed: ChangedLog & { readonly sessions: LineSessions }, sinceMs: number): Glimpse | undefined
}

export function createGlimpses(): Glimpses {
  const forms = new Map<AgentId, Omit<GlimpsedForm, 'sessions'>>()

  function formOf(agent: AgentId): Omit<GlimpsedForm, 'sessions'> | undefined {
    const log = (sessionLogs as Partial<Record<AgentId, SessionLog>>)[agent]
    if (log === undefined) return undefined
    const form = forms.get(agent) ?? { log, firstLines: new FirstLines(log) }
    forms.set(agent, form)
    return form
  }

  return {
    firstFacts: (agent, path) => formOf(agent)?.firstLines.factsOf(path),
    of(agent, changed, sinceMs) {
      const form = formOf(agent)
      if (form === undefined) return undefined
      const { sessionId, sessions, path } = changed
      const session = new LiveSession({ sessionId, agent })
      const first = sessions.isToldByFirstLine === true ? form.firstLines.factsOf(path) : undefined
      if (first !== undefined) session.noteFacts(first)
      for (const { lane, lines } of glimpseLog(changed, sinceMs, { sessions, ...form })) {
        for (const { events, facts } of lines) {
          if (lane === mainLane) session.noteFacts(facts)
          for (const event of events) session.add(event)
        }
      }
      return (nowMs, grewMs) => glimpseAt(session, nowMs, grewMs)
    },
  }
}

/** A session that was seen to grow is live whatever the clock says that its records go by. */
function glimpseAt(session: LiveSession, nowMs: number, grewMs: number | undefined): SessionGlimpse | undefined {
  const state = session.snapshot({ nowMs, heardMs: grewMs, isComplete: false, problems: [] })
  if (state.lastActiveAt === undefined || state.status === 'ended' || state.status === 'unknown') return undefined
  const lastMs = Math.min(nowMs, Math.max(Date.parse(state.lastActiveAt), grewMs ?? 0))
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
