/** The services of this machine, from its parts. */

import type { InstructionFiles } from '../../control/instruction-files.ts'
import type { StatusLineInstaller } from '../../control/status-line-installer.ts'
import { once } from '../../core/once.ts'
import type { HealthPolicy } from '../../core/process/health.ts'
import type { Scan } from '../../core/process/process.ts'
import type { FleetReport, ResumeCommand } from '../../core/process/report.ts'
import { trayReport } from '../../core/tray/tray-words.ts'
import { whenAsked } from '../../core/when-asked.ts'
import type { ReportError } from '../../core/words/bug.ts'
import { errorReporter } from '../../core/words/bug.ts'
import type { RegistryWatch } from '../../scanner/registry-watch.ts'
import type { Services } from '../services.ts'
import type { CreateTray, TrayControl } from '../tray-control.ts'
import type { AdviceParts } from './advice.ts'
import { adviceOnDemand } from './advice-on-demand.ts'
import type { AlertParts, LocalAlerts } from './alerts.ts'
import { alertsOnDemand } from './alerts-on-demand.ts'
import type { AnalyticsParts } from './analytics.ts'
import { analyticsOnDemand } from './analytics-on-demand.ts'
import { budgetsOnDemand } from './budgets-on-demand.ts'
import { createBus } from './bus.ts'
import { createCompactions } from './compactions.ts'
import type { DataFiles } from './data.ts'
import type { DeployParts } from './deploy.ts'
import { deployOnDemand } from './deploy-on-demand.ts'
import type { EventParts, LocalEvents } from './events.ts'
import { createEvents } from './events.ts'
import { createFactKeeper } from './fact-keeper.ts'
import type { KillOne, ShowTerminal } from './fleet.ts'
import { createFleet } from './fleet.ts'
import type { LocalHooks } from './hook-installs.ts'
import { type HookInstallsOnDemandParts, hookInstallsOnDemand } from './hook-installs-on-demand.ts'
import type { HookParts, HookReceiver } from './hooks.ts'
import { createHookReceiver } from './hooks.ts'
import type { HostParts } from './hosts-on-demand.ts'
import { hostsOnDemand } from './hosts-on-demand.ts'
import type { KeyStore } from './keys.ts'
import { createKeys } from './keys.ts'
import type { LimitParts, LocalLimits } from './limits.ts'
import { limitsOnDemand } from './limits-on-demand.ts'
import type { AuditStore, LocalLog } from './log.ts'
import { createLog } from './log.ts'
import type { LiveSessionLook, PinStore } from './looks.ts'
import { createLooks } from './looks.ts'
import type { OutletParts } from './outlet.ts'
import { startOutlet, withExportState } from './outlet.ts'
import type { LibraryParts } from './prompt-library.ts'
import { promptLibraryOnDemand } from './prompt-library-on-demand.ts'
import type { PromptParts } from './prompt-source.ts'
import type { LocalPrompts } from './prompts.ts'
import { promptsOnDemand } from './prompts-on-demand.ts'
import type { SavedQueryStore } from './saved-queries.ts'
import { createQueryService } from './saved-queries.ts'
import type { LocalSearch, SearchParts } from './search.ts'
import { createSearch } from './search.ts'
import type { MarkParts } from './session-marks.ts'
import { createKeptMarks } from './session-marks.ts'
import type { SessionParts } from './sessions.ts'
import { createSessions } from './sessions.ts'
import type { SettingsBook } from './settings.ts'
import { auditedSettings, toldSettings } from './settings.ts'
import { createStatusLine } from './status-line.ts'
import type { LineParts } from './status-lines.ts'
import { statusLinesOnDemand } from './status-lines-on-demand.ts'
import type { TaskParts } from './tasks/parts.ts'
import type { LocalTasks } from './tasks/tasks.ts'
import { tasksOnDemand } from './tasks-on-demand.ts'
import { createTeam, type LocalTeam, type TeamParts } from './team.ts'
import type { TelemetryParts, TelemetryReceiver } from './telemetry.ts'
import type { LedgerSource } from './usage.ts'
import { createUsage } from './usage.ts'
import type { LocalWaiting, WaitingParts } from './waiting.ts'
import { waitingOnDemand } from './waiting-on-demand.ts'

/** The machine's parts are control/, scanner/, tracker/ and sessions/; tests bring their own. */
export interface ServiceParts {
  readonly scan: () => Promise<Scan>
  readonly liveSessions?: LiveSessionLook | undefined
  readonly killOne: KillOne
  readonly showTerminal: ShowTerminal
  readonly pins: PinStore
  /** What of a look outlives it. */
  readonly keepOf?: ((fleet: FleetReport) => Promise<void>) | undefined
  readonly audit: AuditStore
  readonly openLedger: () => Promise<LedgerSource>
  readonly limits: LimitParts
  readonly statusLine: LineParts & { readonly installer: () => Promise<StatusLineInstaller> }
  readonly openSessions: SessionParts['openSessions']
  readonly sessionMarks: MarkParts
  readonly openSearch: SearchParts['openSearch']
  readonly analytics: AnalyticsParts
  readonly advice: AdviceParts
  /** For a server: what agents wrote is kept when they delete it. */
  readonly keepArchive?:
    | ((letGo: LocalSearch['forget'], reportError: ReportError) => Promise<ArchiveKeeper>)
    | undefined
  readonly settings: SettingsBook
  readonly openEvents: EventParts['openEvents']
  readonly queryClock: EventParts['queryClock']
  readonly isEventsKept?: EventParts['isEventsKept']
  readonly mostInAnswer?: EventParts['mostInAnswer']
  readonly dataFiles: () => Promise<DataFiles>
  readonly keys: KeyStore
  readonly savedQueries: SavedQueryStore
  /** What is taken from agents, and how they are told where to post it. */
  readonly hooks: HookParts & HookInstallsOnDemandParts
  readonly waiting: WaitingParts
  /** For a server: the hosts whose sessions ask on a line of theirs. */
  readonly hosts?: HostParts | undefined
  readonly prompts: PromptParts
  readonly team: TeamParts
  readonly deploy: () => Promise<DeployParts>
  readonly tasks: () => Promise<TaskParts>
  readonly instructions: () => Promise<InstructionFiles>
  readonly promptLibrary: LibraryParts
  /** In which days are counted. @default this machine's */
  readonly timezone?: (() => string | undefined) | undefined
  readonly alerts: AlertParts
  /** For a server: whose OpenTelemetry is known by its names. */
  readonly telemetry?: (() => Promise<TelemetryParts>) | undefined
  /** For a server: where events are sent on to; absent: nowhere. */
  readonly outlet?: (OutletParts & { readonly showsProjects: () => boolean }) | undefined
  /** For a server: what happens to agents is kept among the events. */
  readonly keepsFacts?: boolean | undefined
  /** For a server: says when an agent's own registry tells of a change, whether somebody looks or not. */
  readonly watchRegistries?: ((onNews: () => void) => Promise<RegistryWatch>) | undefined
  /** For a server: the tray that it brings, or is. */
  readonly createTray?: CreateTray | undefined
  /** Its random name: storage/machine-id.ts */
  readonly machine: () => string
  readonly resumeCommand: ResumeCommand
  readonly policy: () => HealthPolicy
  readonly refresh: () => { readonly attentiveMs: number; readonly idleMs: number }
  readonly clock?: () => number
  readonly cpuWindowMs?: number
  /** A bug that nobody waits for the answer of: for the log. @default console.error */
  readonly reportError?: ReportError
}

export interface ArchiveKeeper {
  close(): Promise<void>
}

/** Beside the program that writes the audit log. */
export interface LocalServices extends Services {
  readonly log: LocalLog
  readonly events: LocalEvents
  /** Closed by who closes the server: it goes first, so that it does not take the server's place. */
  readonly tray: TrayControl | undefined
  /** For a server: takes what agents post. */
  readonly hookReceiver: HookReceiver
  readonly hooks: LocalHooks
  readonly waiting: LocalWaiting
  readonly limits: LocalLimits
  readonly prompts: LocalPrompts
  readonly alerts: LocalAlerts
  readonly team: Services['team'] & Pick<LocalTeam, 'begin'>
  readonly tasks: Services['tasks'] & Pick<LocalTasks, 'begin' | 'ofSecret'>
  readonly taskView: LocalTasks['view']
  readonly taskFiles: LocalTasks['files']
  readonly taskReview: LocalTasks['review']
  /** For a server: takes what programs send by OpenTelemetry. */
  readonly telemetry: TelemetryReceiver
}

const hasSession = ({ processes, sessionsWithoutProcess = [] }: FleetReport): boolean =>
  sessionsWithoutProcess.length > 0 || processes.some(({ sessionId }) => sessionId !== undefined)

/** Of so many sessions the folders are offered where an agent is begun, and so many of them. */
const [foldersOfSessions, mostFolders] = [200, 40]

/** A fleet of this age is fresh enough for a first picture: the pace of attentive looks. */
const freshMs = 1_500

export function createServices(parts: ServiceParts): LocalServices {
  const { clock = Date.now, reportError = errorReporter(console.error) } = parts
  const log = createLog(parts.audit, clock)
  const events = createEvents(parts, log, reportError)
  const bus = createBus({
    machine: parts.machine,
    keepFact: parts.keepsFacts === true ? createFactKeeper(events, reportError) : undefined,
    states: () => ({
      'fleet.changed': () => looks.read(freshMs),
      'waiting.changed': () => waiting.read(),
      ...(tray && { 'tray.changed': async () => trayReport(tray.state()) }),
    }),
    clock,
    reportError,
  })
  const hookReceiver = createHookReceiver(parts.hooks, events, { clock, reportError, desk: () => waiting.desk })
  const hooks = hookInstallsOnDemand(parts.hooks, { log, heard: () => hookReceiver.heard.report(clock()) })
  // Loaded with the first request: a command takes none.
  const telemetry = once(async () => {
    const { createTelemetryReceiver } = await import('./telemetry.ts')
    return createTelemetryReceiver(await parts.telemetry?.(), events, clock)
  })
  const compactions = createCompactions({ append: bus.append, clock, reportError })
  const usage = createUsage(parts.openLedger, (change, ledger) => {
    sessions.noteFigures()
    search.noteChange(change.sessionIds)
    analytics.noteChange()
    compactions.note(change, ledger)
    limits.noteLedger(ledger)
    bus.append({ type: 'usage.changed', data: {} })
  })
  const limits = limitsOnDemand(parts.limits, {
    ...{ bus, openLedger: usage.open, log, clock, reportError },
    ...{ usage: usage.report, rates: () => analytics.rates() },
    onHeard: () => lines.renew(),
  })
  const lines = statusLinesOnDemand(parts.statusLine, {
    ...{ heard: limits.statusLines, accountOf: limits.accountOf, clock, reportError },
    todayUsd: async () => (await usage.report({ by: 'day' })).periods.today.costUsd,
  })
  // What a session's records tell is kept whoever asks; where none runs there is nothing to follow.
  const followRecords = once(() =>
    usage.open().catch((cause: unknown) => reportError('The ledger could not be opened', cause)),
  )
  const looks = createLooks({
    ...parts,
    bus,
    figuresOf: usage.figuresOf,
    signsOf: hookReceiver.heard.of,
    onLook: (fleet, scan) => {
      sessions.noteFleet(fleet)
      waiting.noteFleet(fleet)
      if (parts.keepsFacts === true) lines.noteFleet(fleet)
      tasks.noteFleet(fleet)
      hosts?.note(scan)
      if (parts.keepsFacts === true && hasSession(fleet)) void followRecords()
      registries?.lookForFolders()
    },
    names: parts.sessionMarks.names,
    taskOf: (process) => tasks.taskOf(process),
    screenOf: (taskId, isTold) => tasks.screenOf(taskId, isTold),
    otherProblem: () => log.problem ?? events.problem ?? hooks.problem ?? prompts.problem,
    clock,
    reportError,
  })
  let registries: RegistryWatch | undefined
  const watching = parts.watchRegistries?.(looks.lookSoon).then(
    (watch) => {
      registries = watch
    },
    (cause: unknown) => reportError('The registries of agents can not be watched', cause),
  )
  const lookAround = () =>
    void looks.read().catch((cause: unknown) => reportError('A look at the machine failed', cause))
  const fleet = createFleet({ ...parts, looks, log, bus })
  const prompts = promptsOnDemand(parts.prompts, {
    ...{ looks, log, bus, clock, reportError },
    whyHeld: (target) => budgets.whyHeld({ ...target, task: tasks.taskOf(target) }),
    async hasHooks({ agent, sessionId }) {
      const reach = await hooks.reachOf(agent)
      return reach === 'all' || (reach === 'some' && hookReceiver.heard.of(sessionId) !== undefined)
    },
  })
  const team = createTeam(parts.team, { looks, log, bus, clock, reportError, prompts })
  const { openSessions } = parts
  const runningIds = () => new Set(looks.lastScan?.agents.flatMap(({ sessionId }) => sessionId ?? []))
  const marks = createKeptMarks(parts.sessionMarks, { log, bus, clock, running: runningIds, onNames: lookAround })
  const sessions = createSessions({
    openLedger: usage.open,
    openSessions,
    figuresOf: usage.figuresOf,
    toldBy: events.told,
    marks,
    fleet,
    bus,
  })
  const search = createSearch(
    { openSearch: parts.openSearch, openLedger: usage.open, marks, queryClock: parts.queryClock },
    reportError,
  )
  const library = promptLibraryOnDemand([parts.promptLibrary, { looks, log, clock }], {
    ...{ openIndex: search.open, openLedger: usage.open, marks, queryClock: parts.queryClock },
    ...{ timezone: () => parts.timezone?.(), clock },
  })
  const analytics = analyticsOnDemand(parts.analytics, {
    ...{ openLedger: usage.open, sessions, looks, log, bus, clock, reportError },
    events: { ask: events.ask, isKept: () => parts.isEventsKept?.() !== false },
    accounts: async () => (await limits.read()).accounts,
  })
  const advice = adviceOnDemand(parts.advice, { openLedger: usage.open, log, clock, reportError })
  const archive = parts.keepArchive?.(search.forget, reportError)
  const runs = async (id: string) => {
    const { processes, sessionsWithoutProcess = [] } = await looks.read(freshMs)
    return [...processes, ...sessionsWithoutProcess].some(({ sessionId }) => sessionId === id)
  }
  const knownFolders = async () => {
    const newest = await sessions.list({ limit: foldersOfSessions, sort: 'active' })
    const { processes } = await looks.read(freshMs)
    return [...new Set([...processes, ...newest.sessions].flatMap(({ cwd }) => cwd ?? []))].slice(0, mostFolders)
  }
  const { heard } = hookReceiver
  const waiting = waitingOnDemand(parts.waiting, { looks, heard, bus, log, sessions, clock, reportError })
  const hosts = parts.hosts && hostsOnDemand(parts.hosts, (id) => (ask) => waiting.askByHost(id, ask), reportError)
  const settings = toldSettings(auditedSettings(parts.settings, log), bus)
  const tray = parts.createTray?.((isWanted, actor) => settings.change({ 'tray.show': isWanted }, actor))
  tray?.follow((state) => bus.append({ type: 'tray.changed', data: trayReport(state) }))
  const { outlet: sending } = parts
  const metrics = async (of: NonNullable<typeof sending>) =>
    (await import('../metrics.ts')).gatherMetrics({ ...of, fleet, usage, events, limits })
  const outlet = sending && startOutlet(sending, { events, metrics: () => metrics(sending), reportError })
  const budgets = budgetsOnDemand(parts.alerts, {
    ...{ usage, clock },
    async ownSpend({ sessionId, task }) {
      const ledger = await usage.open()
      const sessionUsd = sessionId === undefined ? undefined : ledger.figuresOf(sessionId)?.costUsd
      return { sessionUsd, taskUsd: task && (await tasks.costOf(task.id)) }
    },
  })
  const tasks = tasksOnDemand(parts.tasks, {
    ...{ looks, log, bus, clock, reportError, prompts, whyNoStart: budgets.whyNoStart },
    costOf: (sessionId) => usage.figuresOf(sessionId)?.costUsd,
    sessions,
    turnOf: async (id) => (await import('./session-tail.ts')).createSessionTail(sessions).turn(id, undefined),
  })
  const alerts = alertsOnDemand(parts.alerts, {
    ...{ bus, events, usage, limits, log, clock, reportError, taskCostUsd: tasks.costOf },
    stops: {
      reached: budgets.reached,
      breakOff: prompts.breakOff,
      openCalls: async (id) => (await import('./session-tail.ts')).createSessionTail(sessions).openCalls(id),
    },
  })
  const data = once(async () =>
    (await import('./data.ts')).createData(parts.dataFiles, {
      ...{ events, usage, search, analytics, advice, alerts, limits, log, bus, clock },
      isRunning: runs,
    }),
  )
  const instructions = once(async () =>
    (await import('./instructions.ts')).createInstructions(await parts.instructions(), log),
  )
  // What happens is kept whoever follows: so there is a look now and then.
  if (parts.keepsFacts === true) {
    bus.follow([], () => {})
    limits.begin()
    lines.begin()
    search.keepUp().catch((cause: unknown) => reportError('Texts can not be searched', cause))
    analytics.keepUp().catch((cause: unknown) => reportError('Messages can not be counted', cause))
    advice.keepUp().catch((cause: unknown) => reportError('There is no advice', cause))
  }
  return {
    origin: 'this-program',
    fleet,
    usage,
    limits,
    statusLine: createStatusLine(parts.statusLine.installer, { log, limits, clock }),
    sessions,
    search,
    analytics,
    advice,
    log,
    settings,
    events: outlet === undefined ? events : withExportState(events, outlet),
    data: {
      ...whenAsked(data, ['read', 'ofProject', 'forget', 'ofSession', 'deleteSession']),
      ...whenAsked(data, ['archived', 'deleteArchived', 'deleteAll']),
    },
    keys: createKeys(parts.keys, log),
    savedQueries: createQueryService(parts.savedQueries, log),
    hooks,
    waiting,
    prompts,
    inbox: team.inbox,
    instructions: whenAsked(instructions, ['read', 'install', 'uninstall']),
    ideas: team.ideas,
    team: { ...team.connected, begin: team.begin },
    deploy: deployOnDemand(parts.deploy, { log, knownFolders, whyNoStart: budgets.whyNoStart }),
    tasks: { ...tasks.tasks, begin: tasks.begin, ofSecret: tasks.ofSecret },
    taskWork: tasks.work,
    projects: tasks.projects,
    taskView: tasks.view,
    taskFiles: tasks.files,
    taskReview: tasks.review,
    promptLibrary: library.service,
    alerts,
    hookReceiver,
    telemetry: { receive: async (...sent) => (await telemetry()).receive(...sent) },
    bus,
    tray,
    async close() {
      waiting.close()
      hosts?.close()
      await alerts.close()
      await watching
      registries?.stop()
      await hookReceiver.settled()
      await bus.settled()
      await outlet?.close()
      await tasks.close()
      await prompts.close()
      await team.close()
      await library.close()
      bus.close()
      await looks.close()
      await (await archive)?.close()
      await search.close()
      await analytics.close()
      await advice.close()
      await sessions.close()
      lines.close()
      await limits.close()
      await usage.close()
      await events.close()
    },
  }
}
