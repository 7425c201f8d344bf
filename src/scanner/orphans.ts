/**
 * Processes a session left behind when it died: its tool shells, their commands, its MCP servers.
 *
 * Where the environment of a process can be read (Linux), the agent's own marks tell: the session it was started for, and the
 * pid of it. Elsewhere a process without a parent that looks like an MCP server or a tool shell is one. Only processes that
 * changed hands come into question: those of pid 1 or of a session manager, and those that were in an agent's tree before.
 * Each is asked once per program that it is; a process that carries a living agent, TCE itself, or something of the user's own (a terminal multiplexer with
 * their shells in it) is never called an orphan.
 */
import type { Agent } from '../agents/agent.ts'
import { childrenByParent, descendantsOf } from '../core/process/descendants.ts'
import { type OsProcess, processId, programId } from '../core/process/process.ts'
import { isUsersOwn } from '../core/process/users-own.ts'
import type { ReadChildMarks } from './linux/child-marks.ts'

export interface FoundOrphan {
  readonly process: OsProcess
  /** The process that changed hands: itself, or whose tree it is in. */
  readonly root: OsProcess
  readonly agent: Agent
  readonly sessionId?: string | undefined
  readonly reason: string
}

/** A living agent, as far as it matters here. */
export interface Owner {
  readonly process: OsProcess
  readonly agent: Agent
  /** Undefined where nothing tells (yet). Those of a window are its host's, which is an owner of its own. */
  readonly sessionIds?: readonly string[] | undefined
}

/** A host that nobody can reach any more, as its agent judges it. */
export interface AbandonedHost {
  readonly process: OsProcess
  readonly agent: Agent
}

export interface OrphanLook {
  readonly processes: readonly OsProcess[]
  readonly owners: readonly Owner[]
  /** Not in `treePids`, with what runs below them. */
  readonly abandoned?: readonly AbandonedHost[] | undefined
  /** Agents, helpers and everything below them. */
  readonly treePids: ReadonlySet<number>
}

export interface OrphanFinder {
  find(look: OrphanLook): readonly FoundOrphan[]
  /** What of these was left behind, as they look with every field; trees with something of the user's own in them are remembered and never found again. */
  withoutUsersOwn(found: readonly FoundOrphan[]): readonly FoundOrphan[]
}

export interface OrphanFinderOptions {
  readonly agents: readonly Agent[]
  /** Undefined where no environment can be read. */
  readonly readMarks?: ReadChildMarks | undefined
  /** Its pid means nothing to it, nor do the pids in its environment to us. */
  readonly isInOtherNamespace?: ((pid: number) => boolean) | undefined
  readonly ownPid: number
}

/** Who adopts orphans beside pid 1: session managers, and the first processes of containers. */
const adopters = new Set([
  'systemd',
  'init',
  'launchd',
  'tini',
  'docker-init',
  'dumb-init',
  'catatonit',
  'conmon',
  's6-svscan',
])
/** Start times have whole seconds on some systems. */
const sameMomentMs = 1_000

/** What a process carries of one agent. */
interface Marks {
  readonly agent: Agent
  readonly sessionId?: string | undefined
  readonly rootSessionId?: string | undefined
  readonly ownerPid?: number | undefined
}

export function createOrphanFinder({
  agents,
  readMarks,
  isInOtherNamespace,
  ownPid,
}: OrphanFinderOptions): OrphanFinder {
  const markNames = [...new Set(agents.flatMap(({ childMarks }) => Object.values(childMarks).filter(isName)))]
  let marksByProgram = new Map<string, readonly Marks[]>()
  let wasInTree: ReadonlySet<string> = new Set()
  let usersOwn: readonly OsProcess[] = []
  /** A session may take another id (/clear); what it started before carries the old one. */
  let sessionsByOwner = new Map<string, ReadonlySet<string>>()

  return {
    find(look) {
      sessionsByOwner = rememberSessions(look.owners)
      const byPid = new Map(look.processes.map((process) => [process.pid, process]))
      usersOwn = usersOwn.filter(({ pid, start }) => byPid.get(pid)?.start === start)
      const spared = withAncestors([...look.treePids, ownPid, ...treesOf(usersOwn, look.processes)], byPid)
      const adopted = look.processes.filter((process) => !spared.has(process.pid) && isAdopted(process, byPid))
      wasInTree = idsOf(look, byPid)
      const roots = readMarks === undefined ? findByShape(adopted) : findByMarks(adopted, look.owners, readMarks)
      return withTheirTrees([...roots, ...abandonedRoots(look.abandoned ?? [])], look.processes, spared)
    },
    withoutUsersOwn(found) {
      const kept = new Set(found.filter(isKept).map(({ root }) => root))
      usersOwn = [...usersOwn, ...kept]
      return found.filter(({ root }) => !kept.has(root))
    },
  }

  function rememberSessions(owners: readonly Owner[]): Map<string, ReadonlySet<string>> {
    return new Map(
      owners.map(({ process, sessionIds }) => {
        const before = sessionsByOwner.get(processId(process)) ?? []
        return [processId(process), new Set([...before, ...(sessionIds ?? [])])]
      }),
    )
  }

  function isAdopted(process: OsProcess, byPid: ReadonlyMap<number, OsProcess>): boolean {
    if (process.state === 'zombie' || process.isOwn === false || process.pid === 1) return false
    const parent = byPid.get(process.ppid)
    if (process.ppid <= 1 || parent === undefined || adopters.has(parent.name)) return true
    return wasInTree.has(processId(process)) || (marksByProgram.get(programId(process)) ?? []).length > 0
  }

  function findByMarks(adopted: readonly OsProcess[], owners: readonly Owner[], read: ReadChildMarks) {
    const seen = new Map<string, readonly Marks[]>()
    const found = adopted.flatMap((process): readonly FoundOrphan[] => {
      const id = programId(process)
      const marks = marksByProgram.get(id) ?? marksOf(process, read)
      seen.set(id, marks)
      // An agent that was started inside another one's session marks its children beside the other's marks: as long as one of them lives…
      const reasons = marks.map((one) => reasonOf(one, process, owners))
      const [first] = marks
      const reason = reasons.includes(undefined) ? undefined : reasons[0]
      return first === undefined || reason === undefined
        ? []
        : [{ process, root: process, agent: first.agent, sessionId: first.sessionId, reason }]
    })
    marksByProgram = seen
    return found
  }

  function marksOf({ pid }: OsProcess, read: ReadChildMarks): readonly Marks[] {
    const values = read(pid, markNames)
    const markOf = (name: string | undefined) => (name === undefined ? undefined : values[name] || undefined)
    const isElsewhere = Object.keys(values).length > 0 && isInOtherNamespace?.(pid) === true
    return agents.flatMap((agent): readonly Marks[] => {
      const { childMarks } = agent
      if (!Object.values(childMarks).some((name) => markOf(name) !== undefined)) return []
      const owner = isElsewhere ? Number.NaN : Number(markOf(childMarks.ownerPid))
      return [
        {
          agent,
          sessionId: markOf(childMarks.sessionId),
          rootSessionId: markOf(childMarks.rootSessionId),
          ownerPid: Number.isInteger(owner) && owner > 0 ? owner : undefined,
        },
      ]
    })
  }

  /** Undefined while its session lives, or while that can't be told: an agent without a known session might be it. */
  function reasonOf(
    { agent, sessionId, rootSessionId, ownerPid }: Marks,
    child: OsProcess,
    owners: readonly Owner[],
  ): string | undefined {
    const ids = [sessionId, rootSessionId].filter((id) => id !== undefined)
    if (Array.from(sessionsByOwner.values()).some((sessions) => ids.some((id) => sessions.has(id)))) return undefined
    if (ownerPid !== undefined) {
      const owner = owners.find(({ process }) => process.pid === ownerPid)
      const isOlder = owner !== undefined && owner.process.startedAtMs <= child.startedAtMs + sameMomentMs
      return isOlder ? undefined : `its session (pid ${ownerPid}) is gone`
    }
    const own = owners.filter((owner) => owner.agent === agent)
    if (sessionId === undefined) return own.length > 0 ? undefined : `its ${agent.displayName} session is gone`
    const mayBeUnknown = own.some((owner) => owner.sessionIds === undefined)
    return mayBeUnknown ? undefined : `its session (${sessionId.slice(0, 8)}) is gone`
  }

  function findByShape(adopted: readonly OsProcess[]): readonly FoundOrphan[] {
    return adopted.flatMap((process) => {
      for (const agent of agents) {
        const shape = shapeNames[agent.childKindOf(process)]
        if (shape !== undefined)
          return [{ process, root: process, agent, reason: `it looks like ${shape}, and its parent is gone` }]
      }
      return []
    })
  }
}

const isName = (name: string | undefined): name is string => name !== undefined

const abandonedRoots = (hosts: readonly AbandonedHost[]): readonly FoundOrphan[] =>
  hosts.map(({ process, agent }) => ({
    process,
    root: process,
    agent,
    reason: 'whoever started it is gone, and nothing else can reach it',
  }))

/** Its parent is gone. The first process of a container may be the very program that started it: then nobody knows. */
export function hasLostParent({ ppid }: OsProcess, byPid: ReadonlyMap<number, OsProcess>): boolean {
  const parent = byPid.get(ppid)
  return parent === undefined || adopters.has(parent.name)
}

/** An MCP server may offer terminals of its own. */
const isKept = ({ process, root, agent }: FoundOrphan): boolean =>
  isUsersOwn(process) && agent.childKindOf(root) !== 'mcp-server'

const shapeNames: Readonly<Record<string, string | undefined>> = {
  'mcp-server': 'an MCP server',
  'tool-shell': "an agent's shell",
}

function idsOf({ processes, treePids }: OrphanLook, byPid: ReadonlyMap<number, OsProcess>): ReadonlySet<string> {
  if (treePids.size === 0 || processes.length === 0) return new Set()
  return new Set([...treePids].flatMap((pid) => byPid.get(pid) ?? []).map(processId))
}

function withAncestors(pids: readonly number[], byPid: ReadonlyMap<number, OsProcess>): ReadonlySet<number> {
  const found = new Set<number>()
  for (const start of pids) {
    let pid: number | undefined = start
    while (pid !== undefined && !found.has(pid)) {
      found.add(pid)
      pid = byPid.get(pid)?.ppid
    }
  }
  return found
}

function treesOf(roots: readonly OsProcess[], processes: readonly OsProcess[]): readonly number[] {
  if (roots.length === 0) return []
  const children = childrenByParent(processes)
  return roots.flatMap(({ pid }) => [pid, ...descendantsOf(pid, children).map((child) => child.pid)])
}

/** What a left-behind process started is left behind as well, and goes with it where both were found. */
function withTheirTrees(
  roots: readonly FoundOrphan[],
  processes: readonly OsProcess[],
  spared: ReadonlySet<number>,
): readonly FoundOrphan[] {
  if (roots.length === 0) return roots
  const children = childrenByParent(processes)
  const found = new Map<number, FoundOrphan>(roots.map((root) => [root.process.pid, root]))
  for (const root of roots) {
    const top = found.get(root.process.pid)?.root ?? root.root
    for (const process of descendantsOf(root.process.pid, children)) {
      const itself = found.get(process.pid)
      if (itself !== undefined) found.set(process.pid, { ...itself, root: top })
      else if (!spared.has(process.pid)) found.set(process.pid, { ...root, root: top, process })
    }
  }
  return [...found.values()]
}
