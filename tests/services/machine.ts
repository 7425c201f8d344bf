/** A machine of a few processes, with a ledger and a session that are made up: what services are tried on. */

import type { LiveSession } from '../../src/agents/agent.ts'
import { listPrices } from '../../src/agents/list-prices.ts'
import type { FoundDialog } from '../../src/control/dialog-keys.ts'
import type { WaitingMarks } from '../../src/control/waiting-marks.ts'
import type { AuditEntry } from '../../src/core/audit/audit.ts'
import type { KillReport } from '../../src/core/kill/kill.ts'
import { defaultHealthPolicy } from '../../src/core/process/health.ts'
import type { AgentProcess, ChildProcess, ProcessRef, Scan } from '../../src/core/process/process.ts'
import { isSameProcess, processId } from '../../src/core/process/process.ts'
import type { Result } from '../../src/core/result.ts'
import type { SessionCompactions } from '../../src/core/session/compactions.ts'
import type { SessionDetail, SessionQuery } from '../../src/core/session/session.ts'
import type { SessionGlimpse } from '../../src/core/session/unseen-session.ts'
import type { SettingChanges, SettingsChange, SettingsError, SettingsReport } from '../../src/core/settings/settings.ts'
import type { UsageQuery } from '../../src/core/usage/usage.ts'
import type { LossKind } from '../../src/core/waiting/loss.ts'
import { commandWithId } from '../../src/core/words/command.ts'
import type { PromptStore } from '../../src/prompts/prompt-store.ts'
import type { LimitAsker } from '../../src/services/local/ask-limits.ts'
import type { LocalServices, ServiceParts } from '../../src/services/local/services.ts'
import { createServices } from '../../src/services/local/services.ts'
import type { LedgerSource } from '../../src/services/local/usage.ts'
import { madeUpMessages } from '../analytics/made-up-messages.ts'
import { sessionDetail, usageReport } from '../dashboard/fake-services.ts'
import { type FakeWatch, fakeWatch } from '../dashboard/fake-watch.ts'
import type { MadeUpSession } from '../search/made-up-sources.ts'
import { type MadeUpTerminal, madeUpDeploy } from './made-up-deploy.ts'
import { realAdvice } from './real-advice.ts'
import type { SentAlert } from './real-alerts.ts'
import { realAlerts } from './real-alerts.ts'
import { realAnalytics } from './real-analytics.ts'
import { realEvents } from './real-events.ts'
import { realHooks } from './real-hooks.ts'
import { realInstructions } from './real-instructions.ts'
import { realLimits } from './real-limits.ts'
import { realPromptLibrary } from './real-prompt-library.ts'
import { realPrompts } from './real-prompts.ts'
import { realSearch } from './real-search.ts'
import { realSessionMarks } from './real-session-marks.ts'
import { realStatusLine } from './real-status-line.ts'
import { realTasks } from './real-tasks.ts'
import { realTeam } from './real-team.ts'

export const payments: AgentProcess = {
  pid: 48213,
  start: '1000',
  agent: 'claude',
  role: 'interactive',
  ppid: 1,
  startedAtMs: 0,
  state: 'sleeping',
  command: 'claude',
  project: 'payments-api',
  children: [],
  activity: 'idle',
  lastActiveAtMs: 0,
}

export const redis: ChildProcess = {
  ...{ pid: 52018, ppid: 48213, start: '1100', startedAtMs: 0, name: 'redis-server', command: 'redis-server' },
  ...{ kind: 'process', state: 'sleeping' },
}

export interface MachineState {
  failure: Error | undefined
  agents: readonly AgentProcess[]
  nowMs: number
  scans: number
  /** What stands on the screen of whoever waits. */
  dialog: FoundDialog | undefined
  /** By their paths. */
  readonly files: Record<string, string>
  /** The user's own list of what cannot be taken back. */
  irrevocableCommands: readonly string[]
  /** What a command would throw away. */
  lost: ReadonlyMap<LossKind, string>
  readonly marks: WaitingMarks
  /** How often the registry was asked for a session. */
  registryLooks: number
  /** Of every agent at the first look, the second, …; the last one stays. */
  cpuPercents: readonly (number | undefined)[]
  /** Sessions that write, as their records tell. */
  glimpses: readonly SessionGlimpse[]
  pins: ProcessRef[]
  audit: AuditEntry[]
  /** Alerts that went out. */
  readonly sent: SentAlert[]
  readonly usageQueries: UsageQuery[]
  readonly sessionQueries: SessionQuery[]
  session: SessionDetail
  readonly watch: FakeWatch
  readonly compactions: SessionCompactions[]
  /** What agents' files tell of limits. */
  accounts: ReturnType<LedgerSource['accounts']>
  /** Whom one can ask for limits. */
  limitAskers: readonly LimitAsker[]
  ledgerChanged(change?: { readonly sessionIds: readonly string[] }): void
  readonly terminal: MadeUpTerminal
  /** Once a prompt was asked for: for what only an engine would do to it. */
  promptStore?: PromptStore
}

export interface Machine {
  readonly state: MachineState
  readonly services: LocalServices
}

export interface Changes {
  readonly pins?: Partial<ServiceParts['pins']>
  readonly audit?: Partial<ServiceParts['audit']>
  readonly reportError?: ServiceParts['reportError']
  readonly cpuWindowMs?: number
  readonly createTray?: ServiceParts['createTray']
  readonly keepsFacts?: boolean
  readonly watchRegistries?: ServiceParts['watchRegistries']
}

export function machine(agents: readonly AgentProcess[] = [payments], changes: Changes = {}): Machine {
  const state: MachineState = {
    failure: undefined,
    agents,
    nowMs: 1_000_000,
    scans: 0,
    registryLooks: 0,
    dialog: undefined,
    files: {},
    irrevocableCommands: [],
    lost: new Map(),
    marks: { seen: new Map(), notNow: new Map() },
    cpuPercents: [],
    glimpses: [],
    pins: [],
    audit: [],
    sent: [],
    usageQueries: [],
    sessionQueries: [],
    session: sessionDetail,
    watch: fakeWatch(sessionDetail.id),
    compactions: [],
    accounts: [],
    limitAskers: [],
    ledgerChanged: () => {},
    terminal: { opened: [], result: { ok: true, value: 'in tmux, pane %9' } },
  }
  const hooks = realHooks()
  const services = createServices({
    scan: async () => scanOf(state),
    liveSessions: async (others) => {
      const withProcess = await others
      return state.glimpses.filter(({ sessionId }) => !withProcess.has(sessionId))
    },
    killOne: async (target): Promise<KillReport> => {
      state.agents = state.agents.filter((agent) => !isSameProcess(agent, target))
      return { id: processId(target), ...target, outcome: 'ended', ok: true, sent: ['SIGTERM'], message: 'ended' }
    },
    showTerminal: async ({ tty }) =>
      tty === undefined
        ? { kind: 'not-shown', why: 'It has no terminal: another program started it.' }
        : { kind: 'shown', where: `tmux pane %7, in the terminal ${tty}` },
    pins: { ...pinsOf(state), ...changes.pins },
    audit: {
      append: async (entry) => void state.audit.push(entry),
      newest: async (limit, isWanted = () => true) => state.audit.toReversed().filter(isWanted).slice(0, limit),
      ...changes.audit,
    },
    ...(changes.reportError === undefined ? {} : { reportError: changes.reportError }),
    openLedger: async () => ledgerOf(state),
    openSessions: async () => ({
      open: async (id) => (state.session.id.startsWith(id) ? state.watch : undefined),
      noteFleet: () => {},
      noteFigures: () => {},
      close: async () => {},
    }),
    limits: { ...realLimits(), askers: async () => state.limitAskers },
    statusLine: realStatusLine(),
    sessionMarks: realSessionMarks(),
    advice: realAdvice(state.session, () => state.nowMs),
    openSearch: () => realSearch([saidIn(state.session)]),
    analytics: realAnalytics(
      () => [madeUpMessages({ sessionId: state.session.id, count: 12, startMs: state.nowMs - 900_000 })],
      () => state.nowMs,
    ),
    settings: madeUpSettings(),
    alerts: realAlerts(state.sent),
    ...realEvents(() => state.nowMs),
    hooks: {
      ...hooks,
      openInstaller: async () => hooks.installer,
      registeredSessions: async () => new Set(state.agents.flatMap(({ sessionId }) => sessionId ?? [])),
    },
    waiting: {
      async sessionNow(sessionId) {
        state.registryLooks += 1
        return sessionIn(state, sessionId)
      },
      isRunning: async ({ pid }) => state.agents.some((agent) => agent.pid === pid),
      headlessMs: () => 600_000,
      irrevocableCommands: () => state.irrevocableCommands,
      whatIsLost: async () => state.lost,
      answeredBy: (agent) => (agent === 'claude' ? 'hook' : agent === 'codex' ? 'host' : undefined),
      nextTime: () => 'start it without --no-daemon',
      findDialog: async () => state.dialog,
      textOf: (path) => state.files[path],
      branchOf: (cwd) => (cwd === '/home/dev/shop' ? 'feat/keys' : undefined),
      marks: { read: () => state.marks, write: async (marks) => void Object.assign(state.marks, marks) },
    },
    prompts: realPrompts(undefined, (store) => {
      state.promptStore = store
    }),
    team: realTeam(),
    deploy: async () => madeUpDeploy(state.terminal),
    tasks: async () => realTasks().parts,
    instructions: async () => realInstructions(),
    promptLibrary: { openLibrary: async () => realPromptLibrary() },
    timezone: () => 'UTC',
    createTray: changes.createTray,
    keepsFacts: changes.keepsFacts,
    watchRegistries: changes.watchRegistries,
    machine: () => 'a-machine',
    resumeCommand: ({ pid }) => commandWithId('claude --resume ', String(pid)),
    policy: () => defaultHealthPolicy,
    refresh: () => ({ attentiveMs: 1500, idleMs: 10_000 }),
    clock: () => state.nowMs,
    ...(changes.cpuWindowMs === undefined ? {} : { cpuWindowMs: changes.cpuWindowMs }),
  })
  return { state, services }
}

/** As its registry shows it. */
function sessionIn({ agents }: MachineState, sessionId: string): LiveSession | undefined {
  const agent = agents.find((one) => one.sessionId === sessionId)
  if (agent === undefined) return undefined
  const { pid, start, role, cwd, name, activity, activitySinceMs } = agent
  return { pid, start, sessionId, role, cwd, name, activity, activitySinceMs }
}

function scanOf(state: MachineState): Scan {
  state.scans += 1
  if (state.failure) throw state.failure
  const nothing = { helpers: [], orphans: [], problems: [] }
  const cpuPercent = state.cpuPercents[Math.min(state.scans, state.cpuPercents.length) - 1]
  const agents = state.agents.map((agent) => ({ ...agent, cpuPercent }))
  return { scannedAtMs: state.nowMs, durationMs: 1, processCount: 100, agents, ...nothing }
}

const pinsOf = (state: MachineState): ServiceParts['pins'] => ({
  list: async () => state.pins,
  add: async (target) => void state.pins.push(target),
  remove: async (target) => {
    state.pins = state.pins.filter((pin) => !isSameProcess(pin, target))
  },
  prune: async (isAlive) => {
    state.pins = state.pins.filter(isAlive)
  },
})

const ledgerOf = (state: MachineState): Awaited<ReturnType<ServiceParts['openLedger']>> => ({
  usage: async (query) => {
    state.usageQueries.push(query)
    return usageReport(query)
  },
  prices: () => listPrices,
  sessions: async (query) => {
    state.sessionQueries.push(query)
    return { sessions: [state.session], total: 1, agents: ['claude'] }
  },
  session: async (id) => (state.session.id.startsWith(id) ? state.session : undefined),
  figuresOf: () => undefined,
  accounts: () => state.accounts,
  agents: () => ['claude'],
  compactions: (ids) => state.compactions.filter(({ sessionId }) => ids.includes(sessionId)),
  onChange(listener) {
    state.ledgerChanged = (change = { sessionIds: [] }) => listener(change)
    return () => {}
  },
  update: async () => {},
  close: async () => {},
})

/** One setting that may be changed, one that the file can't take, and a disk that is full. */
function madeUpSettings(): ServiceParts['settings'] {
  let value = 10
  const read = async (): Promise<SettingsReport> => ({
    configFile: '/home/dev/.config/tce/config.toml',
    settings: [
      {
        key: 'refresh.idle_seconds',
        meaning: 'Between scans while nobody looks.',
        ...{ kind: 'number', value, standard: 10, min: 1, max: 3600, setIn: 'file', applies: 'live' },
      },
    ],
    systemTimezone: 'Europe/Berlin',
    prices: { asOf: '2026-11-01', rows: [] },
    sources: [],
    about: {
      ...{ version: '9.9.9', nodeVersion: 'v24.0.0', platform: 'linux x64', pid: 1 },
      ...{ startedAt: '2026-11-20T09:00:00.000Z', dataDir: '/data', configDir: '/config' },
    },
  })
  const refusals: Readonly<Record<string, SettingsError['kind']>> = {
    'refresh.wrong': 'not-allowed',
    'refresh.odd': 'not-editable',
    'refresh.full': 'not-written',
  }
  const change = async (changes: SettingChanges): Promise<Result<SettingsChange, SettingsError>> => {
    const [key = '', next] = Object.entries(changes)[0] ?? []
    const kind = refusals[key]
    if (kind !== undefined) return { ok: false, error: { kind, message: `${key} is ${kind}.` } }
    value = Number(next)
    return { ok: true, value: { report: await read(), needsRestart: [] } }
  }
  return { read, change }
}

/** What can be searched of it. */
const saidIn = ({ id, agent }: SessionDetail): MadeUpSession => ({
  ...{ sessionId: id, agent },
  changedMs: Date.parse('2026-11-20T12:00:00Z'),
  said: {
    main: [
      { kind: 'prompt', at: '2026-11-20T11:59:00Z', text: 'Check that the advisory lock is taken once', images: 0 },
      { kind: 'text', at: '2026-11-20T12:00:00Z', text: 'The lock in useAuthToken is taken twice.' },
    ],
  },
})
