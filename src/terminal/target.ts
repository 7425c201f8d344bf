/** What the user may have meant by a pid, a name, a project or a session. Pure. */

import { hostSentence } from '../core/kill/host-words.ts'
import { memoryOf } from '../core/process/agent-words.ts'
import { childrenByParent, descendantsOf } from '../core/process/descendants.ts'
import type { ProcessRef } from '../core/process/process.ts'
import { parseProcessId, processId } from '../core/process/process.ts'
import type { AgentReport, ChildReport, FleetAgentReport, FleetReport, OrphanReport } from '../core/process/report.ts'
import { plainText } from '../core/words/text.ts'
import { nameOf, projectOf } from './agent-words.ts'
import { closestName } from './closest-name.ts'

/** One process that can be acted on: an agent, or a helper, child or left-over process that was named by its pid. */
export interface Target extends ProcessRef {
  readonly id: string
  /** Its project; of a process that is no agent, its name. */
  readonly title: string
  readonly name: string
  /** As it is called in the tree: "claude". */
  readonly processName: string
  readonly startedAt: string
  readonly rssBytes?: number | undefined
  readonly treeBytes?: number | undefined
  readonly children: readonly ChildReport[]
  readonly resumeCommand?: string | undefined
  /** Of a window or a host: what else goes, or goes on. */
  readonly caution?: string | undefined
  /** Absent for all but agents. */
  readonly agent?: FleetAgentReport | undefined
}

export type Resolution =
  | { readonly kind: 'found'; readonly query: string; readonly target: Target }
  | { readonly kind: 'ambiguous'; readonly query: string; readonly targets: readonly Target[] }
  /** `pid` when the query named one: it may be another process by now. */
  | {
      readonly kind: 'none'
      readonly query: string
      readonly pid?: number | undefined
      readonly suggestion?: string | undefined
    }

export function resolveTarget(query: string, fleet: FleetReport): Resolution {
  const matches = firstThatMatches(query.trim(), fleet)
  const [target] = matches
  if (target === undefined) return noMatch(query, fleet)
  return matches.length === 1 ? { kind: 'found', query, target } : { kind: 'ambiguous', query, targets: matches }
}

/** The most exact reading wins; only a reading that matches nothing leaves room for the next. */
function firstThatMatches(query: string, fleet: FleetReport): readonly Target[] {
  const readings = [byIdentity, byPid, byNameOrProject, byNameOrProjectLoosely, bySession]
  for (const reading of readings) {
    const targets = reading(query, fleet)
    if (targets.length > 0) return targets
  }
  return []
}

/** What a pid may mean. An agent that is another's child is found as an agent, because those come first. */
const everything = (fleet: FleetReport): readonly Target[] => [
  ...fleet.processes.map(agentTarget),
  ...fleet.helpers.map(helperTarget),
  ...fleet.orphans.map(orphanTarget),
  ...fleet.processes.flatMap((agent) => agent.children.map((child) => childTarget(child, agent, projectOf(agent)))),
  ...fleet.helpers.flatMap((helper) => helper.children.map((child) => childTarget(child, helper, helperTitle(helper)))),
]

function byIdentity(query: string, fleet: FleetReport): readonly Target[] {
  const ref = parseProcessId(query)
  return ref === undefined
    ? []
    : firstOf(everything(fleet).filter((target) => target.pid === ref.pid && target.start === ref.start))
}

function byPid(query: string, fleet: FleetReport): readonly Target[] {
  return /^\d+$/.test(query) ? firstOf(everything(fleet).filter((target) => String(target.pid) === query)) : []
}

/** A pid is one process, under however many owners it is listed. */
const firstOf = (targets: readonly Target[]): readonly Target[] => targets.slice(0, 1)

const byNameOrProject = (query: string, fleet: FleetReport): readonly Target[] =>
  agentsCalled(fleet, (word) => word === query)

const byNameOrProjectLoosely = (query: string, fleet: FleetReport): readonly Target[] =>
  agentsCalled(fleet, (word) => word.toLowerCase() === query.toLowerCase())

const agentsCalled = (fleet: FleetReport, isMeant: (word: string) => boolean): readonly Target[] =>
  fleet.processes.filter((agent) => wordsFor(agent).some(isMeant)).map(agentTarget)

/** Name, project, both together as `tce status` shows them, and the id of a background job. */
function wordsFor(agent: FleetAgentReport): readonly string[] {
  const name = plainText(agent.name ?? '')
  const project = plainText(agent.project ?? '')
  return [name, project, `${project} ${name}`, agent.jobId ?? ''].filter((word) => word.trim() !== '')
}

/** Four characters at least: fewer are more likely a slip than an id. */
function bySession(query: string, fleet: FleetReport): readonly Target[] {
  if (!/^[0-9a-f][0-9a-f-]{3,}$/i.test(query)) return []
  const start = query.toLowerCase()
  return fleet.processes.filter(({ sessionId }) => sessionId?.toLowerCase().startsWith(start)).map(agentTarget)
}

function noMatch(query: string, fleet: FleetReport): Resolution {
  const pid = /^\d+$/.test(query) ? Number(query) : parseProcessId(query)?.pid
  if (pid !== undefined) return { kind: 'none', query, pid }
  return { kind: 'none', query, suggestion: closestName(query, fleet.processes.flatMap(wordsFor)) }
}

export const agentTarget = (agent: FleetAgentReport): Target => ({
  ...processTarget(agent),
  title: projectOf(agent),
  name: nameOf(agent),
  treeBytes: memoryOf(agent),
  resumeCommand: agent.resumeCommand,
  agent,
})

const helperTitle = ({ agent, role }: AgentReport): string => `${plainText(agent)} ${role}`

const helperTarget = (helper: AgentReport): Target => ({
  ...processTarget(helper),
  title: helperTitle(helper),
  name: '',
  treeBytes: memoryOf(helper),
})

function processTarget(process: AgentReport): Omit<Target, 'title' | 'name'> {
  const { id, pid, start, agent, startedAt, rssBytes, children } = process
  const caution = hostSentence(process) || undefined
  return { id, pid, start, processName: plainText(agent), startedAt, rssBytes, children, caution }
}

function orphanTarget({ id, pid, start, name, startedAt, rssBytes }: OrphanReport): Target {
  const title = plainText(name) || `pid ${pid}`
  return {
    id,
    pid,
    start,
    title,
    name: 'left behind',
    processName: title,
    startedAt,
    rssBytes,
    treeBytes: rssBytes,
    children: [],
  }
}

/** "child of payments-api", with what runs below it. */
function childTarget(child: ChildReport, owner: AgentReport, ownerTitle: string): Target {
  const { pid, start, name, startedAt, rssBytes } = child
  const title = plainText(name) || `pid ${pid}`
  const children = descendantsOf(pid, childrenByParent(owner.children))
  return {
    id: processId(child),
    pid,
    start,
    title,
    name: `child of ${ownerTitle}`,
    processName: title,
    startedAt,
    rssBytes,
    treeBytes: rssBytes === undefined ? undefined : children.reduce((sum, one) => sum + (one.rssBytes ?? 0), rssBytes),
    children,
  }
}
