/**
 * Which session a process works in, of agents without a live registry: by the files it holds open, by a lock that is named after it, else
 * by its directory and the time. What it is at is told by the last of its session's records, where they tell it.
 */
import { readFileSync } from 'node:fs'
import type { Agent, LiveSession, SessionSigns as Signs } from '../../agents/agent.ts'
import { isHelperRole, type OsProcess, processId } from '../../core/process/process.ts'
import { activityFromEvents, type SeenActivity } from '../../core/session/activity-from-events.ts'
import { foldersIn } from '../../storage/folders.ts'
import { namesIn, statOf } from '../../storage/look.ts'
import type { RecognisedProcess } from '../recognise.ts'
import type { RegistryEntry } from '../registry.ts'
import type { KeptSession, KeptSessions } from './kept-sessions.ts'

export interface SessionSignsOptions {
  readonly configDirsOf: ReadonlyMap<Agent, readonly string[]>
  readonly now: () => number
}

export interface SessionSigns {
  /** What is known of these processes' sessions; of those with an entry of the registry, what it does not tell. */
  entriesOf(processes: readonly RecognisedProcess[], seen: SeenBeside): Promise<ReadonlyMap<number, RegistryEntry>>
}

/** What the same look has found out of processes, by pid. */
export interface SeenBeside {
  /** What runs below it, and below its host for this session. */
  workOf(pid: number, sessionId: string): readonly OsProcess[]
  /** The sessions whose locks it holds: hosts.ts. */
  heldSessionsOf(pid: number): readonly string[]
}

/** Locks that are named after a process are asked for again after this long, or when other processes are there. */
const askAgainAfterMs = 5_000
/** Start times have whole seconds on some systems. */
const sameMomentMs = 1_000

interface Asked {
  readonly atMs: number
  readonly sessionId: string | undefined
}

export function createSessionSigns({ configDirsOf, now }: SessionSignsOptions): SessionSigns {
  const kept = new Map<Agent, readonly KeptSessions[]>()
  let asked = new Map<string, Asked>()

  return {
    async entriesOf(processes, seen) {
      const wanted = processes.filter(({ agent, role }) => agent.signs !== undefined && !isHelperRole(role))
      if (wanted.length === 0) return new Map()
      const [{ keptSessions }, { redactText }] = await Promise.all([
        import('./kept-sessions.ts'),
        import('../../core/words/redact.ts'),
      ])
      for (const { agent } of wanted) {
        if (!kept.has(agent)) kept.set(agent, keptSessions(agent, configDirsOf.get(agent) ?? [], now))
      }
      const ids = new Set(wanted.map(({ process }) => processId(process)))
      asked = new Map([...asked].filter(([id]) => ids.has(id)))
      return new Map(wanted.flatMap((one) => entryOf(one, wanted, { ...seen, redact: redactText })))
    },
  }

  function entryOf(
    one: RecognisedProcess,
    all: readonly RecognisedProcess[],
    { workOf, heldSessionsOf, redact }: SeenBeside & { redact(text: string): string },
  ): readonly [number, RegistryEntry][] {
    const { agent, process, entry } = one
    const told = entry?.live.sessionId ?? heldId(agent, heldSessionsOf(process.pid)) ?? lockedId(one)
    const session = told === undefined ? sessionByDirectory(one, all) : find(agent, told)
    const sessionId = told ?? session?.sessionId
    if (sessionId === undefined) return []
    const { activity, sinceMs, waitingFor, asks } = withRunningTools(one, activityOf(one, sessionId, session), () =>
      workOf(process.pid, sessionId),
    )
    const live: LiveSession = {
      pid: process.pid,
      start: process.start,
      ...entry?.live,
      sessionId,
      activity,
      ...(activity === 'waiting' ? { waitingFor, asks: asks && redact(asks) } : {}),
      activitySinceMs: sinceMs,
      updatedAtMs: session === undefined ? entry?.live.updatedAtMs : Math.floor(session.changedMs),
    }
    const configDir = session?.configDir ?? entry?.configDir ?? configDirsOf.get(agent)?.[0] ?? ''
    return [[process.pid, { agent, configDir, live, isCertain: true }]]
  }

  function find(agent: Agent, sessionId: string): KeptSession | undefined {
    for (const sessions of kept.get(agent) ?? []) {
      const found = sessions.find(sessionId)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Who works for subagents holds their sessions too: then the one that is no subagent's. */
  function heldId(agent: Agent, held: readonly string[]): string | undefined {
    const own = held.length > 1 ? held.filter((id) => find(agent, id) !== undefined) : held
    return own.length === 1 ? own[0] : undefined
  }

  function lockedId(one: RecognisedProcess): string | undefined {
    if (one.agent.signs?.pidLock === undefined) return undefined
    const id = processId(one.process)
    const before = asked.get(id)
    if (before !== undefined && Math.abs(now() - before.atMs) < askAgainAfterMs) return before.sessionId
    const sessionId = readPidLock(one)
    asked.set(id, { atMs: now(), sessionId })
    return sessionId
  }

  function readPidLock({ agent, process }: RecognisedProcess): string | undefined {
    const lock = agent.signs?.pidLock
    if (lock === undefined) return undefined
    const sinceMs = process.startedAtMs - sameMomentMs
    for (const folder of (configDirsOf.get(agent) ?? []).map((dir) => lock.folder(dir))) {
      // A lock that was made changed its folder.
      const late = foldersIn(folder).filter((dir) => (statOf(dir)?.mtimeMs ?? 0) >= sinceMs)
      const own = late.filter((dir) => namesIn(dir).some((name) => lock.pidIn(name) === process.pid))
      const ids = own.map((dir) => dir.slice(folder.length + 1))
      if (ids.length > 0) return ids.length === 1 ? ids[0] : writtenLast(agent, ids)
    }
    return undefined
  }

  /** One that was left for its fork, or for another, stays locked. */
  function writtenLast(agent: Agent, ids: readonly string[]): string | undefined {
    const changedMs = (id: string) => find(agent, id)?.changedMs ?? 0
    return ids.toSorted((a, b) => changedMs(b) - changedMs(a))[0]
  }

  /** Of two that work in one directory nobody can tell whose is whose. */
  function sessionByDirectory(
    { agent, process }: RecognisedProcess,
    all: readonly RecognisedProcess[],
  ): KeptSession | undefined {
    const { cwd } = process
    if (agent.signs?.isByDirectory !== true || cwd === undefined) return undefined
    const beside = all.filter((other) => other.agent === agent && other.process.cwd === cwd)
    if (beside.length > 1) return undefined
    const sinceMs = process.startedAtMs - sameMomentMs
    const found = (kept.get(agent) ?? []).flatMap((sessions) => sessions.newestIn(cwd, sinceMs) ?? [])
    return found.toSorted((a, b) => b.changedMs - a.changedMs)[0]
  }

  function activityOf(
    { agent, process, entry }: RecognisedProcess,
    sessionId: string,
    session: KeptSession | undefined,
  ): SeenActivity {
    const told = entry?.live
    if (told !== undefined && told.activity !== 'unknown') {
      return { activity: told.activity, sinceMs: told.activitySinceMs }
    }
    const isWorking = workingState(agent.signs, sessionId, configDirsOf.get(agent) ?? [])
    const byEvents =
      session === undefined
        ? ({ activity: 'unknown', sinceMs: undefined } as const)
        : activityFromEvents(session.lastEvents(), {
            asksNothing: agent.signs?.asksNothing === true,
            processStartedAtMs: process.startedAtMs - sameMomentMs,
          })
    // At work may be waiting for an answer as well: that only its records tell apart.
    if (isWorking === false) return { activity: 'idle', sinceMs: byEvents.sinceMs }
    return byEvents
  }
}

/**
 * A call without a result may wait for an answer; one that has started something runs. Gemini CLI writes a call only when it is done:
 * what began after its last word is it.
 */
function withRunningTools(
  { agent }: RecognisedProcess,
  seen: SeenActivity,
  work: () => readonly OsProcess[],
): SeenActivity {
  const sinceMs = seen.openSinceMs ?? (seen.activity === 'unknown' ? seen.sinceMs : undefined)
  if (sinceMs === undefined) return seen
  const isTool = (child: OsProcess) =>
    child.startedAtMs >= sinceMs - sameMomentMs && agent.childKindOf(child) !== 'mcp-server'
  return work().some(isTool) ? { activity: 'busy', sinceMs } : seen
}

function workingState(signs: Signs | undefined, sessionId: string, configDirs: readonly string[]): boolean | undefined {
  const working = signs?.working
  if (working === undefined) return undefined
  for (const dir of configDirs) {
    try {
      const told = working.decode(readFileSync(working.path(dir), 'utf8'), sessionId)
      if (told !== undefined) return told
    } catch {
      // not written
    }
  }
  return undefined
}
