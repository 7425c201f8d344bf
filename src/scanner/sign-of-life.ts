/**
 * When an agent last did something: the newest of what its registry says, the change of its transcript (its own and those of
 * its subagents), and the CPU use of its tree. A future time (the clock was set back, a file came from elsewhere) counts as now.
 */
import { basename, dirname, join } from 'node:path'
import type { Agent, LiveSession } from '../agents/agent.ts'
import type { LineSessions } from '../agents/session-source.ts'
import { foldersIn } from '../storage/folders.ts'
import { namesIn, statOf } from '../storage/look.ts'

export interface LifeEvidence {
  readonly live?: Pick<LiveSession, 'updatedAtMs' | 'activitySinceMs'> | undefined
  readonly transcriptChangedMs?: number | undefined
  /** Of the process and all its descendants. */
  readonly cpuPercent?: number | undefined
  /** From this share of a core on, an agent is at work: HealthPolicy.idleBelowCpuPercent. */
  readonly idleBelowCpuPercent: number
}

/** Undefined when nothing is known: the uptime is no sign of life. */
export function lastSignOfLife(
  { live, transcriptChangedMs, cpuPercent, idleBelowCpuPercent }: LifeEvidence,
  nowMs: number,
): number | undefined {
  const isAtWork = cpuPercent !== undefined && cpuPercent >= idleBelowCpuPercent
  const times = [live?.updatedAtMs, live?.activitySinceMs, transcriptChangedMs, isAtWork ? nowMs : undefined].filter(
    (time) => time !== undefined,
  )
  return times.length === 0 ? undefined : Math.min(nowMs, Math.max(...times))
}

export interface TranscriptClock {
  /** The last change of the session's transcripts, in ms since the epoch. Undefined before the first prompt. */
  changedMs(session: SessionPlace): number | undefined
  /**
   * Of a process whose session nobody knows: the last change, since it began, of the transcripts in its directory that no known
   * session has claimed. One that grows may be its own; of several such processes all get the benefit of the doubt.
   */
  unclaimedChangedMs(place: UnclaimedPlace): number | undefined
  /** At the end of a look: forgets what it did not ask for. */
  forgetUnasked(): void
}

export interface SessionPlace {
  readonly agent: Agent
  readonly configDir: string
  readonly sessionId: string
  readonly cwd?: string | undefined
}

export interface UnclaimedPlace extends Pick<SessionPlace, 'agent' | 'cwd'> {
  readonly configDirs: readonly string[]
  readonly sinceMs: number
  /** The same for all that are asked in one look. */
  readonly isClaimed: (sessionId: string) => boolean
}

/** A transcript may lie where nobody expects it: the session moved, or its folder was named by hand. Looked for this often. */
const searchAgainAfterMs = 30_000
/** Only those that wrote lately are asked at every look, subagents or sessions. */
const watchedFiles = 8
/** Start times have whole seconds on some systems. */
const sameMomentMs = 1_000

interface Known {
  path: string | undefined
  searchedAtMs: number
  /** By folder. */
  readonly subagents: Map<string, Listing>
}

interface Listing {
  readonly changedMs: number
  readonly listedAtMs: number
  readonly newest: readonly string[]
}

export function createTranscriptClock(now: () => number = Date.now): TranscriptClock {
  const known = new Map<string, Known>()
  const folders = new Map<string, Listing>()
  const asked = new Set<string>()
  /** Of this look: several such processes may work in one directory. */
  const unclaimed = new Map<string, number | undefined>()
  return {
    changedMs,
    unclaimedChangedMs(place) {
      if (place.agent.transcriptPaths === undefined || place.cwd === undefined) return undefined
      const key = `${place.agent.id} ${place.cwd}`
      if (!unclaimed.has(key)) unclaimed.set(key, newestUnclaimed(place))
      const changed = unclaimed.get(key)
      return changed !== undefined && changed >= place.sinceMs - sameMomentMs ? changed : undefined
    },
    forgetUnasked() {
      for (const id of known.keys()) if (!asked.has(id)) known.delete(id)
      for (const dir of folders.keys()) if (!asked.has(dir)) folders.delete(dir)
      asked.clear()
      unclaimed.clear()
    },
  }

  function newestUnclaimed({ agent, configDirs, cwd, isClaimed }: UnclaimedPlace): number | undefined {
    return newest(
      configDirs.flatMap((configDir) =>
        sessionsIn(agent, folderOf(agent, configDir, cwd))
          .filter((sessionId) => !isClaimed(sessionId))
          .map((sessionId) => changedMs({ agent, configDir, sessionId, cwd })),
      ),
    )
  }

  function changedMs(session: SessionPlace): number | undefined {
    const entry = known.get(session.sessionId) ?? {
      path: undefined,
      searchedAtMs: Number.NEGATIVE_INFINITY,
      subagents: new Map(),
    }
    known.set(session.sessionId, entry)
    asked.add(session.sessionId)
    const paths = locate(session, entry)
    return newest(paths.flatMap((path) => [modifiedMs(path), subagentsChangedMs(session, path, entry)]))
  }

  /** A file that grows does not change its folder: an old session that was resumed shows when the folder is listed again. */
  function sessionsIn(agent: Agent, dir: string | undefined): readonly string[] {
    const sessionOf = (name: string) => formOf(agent)?.sessionOf(name, dir ?? '')
    const changedMs = dir === undefined ? undefined : modifiedMs(dir)
    if (dir === undefined || changedMs === undefined) return []
    asked.add(dir)
    const before = folders.get(dir)
    const isKnown = before?.changedMs === changedMs && Math.abs(now() - before.listedAtMs) < searchAgainAfterMs
    const listing = isKnown ? before : { changedMs, listedAtMs: now(), newest: newestFiles(dir, sessionOf) }
    folders.set(dir, listing)
    return listing.newest.flatMap((path) => sessionOf(basename(path)) ?? [])
  }

  /** Several where a worktree's folder holds a stub and the project's the conversation, or the other way round. */
  function locate(session: SessionPlace, entry: Known): readonly string[] {
    const expected = (session.agent.transcriptPaths?.(session) ?? [])
      .map((path) => join(session.configDir, path))
      .filter((path) => modifiedMs(path) !== undefined)
    if (expected.length > 0) return expected
    if (entry.path !== undefined && modifiedMs(entry.path) !== undefined) return [entry.path]
    if (Math.abs(now() - entry.searchedAtMs) < searchAgainAfterMs) return []
    entry.searchedAtMs = now()
    entry.path = search(session)
    return entry.path === undefined ? [] : [entry.path]
  }

  function subagentsChangedMs(
    { agent, sessionId }: SessionPlace,
    transcript: string,
    entry: Known,
  ): number | undefined {
    const form = formOf(agent)
    if (form === undefined) return undefined
    const dir = form.subagentsFolder(transcript, sessionId)
    const changedMs = modifiedMs(dir)
    if (changedMs === undefined) return undefined
    const before = entry.subagents.get(dir)
    const listing =
      before?.changedMs === changedMs
        ? before
        : { changedMs, listedAtMs: now(), newest: newestFiles(dir, (name) => form.laneOf(name, dir)) }
    entry.subagents.set(dir, listing)
    return newest(listing.newest.map(modifiedMs))
  }
}

/** Where a session of that directory would lie, whatever its id. */
function folderOf(agent: Agent, configDir: string, cwd: string | undefined): string | undefined {
  const [path] = agent.transcriptPaths?.({ cwd, sessionId: 'any' }) ?? []
  return path === undefined ? undefined : dirname(join(configDir, path))
}

const formOf = ({ sessions }: Agent): LineSessions | undefined => sessions.find((form) => form.kind === 'lines')

/** Under its name, in whatever folder of the agent's. */
function search({ agent, configDir, sessionId }: SessionPlace): string | undefined {
  const [expected] = agent.transcriptPaths?.({ cwd: '/', sessionId }) ?? []
  const form = formOf(agent)
  if (expected === undefined || form === undefined) return undefined
  let folders = form.folders(configDir)
  for (let depth = 0; depth < form.depth; depth++) folders = folders.flatMap(foldersIn)
  return folders.map((dir) => join(dir, basename(expected))).find((path) => modifiedMs(path) !== undefined)
}

function newestFiles(dir: string, whoseIs: (name: string) => string | undefined): readonly string[] {
  return namesIn(dir)
    .filter((name) => whoseIs(name) !== undefined)
    .map((name) => join(dir, name))
    .map((path) => ({ path, changedMs: modifiedMs(path) ?? 0 }))
    .sort((a, b) => b.changedMs - a.changedMs)
    .slice(0, watchedFiles)
    .map(({ path }) => path)
}

function newest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

const modifiedMs = (path: string): number | undefined => {
  const modified = statOf(path)?.mtimeMs
  return modified === undefined ? undefined : Math.floor(modified)
}
