/** What happened between two looks at the machine. Pure. */
import type { FleetAgentReport, FleetReport } from '../process/report.ts'
import type { NewFact } from './event.ts'

type Before = Pick<FleetReport, 'processes'>

/** What was so when we looked for the first time is no news: then `before` is undefined. */
export function fleetFacts(before: Before | undefined, after: Before): readonly NewFact[] {
  if (before === undefined) return []
  const earlier = new Map(before.processes.map((agent) => [agent.id, agent]))
  const later = new Set(after.processes.map(({ id }) => id))
  const knownSessions = new Set(before.processes.map(({ sessionId }) => sessionId))
  const ended = before.processes.filter(({ id }) => !later.has(id)).map(endedFact)
  return [...ended, ...after.processes.flatMap((agent) => agentFacts(earlier.get(agent.id), agent)), ...sessionsBegun()]

  function sessionsBegun(): readonly NewFact[] {
    return after.processes.flatMap((agent): readonly NewFact[] => {
      const { sessionId } = agent
      if (sessionId === undefined || knownSessions.has(sessionId)) return []
      // Two processes at one session are one beginning.
      knownSessions.add(sessionId)
      return [{ type: 'session.began', data: { ...subject(agent), sessionId } }]
    })
  }
}

/** Who it is about, in every fact of an agent. */
export const subject = ({ id, pid, agent, role, project, name, cwd, sessionId }: FleetAgentReport) => ({
  ...{ agentId: id, pid, agent, role, project, name, cwd, sessionId },
})

const endedFact = (agent: FleetAgentReport): NewFact => ({
  type: 'agent.ended',
  data: { ...subject(agent), activity: agent.activity },
})

function agentFacts(was: FleetAgentReport | undefined, agent: FleetAgentReport): readonly NewFact[] {
  const data = subject(agent)
  const facts: NewFact[] = []
  if (was === undefined) facts.push({ type: 'agent.started', data: { ...data, startedAt: agent.startedAt } })
  if (agent.activity === 'waiting' && !isSameWait(was, agent)) {
    const { waitingFor, activitySince: since } = agent
    facts.push({ type: 'agent.waiting', data: { ...data, waitingFor, since } })
  }
  if (was === undefined) return facts
  const reason = agent.healthReason
  if (agent.health === 'stale' && was.health !== 'stale') facts.push({ type: 'agent.stale', data: { ...data, reason } })
  if (agent.health === 'zombie' && was.health !== 'zombie')
    facts.push({ type: 'agent.zombie', data: { ...data, reason } })
  if (agent.pinned !== was.pinned) facts.push({ type: agent.pinned ? 'agent.pinned' : 'agent.unpinned', data })
  return facts
}

/** The next question is another wait, also where nobody saw the work between them. */
function isSameWait(was: FleetAgentReport | undefined, { activitySince }: FleetAgentReport): boolean {
  if (was?.activity !== 'waiting') return false
  const isKnown = was.activitySince !== undefined && activitySince !== undefined
  return !isKnown || was.activitySince === activitySince
}
