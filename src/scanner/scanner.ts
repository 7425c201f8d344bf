/** One look at the machine: list → recognise → join with the registry → trees → orphans. */
import type { Agent, AgentEnvironment } from '../agents/agent.ts'
import type { Host } from '../agents/hosting.ts'
import { agentFoldersOf } from '../agents/machine-sources.ts'
import { childrenByParent, descendantsOf } from '../core/process/descendants.ts'
import { defaultHealthPolicy } from '../core/process/health.ts'
import { isHelperRole, type OsProcess, type ProcessRef, processId, type Scan } from '../core/process/process.ts'
import { monotonicMs } from '../storage/monotonic.ts'
import { type JoinContext, toAgentProcess, toOrphanProcess } from './agent-process.ts'
import { createCpuMeter } from './cpu.ts'
import { createListedFiles, type ListedFiles } from './darwin/held-files.ts'
import { type AskHost, createHostStates } from './host-states.ts'
import { createHosts, type HostsFound } from './hosts.ts'
import { createInterest } from './interest.ts'
import {
  isInOtherNamespace as isPidInOtherNamespace,
  type ReadChildMarks,
  readChildMarks,
} from './linux/child-marks.ts'
import { type ReadHeldFiles, readHeldFiles as readFilesHeld } from './linux/held-files.ts'
import { createOrphanFinder, type FoundOrphan, hasLostParent, type OrphanLook, type Owner } from './orphans.ts'
import { pidDomainHere } from './pid-domain.ts'
import type { PlatformTable } from './platform-table.ts'
import { isForkOf, type RecognisedProcess, recognise } from './recognise.ts'
import { createRegistry } from './registry.ts'
import { createSessionMarks } from './session-marks.ts'
import { createSessionSigns, type SeenBeside } from './session-signs/session-signs.ts'
import { createTranscriptClock, lastSignOfLife } from './sign-of-life.ts'
import type { ReadTitles } from './terminal-titles.ts'
import { unwrap } from './wrappers.ts'

export interface Scanner {
  /** Calls that overlap share one look. What can't be read is told in `problems`; it does not throw. */
  scan(): Promise<Scan>
  /** This very process as it is now, with every field. Undefined when it is gone, or the pid is somebody else's by now. */
  inspect(ref: ProcessRef): Promise<OsProcess | undefined>
}

export interface ScannerOptions {
  readonly table: PlatformTable
  readonly agents: readonly Agent[]
  readonly environment: AgentEnvironment
  /** Milliseconds since the epoch. */
  readonly clock?: () => number
  /** Milliseconds of a clock nobody sets, for CPU shares and the duration of a look. */
  readonly monotonic?: () => number
  /** TCE itself: never shown. */
  readonly ownPid?: number
  /** Undefined where environments can't be read. */
  readonly readMarks?: ReadChildMarks | undefined
  readonly isInOtherNamespace?: ((pid: number) => boolean) | undefined
  /** Undefined where the system does not tell. */
  readonly readHeldFiles?: ReadHeldFiles | undefined
  /** Where they can only be listed, all at once. */
  readonly listedFiles?: ListedFiles | undefined
  /** Undefined: nobody is asked. */
  readonly askHost?: AskHost | undefined
  /** Undefined: nobody is asked. */
  readonly readTitles?: ReadTitles | undefined
  readonly pidDomain?: string | undefined
  /** From this share of a core on, CPU use is a sign of life; asked at every look, because settings change. */
  readonly idleBelowCpuPercent?: () => number
}

export function createScanner({
  table,
  agents,
  environment,
  clock = Date.now,
  monotonic = monotonicMs,
  ownPid = process.pid,
  readMarks = environment.platform === 'linux' ? readChildMarks : undefined,
  isInOtherNamespace = environment.platform === 'linux' ? isPidInOtherNamespace : undefined,
  listedFiles = environment.platform === 'darwin' ? createListedFiles() : undefined,
  readHeldFiles = environment.platform === 'linux' ? readFilesHeld : listedFiles?.read,
  askHost,
  readTitles,
  pidDomain = pidDomainHere(environment.platform),
  idleBelowCpuPercent = () => defaultHealthPolicy.idleBelowCpuPercent,
}: ScannerOptions): Scanner {
  const { platform } = environment
  const sources = agentFoldersOf(agents, environment)
  const configDirsOf = new Map(agents.map((agent) => [agent, agent.configDirs(environment)]))
  const registry = createRegistry({ sources, platform, pidDomain, now: clock })
  const signs = createSessionSigns({ configDirsOf, now: clock })
  const transcripts = createTranscriptClock(clock)
  const hostFinder = createHosts({
    configDirsOf: (agent) => configDirsOf.get(agent) ?? [],
    readHeldFiles,
    now: clock,
  })
  const hostStates = createHostStates(askHost, clock)
  const sessionMarks = createSessionMarks(readMarks)
  const cpu = createCpuMeter()
  const orphanFinder = createOrphanFinder({ agents, readMarks, isInOtherNamespace, ownPid })
  const interest = createInterest(agents)
  let orphanIds: ReadonlySet<string> = new Set()
  let running: Promise<Scan> | undefined

  return {
    scan() {
      running ??= look().finally(() => {
        running = undefined
      })
      return running
    },
    async inspect(ref) {
      const found = await table.inspect(ref.pid)
      return found?.start === ref.start ? found : undefined
    },
  }

  async function look(): Promise<Scan> {
    const beganMs = monotonic()
    const scannedAtMs = clock()
    registry.refresh()
    const listed = await list()
    const { recognised, wrappers, foreignCount } = recogniseAll(listed.processes, scannedAtMs)
    const children = childrenByParent(listed.processes)
    await listedFiles?.list(...lockedPlaces(recognised))
    const { hosts, hostOfWindow, sessionIds } = hostFinder.find([...recognised.values()])
    const abandoned = takeAbandoned(recognised, hosts, listed.processes)
    const below = (pid: number) => withoutHosts(descendantsOf(pid, children), hosts, children)
    const descendants = new Map(Array.from(recognised.keys(), (pid) => [pid, below(pid)]))
    const sessionOfChild = sessionMarks.of(
      Array.from(hosts.keys(), (pid) => hostedChildren(pid, recognised, descendants)),
    )
    /** What a window's host does for this session is the window's, too. */
    const workOf = (pid: number, sessionId: string): readonly OsProcess[] => {
      const host = hostOfWindow.get(pid)
      const hosted = host === undefined ? [] : (descendants.get(host.pid) ?? [])
      return [...(descendants.get(pid) ?? []), ...hosted.filter((child) => sessionOfChild(child) === sessionId)]
    }
    /** What an agent starts for itself (a host, what keeps it up to date) is no tool that it runs. */
    const toolsOf = (pid: number, sessionId: string): readonly OsProcess[] =>
      workOf(pid, sessionId).filter((child) => {
        const found = recognised.get(child.pid)
        return found === undefined || !isHelperRole(found.role)
      })
    await addSigns(recognised, { workOf: toolsOf, heldSessionsOf: (pid) => sessionIds.get(pid) ?? [] })
    await addHostStates(recognised, hostOfWindow)
    await addTitles(recognised)
    for (const pid of hostOfWindow.keys()) {
      const shown = recognised.get(pid)?.entry?.live.sessionId
      if (shown !== undefined) descendants.set(pid, workOf(pid, shown))
    }
    const recorded = new Set(Array.from(recognised.values(), ({ entry }) => entry?.live.sessionId))
    const owners = ownersOf(recognised, sessionIds)
    const orphans = await findOrphans({ processes: listed.processes, owners, abandoned }, descendants)
    const context: JoinContext = {
      recognised,
      descendants: (pid) => descendants.get(pid) ?? [],
      wrappers: (pid) => wrappers.get(pid) ?? [],
      hosts,
      hostOfWindow,
      sessionOfChild,
      cpuPercent: cpu.sample(watchedProcesses(recognised, descendants, orphans), monotonic()),
      lastActiveAtMs: (found, cpuPercent) => lastActiveAtMs(found, cpuPercent, scannedAtMs, recorded),
    }
    const processes = Array.from(recognised.values(), (found) => toAgentProcess(found, context))
    transcripts.forgetUnasked()
    return {
      scannedAtMs,
      processCount: listed.processes.length,
      agents: processes.filter(({ role }) => !isHelperRole(role)),
      helpers: processes.filter(({ role }) => isHelperRole(role)),
      orphans: orphans.map((orphan) => toOrphanProcess(orphan, context)),
      problems: [...listed.problems, ...registry.problems(), ...foreignProblem(foreignCount)],
      durationMs: monotonic() - beganMs,
    }
  }

  /** Which processes may hold locks for their sessions, and where these lie. */
  function lockedPlaces(recognised: ReadonlyMap<number, RecognisedProcess>) {
    const holders = Array.from(recognised.values()).filter(({ agent }) => agent.hosting?.locks !== undefined)
    const folders = [...new Set(holders.map(({ agent }) => agent))].flatMap((agent) =>
      (configDirsOf.get(agent) ?? []).flatMap((dir) => agent.hosting?.locks?.dir(dir) ?? []),
    )
    return [holders.map(({ process }) => process.pid), folders] as const
  }

  /** What files and locks tell of sessions that have no entry in a registry. */
  async function addSigns(recognised: Map<number, RecognisedProcess>, seen: SeenBeside): Promise<void> {
    for (const [pid, entry] of await signs.entriesOf([...recognised.values()], seen)) {
      const found = recognised.get(pid)
      if (found !== undefined) recognised.set(pid, { ...found, entry })
    }
  }

  /** What a host says of sessions whose records leave it open. */
  async function addHostStates(
    recognised: Map<number, RecognisedProcess>,
    hostOfWindow: HostsFound['hostOfWindow'],
  ): Promise<void> {
    const windows = [...hostOfWindow].flatMap(([pid, host]) => {
      const found = recognised.get(pid)
      return found === undefined || !host.canInterrupt ? [] : [{ found, host }]
    })
    for (const [pid, state] of await hostStates.of(windows)) {
      const found = recognised.get(pid)
      if (found?.entry === undefined) continue
      recognised.set(pid, { ...found, entry: { ...found.entry, live: { ...found.entry.live, ...state } } })
    }
  }

  /** What a program wrote into the title of its terminal, where nothing else tells what it is at. */
  async function addTitles(recognised: Map<number, RecognisedProcess>): Promise<void> {
    const untold = Array.from(recognised.values()).filter(
      ({ agent, entry, process }) =>
        agent.signs?.titleTells !== undefined && entry?.live.activity === 'unknown' && process.tty !== undefined,
    )
    if (untold.length === 0 || readTitles === undefined) return
    const titles = await readTitles()
    for (const { agent, process, entry, ...found } of untold) {
      const told = agent.signs?.titleTells?.(titles.get(process.tty ?? '') ?? '')
      if (told === undefined || entry === undefined) continue
      recognised.set(process.pid, { ...found, agent, process, entry: { ...entry, live: { ...entry.live, ...told } } })
    }
  }

  async function list(): Promise<{ processes: readonly OsProcess[]; problems: readonly string[] }> {
    try {
      const processes = await table.read(isInteresting)
      return { processes, problems: table.problems?.() ?? [] }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      return { processes: [], problems: [`The list of processes could not be read: ${reason}`] }
    }
  }

  function isInteresting(candidate: OsProcess): boolean {
    if (registry.claims(candidate.pid) || (orphanIds.size > 0 && orphanIds.has(processId(candidate)))) return true
    return interest(candidate)
  }

  /** Another user's agents are counted, not shown: nothing could be read of their sessions, and nothing done to them. */
  function recogniseAll(processes: readonly OsProcess[], nowMs: number) {
    const entries = registry.entriesOf(processes)
    const recognised = new Map<number, RecognisedProcess>()
    let foreignCount = 0
    for (const process of processes) {
      if (process.pid === ownPid || !isInteresting(process)) continue
      const found = recognise(process, entries.get(process.pid), agents, platform)
      if (found === undefined) continue
      if (process.isOwn === false) foreignCount += 1
      else recognised.set(process.pid, found)
    }
    for (const [pid, found] of recognised) {
      if (isForkOf(recognised.get(found.process.ppid)?.process, found, nowMs)) recognised.delete(pid)
    }
    const wrappers = unwrap(recognised, processes)
    return { recognised, wrappers, foreignCount }
  }

  async function findOrphans(
    look: Omit<OrphanLook, 'treePids'>,
    descendants: ReadonlyMap<number, readonly OsProcess[]>,
  ): Promise<readonly FoundOrphan[]> {
    const treePids = new Set(descendants.keys())
    for (const tree of descendants.values()) for (const { pid } of tree) treePids.add(pid)
    const found = orphanFinder.find({ ...look, treePids })
    const complete = await Promise.all(found.map(withEveryField))
    const own = orphanFinder.withoutUsersOwn(complete.flatMap((orphan) => orphan ?? []))
    orphanIds = new Set(own.map(({ process }) => processId(process)))
    return own
  }

  /** One that was found just now was listed with few fields; from the next look on it is watched. */
  async function withEveryField(orphan: FoundOrphan): Promise<FoundOrphan | undefined> {
    const { process } = orphan
    const full = orphanIds.has(processId(process)) ? process : await table.inspect(process.pid)
    return full === undefined || full.start !== process.start || full.isOwn === false
      ? undefined
      : { ...orphan, process: full }
  }

  function lastActiveAtMs(
    { agent, entry, process }: RecognisedProcess,
    cpuPercent: number | undefined,
    nowMs: number,
    recorded: ReadonlySet<string | undefined>,
  ) {
    const live = entry?.live
    const transcriptChangedMs =
      entry === undefined || live?.sessionId === undefined
        ? transcripts.unclaimedChangedMs({
            agent,
            configDirs: configDirsOf.get(agent) ?? [],
            cwd: process.cwd,
            sinceMs: process.startedAtMs,
            isClaimed: (sessionId) => recorded.has(sessionId),
          })
        : transcripts.changedMs({
            agent,
            configDir: entry.configDir,
            sessionId: live.sessionId,
            cwd: live.cwd ?? process.cwd,
          })
    return lastSignOfLife({ live, transcriptChangedMs, cpuPercent, idleBelowCpuPercent: idleBelowCpuPercent() }, nowMs)
  }
}

/** A window may have started its host, which goes on without it, with the work of other windows. */
function withoutHosts(
  descendants: readonly OsProcess[],
  hosts: ReadonlyMap<number, unknown>,
  children: ReadonlyMap<number, readonly OsProcess[]>,
): readonly OsProcess[] {
  const found = hosts.size === 0 ? [] : descendants.filter(({ pid }) => hosts.has(pid))
  if (found.length === 0) return descendants
  const hosted = new Set(found.flatMap((host) => [host, ...descendantsOf(host.pid, children)]))
  return descendants.filter((process) => !hosted.has(process))
}

/** Hosts whose parent is gone and that nobody can reach: no helpers any more, but left behind. */
function takeAbandoned(
  recognised: Map<number, RecognisedProcess>,
  hosts: ReadonlyMap<number, Host>,
  processes: readonly OsProcess[],
) {
  if (hosts.size === 0) return []
  const byPid = new Map(processes.map((process) => [process.pid, process]))
  const found = Array.from(hosts.values()).flatMap((host) => {
    const agent = recognised.get(host.process.pid)?.agent
    const others = Array.from(hosts.values()).filter(
      (other) => other !== host && recognised.get(other.process.pid)?.agent === agent,
    )
    const isLost = hasLostParent(host.process, byPid) && agent?.hosting?.isAbandoned?.(host, others) === true
    return agent !== undefined && isLost ? [{ process: host.process, agent }] : []
  })
  for (const { process } of found) recognised.delete(process.pid)
  return found
}

/** Whose sessions live: agents, and the hosts of their windows. */
function ownersOf(
  recognised: ReadonlyMap<number, RecognisedProcess>,
  sessionIds: ReadonlyMap<number, readonly string[]>,
): readonly Owner[] {
  return Array.from(recognised.values()).flatMap(({ process, agent, role, entry }) => {
    const held = sessionIds.get(process.pid)
    if (isHelperRole(role) && (role !== 'supervisor' || agent.hosting === undefined)) return []
    const { sessionId } = entry?.live ?? {}
    return [{ process, agent, sessionIds: sessionId === undefined ? held : [...(held ?? []), sessionId] }]
  })
}

function hostedChildren(
  pid: number,
  recognised: ReadonlyMap<number, RecognisedProcess>,
  descendants: ReadonlyMap<number, readonly OsProcess[]>,
) {
  return { agent: recognised.get(pid)?.agent, children: descendants.get(pid) ?? [] }
}

function watchedProcesses(
  recognised: ReadonlyMap<number, RecognisedProcess>,
  descendants: ReadonlyMap<number, readonly OsProcess[]>,
  orphans: readonly FoundOrphan[],
): readonly OsProcess[] {
  const watched = new Map<number, OsProcess>()
  for (const { process } of recognised.values()) watched.set(process.pid, process)
  for (const tree of descendants.values()) for (const child of tree) watched.set(child.pid, child)
  for (const { process } of orphans) watched.set(process.pid, process)
  return [...watched.values()]
}

function foreignProblem(count: number): readonly string[] {
  if (count === 0) return []
  return [count === 1 ? '1 agent of another user is not shown.' : `${count} agents of other users are not shown.`]
}
