/**
 * Which processes carry the sessions of others, how many, and which are only windows onto them. Records and locks are read when they
 * or the processes changed, not at every look.
 */
import { basename, sep } from 'node:path'
import type { Agent } from '../agents/agent.ts'
import type { Host, Hosting } from '../agents/hosting.ts'
import type { HostRef, OsProcess } from '../core/process/process.ts'
import { processId } from '../core/process/process.ts'
import { statOf } from '../storage/look.ts'
import { readSmallFile } from '../storage/small-file.ts'
import type { ReadHeldFiles } from './linux/held-files.ts'

/** A process of an agent, as far as it matters here. */
export interface HostingProcess {
  readonly process: OsProcess
  readonly agent: Agent
  readonly role: string
}

export interface Hosts {
  /** Of everything that was recognised in one look. */
  find(recognised: readonly HostingProcess[]): HostsFound
}

export interface HostsFound {
  /** By pid. */
  readonly hosts: ReadonlyMap<number, Host>
  /** By the pid of the window. */
  readonly hostOfWindow: ReadonlyMap<number, HostRef>
  /** By pid: the sessions that a host or a process of its own holds; absent where nothing tells. */
  readonly sessionIds: ReadonlyMap<number, readonly string[]>
}

export interface HostsOptions {
  readonly configDirsOf: (agent: Agent) => readonly string[]
  /** Undefined where the system does not tell: then nobody knows how many sessions a host carries. */
  readonly readHeldFiles?: ReadHeldFiles | undefined
  readonly now?: () => number
}

interface Held {
  /** Of the folder of locks. */
  readonly changedMs: number | undefined
  readonly readAtMs: number
  readonly sessions: readonly string[]
}

const maxRecordBytes = 64 * 1024
/** A lock that was left behind and is taken again changes nothing in its folder. */
const readAgainAfterMs = 5_000

export function createHosts({ configDirsOf, readHeldFiles, now = Date.now }: HostsOptions): Hosts {
  let held = new Map<string, Held>()
  return {
    find(recognised) {
      const next = new Map<string, Held>()
      const hosts = new Map<number, Host>()
      const hostOfWindow = new Map<number, HostRef>()
      const sessionIds = new Map<number, readonly string[]>()
      for (const [agent, processes] of Map.groupBy(recognised, ({ agent }) => agent)) {
        const { hosting } = agent
        if (hosting === undefined) continue
        const own = processes.filter(({ role }) => role === 'supervisor').map((one) => hostOf(one, hosting, next))
        for (const host of own) {
          hosts.set(host.process.pid, host)
          if (host.sessionIds !== undefined) sessionIds.set(host.process.pid, host.sessionIds)
        }
        for (const { process, role } of processes.filter((one) => !hosts.has(one.process.pid))) {
          const ids = sessionsHeldBy(process, configDirsOf(agent), hosting, next) ?? []
          const host = ids.length > 0 || role !== 'interactive' ? undefined : hosting.hostOf(process, own)
          if (host !== undefined) hostOfWindow.set(process.pid, refTo(host, hosting))
          if (ids.length > 0 || host !== undefined) sessionIds.set(process.pid, ids)
        }
      }
      held = next
      return { hosts, hostOfWindow, sessionIds }
    },
  }

  function hostOf({ process, agent }: HostingProcess, hosting: Hosting, next: Map<string, Held>): Host {
    const dirs = configDirsOf(agent)
    const configDir = dirs.find((dir) => isNamedIn(dir, process, hosting)) ?? dirs.find((dir) => isBelow(dir, process))
    const sessionIds = sessionsHeldBy(process, dirs, hosting, next)
    return { process, configDir, load: { sessions: sessionIds?.length }, sessionIds }
  }

  function sessionsHeldBy(
    process: OsProcess,
    dirs: readonly string[],
    { locks }: Hosting,
    next: Map<string, Held>,
  ): readonly string[] | undefined {
    if (locks === undefined || readHeldFiles === undefined) return undefined
    return dirs.flatMap((dir) => {
      const folder = locks.dir(dir)
      const key = `${processId(process)} ${folder}`
      const changedMs = statOf(folder)?.mtimeMs
      const before = held.get(key)
      const isKnown = before?.changedMs === changedMs && Math.abs(now() - (before?.readAtMs ?? 0)) < readAgainAfterMs
      const entry = before !== undefined && isKnown ? before : readHeld(process.pid, folder, changedMs, locks)
      next.set(key, entry)
      return entry.sessions
    })
  }

  function readHeld(
    pid: number,
    folder: string,
    changedMs: number | undefined,
    { sessionOf }: NonNullable<Hosting['locks']>,
  ): Held {
    const paths = changedMs === undefined ? [] : (readHeldFiles?.(pid, folder) ?? [])
    const sessions = paths.flatMap((path) => sessionOf(basename(path)) ?? [])
    return { changedMs, readAtMs: now(), sessions: [...new Set(sessions)] }
  }
}

/** Its record names this very process. */
function isNamedIn(dir: string, process: OsProcess, { record }: Hosting): boolean {
  if (record === undefined) return false
  const text = readSmallFile(record.path(dir), maxRecordBytes)
  const named = text.ok ? record.decode(text.value) : undefined
  if (named?.ok !== true || named.value.pid !== process.pid) return false
  return named.value.start === undefined || !/^\d+$/.test(process.start) || named.value.start === process.start
}

/** It runs from a program that the agent keeps in its data folder. */
const isBelow = (dir: string, { exePath }: OsProcess): boolean => exePath?.startsWith(`${dir}${sep}`) === true

const refTo = ({ process: { pid, start }, configDir, load }: Host, { line }: Hosting): HostRef => ({
  pid,
  start,
  ...load,
  configDir,
  canInterrupt: line !== undefined && configDir !== undefined,
})
