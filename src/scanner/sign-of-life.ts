/**
 * When an agent last did something: the newest of what its registry says, the change of its transcript (its own and those of
 * its subagents), and CPU use. A future time (the clock was set back, a file came from elsewhere) counts as now.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Agent, LiveSession } from '../agents/agent.ts'

export interface LifeEvidence {
  readonly live?: Pick<LiveSession, 'updatedAtMs' | 'activitySinceMs'> | undefined
  readonly transcriptChangedMs?: number | undefined
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
  /** Forgets the sessions that are not among these. */
  keepOnly(sessionIds: ReadonlySet<string>): void
}

export interface SessionPlace {
  readonly agent: Agent
  readonly configDir: string
  readonly sessionId: string
  readonly cwd?: string | undefined
}

/** A transcript may lie where nobody expects it: the session moved, or its folder was named by hand. Looked for this often. */
const searchAgainAfterMs = 30_000
/** Only subagents that wrote lately can write now. */
const watchedSubagents = 8

interface Known {
  path: string | undefined
  searchedAtMs: number
  subagents: SubagentListing | undefined
}

interface SubagentListing {
  readonly changedMs: number
  readonly newest: readonly string[]
}

export function createTranscriptClock(now: () => number = Date.now): TranscriptClock {
  const known = new Map<string, Known>()
  return {
    changedMs(session) {
      const entry = known.get(session.sessionId) ?? {
        path: undefined,
        searchedAtMs: Number.NEGATIVE_INFINITY,
        subagents: undefined,
      }
      known.set(session.sessionId, entry)
      const path = locate(session, entry)
      return path === undefined ? undefined : newest([modifiedMs(path), subagentsChangedMs(path, entry)])
    },
    keepOnly(sessionIds) {
      for (const id of known.keys()) if (!sessionIds.has(id)) known.delete(id)
    },
  }

  function locate(session: SessionPlace, entry: Known): string | undefined {
    const expected = (session.agent.transcriptPaths?.(session) ?? [])
      .map((path) => join(session.configDir, path))
      .find((path) => modifiedMs(path) !== undefined)
    if (expected !== undefined) return expected
    if (entry.path !== undefined && modifiedMs(entry.path) !== undefined) return entry.path
    if (Math.abs(now() - entry.searchedAtMs) < searchAgainAfterMs) return undefined
    entry.searchedAtMs = now()
    entry.path = search(session)
    return entry.path
  }
}

function search({ configDir, sessionId }: SessionPlace): string | undefined {
  const projects = join(configDir, 'projects')
  return namesIn(projects)
    .map((project) => join(projects, project, `${sessionId}.jsonl`))
    .find((path) => modifiedMs(path) !== undefined)
}

/** `<session>.jsonl` has its subagents' transcripts in `<session>/subagents/`. */
function subagentsChangedMs(transcript: string, entry: Known): number | undefined {
  const dir = join(transcript.replace(/\.jsonl$/, ''), 'subagents')
  const changedMs = modifiedMs(dir)
  if (changedMs === undefined) return undefined
  if (entry.subagents?.changedMs !== changedMs) entry.subagents = { changedMs, newest: newestFiles(dir) }
  return newest(entry.subagents.newest.map(modifiedMs))
}

function newestFiles(dir: string): readonly string[] {
  return namesIn(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(dir, name))
    .map((path) => ({ path, changedMs: modifiedMs(path) ?? 0 }))
    .sort((a, b) => b.changedMs - a.changedMs)
    .slice(0, watchedSubagents)
    .map(({ path }) => path)
}

function newest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

const modifiedMs = (path: string): number | undefined => {
  try {
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    return modified === undefined ? undefined : Math.floor(modified)
  } catch {
    return undefined
  }
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}
