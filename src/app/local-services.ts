/**
 * The services of this machine, from its parts. What looks at processes is loaded when a scan is first asked for, the ledger's store
 * with the first report: a command that needs one of them does not wait for the other.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import { agentKinds, kindOf } from '../agents/kinds.ts'
import { agentFoldersOf, type RecordSource } from '../agents/machine-sources.ts'
import { analyticsPath } from '../analytics/analytics-path.ts'
import { createAuditLog } from '../control/audit.ts'
import { branchOf } from '../control/branch-of.ts'
import { createExportPlace } from '../control/export-place.ts'
import { createWaitingMarks } from '../control/waiting-marks.ts'
import { putAwayMsOf } from '../core/data/archive-rules.ts'
import { once } from '../core/once.ts'
import { isAgentId } from '../core/process/agent-ids.ts'
import type { OsProcess, ProcessTable } from '../core/process/process.ts'
import type { Config } from '../core/settings/config.ts'
import { minutes } from '../core/time/duration.ts'
import type { UsageQuery } from '../core/usage/usage.ts'
import { whenAsked } from '../core/when-asked.ts'
import type { ReportError } from '../core/words/bug.ts'
import { withTilde } from '../core/words/tilde.ts'
import { eventsPath } from '../events/events-path.ts'
import { statusLineDir } from '../limits/limits-path.ts'
import { userPath } from '../prompts/user-path.ts'
import { searchPath } from '../search/search-path.ts'
import type { EventSource } from '../services/local/events.ts'
import type { HostParts } from '../services/local/hosts-on-demand.ts'
import type { LocalServices, ServiceParts } from '../services/local/services.ts'
import { createServices } from '../services/local/services.ts'
import type { SessionSource } from '../services/local/sessions.ts'
import type { SettingsBook } from '../services/local/settings.ts'
import type { LedgerSource } from '../services/local/usage.ts'
import type { CreateTray } from '../services/tray-control.ts'
import { createLeftOut } from '../storage/left-out-folders.ts'
import { machineId } from '../storage/machine-id.ts'
import { readSmallFile } from '../storage/small-file.ts'
import { productVersion } from '../storage/version.ts'
import { createHostPlaces } from './host-places.ts'
import { agentOf, knownAgents, machineLook } from './look-parts.ts'
import type { ServerPlaceOf } from './server-ports.ts'
import type { SettingsStore, SettingsStoreOptions } from './settings-store.ts'

export interface LocalServicesOptions {
  readonly config: Config
  /** For a program in which the settings change. A command reads them once. */
  readonly settings?: SettingsStore | undefined
  /** For a server. */
  readonly createTray?: CreateTray | undefined
  /** Keeps the ledger up to date with the files as they grow, for a server that stays. */
  readonly isFollowing?: boolean
  /** Where a server listens. @default as the settings say */
  readonly port?: (() => number) | undefined
}

/** The one that gives a command of its user what it knows. */
const statusLined = knownAgents.flatMap(({ id, limits }) =>
  limits?.statusLine === undefined ? [] : [{ id, statusLine: limits.statusLine }],
)[0] ?? { id: '', statusLine: { read: () => undefined } }

export function createLocalServices(options: LocalServicesOptions): LocalServices {
  const { config, settings, createTray, isFollowing = false, port = () => config.dashboard.port } = options
  const current = settings?.current ?? (() => config)
  const { environment, shown, sources, processes, parts: look } = machineLook(config, current)
  const sessionLook = once(async () => {
    const { createRegistryLook } = await import('../scanner/registered-sessions.ts')
    return createRegistryLook(agentFoldersOf(shown, environment))
  })
  const serverPorts = once(async () => {
    const [{ createServerPorts }, { serverPasswordOf }] = await Promise.all([
      import('./server-ports.ts'),
      import('../tasks/agent-servers.ts'),
    ])
    const passwordAt = (at: number) => serverPasswordOf(config.dataDir, at)
    return createServerPorts((await processes()).table, environment.platform, passwordAt)
  })
  const killer = once(async () => openKiller((await processes()).table, config))
  const dialogKeys = once(async () => (await import('./open-terminals.ts')).openDialogKeys(shown, environment))
  const jumper = once(async () =>
    (await import('./open-terminals.ts')).openJump((await processes()).table, environment),
  )
  const apiKeys = once(async () => (await import('../control/api-keys.ts')).createApiKeys(config.dataDir))
  const savedQueries = once(async () =>
    (await import('../control/saved-queries.ts')).createSavedQueries(config.dataDir),
  )
  const serverOf: ServerPlaceOf = async (...of) => (await serverPorts())(...of)
  return createServices({
    ...look,
    killOne: async (...order) => (await killer()).killOne(...order),
    showTerminal: async (agent) => {
      const attachCommand = agentOf(agent)?.attachCommand?.(agent)
      return (await jumper())({ pid: agent.pid, tty: agent.tty, attachCommand })
    },
    audit: createAuditLog({ dataDir: config.dataDir }),
    openLedger: () => openLedger(config, sources, isFollowing, current),
    limits: {
      openLimits: async () => (await import('./open-limits.ts')).openLimits(config.dataDir, machineId(config.dataDir)),
      folder: async () => openStatusLines(config.dataDir),
      shortPath: (path) => withTilde(path, environment.homeDir),
      nameOf: (agent) => kindOf(agent).displayName,
      limitsOf: (agent) => knownAgents.find(({ id }) => id === agent)?.limits,
      statusLineAgent: statusLined.id,
      askers: async () => (await import('./limit-askers.ts')).limitAskers(shown, environment, config.dataDir),
      typed: () => {
        const { requestsAMinute, inputTokensAMinute, outputTokensAMinute, usdADay, usdAMonth } = current().metrics
        return { requestsAMinute, inputTokensAMinute, outputTokensAMinute, usdADay, usdAMonth }
      },
      calendar: async () => (await import('../tracker/local-calendar.ts')).calendarOf(current().usage.timezone),
    },
    statusLine: {
      template: () => (current().statusLine.showsLine ? current().statusLine.template : undefined),
      moments: async () => {
        const [{ calendarOf }, { nearMoment }] = await Promise.all([
          import('../tracker/local-calendar.ts'),
          import('../core/words/near-moment.ts'),
        ])
        const calendar = calendarOf(current().usage.timezone)
        return (iso) => nearMoment(iso, Date.now(), calendar)
      },
      leave: async (lines, nowMs) => {
        const { leaveLines } = await import('../limits/status-line-lines.ts')
        leaveLines(statusLineDir(config.dataDir), lines, nowMs)
      },
      installer: once(() => openStatusLineInstaller(config, shown, environment)),
    },
    openSessions: (figuresOf) => openSessions(config, sources, figuresOf),
    sessionMarks: {
      openMarks: async () =>
        (await import('./open-session-marks.ts')).openSessionMarks(config.dataDir, machineId(config.dataDir)),
      areMarksKept: () => existsSync(userPath(config.dataDir)),
      archiveAfterMs: () => putAwayMsOf(current().history.archiveAfter),
      names: look.names,
    },
    advice: {
      openAdvice: async (reportError) => {
        const { keepAdvice } = await import('./keep-advice.ts')
        const { dataDir, configDir } = config
        return keepAdvice(
          { dataDir, configDir, machine: machineId(dataDir), sources },
          { isFollowing, exclude: () => current().history.exclude, reportError },
        )
      },
      openHidden: async () =>
        (await import('./open-hidden-advice.ts')).openHiddenAdvice(config.dataDir, machineId(config.dataDir)),
      isHiddenKept: () => existsSync(userPath(config.dataDir)),
      settings: () => current().advice,
    },
    openSearch: (reportError) => openSearch({ config, sources, isFollowing, current }, reportError),
    analytics: {
      openAnalysis: (...beside) => openAnalysis(config, sources, isFollowing, ...beside),
      openMarkers: async () =>
        (await import('./open-markers.ts')).openMarkers(config.dataDir, machineId(config.dataDir)),
      areMarkersKept: () => existsSync(userPath(config.dataDir)),
      tagsIn: async (folder) => (await import('../control/git-tags.ts')).gitTags(folder),
      timezone: () => current().usage.timezone,
      rateLimits: () => {
        const { requestsAMinute, inputTokensAMinute, outputTokensAMinute } = current().metrics
        return { requests: requestsAMinute, input: inputTokensAMinute, output: outputTokensAMinute }
      },
      steps: new Map(
        knownAgents.flatMap(({ id, telemetry }) => (telemetry?.steps === undefined ? [] : [[id, telemetry.steps]])),
      ),
    },
    keepArchive: isFollowing ? keepArchiveOf({ config, sources, current }) : undefined,
    settings: settings ?? settingsWhenAsked(config),
    openEvents: (reportError) => openEvents(config, isFollowing, current, reportError),
    isEventsKept: () => existsSync(eventsPath(config.dataDir)),
    keepsFacts: isFollowing,
    watchRegistries: isFollowing ? watchRegistriesOf(shown, environment) : undefined,
    queryClock: async () => (await import('./query-clock.ts')).queryClock(current()),
    mostInAnswer: () => current().events.maxQueryLimit,
    dataFiles: once(async () => (await import('./data-files.ts')).createDataFiles(config.dataDir)),
    keys: whenAsked(apiKeys, ['list', 'add', 'revoke']),
    savedQueries: whenAsked(savedQueries, ['list', 'save', 'remove']),
    hooks: {
      hooksOf: (agent) => shown.find(({ id }) => id === agent)?.hooks,
      registeredSessions: async () => registeredSessionsOf(shown, environment),
      maxEventBytes: () => current().events.maxPayloadBytes,
      isLeftOut: createLeftOut(() => current().history.exclude),
      openInstaller: hookInstallerOf(config, shown, environment),
      port,
    },
    waiting: {
      sessionNow: async (sessionId) => (await sessionLook())(sessionId),
      isRunning: async ({ pid, start }) => isRunning(await (await processes()).table.inspect(pid), start),
      headlessMs: () => current().waiting.headlessMs,
      answeredBy: (agent) => answeredBy(shown.find(({ id }) => id === agent)),
      nextTime: (agent) => shown.find(({ id }) => id === agent)?.hosting?.nextTime,
      findDialog: async (agent, calls) =>
        (await dialogKeys()).find(
          agent,
          calls.map((call) => ({ ...call, cwd: agent.cwd })),
        ),
      irrevocableCommands: () => current().waiting.irrevocableCommands,
      whatIsLost: async (command, cwd) => {
        const { whatIsLost } = await import('../control/what-is-lost.ts')
        return whatIsLost(command, { cwd, homeDir: environment.homeDir }, Date.now())
      },
      textOf: textOfFile,
      branchOf,
      marks: createWaitingMarks(config.dataDir),
    },
    hosts: isFollowing ? { open: openHosts, placesOf: createHostPlaces(shown, serverOf) } : undefined,
    prompts: {
      openPrompts: async (wiring) => {
        const [{ openPrompts }, { table }] = await Promise.all([import('./open-prompts.ts'), processes()])
        const allowed = {
          mayTypeWithoutHooks: () => current().prompts.mayTypeWithoutHooks,
          mayMessage: () => current().prompts.mayMessage,
          mayUseConsole: () => current().prompts.mayUseConsole,
        }
        const machine = machineId(config.dataDir)
        return openPrompts(
          { dataDir: config.dataDir, machine, shown, environment, table, serverOf, ...allowed },
          wiring,
        )
      },
      arePromptsKept: () => existsSync(userPath(config.dataDir)),
      keepPromptsForMs: () => current().prompts.keepForMs,
    },
    team: {
      openTeam: async () => (await import('./open-team.ts')).openTeam(config.dataDir, machineId(config.dataDir)),
      isTeamKept: () => existsSync(userPath(config.dataDir)),
      keepMessagesForMs: () => current().prompts.keepForMs,
      sharedFile: async (...asked) => (await import('../team/shared-file.ts')).sharedFile(...asked),
    },
    deploy: async () => (await import('./open-deploy.ts')).deployParts(shown, environment),
    instructions: async () =>
      (await import('../control/instruction-files.ts')).createInstructionFiles(instructionFilesOf(shown, environment)),
    tasks: async () => {
      const { taskParts } = await import('./open-tasks.ts')
      return taskParts({ config, current, shown, environment, machine: machineId(config.dataDir) })
    },
    promptLibrary: {
      openLibrary: async () => {
        const { openPromptLibrary } = await import('./open-prompt-library.ts')
        return openPromptLibrary({ dataDir: config.dataDir, machine: machineId(config.dataDir), shown, environment })
      },
      isLibraryKept: () => existsSync(userPath(config.dataDir)),
    },
    timezone: () => current().usage.timezone,
    alerts: alertParts(config, current),
    telemetry: async () => ({
      agents: (await import('../agents/telemetry.ts')).telemetryAgents(knownAgents),
      maxEventBytes: () => current().events.maxPayloadBytes,
    }),
    outlet: isFollowing ? outletOf(config, () => current().metrics.showsProjects) : undefined,
    createTray,
    machine: () => machineId(config.dataDir),
  })
}

function alertParts({ dataDir, configFile }: Config, current: () => Config): ServiceParts['alerts'] {
  const settings = once(async () =>
    (await import('../alerts/alert-settings.ts')).createAlertSettings(dataDir, configFile),
  )
  return {
    settings: whenAsked(settings, ['read', 'change', 'setChannel']),
    openStore: async () => (await import('../alerts/alert-store.ts')).openAlertStore(dataDir, machineId(dataDir)),
    // The code of mail and chats is loaded with the first message.
    send: async (channel, message, values) => (await import('./send-alert.ts')).sendAlert(channel, message, values),
    takesResolved: (channel) => ['webhook', 'pagerduty', 'command'].includes(channel),
    policy: () => current().notifications,
    calendar: async () =>
      (await import('../tracker/local-calendar.ts')).calendarOf(current().usage.timezone, current().usage.weekStartsOn),
    agentName: (agent) => (isAgentId(agent) ? agentKinds[agent].displayName : agent),
  }
}

const answeredBy = (agent: Agent | undefined) =>
  agent?.hooks?.approvals !== undefined
    ? 'hook'
    : (agent?.hosting?.line?.asking ?? agent?.hosting?.server) !== undefined
      ? 'host'
      : undefined

const openHosts: HostParts['open'] = async (...given) =>
  (await import('../control/asking-hosts.ts')).createAskingHosts(...given)

/** Of a file that is to be shown beside what becomes of it. */
const mostShownBytes = 512 * 1024
function textOfFile(path: string): string | undefined {
  const file = readSmallFile(path, mostShownBytes)
  return file.ok && !file.value.includes('\0') ? file.value : undefined
}

function hookInstallerOf({ dataDir }: Config, shown: readonly Agent[], environment: AgentEnvironment) {
  // Where their folders are is as it was said at the start.
  const withHooks = shown.flatMap(({ id, hooks, configDirs }) =>
    hooks === undefined ? [] : [{ id, hooks, configDirs: configDirs(environment) }],
  )
  return async () => (await import('../control/hook-installer.ts')).createHookInstaller({ dataDir, agents: withHooks })
}

const instructionFilesOf = (shown: readonly Agent[], environment: AgentEnvironment) =>
  shown.flatMap(({ id, instructionsFile, configDirs }) =>
    instructionsFile === undefined
      ? []
      : configDirs(environment).map((dir) => ({ agent: id, file: join(dir, instructionsFile) })),
  )

async function registeredSessionsOf(shown: readonly Agent[], environment: AgentEnvironment) {
  const { registeredSessions } = await import('../scanner/registered-sessions.ts')
  return registeredSessions(agentFoldersOf(shown, environment))
}

/** An entry of before there were starts in it names whatever has its pid. */
const isRunning = (process: OsProcess | undefined, start: string | undefined): boolean =>
  process !== undefined && process.state !== 'zombie' && (start === undefined || process.start === start)

const watchRegistriesOf = (shown: readonly Agent[], environment: AgentEnvironment) => async (onNews: () => void) =>
  (await import('../scanner/registry-watch.ts')).watchRegistries(agentFoldersOf(shown, environment), onNews)

async function openStatusLineInstaller({ dataDir }: Config, shown: readonly Agent[], environment: AgentEnvironment) {
  const { createStatusLineInstaller } = await import('../control/status-line-installer.ts')
  const lined = shown.flatMap(({ id, limits, configDirs }) =>
    limits?.statusLine === undefined ? [] : [{ id, ...limits.statusLine, configDirs: configDirs(environment) }],
  )
  // Where there is no sh that one can count on, tce itself is run.
  const program =
    environment.platform === 'win32'
      ? `"${process.execPath}" "${fileURLToPath(new URL('../../bin/tce.js', import.meta.url))}" statusline`
      : undefined
  return createStatusLineInstaller({ dataDir, agents: lined, program, nowMs: Date.now })
}

async function openStatusLines(dataDir: string) {
  const { createStatusLineFolder } = await import('../limits/status-line-folder.ts')
  return createStatusLineFolder(dataDir, statusLined.statusLine)
}

/** A look needs none of it. */
async function openKiller(table: ProcessTable, config: Config) {
  const { createKiller } = await import('../control/kill.ts')
  return createKiller({
    table,
    hostLine: (target) => agentOf(target)?.hosting?.line,
    stopArguments: (target) => agentOf(target)?.stopArguments?.(target),
    graceMs: config.kill.graceMs,
  })
}

async function openLedger(
  { dataDir, configDir }: Config,
  sources: readonly RecordSource[],
  isFollowing: boolean,
  current: () => Config,
): Promise<LedgerSource> {
  const { openUsage } = await import('../tracker/open-usage.ts')
  const ledger = await openUsage({ dataDir, configDir, sources, machine: machineId(dataDir), isFollowing })
  // The zone and the week of a question without its own are those of the settings now.
  return {
    ...ledger,
    usage: (query) => ledger.usage({ ...query, ...zoneFor(query, current()) }),
    sessions: (query, marked) =>
      ledger.sessions({ ...query, timezone: query.timezone ?? current().usage.timezone }, marked),
  }
}

/** Begun when there is something to do: a server starts without it. */
const keepArchiveOf =
  ({ config, sources, current }: Omit<SearchOf, 'isFollowing'>): NonNullable<ServiceParts['keepArchive']> =>
  async (letGo, reportError) =>
    (await import('./keep-archive.ts')).keepArchive(
      { dataDir: config.dataDir, machine: machineId(config.dataDir), sources },
      { wanted: () => ({ ...current().history, minFreeBytes: current().events.minFreeBytes }), letGo, reportError },
    )

interface SearchOf {
  readonly config: Config
  readonly sources: readonly RecordSource[]
  readonly isFollowing: boolean
  readonly current: () => Config
}

async function openSearch({ config, sources, isFollowing, current }: SearchOf, reportError: ReportError) {
  const { dataDir, configDir } = config
  const data = { path: searchPath(dataDir), machine: machineId(dataDir), sources, configDir }
  const exclude = () => current().history.exclude
  if (isFollowing) return (await import('./keep-search.ts')).keepSearch({ ...data, exclude }, reportError)
  return (await import('./search-once.ts')).searchOnce({ ...data, exclude: exclude() })
}

async function openAnalysis(
  { dataDir }: Config,
  sources: readonly RecordSource[],
  isFollowing: boolean,
  reportError: ReportError,
  onForgotten: () => void,
) {
  const data = { path: analyticsPath(dataDir), machine: machineId(dataDir), sources }
  if (isFollowing) return (await import('./keep-analytics.ts')).keepAnalytics(data, reportError, onForgotten)
  return (await import('./analytics-once.ts')).analyticsOnce(data)
}

async function openSessions(
  { configDir, dataDir }: Config,
  sources: readonly RecordSource[],
  figuresOf: LedgerSource['figuresOf'],
): Promise<SessionSource> {
  const [{ createSessionWatcher }, { loadPriceBook }, { filesIn }, { collectEarly }] = await Promise.all([
    import('../sessions/session-watcher.ts'),
    import('./sources.ts'),
    import('./files-in.ts'),
    import('./small-heap.ts'),
  ])
  collectEarly()
  const prices = await loadPriceBook(configDir)
  return createSessionWatcher({
    sources,
    files: filesIn(dataDir),
    prices: prices.ok ? prices.value : prices.fallback,
    figuresOf,
  })
}

/** Who cleans away what is too old is the server; a command beside it only adds and reads. */
async function openEvents(
  { dataDir }: Config,
  isServer: boolean,
  current: () => Config,
  reportError: ReportError,
): Promise<EventSource> {
  const { openEventStore } = await import('../events/event-store.ts')
  const { cleanupTimes } = await import('./cleanup-times.ts')
  const store = openEventStore({ dataDir, machine: machineId(dataDir), reportError })
  const keep = () => store.keepFor({ ...current().events, cleanup: cleanupTimes(current(), Date.now()) }, isServer)
  keep()
  if (!isServer) return store
  const settingsMayChange = setInterval(keep, minutes(1)).unref()
  const close = () => {
    clearInterval(settingsMayChange)
    return store.close()
  }
  return {
    ...store,
    get problems() {
      return store.problems
    },
    close,
  }
}

/** Headers that a collector asks for: `name=value,name=value`, as OTEL_EXPORTER_OTLP_HEADERS is written, which is for others. */
function outletOf({ dataDir, export: { otlpEndpoint } }: Config, showsProjects: () => boolean): ServiceParts['outlet'] {
  if (otlpEndpoint === undefined) return undefined
  const pairs = (process.env['TCE_EXPORT_OTLP_HEADERS'] ?? '').split(',').map((pair) => pair.split(/=(.*)/s))
  const headers = Object.fromEntries(
    pairs.flatMap(([name = '', value]) => (value === undefined ? [] : [[name.trim(), value.trim()]])),
  ) as Readonly<Record<string, string>>
  const place = createExportPlace(dataDir, otlpEndpoint)
  return {
    endpoint: otlpEndpoint,
    headers,
    version: productVersion(),
    machine: machineId(dataDir),
    place,
    showsProjects,
  }
}

/** What reads and writes config.toml costs a start of the command line more than everything else together. */
function settingsWhenAsked(config: Config): SettingsBook {
  const startedAtMs = Date.now()
  const open = once(() =>
    openSettings(config, { version: productVersion(), startedAtMs, port: () => config.dashboard.port }),
  )
  return {
    read: async () => (await open()).read(),
    change: async (changes) => (await open()).change(changes),
  }
}

export async function openSettings(
  config: Config,
  running: Pick<SettingsStoreOptions, 'version' | 'startedAtMs' | 'port'>,
): Promise<SettingsStore> {
  const [{ createSettingsStore }, { loadPriceBook, sourcesOf }] = await Promise.all([
    import('./settings-store.ts'),
    import('./sources.ts'),
  ])
  const prices = () => loadPriceBook(config.configDir)
  return createSettingsStore({ ...running, config, sources: sourcesOf(config), prices })
}

const zoneFor = ({ timezone, weekStartsOn }: UsageQuery, { usage }: Config): Partial<UsageQuery> => ({
  timezone: timezone ?? usage.timezone,
  weekStartsOn: weekStartsOn ?? usage.weekStartsOn,
})
