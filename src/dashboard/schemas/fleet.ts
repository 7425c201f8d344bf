/** `GET /api/processes` and the `processes` event. */
import { healths } from '../../core/process/health.ts'
import type {
  AgentReport,
  ChildReport,
  FleetAgentReport,
  FleetReport,
  OrphanReport,
} from '../../core/process/report.ts'
import type { SessionFigures } from '../../core/session/session.ts'
import type { UnseenSession } from '../../core/session/unseen-session.ts'
import { z } from '../http.ts'
import { exactly } from './exactly.ts'
import { list, moment } from './fields.ts'

const runState = z.enum(['running', 'sleeping', 'stopped', 'zombie', 'unknown'])
const bytes = z.number().nonnegative().optional()
const cpuPercent = z
  .number()
  .nonnegative()
  .optional()
  .openapi({ description: '100 is one core; absent until measured' })

const childFields = {
  pid: z.int(),
  ppid: z.int(),
  start: z.string(),
  startedAt: moment,
  name: z.string(),
  command: z.string(),
  kind: z.enum(['mcp-server', 'tool-shell', 'agent', 'process']),
  state: runState,
  cpuPercent,
  rssBytes: bytes,
  sessionId: z.string().optional(),
}
const child = exactly<ChildReport>()(z.object(childFields)).openapi('ChildProcess')

const orphan = exactly<OrphanReport>()(
  z.object({
    ...childFields,
    id: z.string(),
    agent: z.string(),
    cwd: z.string().optional(),
    reason: z.string(),
  }),
).openapi('OrphanProcess')

const sessionFigures = exactly<SessionFigures>()(
  z.object({
    sessionId: z.string(),
    title: z.string().optional(),
    model: z.string().optional(),
    contextTokens: z.number().optional(),
    contextWindowTokens: z.number().optional(),
    totalTokens: z.number().optional(),
    costUsd: z.number().optional(),
    unpricedModels: list(z.string()).optional(),
    doing: z.string().optional(),
    messages: z.int().optional().openapi({ description: 'Prompts, each with everything until the agent was done' }),
    subagents: z.int().optional().openapi({ description: 'That ever worked for it; absent where none left records' }),
  }),
).openapi('SessionFigures')

const load = { sessions: z.int().nonnegative().optional().openapi({ description: 'Absent where it can not be told' }) }

const agentFields = {
  id: z.string().openapi({ description: '<pid>:<start>, which names this process for good', example: '48213:8812345' }),
  pid: z.int(),
  start: z.string().openapi({ description: "When it began, in the system's own words" }),
  agent: z.string(),
  role: z.enum(['interactive', 'headless', 'sdk', 'ide', 'background', 'supervisor', 'pty-host', 'spare']),
  version: z.string().optional(),
  startedAt: moment,
  cwd: z.string().optional(),
  project: z.string().optional(),
  worktree: z.string().optional().openapi({ description: 'Of the project, where it works in one', example: 'fix-2' }),
  tty: z.string().optional(),
  command: z.string().openapi({ description: 'Secrets masked' }),
  state: runState,
  cpuPercent,
  rssBytes: bytes,
  treeCpuPercent: cpuPercent,
  treeRssBytes: bytes,
  children: list(child),
  host: z
    .object({ pid: z.int(), start: z.string(), canInterrupt: z.boolean(), ...load })
    .optional()
    .openapi({ description: 'It is a window: this process does its work, and goes on without it' }),
  carries: z.object(load).optional().openapi({ description: 'It carries sessions, which end with it' }),
  sessionId: z.string().optional(),
  jobId: z.string().optional(),
  name: z.string().optional(),
  task: z.object({ id: z.string(), name: z.string() }).optional(),
  activity: z.enum(['busy', 'waiting', 'idle', 'shell', 'unknown']),
  waitingFor: z.string().optional(),
  asks: z.string().optional().openapi({ description: 'What it wants to be allowed or answered, as its hooks tell it' }),
  activitySince: moment.optional(),
  lastActiveAt: moment.optional(),
  resumeCommand: z.string().optional(),
  capabilities: list(z.enum(['kill', 'pin'])),
}
const helper = exactly<AgentReport>()(z.object(agentFields)).openapi('HelperProcess')

const agent = exactly<FleetAgentReport>()(
  z.object({
    ...agentFields,
    health: z.enum(healths),
    healthReason: z.string(),
    pinned: z.boolean(),
    hog: z.object({ kind: z.enum(['cpu', 'memory']), reason: z.string() }).optional(),
    figures: sessionFigures.optional(),
  }),
).openapi('AgentProcess')

const unseenSession = exactly<UnseenSession>()(
  z.object({
    sessionId: z.string(),
    agent: z.string(),
    project: z.string().optional(),
    cwd: z.string().optional(),
    branch: z.string().optional(),
    title: z.string().optional(),
    model: z.string().optional(),
    activity: z.enum(['busy', 'idle']),
    doing: z.string().optional(),
    lastRecordAt: moment,
    resumeCommand: z.string().optional(),
    figures: sessionFigures.optional(),
    perhapsPid: z
      .int()
      .optional()
      .openapi({ description: 'Of the only process in its folder whose session is unknown' }),
  }),
).openapi('SessionWithoutProcess')

const count = z.int().nonnegative()

export const fleetSchema = exactly<FleetReport>()(
  z.object({
    scannedAt: moment,
    scanMs: z.number().nonnegative(),
    processCount: count,
    dot: z.enum(['red', 'yellow', 'green', 'grey']),
    counts: z.object({
      healthy: count,
      stale: count,
      zombie: count,
      pinned: count,
      unknown: count,
      waiting: count,
      total: count,
    }),
    processes: list(agent).openapi({ description: 'In the order of need' }),
    orphans: list(orphan),
    helpers: list(helper),
    sessionsWithoutProcess: list(unseenSession).optional().openapi({
      description: 'Sessions that go on although no process of theirs is seen; absent where nobody looked',
    }),
    problems: list(z.string()),
  }),
).openapi('Fleet')
