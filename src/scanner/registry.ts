/**
 * The agents' live registries: `<config dir>/sessions/<pid>.json`. Only entries of living processes are opened; ten thousand
 * left behind by crashes cost one listing, and that only when something was added or removed. `*.key` files are never touched.
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Agent, LiveSession, Platform } from '../agents/agent.ts'
import type { OsProcess } from '../core/process/process.ts'
import { type ReadError, readSmallFile } from '../storage/small-file.ts'
import { isForeignDomain, isOfNamespace } from './pid-domain.ts'
import { isWriterInside, isWriterOf } from './same-start.ts'

export interface RegistryEntry {
  readonly agent: Agent
  readonly configDir: string
  readonly live: LiveSession
  /** It names the very process. Where it can't (older versions), the process must be recognised as well. */
  readonly isCertain: boolean
}

export interface RegistrySource {
  readonly agent: Agent
  readonly configDir: string
}

export interface Registry {
  /** Lists the entries there are, without opening one. */
  refresh(): void
  /** Is some entry named after this pid? The pid may be somebody else's by now: `entriesOf` finds out. */
  claims(pid: number): boolean
  /** The entries of these very processes. */
  entriesOf(processes: readonly OsProcess[]): ReadonlyMap<number, RegistryEntry>
  /** What could not be read at the last call, in words for the user. */
  problems(): readonly string[]
}

export interface RegistryOptions {
  readonly sources: readonly RegistrySource[]
  readonly platform: Platform
  readonly pidDomain: string | undefined
  readonly now?: () => number
}

/** The entries seen have half a KiB. */
export const maxEntryBytes = 64 * 1024
/** File systems keep times as coarse as this: a listing that young may miss what was added in the same moment. */
const settledAfterMs = 2_000
/** An entry is rewritten in place within a moment; one that stays broken for longer is worth a word. */
const brokenForMs = 10_000

interface Listing {
  readonly source: RegistrySource
  readonly dir: string
  readonly decode: NonNullable<Agent['registry']>['decode']
  pids: ReadonlySet<number>
  changedMs: number | undefined
  listedAtMs: number
}

interface ReadEntry {
  text: string
  live: LiveSession | undefined
  brokenSinceMs: number | undefined
}

export function createRegistry({ sources, platform, pidDomain, now = Date.now }: RegistryOptions): Registry {
  const listings = sources.flatMap((source): readonly Listing[] => {
    const registry = source.agent.registry
    if (registry === undefined) return []
    return [
      {
        source,
        dir: registry.dir(source.configDir),
        decode: registry.decode,
        pids: new Set(),
        changedMs: undefined,
        listedAtMs: Number.NEGATIVE_INFINITY,
      },
    ]
  })
  let read = new Map<string, ReadEntry>()
  let listingProblems: string[] = []
  let entryProblems: string[] = []

  return {
    problems: () => [...listingProblems, ...entryProblems],
    refresh() {
      listingProblems = []
      for (const listing of listings) list(listing)
    },
    claims: (pid) => listings.some(({ pids }) => pids.has(pid)),
    entriesOf(processes) {
      entryProblems = []
      const entries = new Map<number, RegistryEntry>()
      const stillThere = new Map<string, ReadEntry>()
      for (const process of processes) {
        const pid = process.inner?.pid ?? process.pid
        for (const { source, dir, decode, pids } of listings) {
          if (!pids.has(pid)) continue
          const path = join(dir, `${pid}.json`)
          const entry = readEntry(path, decode)
          if (entry === undefined) continue
          stillThere.set(path, entry)
          const same = matching(entry.live, process)
          if (entry.live !== undefined && same !== 'no' && isBetter(entry.live, entries.get(process.pid))) {
            entries.set(process.pid, { ...source, live: entry.live, isCertain: same === 'yes' })
          }
        }
      }
      read = stillThere
      return entries
    },
  }

  function list(listing: Listing): void {
    try {
      const changedMs = statSync(listing.dir).mtimeMs
      const isKnown = changedMs === listing.changedMs && listing.listedAtMs - changedMs > settledAfterMs
      if (isKnown) return
      listing.listedAtMs = now()
      listing.pids = new Set(readdirSync(listing.dir).flatMap(pidOfFileName))
      listing.changedMs = changedMs
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
      if (code === undefined) throw cause
      listing.pids = new Set()
      listing.changedMs = undefined
      // No folder: that installation never ran, or is older than the registry.
      if (code !== 'ENOENT' && code !== 'ENOTDIR') listingProblems.push(`${listing.dir} can't be listed (${code}).`)
    }
  }

  /** What stands in the file; while it is half rewritten, what stood there before. Undefined when it is gone. */
  function readEntry(path: string, decode: Listing['decode']): ReadEntry | undefined {
    const before = read.get(path)
    const file = readSmallFile(path, maxEntryBytes)
    if (!file.ok) return unreadable(file.error, before)
    if (before !== undefined && before.text === file.value)
      return before.brokenSinceMs === undefined ? before : broken(path, before)
    const decoded = decode(file.value)
    if (decoded.ok) return { text: file.value, live: decoded.value, brokenSinceMs: undefined }
    if (decoded.error.kind === 'wrong-shape') {
      entryProblems.push(`${path}: ${decoded.error.message}.`)
      return { text: '', live: undefined, brokenSinceMs: undefined }
    }
    return broken(path, { text: file.value, live: before?.live, brokenSinceMs: before?.brokenSinceMs ?? now() })
  }

  function broken(path: string, entry: ReadEntry): ReadEntry {
    if (now() - (entry.brokenSinceMs ?? now()) > brokenForMs) {
      entryProblems.push(`${path} is empty or half written; it is read again at every look.`)
    }
    return entry
  }

  function unreadable(error: ReadError, before: ReadEntry | undefined): ReadEntry | undefined {
    if (error.kind === 'gone') return undefined
    entryProblems.push(`${error.message}; its session is shown without it.`)
    return before
  }

  function matching(live: LiveSession | undefined, process: OsProcess) {
    if (live === undefined) return 'no'
    const { inner } = process
    if (inner === undefined)
      return isForeignDomain(live.pidDomain, pidDomain) ? 'no' : isWriterOf(live, process, platform)
    return isOfNamespace(live.pidDomain, inner.namespace)
      ? isWriterInside(live, { ...process, pid: inner.pid }, platform)
      : 'no'
  }
}

/** Two config dirs may claim one process (one is a link to, or a copy of, the other): the entry written last counts. */
function isBetter(live: LiveSession, before: RegistryEntry | undefined): boolean {
  return before === undefined || (live.updatedAtMs ?? 0) > (before.live.updatedAtMs ?? 0)
}

/** `11263.json`, and nothing else: not `11263.<hash>.key`, not the older `pid-11263.json`. */
export function pidOfFileName(name: string): readonly number[] {
  return /^[1-9]\d{0,9}\.json$/.test(name) ? [Number.parseInt(name, 10)] : []
}
