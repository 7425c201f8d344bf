/** One session at this moment, from its own registry entry: for who is about to do something to it, and for who waits for it. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { LiveSession, Platform } from '../agents/agent.ts'
import type { OsProcess, ProcessRef, ProcessTable } from '../core/process/process.ts'
import { isSameProcess } from '../core/process/process.ts'
import { isAlive } from '../storage/is-alive.ts'
import { readSmallFile } from '../storage/small-file.ts'
import { isOfNamespace } from './pid-domain.ts'
import { maxEntryBytes, type RegistrySource } from './registry.ts'
import { isWriterInside, isWriterOf } from './same-start.ts'

export interface SessionAtMoment
  extends Pick<LiveSession, 'sessionId' | 'activity' | 'activitySinceMs' | 'inbox' | 'role' | 'jobId'>,
    Pick<OsProcess, 'startedAtMs' | 'tty' | 'exePath' | 'isExeDeleted' | 'argv'> {
  /** The data folder of its agent that it is registered in. */
  readonly configDir?: string | undefined
}

/** `isAnew`: its process, too, is read at this moment. */
export type LookAtSession = (
  of: ProcessRef & { readonly agent: string },
  isAnew?: boolean,
) => Promise<SessionAtMoment | undefined>

export interface SessionLookParts {
  readonly table: Pick<ProcessTable, 'inspect'>
  readonly sources: readonly RegistrySource[]
  readonly platform: Platform
  readonly clock?: () => number
}

/** A pid is not given to another process within so short a time. */
const sameProcessForMs = 1_000
/** Whoever was suspended takes its terminal back, and draws it, in its own time. */
const backWithinMs = 3_000

/** Undefined: the process is gone, or its pid is another one's. Without a readable entry the activity is unknown. */
export function createSessionLook({ table, sources, platform, clock = Date.now }: SessionLookParts): LookAtSession {
  const seen = new Map<number, { readonly process: OsProcess | undefined; readonly atMs: number }>()
  const stoppedAtMs = new Map<number, number>()

  async function processOf(pid: number, isAnew: boolean): Promise<OsProcess | undefined> {
    const before = seen.get(pid)
    if (!isAnew && before !== undefined && Math.abs(clock() - before.atMs) < sameProcessForMs) return before.process
    const process = await table.inspect(pid)
    for (const [other, { atMs }] of seen) if (Math.abs(clock() - atMs) >= sameProcessForMs) seen.delete(other)
    seen.set(pid, { process, atMs: clock() })
    for (const [other, atMs] of stoppedAtMs) if (Math.abs(clock() - atMs) >= backWithinMs) stoppedAtMs.delete(other)
    if (process?.state === 'stopped') stoppedAtMs.set(pid, clock())
    return process
  }

  return async ({ agent, ...ref }, isAnew = false) => {
    const process = await processOf(ref.pid, isAnew)
    if (process === undefined || !isSameProcess(process, ref) || process.state === 'zombie') return undefined
    const { startedAtMs, tty, exePath, isExeDeleted, argv } = process
    const known = { startedAtMs, tty, exePath, isExeDeleted, argv }
    const live = sources
      .filter((source) => source.agent.id === agent)
      .flatMap((source) => entryOf(source, process, platform) ?? [])
      .toSorted((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0))[0]
    // One that is stopped, or was a moment ago, takes nothing, whatever its entry says.
    if (live === undefined || stoppedAtMs.has(ref.pid)) return { activity: 'unknown', ...known }
    const { sessionId, activity, activitySinceMs, inbox, role, jobId, configDir } = live
    return { sessionId, activity, activitySinceMs, inbox, role, jobId, configDir, ...known }
  }
}

function entryOf(
  { agent, configDir }: RegistrySource,
  process: OsProcess,
  platform: Platform,
): (LiveSession & { readonly configDir: string }) | undefined {
  if (agent.registry === undefined) return undefined
  // Behind a fence it is called by its number there.
  const pid = process.inner?.pid ?? process.pid
  const file = readSmallFile(join(agent.registry.dir(configDir), `${pid}.json`), maxEntryBytes)
  const decoded = file.ok ? agent.registry.decode(file.value) : undefined
  if (decoded?.ok !== true || !isEntryOf(decoded.value, process, platform)) return undefined
  return { ...decoded.value, configDir }
}

function isEntryOf(live: LiveSession, process: OsProcess, platform: Platform): boolean {
  const { inner } = process
  if (inner === undefined) return isWriterOf(live, process, platform) !== 'no'
  return (
    isOfNamespace(live.pidDomain, inner.namespace) &&
    isWriterInside(live, { ...process, pid: inner.pid }, platform) !== 'no'
  )
}

/**
 * Another text whenever a session's registry entry was written, or its process has gone: enough to see whether a look would tell anything
 * new, for a fraction of its price. Undefined: it has no entry, or its process is gone.
 */
export const createEntryMark =
  (sources: readonly RegistrySource[]) =>
  ({ pid, agent }: { readonly pid: number; readonly agent: string }): string | undefined => {
    if (!isAlive(pid)) return undefined
    const marks = sources.flatMap(({ agent: { id, registry }, configDir }) => {
      if (id !== agent || registry === undefined) return []
      const entry = statSync(join(registry.dir(configDir), `${pid}.json`), { bigint: true, throwIfNoEntry: false })
      return entry === undefined ? [] : [`${entry.ino} ${entry.mtimeNs} ${entry.size}`]
    })
    return marks.length === 0 ? undefined : marks.join()
  }
