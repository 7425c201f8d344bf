/** One session at this moment, from its own registry entry: for who is about to do something to it, and for who waits for it. */
import { join } from 'node:path'
import type { LiveSession, Platform } from '../agents/agent.ts'
import type { OsProcess, ProcessRef, ProcessTable } from '../core/process/process.ts'
import { isSameProcess } from '../core/process/process.ts'
import { maxEntryBytes, type RegistrySource } from './registry.ts'
import { isWriterOf } from './same-start.ts'
import { readSmallFile } from './small-file.ts'

export interface SessionAtMoment
  extends Pick<LiveSession, 'sessionId' | 'activity' | 'activitySinceMs' | 'inbox'>,
    Pick<OsProcess, 'startedAtMs' | 'tty'> {}

export type LookAtSession = (of: ProcessRef & { readonly agent: string }) => Promise<SessionAtMoment | undefined>

export interface SessionLookParts {
  readonly table: Pick<ProcessTable, 'inspect'>
  readonly sources: readonly RegistrySource[]
  readonly platform: Platform
  readonly clock?: () => number
}

/** A pid is not given to another process within so short a time. */
const sameProcessForMs = 1_000

/** Undefined: the process is gone, or its pid is another one's. Without a readable entry the activity is unknown. */
export function createSessionLook({ table, sources, platform, clock = Date.now }: SessionLookParts): LookAtSession {
  const seen = new Map<number, { readonly process: OsProcess | undefined; readonly atMs: number }>()

  async function processOf(pid: number): Promise<OsProcess | undefined> {
    const before = seen.get(pid)
    if (before !== undefined && Math.abs(clock() - before.atMs) < sameProcessForMs) return before.process
    const process = await table.inspect(pid)
    for (const [other, { atMs }] of seen) if (Math.abs(clock() - atMs) >= sameProcessForMs) seen.delete(other)
    seen.set(pid, { process, atMs: clock() })
    return process
  }

  return async ({ agent, ...ref }) => {
    const process = await processOf(ref.pid)
    if (process === undefined || !isSameProcess(process, ref) || process.state === 'zombie') return undefined
    const { startedAtMs, tty } = process
    const live = sources
      .filter((source) => source.agent.id === agent)
      .flatMap((source) => entryOf(source, process, platform) ?? [])
      .toSorted((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0))[0]
    // One that is stopped takes nothing, whatever its entry says.
    if (live === undefined || process.state === 'stopped') return { activity: 'unknown', startedAtMs, tty }
    const { sessionId, activity, activitySinceMs, inbox } = live
    return { sessionId, activity, activitySinceMs, startedAtMs, tty, inbox }
  }
}

function entryOf(
  { agent, configDir }: RegistrySource,
  process: OsProcess,
  platform: Platform,
): LiveSession | undefined {
  if (agent.registry === undefined) return undefined
  const file = readSmallFile(join(agent.registry.dir(configDir), `${process.pid}.json`), maxEntryBytes)
  const decoded = file.ok ? agent.registry.decode(file.value) : undefined
  return decoded?.ok === true && isWriterOf(decoded.value, process, platform) !== 'no' ? decoded.value : undefined
}
