/** Services without a machine: a fleet that tests change, kills that are only written down. */

import { claude } from '../../src/agents/claude/index.ts'
import { agents } from '../../src/agents/index.ts'
import { telemetryAgents } from '../../src/agents/telemetry.ts'
import type { ApiKeys } from '../../src/control/api-keys.ts'
import type { Actor, AuditEntry } from '../../src/core/audit/audit.ts'
import type { NewEvent } from '../../src/core/events/event.ts'
import type { KillOutcome, KillReport, KillRequest } from '../../src/core/kill/kill.ts'
import { type ProcessRef, processId, type Scan } from '../../src/core/process/process.ts'
import type { FleetAgentReport, FleetReport } from '../../src/core/process/report.ts'
import type { Situation } from '../../src/core/prompts/channel-choice.ts'
import { ok } from '../../src/core/result.ts'
import type { PromptPage } from '../../src/core/search/prompt-question.ts'
import type { SessionDetail, SessionSummary } from '../../src/core/session/session.ts'
import { noTokens } from '../../src/core/usage/tokens.ts'
import type { UsageFigures, UsageQuery, UsageReport } from '../../src/core/usage/usage.ts'
import { nothingWaits } from '../../src/core/waiting/waiting-report.ts'
import type { AuditedServices } from '../../src/dashboard/app.ts'
import type { PromptStore } from '../../src/prompts/prompt-store.ts'
import { createAlerts } from '../../src/services/local/alerts.ts'
import { createBus } from '../../src/services/local/bus.ts'
import { createData } from '../../src/services/local/data.ts'
import { createDeploy } from '../../src/services/local/deploy.ts'
import type { LocalEvents } from '../../src/services/local/events.ts'
import { createEvents } from '../../src/services/local/events.ts'
import { createHookInstalls } from '../../src/services/local/hook-installs.ts'
import type { HookParts } from '../../src/services/local/hooks.ts'
import { createHookReceiver } from '../../src/services/local/hooks.ts'
import { createInstructions } from '../../src/services/local/instructions.ts'
import { createKeys } from '../../src/services/local/keys.ts'
import { createPromptLibrary } from '../../src/services/local/prompt-library.ts'
import { createPrompts } from '../../src/services/local/prompts.ts'
import { createQueryService } from '../../src/services/local/saved-queries.ts'
import { createTeam } from '../../src/services/local/team.ts'
import { createTelemetryReceiver } from '../../src/services/local/telemetry.ts'
import { madeUpAnalytics } from '../analytics/made-up-analytics.ts'
import { nothingFound } from '../search/nothing-found.ts'
import { type MadeUpTerminal, madeUpDeploy } from '../services/made-up-deploy.ts'
import { madeUpLimits, madeUpStatusLine } from '../services/made-up-limits.ts'
import { someAdvice } from '../services/no-advice.ts'
import { noTaskReview } from '../services/no-task-review.ts'
import { noProjects, noTaskFiles, noTasks, noTaskView, noTaskWork } from '../services/no-tasks.ts'
import { realAlerts } from '../services/real-alerts.ts'
import { realEvents } from '../services/real-events.ts'
import { realHooks } from '../services/real-hooks.ts'
import { realInstructions } from '../services/real-instructions.ts'
import { realPromptLibrary } from '../services/real-prompt-library.ts'
import { inTmux, realPrompts, userFolder } from '../services/real-prompts.ts'
import { markable } from '../services/real-session-marks.ts'
import { realTeam } from '../services/real-team.ts'
import { fakeWatch } from './fake-watch.ts'

const noSentPrompts: PromptPage = {
  prompts: [],
  counts: { prompts: 0, days: [], all: 0, starred: 0, agents: [] },
  progress: { sessions: 0, indexed: 0 },
}

export interface FakeServices extends AuditedServices {
  readonly events: LocalEvents
  /** Where they are kept. */
  readonly eventsDir: string
  readonly recorded: Parameters<AuditedServices['log']['record']>[0][]
  readonly kills: { readonly request: KillRequest; readonly actor: Actor }[]
  readonly queries: UsageQuery[]
  readonly answers: { readonly id: string; readonly actor: Actor }[]
  /** What the next kills come to. */
  outcome: KillOutcome
  fleetNow: FleetReport
  emit(event: NewEvent): void
  /** The fleet is another one now, and everybody is told. */
  show(fleet: FleetReport): void
  readonly attentiveListeners: number
  /** The sessions that the registries show. */
  readonly registered: Set<string>
  readonly hookErrors: unknown[]
  /** Every prompt that was ever sent, whatever is asked for. */
  sentPrompts: PromptPage
  /** The way to the session of a prompt. */
  situationOf: (target: Pick<FleetAgentReport, 'pid'>) => Situation
  /** What the clock of the prompts shows. */
  nowMs: () => number
  /** Once a prompt was sent: for what only an engine would do to it. */
  readonly promptStore: PromptStore
  /** Prompts go out from now on, as far as anybody asks. */
  beginPrompts(): Promise<void>
  /** Where agents are begun. */
  readonly terminal: MadeUpTerminal
  /** Whose key it is. */
  readonly findKey: ApiKeys['find']
}

export function agentReport(pid: number, more: Partial<FleetAgentReport> = {}): FleetAgentReport {
  const start = String(pid * 100)
  return {
    id: processId({ pid, start }),
    pid,
    start,
    agent: 'claude',
    role: 'interactive',
    startedAt: '2026-11-20T09:00:00.000Z',
    cwd: `/home/dev/project-${pid}`,
    project: `project-${pid}`,
    command: 'claude',
    state: 'sleeping',
    cpuPercent: 0.4,
    rssBytes: 412_000_000,
    treeRssBytes: 600_000_000,
    children: [
      {
        pid: pid + 1,
        ppid: pid,
        start: `${start}1`,
        startedAt: '2026-11-20T09:00:01.000Z',
        name: 'node',
        command: 'node mcp-server.js',
        kind: 'mcp-server',
        state: 'sleeping',
        rssBytes: 60_000_000,
      },
    ],
    sessionId: '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3',
    activity: 'idle',
    lastActiveAt: '2026-11-20T09:30:00.000Z',
    capabilities: ['kill', 'pin'],
    health: 'healthy',
    healthReason: 'idle, active lately',
    pinned: false,
    ...more,
  }
}

export function fleetOf(processes: readonly FleetAgentReport[], scannedAt = '2026-11-20T10:00:00.000Z'): FleetReport {
  const count = (health: string) => processes.filter((process) => process.health === health).length
  return {
    scannedAt,
    scanMs: 1.2,
    processCount: 300,
    dot: processes.length === 0 ? 'grey' : 'green',
    counts: {
      healthy: count('healthy'),
      stale: count('stale'),
      zombie: count('zombie'),
      pinned: count('pinned'),
      unknown: count('unknown'),
      waiting: processes.filter(({ activity }) => activity === 'waiting').length,
      total: processes.length,
    },
    processes,
    orphans: [
      {
        id: '7001:42',
        pid: 7001,
        ppid: 1,
        start: '42',
        startedAt: '2026-11-20T08:00:00.000Z',
        name: 'node',
        command: 'node mcp-server.js',
        kind: 'mcp-server',
        state: 'sleeping',
        agent: 'claude',
        reason: 'its session (pid 4242) is gone',
      },
    ],
    helpers: [],
    problems: [],
  }
}

const figures: UsageFigures = {
  tokens: { ...noTokens, input: 10, output: 20 },
  totalTokens: 30,
  responses: 2,
  costUsd: 0.5,
  reported: { agents: ['opencode'], costUsd: 0.7, responses: 2, freeResponses: 0, differenceUsd: 0.2 },
  unpriced: [{ model: 'mystery-1', tokens: 7 }],
  cacheHitRate: 0.5,
  webSearches: 0,
  origin: 'counted',
}

export const usageReport = ({ by, timezone = 'UTC', since, until }: UsageQuery): UsageReport => ({
  generatedAt: '2026-11-20T10:00:00.000Z',
  timezone,
  agents: ['claude'],
  models: [],
  pricesAsOf: '2026-11-01',
  periods: { today: figures, last7Days: figures, last30Days: figures, allTime: figures },
  by,
  since,
  until,
  rows: [{ ...figures, key: '2026-11-20', label: 'Fri 20 Nov', models: [{ ...figures, model: 'm', label: 'M' }] }],
  total: figures,
  problems: [],
})

const summary: SessionSummary = {
  id: '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3',
  agent: 'claude',
  title: 'A title with <b>markup</b>',
  responses: 2,
  totalTokens: 30,
  costUsd: 0.5,
  unpricedModels: [],
}

export const sessionDetail: SessionDetail = {
  ...summary,
  compactions: 0,
  tokens: noTokens,
  models: [{ model: 'm', label: 'M', tokens: noTokens, responses: 1 }],
  tools: [{ name: 'Bash', calls: 3, failures: 1 }],
  files: [{ path: '/home/dev/a.ts', isRead: true, isEdited: false }],
  subagents: [{ id: 'a1', totalTokens: 4 }],
}

const entry: AuditEntry = {
  at: '2026-11-20T10:00:00.000Z',
  actor: { kind: 'own-user', name: 'cli' },
  action: 'process.kill',
  target: { id: '4242:424200', pid: 4242, start: '424200' },
  outcome: 'ended',
  message: 'It ended.',
}

const rebuilt = {
  forget: async () => {},
  whileClosed: async (change: () => void) => change(),
  problem: () => undefined,
}

export function createFakeServices(processes = [agentReport(4242), agentReport(4343)]): FakeServices {
  const attentive = new Set<object>()
  const bus = createBus({
    machine: () => 'a-machine',
    states: () => ({ 'fleet.changed': () => fake.fleet.read(), 'waiting.changed': () => fake.waiting.read() }),
    clock: Date.now,
    reportError: () => {},
  })
  const real = realEvents()
  const events = createEvents(real, { record: async () => {} }, console.error)
  const setPinned = async (target: ProcessRef, pinned: boolean) => ({
    id: processId(target),
    pinned,
    ok: true,
    message: pinned ? 'pinned' : 'unpinned',
  })
  const hookParts: HookParts = {
    hooksOf: (agent) => (agent === 'claude' ? claude.hooks : undefined),
    registeredSessions: async () => fake.registered,
    maxEventBytes: () => 512 * 1024,
  }
  const hookErrors: unknown[] = []
  let promptStore: PromptStore | undefined
  const userDir = userFolder()
  const prompts = createPrompts(
    realPrompts(
      (target) => fake.situationOf(target),
      (store) => (promptStore = store),
      userDir,
    ),
    {
      looks: { read: async () => fake.fleetNow, scanFor: async () => scanOf(fake.fleetNow) },
      log: { record: async (done) => void fake.recorded.push(done) },
      bus,
      hasHooks: async () => true,
      clock: () => fake.nowMs(),
      reportError: (_, cause) => hookErrors.push(cause),
    },
  )
  const team = createTeam(realTeam(), {
    looks: { read: async () => fake.fleetNow },
    log: { record: async (done) => void fake.recorded.push(done) },
    bus,
    clock: () => fake.nowMs(),
    reportError: (_, cause) => hookErrors.push(cause),
    prompts,
  })
  const promptLibrary = createPromptLibrary(
    { openLibrary: async () => realPromptLibrary(userDir) },
    {
      looks: { scanFor: async () => scanOf(fake.fleetNow) },
      log: { record: async (done) => void fake.recorded.push(done) },
      clock: () => fake.nowMs(),
    },
  )
  const fakeTerminal: MadeUpTerminal = { opened: [], result: ok('in tmux, pane %9') }
  const fake: FakeServices = {
    kills: [],
    queries: [],
    answers: [],
    outcome: 'ended',
    fleetNow: fleetOf(processes),
    emit: bus.append,
    show(fleet) {
      fake.fleetNow = fleet
      bus.append({ type: 'fleet.changed', data: fleet })
    },
    get attentiveListeners() {
      return attentive.size
    },
    origin: 'this-program',
    limits: madeUpLimits(),
    statusLine: madeUpStatusLine(),
    search: { search: async () => ok(nothingFound) },
    analytics: madeUpAnalytics({ log: { record: async (done) => void fake.recorded.push(done) } }),
    advice: someAdvice(),
    data: createData(real.dataFiles, {
      limits: madeUpLimits(),
      events,
      usage: {
        open: async () => ({ sessions: fake.sessions.list, session: fake.sessions.find, update: async () => {} }),
        whileClosed: async (change) => change(),
      },
      search: rebuilt,
      analytics: rebuilt,
      advice: rebuilt,
      alerts: { forget: async () => {} },
      log: { record: async (done) => void fake.recorded.push(done) },
      bus,
      isRunning: async (id) => fake.fleetNow.processes.some(({ sessionId }) => sessionId === id),
      clock: () => fake.nowMs(),
    }),
    fleet: {
      read: async () => fake.fleetNow,
      async kill(request, actor) {
        fake.kills.push({ request, actor })
        return request.targets.map((target) => killReport(target, fake.outcome))
      },
      pin: (target) => setPinned(target, true),
      unpin: (target) => setPinned(target, false),
      jump: async ({ pid, start }) => ({
        id: `${pid}:${start}`,
        ok: true,
        message: 'Shown: tmux pane %7, in the terminal pts/3.',
      }),
    },
    recorded: [],
    log: {
      newest: async (limit) => Array(Math.min(limit, 3)).fill(entry),
      record: async (done) => void fake.recorded.push(done),
    },
    usage: {
      async report(query) {
        fake.queries.push(query)
        return usageReport(query)
      },
      prices: async () => ({ asOf: '2026-11-20', models: [] }),
    },
    sessions: markable(
      {
        list: async () => ({ sessions: [summary], total: 2, agents: ['claude'], nextCursor: 'n2' }),
        find: async (id) => (sessionDetail.id.startsWith(id) ? sessionDetail : undefined),
        watch: async (id) => (sessionDetail.id.startsWith(id) ? fakeWatch(sessionDetail.id) : undefined),
      },
      { log: { record: async (done) => void fake.recorded.push(done) }, bus },
    ),
    settings: {
      read: () => Promise.reject(new Error('not asked for in this test')),
      change: () => Promise.reject(new Error('not asked for in this test')),
    },
    findKey: real.findKey,
    events,
    eventsDir: real.dataDir,
    registered: new Set(),
    hookErrors,
    hooks: createHookInstalls(realHooks(), {
      log: { record: async (done) => void fake.recorded.push(done) },
      heard: () => fake.hookReceiver.heard.report(Date.now()),
    }),
    prompts,
    beginPrompts: () => prompts.begin(),
    promptLibrary: {
      ...promptLibrary,
      sent: async () => ok(fake.sentPrompts),
      sentText: async (id) => fake.sentPrompts.prompts.find((one) => one.id === id)?.text,
      async starSent(id, isStarred, actor) {
        const text = fake.sentPrompts.prompts.find((one) => one.id === id)?.text ?? ''
        return promptLibrary.stars.set(text, isStarred, 'payments-api', actor)
      },
    },
    sentPrompts: noSentPrompts,
    situationOf: () => inTmux,
    nowMs: Date.now,
    get promptStore() {
      if (promptStore === undefined) throw new Error('No prompt was sent yet.')
      return promptStore
    },
    inbox: team.inbox,
    instructions: createInstructions(realInstructions(), { record: async (done) => void fake.recorded.push(done) }),
    ideas: team.ideas,
    team: team.connected,
    deploy: createDeploy(madeUpDeploy(fakeTerminal), {
      log: { record: async (done) => void fake.recorded.push(done) },
      knownFolders: async () => ['/home/dev/payments-api', '/home/dev/web-frontend'],
    }),
    tasks: noTasks,
    taskView: { ...noTaskView },
    taskFiles: { ...noTaskFiles },
    taskReview: { ...noTaskReview },
    taskWork: { ...noTaskWork },
    projects: noProjects,
    terminal: fakeTerminal,
    hookReceiver: createHookReceiver(
      hookParts,
      { capture: (posted) => fake.events.capture(posted) },
      { clock: Date.now, reportError: (_, cause) => hookErrors.push(cause) },
    ),
    telemetry: createTelemetryReceiver(
      { agents: telemetryAgents(Object.values(agents)), maxEventBytes: () => 512 * 1024 },
      { capture: (sent) => fake.events.capture(sent), addPoints: events.addPoints },
      Date.now,
    ),
    waiting: {
      read: async () => nothingWaits,
      answer: async ({ id }, actor) => {
        fake.answers.push({ id, actor })
        return { ok: false, error: { kind: 'not-found', message: `There is no request ${id}.` } }
      },
      markSeen: async () => nothingWaits,
      putOff: async () => nothingWaits,
    },
    keys: createKeys(real.keys, { record: async (done) => void fake.recorded.push(done) }),
    alerts: createAlerts(realAlerts(), {
      ...{ bus, events, usage: { report: async () => usageReport({ by: 'model' }) }, clock: () => fake.nowMs() },
      limits: madeUpLimits(),
      log: { newest: async () => [], record: async (done) => void fake.recorded.push(done) },
      reportError: (_, cause) => hookErrors.push(cause),
    }),
    savedQueries: createQueryService(real.savedQueries, { record: async (done) => void fake.recorded.push(done) }),
    bus: {
      follow(types, listener, options = {}) {
        const stop = bus.follow(types, listener, options)
        if (options.isAttentive) attentive.add(stop)
        return () => {
          attentive.delete(stop)
          stop()
        }
      },
    },
    async close() {
      await fake.hookReceiver.settled()
      await prompts.close()
      await team.close()
      await promptLibrary.close()
      await events.close()
    },
  }
  return fake
}

/** The fleet as a scan would have it, as far as anybody asks. */
const scanOf = ({ processes }: FleetReport): Scan => ({
  ...{ scannedAtMs: 0, durationMs: 1, processCount: 1, helpers: [], orphans: [], problems: [] },
  agents: processes.map(({ startedAt, activitySince: _, lastActiveAt: _last, ...one }) => ({
    ...{ ...one, children: [], host: undefined, ppid: 1, startedAtMs: Date.parse(startedAt) },
  })),
})

const killReport = (target: ProcessRef, outcome: KillOutcome): KillReport => ({
  id: processId(target),
  ...target,
  outcome,
  ok: outcome === 'ended',
  sent: ['SIGTERM'],
  message: `It is ${outcome}.`,
})
