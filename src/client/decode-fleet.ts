/** `GET /api/processes`, as a server of this or a neighbouring version answers it. Pure. */
import { countHealth, dotFor } from '../core/process/fleet.ts'
import type { AgentReport, ChildReport, FleetAgentReport, FleetReport, OrphanReport } from '../core/process/report.ts'
import type { SessionFigures } from '../core/session/session.ts'
import type { JsonObject } from './json-fields.ts'
import { decodeAll, isJsonObject, numberOf, oneOf, textOf, textsOf } from './json-fields.ts'

const states = ['running', 'sleeping', 'stopped', 'zombie', 'unknown'] as const
const roles = ['interactive', 'headless', 'sdk', 'ide', 'background', 'supervisor', 'pty-host', 'spare'] as const
const activities = ['busy', 'waiting', 'idle', 'shell', 'unknown'] as const
const healths = ['healthy', 'stale', 'zombie', 'pinned'] as const
const childKinds = ['mcp-server', 'tool-shell', 'agent', 'process'] as const

/** Undefined when it is no fleet at all. */
export function decodeFleet(answer: unknown): FleetReport | undefined {
  if (!isJsonObject(answer) || !Array.isArray(answer['processes'])) return undefined
  const processes = decodeAll(answer['processes'], decodeFleetAgent)
  const counts = countHealth(processes)
  return {
    scannedAt: textOf(answer['scannedAt']) ?? new Date(0).toISOString(),
    scanMs: numberOf(answer['scanMs']) ?? 0,
    processCount: numberOf(answer['processCount']) ?? processes.length,
    dot: dotFor(counts),
    counts,
    processes,
    orphans: decodeAll(answer['orphans'], decodeOrphan),
    helpers: decodeAll(answer['helpers'], decodeHelper),
    problems: textsOf(answer['problems']),
  }
}

function decodeFleetAgent(json: JsonObject): FleetAgentReport | undefined {
  const agent = decodeAgent(json)
  if (agent === undefined) return undefined
  const hog = json['hog']
  return {
    ...agent,
    health: oneOf(json['health'], healths, 'healthy'),
    healthReason: textOf(json['healthReason']) ?? '',
    pinned: json['pinned'] === true,
    hog: isJsonObject(hog)
      ? { kind: oneOf(hog['kind'], ['cpu', 'memory'], 'cpu'), reason: textOf(hog['reason']) ?? '' }
      : undefined,
    figures: decodeFigures(json['figures']),
  }
}

/** Only agents go stale, so only they are pinned. */
function decodeHelper(json: JsonObject): AgentReport | undefined {
  const helper = decodeAgent(json)
  return helper && { ...helper, capabilities: ['kill'] }
}

function decodeAgent(json: JsonObject): AgentReport | undefined {
  const identity = decodeIdentity(json)
  if (identity === undefined) return undefined
  return {
    ...identity,
    id: textOf(json['id']) ?? `${identity.pid}:${identity.start}`,
    agent: textOf(json['agent']) ?? 'agent',
    role: oneOf(json['role'], roles, 'interactive'),
    version: textOf(json['version']),
    cwd: textOf(json['cwd']),
    project: textOf(json['project']),
    tty: textOf(json['tty']),
    command: textOf(json['command']) ?? '',
    state: oneOf(json['state'], states, 'unknown'),
    cpuPercent: numberOf(json['cpuPercent']),
    rssBytes: numberOf(json['rssBytes']),
    treeCpuPercent: numberOf(json['treeCpuPercent']),
    treeRssBytes: numberOf(json['treeRssBytes']),
    children: decodeAll(json['children'], decodeChild),
    sessionId: textOf(json['sessionId']),
    jobId: textOf(json['jobId']),
    name: textOf(json['name']),
    activity: oneOf(json['activity'], activities, 'unknown'),
    waitingFor: textOf(json['waitingFor']),
    activitySince: textOf(json['activitySince']),
    lastActiveAt: textOf(json['lastActiveAt']),
    resumeCommand: textOf(json['resumeCommand']),
    capabilities: ['kill', 'pin'],
  }
}

/** Without pid and start a process can't be named, and so not be acted on. */
function decodeIdentity(json: JsonObject) {
  const pid = numberOf(json['pid'])
  const start = textOf(json['start'])
  return pid === undefined || start === undefined
    ? undefined
    : { pid, start, startedAt: textOf(json['startedAt']) ?? '' }
}

function decodeChild(json: JsonObject): ChildReport | undefined {
  const identity = decodeIdentity(json)
  if (identity === undefined) return undefined
  return {
    ...identity,
    ppid: numberOf(json['ppid']) ?? 0,
    name: textOf(json['name']) ?? '',
    command: textOf(json['command']) ?? '',
    kind: oneOf(json['kind'], childKinds, 'process'),
    state: oneOf(json['state'], states, 'unknown'),
    cpuPercent: numberOf(json['cpuPercent']),
    rssBytes: numberOf(json['rssBytes']),
  }
}

function decodeOrphan(json: JsonObject): OrphanReport | undefined {
  const child = decodeChild(json)
  if (child === undefined) return undefined
  return {
    ...child,
    id: textOf(json['id']) ?? `${child.pid}:${child.start}`,
    agent: textOf(json['agent']) ?? 'agent',
    sessionId: textOf(json['sessionId']),
    cwd: textOf(json['cwd']),
    reason: textOf(json['reason']) ?? '',
  }
}

function decodeFigures(json: unknown): SessionFigures | undefined {
  const sessionId = isJsonObject(json) ? textOf(json['sessionId']) : undefined
  if (!isJsonObject(json) || sessionId === undefined) return undefined
  return {
    sessionId,
    title: textOf(json['title']),
    model: textOf(json['model']),
    contextTokens: numberOf(json['contextTokens']),
    contextWindowTokens: numberOf(json['contextWindowTokens']),
    totalTokens: numberOf(json['totalTokens']),
    costUsd: numberOf(json['costUsd']),
    unpricedModels: textsOf(json['unpricedModels']),
    doing: textOf(json['doing']),
  }
}
