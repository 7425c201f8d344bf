/** The rows of the overview: agents, and sessions that go on although no process of theirs is seen. Pure. */
import { kindOf } from '../../agents/kinds.ts'
import { contextShareOf, doingOf, quietMsOf, waitingParts } from '../../core/process/agent-words.ts'
import { standingOf } from '../../core/process/fleet.ts'
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'
import { type UnseenSession, unseenForms } from '../../core/session/unseen-session.ts'
import { formatDuration } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { nameOf, projectOf, worstMark } from '../../terminal/agent-words.ts'
import type { Glyphs, Role, Span } from '../../terminal/roles.ts'
import { span } from '../../terminal/roles.ts'
import { textWidth } from '../../terminal/text-width.ts'
import type { OverviewModel, OverviewSort } from '../model.ts'
import { statusMark } from './status-words.ts'

export interface OverviewRow {
  /** Of its process; of a session without one its own. */
  readonly id: string
  readonly sessionId: string | undefined
  readonly agent: string
  readonly project: string
  readonly name: string
  readonly lastActiveAt: string | undefined
  readonly resumeCommand: string | undefined
  readonly contextShare: number | undefined
  readonly costUsd: number | undefined
  readonly of:
    | { readonly kind: 'agent'; readonly agent: FleetAgentReport }
    | { readonly kind: 'session'; readonly session: UnseenSession }
}

/** Those that are shown, in their order: keys and drawing ask for the same. */
export function overviewRows(fleet: FleetReport | undefined, { filter, sort }: OverviewModel): readonly OverviewRow[] {
  const wanted = filter.trim().toLowerCase()
  const all = [...(fleet?.processes ?? []).map(agentRow), ...(fleet?.sessionsWithoutProcess ?? []).map(sessionRow)]
  const rows = all.filter((row) => wanted === '' || searchText(row).toLowerCase().includes(wanted))
  return sort === 'need' ? rows : rows.toSorted(compare[sort])
}

export const rowOfSession = (fleet: FleetReport | undefined, sessionId: string | undefined): OverviewRow | undefined =>
  overviewRows(fleet, { filter: '', sort: 'need' }).find((row) => row.sessionId === sessionId)

const agentRow = (agent: FleetAgentReport): OverviewRow => ({
  id: agent.id,
  agent: agent.agent,
  sessionId: agent.sessionId,
  project: projectOf(agent),
  name: nameOf(agent),
  lastActiveAt: agent.lastActiveAt,
  resumeCommand: agent.resumeCommand,
  contextShare: contextShareOf(agent),
  costUsd: agent.figures?.costUsd,
  of: { kind: 'agent', agent },
})

const idWithoutProcess = (sessionId: string | undefined): string => `session ${sessionId}`

const sessionRow = (session: UnseenSession): OverviewRow => ({
  id: idWithoutProcess(session.sessionId),
  sessionId: session.sessionId,
  agent: session.agent,
  project: plainText(session.project ?? '') || session.sessionId.slice(0, 8),
  name: plainText(session.title ?? ''),
  lastActiveAt: session.lastRecordAt,
  resumeCommand: session.resumeCommand,
  contextShare: contextShareOf(session),
  costUsd: session.figures?.costUsd,
  of: { kind: 'session', session },
})

function searchText({ agent, project, name, sessionId, of }: OverviewRow): string {
  const { mark, displayName } = kindOf(agent)
  const state =
    of.kind === 'agent'
      ? [of.agent.activity, of.agent.health, of.agent.figures?.doing, String(of.agent.pid)]
      : [of.session.activity, of.session.doing, 'no process']
  return [mark, displayName, project, name, ...state, sessionId].filter((word) => word !== undefined).join(' ')
}

/** Where a figure is not known the row comes last. */
const compare: Record<Exclude<OverviewSort, 'need'>, (a: OverviewRow, b: OverviewRow) => number> = {
  cost: (a, b) => (b.costUsd ?? -1) - (a.costUsd ?? -1),
  context: (a, b) => (b.contextShare ?? -1) - (a.contextShare ?? -1),
  name: (a, b) => a.project.localeCompare(b.project) || a.name.localeCompare(b.name),
  idle: (a, b) => Date.parse(a.lastActiveAt ?? '9999') - Date.parse(b.lastActiveAt ?? '9999'),
}

export const chosenIndex = (rows: readonly OverviewRow[], { chosenId }: OverviewModel): number =>
  Math.max(
    0,
    // The process of a session may be seen after all.
    rows.findIndex(({ id, sessionId }) => id === chosenId || idWithoutProcess(sessionId) === chosenId),
  )

export function rowMark({ of }: OverviewRow, glyphs: Glyphs): Span {
  if (of.kind === 'session') return statusMark(of.session.activity, glyphs)
  const { text, role } = worstMark(of.agent, glyphs)
  return span(text, role)
}

export function doingRole({ of }: OverviewRow): Role | undefined {
  if (of.kind === 'session') return of.session.activity === 'idle' ? 'dim' : undefined
  const { health, activity } = of.agent
  return health === 'zombie' || activity !== 'waiting' ? (activity === 'idle' ? 'dim' : undefined) : 'you'
}

/** `waiting 3 min: permission prompt`, `Bash cargo test`, `idle 4m`, `Bash cargo test; no process seen; last record 4 s ago`. */
export function doingText({ of }: OverviewRow, nowMs: number, width: number): string {
  if (of.kind === 'agent') return agentDoing(of.agent, nowMs)
  const forms = unseenForms(of.session, nowMs)
  return forms.find((form) => textWidth(form) <= width) ?? forms.at(-1) ?? ''
}

function agentDoing(agent: FleetAgentReport, nowMs: number): string {
  if (agent.health === 'zombie' || agent.health === 'stale' || standingOf(agent) === 'unknown') {
    return plainText(agent.healthReason)
  }
  const doing = doingOf(agent)
  switch (agent.activity) {
    case 'waiting':
      return waitingWords(agent, nowMs)
    case 'busy':
      return doing === '' ? 'busy' : doing
    case 'shell':
      return doing === '' ? 'shell' : `shell: ${doing}`
    case 'idle':
    case 'unknown': {
      const quietMs = quietMsOf(agent, nowMs)
      return quietMs === undefined ? agent.activity : `${agent.activity} ${formatDuration(quietMs)}`
    }
    default:
      return agent.activity satisfies never
  }
}

/** What is younger than a minute has no time: it would move all the time. */
function waitingWords(agent: FleetAgentReport, nowMs: number): string {
  const { reason, time, waitedMs = 0 } = waitingParts(agent, nowMs)
  return `waiting${waitedMs < 60_000 ? '' : ` ${time}`}${reason === '' ? '' : `: ${reason}`}`
}
