/**
 * Follows the transcripts: a write is noticed by the operating system's events, and what they miss (network folders, a full event
 * queue, a folder that did not exist) by a slow look at everything.
 */
import { existsSync } from 'node:fs'
import { projectsDir } from '../agents/claude/paths.ts'
import { createFileWatch, type FileWatch } from './file-watch.ts'
import { isMeta, transcriptOfMeta } from './transcript-files.ts'

export interface FollowOptions {
  readonly configDirs: readonly string[]
  /** Reads these files; `undefined` means all. Never called twice at once. */
  readonly update: (paths: readonly string[] | undefined) => Promise<void>
  readonly onProblem?: (problem: string) => void
  readonly settleMs?: number
  readonly rescanMs?: number
}

export interface Following {
  close(): Promise<void>
}

export async function followTranscripts(options: FollowOptions): Promise<Following> {
  const { settleMs = 50, rescanMs = 10_000 } = options
  const dirty = new Set<string>()
  let isRescanDue = false
  let isUpdating = false
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  const soon = (): void => {
    if (isClosed || isUpdating || timer) return
    timer = setTimeout(drain, settleMs)
  }
  const drain = async (): Promise<void> => {
    timer = undefined
    isUpdating = true
    const paths = isRescanDue ? undefined : [...dirty]
    dirty.clear()
    isRescanDue = false
    try {
      await options.update(paths)
    } catch (cause) {
      options.onProblem?.(cause instanceof Error ? cause.message : String(cause))
    }
    isUpdating = false
    if (dirty.size > 0 || isRescanDue) soon()
  }

  const watcher = createFileWatch({
    onChange: (path) => {
      if (!path.endsWith('.jsonl') && !isMeta(path)) return
      dirty.add(isMeta(path) ? transcriptOfMeta(path) : path)
      soon()
    },
    onProblem: options.onProblem,
    isIgnored,
  })
  await watchNew(watcher, options.configDirs, new Set())

  const watched = new Set(options.configDirs.map(projectsDir).filter(existsSync))
  const rescan = setInterval(() => {
    void watchNew(watcher, options.configDirs, watched)
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

/** Adds the folders that exist by now; resolves when they are watched. */
async function watchNew(watcher: FileWatch, configDirs: readonly string[], watched: Set<string>): Promise<void> {
  const fresh = configDirs.map(projectsDir).filter((dir) => !watched.has(dir) && existsSync(dir))
  for (const dir of fresh) watched.add(dir)
  await watcher.add(fresh)
}

const isIgnored = (path: string): boolean => /[\\/](?:tool-results|memory|file-history)(?:[\\/]|$)/.test(path)
