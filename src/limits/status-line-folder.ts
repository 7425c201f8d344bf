/**
 * The folder into which status lines write what they are given: read when a file changes. What stands in it is somebody else's; a number
 * in it may be hours old, as a session repeats what its last answer said with every drawing of its line.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentStatusLine, StatusLine } from '../agents/limits.ts'
import type { Heard } from '../core/limits/held-window.ts'
import { days } from '../core/time/duration.ts'
import { watchFolder } from '../storage/folder-watch.ts'
import { readSmallFile } from '../storage/small-file.ts'
import { statusLineDir } from './limits-path.ts'

export interface HeardStatusLine {
  readonly pid: number
  readonly status: StatusLine
  /** When its numbers were said, as far as it shows. */
  readonly atMs: number
  readonly heard: Heard
  /** When the file was written: the session drew its line. */
  readonly drawnAtMs: number
}

export interface StatusLineFolder {
  readonly dir: string
  /** All that lie there; those that did not change since the last look are told as they were. */
  look(): readonly HeardStatusLine[]
  /** Called when one came; undefined where nothing can be watched yet, as the folder is not there. */
  watch(onChange: () => void): (() => void) | undefined
  /** Those of sessions that drew nothing for a day go. */
  tidy(nowMs: number): void
  /** What these sessions said, or all of it: one that runs says it again with its next drawing. */
  forget(sessionIds?: readonly string[]): void
}

const mostBytes = 256 * 1024
const mostFiles = 500
const namePattern = /^(\d{1,10})\.json$/

export function createStatusLineFolder(
  dataDir: string,
  { read: decode }: Pick<AgentStatusLine, 'read'>,
): StatusLineFolder {
  const dir = statusLineDir(dataDir)
  const known = new Map<number, HeardStatusLine>()

  function read(pid: number): HeardStatusLine | undefined {
    const path = join(dir, `${pid}.json`)
    const drawnAtMs = Math.floor(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    const before = known.get(pid)
    if (before?.drawnAtMs === drawnAtMs) return before
    const text = readSmallFile(path, mostBytes)
    const status = text.ok ? decode(parsed(text.value)) : undefined
    if (status === undefined) return undefined
    return { pid, status, drawnAtMs, ...saidAt(status, drawnAtMs, before) }
  }

  return {
    dir,
    look() {
      const pids = names(dir).flatMap((name) => Number(namePattern.exec(name)?.[1] ?? Number.NaN))
      const found = pids
        .filter((pid) => !Number.isNaN(pid))
        .slice(0, mostFiles)
        .flatMap((pid) => read(pid) ?? [])
      known.clear()
      for (const one of found) known.set(one.pid, one)
      return found
    },
    watch(onChange) {
      if (!existsSync(dir)) return undefined
      return watchFolder(dir, (name) => {
        if (name === undefined || namePattern.test(name)) onChange()
      })
    },
    forget(sessionIds) {
      for (const { pid, status } of this.look()) {
        if (sessionIds !== undefined && !sessionIds.includes(status.sessionId)) continue
        for (const ending of ['json', 'line']) rmSync(join(dir, `${pid}.${ending}`), { force: true })
        known.delete(pid)
      }
    },
    tidy(nowMs) {
      for (const name of names(dir)) {
        const path = join(dir, name)
        const isOurs = /^\.?\d+\.(?:json|line|.*tmp.*)$/.test(name) || name.startsWith('.in.')
        const { mtimeMs = nowMs } = statSync(path, { throwIfNoEntry: false }) ?? {}
        if (isOurs && nowMs - mtimeMs > days(1)) rmSync(path, { force: true })
      }
    },
  }
}

/**
 * Where the cache tells when the model last answered, that. Else by what changed while we watched: more time spent at the model, or other
 * numbers, are news; anything else may be old.
 */
function saidAt(
  status: StatusLine,
  drawnAtMs: number,
  before: HeardStatusLine | undefined,
): Pick<HeardStatusLine, 'atMs' | 'heard'> {
  const { answeredAtMs } = status
  if (answeredAtMs !== undefined && answeredAtMs <= drawnAtMs) return { atMs: answeredAtMs, heard: 'then' }
  if (before === undefined || before.status.sessionId !== status.sessionId)
    return { atMs: drawnAtMs, heard: 'repeated' }
  const isNews =
    (status.apiMs ?? 0) > (before.status.apiMs ?? 0) ||
    JSON.stringify(status.windows) !== JSON.stringify(before.status.windows)
  return isNews ? { atMs: drawnAtMs, heard: 'now' } : { atMs: before.atMs, heard: 'repeated' }
}

function names(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return []
    throw cause
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/\0+$/, ''))
  } catch {
    return undefined
  }
}
