/**
 * Follows the transcripts: a write is noticed by the operating system's events, and what they miss (network folders, a full event
 * queue, a folder that did not exist) by a slow look at everything. A database is written many times a second while its agent works, and
 * what changed in it is read whole: looking at it takes a tenth of the time at most.
 */

import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RecordSource } from '../agents/machine-sources.ts'
import { namesIn } from '../storage/look.ts'
import { createFileWatch, type FileWatch } from './file-watch.ts'
import { describedBy, type RecordFolder, recordFolders } from './record-files.ts'

export interface FollowOptions {
  readonly sources: readonly RecordSource[]
  /** Reads these files; `undefined` means all. Never called twice at once. */
  readonly update: (paths: readonly string[] | undefined) => Promise<void>
  readonly onProblem?: (problem: string) => void
  readonly settleMs?: number
  readonly rescanMs?: number
  /** How long a database that goes on being written is left alone after a look that took so long. */
  readonly restMs?: (tookMs: number) => number
}

const aTenthOfTheTime = (tookMs: number): number => Math.min(1_000, 9 * tookMs)

export interface Following {
  close(): Promise<void>
}

export async function followTranscripts(options: FollowOptions): Promise<Following> {
  const { settleMs = 50, rescanMs = 10_000, restMs = aTenthOfTheTime } = options
  const dirty = new Set<string>()
  let isRescanDue = false
  let isUpdating = false
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  let dueMs = Number.POSITIVE_INFINITY
  let restUntilMs = 0

  const soon = (): void => {
    if (isClosed || isUpdating) return
    const nowMs = performance.now()
    // Of thousands of writes at once only the first is looked at.
    if (dueMs <= nowMs + settleMs) return
    const isWaiting = !isRescanDue && [...dirty].every((path) => isOfDatabase(path, folders))
    const nextMs = Math.max(nowMs + settleMs, isWaiting ? restUntilMs : 0)
    if (nextMs >= dueMs) return
    clearTimeout(timer)
    dueMs = nextMs
    timer = setTimeout(drain, nextMs - nowMs)
  }
  const drain = async (): Promise<void> => {
    timer = undefined
    isUpdating = true
    const beganMs = performance.now()
    const paths = isRescanDue ? undefined : [...dirty]
    dirty.clear()
    isRescanDue = false
    try {
      await options.update(paths)
    } catch (cause) {
      options.onProblem?.(cause instanceof Error ? cause.message : String(cause))
    }
    isUpdating = false
    dueMs = Number.POSITIVE_INFINITY
    const endedMs = performance.now()
    restUntilMs = endedMs + restMs(endedMs - beganMs)
    if (dirty.size > 0 || isRescanDue) soon()
  }

  const folders = recordFolders(options.sources)
  const watched = new Set<string>()
  const watcher = createFileWatch({
    onChange: (path) => {
      const changed = recordAt(path, folders)
      if (changed === undefined) return
      dirty.add(changed)
      soon()
    },
    onProblem: options.onProblem,
    isIgnored: (path) => isInSkippedFolder(path, folders),
  })
  await watchNew(watcher, folders, watched)

  const rescan = setInterval(() => {
    void watchNew(watcher, folders, watched)
    isRescanDue = true
    soon()
  }, rescanMs)

  return {
    async close() {
      isClosed = true
      clearInterval(rescan)
      clearTimeout(timer)
      await watcher.close()
    },
  }
}

/** Adds the folders that exist by now; resolves when they are watched. Of a database its log: that is what changes first. */
async function watchNew(watcher: FileWatch, folders: readonly RecordFolder[], watched: Set<string>): Promise<void> {
  const fresh = folders.flatMap(placesToWatch).filter((place) => !watched.has(place) && existsSync(place))
  for (const place of fresh) watched.add(place)
  await watcher.add(fresh)
}

const logEnding = '-wal'

function placesToWatch({ root, records }: RecordFolder): readonly string[] {
  if (records.kind !== 'database') return [root]
  return namesIn(root)
    .filter((name) => records.isFile(name))
    .map((name) => join(root, name + logEnding))
}

/** The file of records that a change is of; undefined when it is of none. */
function recordAt(path: string, folders: readonly RecordFolder[]): string | undefined {
  const file = path.endsWith(logEnding) ? path.slice(0, -logEnding.length) : path
  const name = basename(file)
  if (folders.some(({ root, records }) => file.startsWith(root) && records.isFile(name))) return file
  return describedBy(path, folders)
}

const isOfDatabase = (file: string, folders: readonly RecordFolder[]): boolean =>
  folders.some(
    ({ root, records }) => records.kind === 'database' && file.startsWith(root) && records.isFile(basename(file)),
  )

function isInSkippedFolder(path: string, folders: readonly RecordFolder[]): boolean {
  const folder = folders.find(({ root }) => path.startsWith(root))
  const skipped = folder?.records.skippedFolders
  return (
    skipped !== undefined &&
    path
      .slice(folder?.root.length)
      .split(/[\\/]/)
      .some((part) => skipped.has(part))
  )
}
