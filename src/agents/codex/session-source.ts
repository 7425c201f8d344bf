/**
 * Where Codex keeps its sessions: a rollout for each thread, in a folder for each day, archived ones flat. A subagent is a thread of its
 * own, filed like a session on the day it began: its first line names the session.
 */
import { basename, dirname, join } from 'node:path'
import type { LineSessions } from '../session-source.ts'
import { threadTitles } from './thread-titles.ts'

/** Source: rollout-2026-11-26T22-47-48-01a21a0b-260d-70a0-b220-c3bc42b41e5a.jsonl */
const rolloutName = /^rollout-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-([\w-]{8,})\.jsonl$/

const threadOf = (name: string): string | undefined => rolloutName.exec(name)?.[1]

const shared = {
  kind: 'lines',
  sessionOf: threadOf,
  isToldByFirstLine: true,
  laneOf: threadOf,
  subagentsFolder: (log: string) => log.replace(/\.jsonl$/, ''),
  besideDatabase: threadTitles,
} as const

/** Names begin with the time, so they are in its order. */
const beganLater = (name: string, log: string): boolean => name > basename(log)

export const rollouts: LineSessions = {
  ...shared,
  folders: (dataDir) => [join(dataDir, 'sessions')],
  depth: 3,
  mixed: {
    // From the day of the session to that of its last line; days are local time.
    folders(log, changedMs, foldersIn) {
      const day = dirname(log)
      const last = dayOf(changedMs + dayMs)
      return foldersIn(dirname(dirname(dirname(day))))
        .flatMap(foldersIn)
        .flatMap(foldersIn)
        .filter((dir) => dir >= day && partsOf(dir) <= last)
    },
    mayBe: beganLater,
  },
}

const dayMs = 86_400_000
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const partsOf = (dir: string): string => dir.split(/[\\/]/).slice(-3).join('-')

export const archivedRollouts: LineSessions = {
  ...shared,
  folders: (dataDir) => [join(dataDir, 'archived_sessions')],
  depth: 0,
  mixed: { folders: (log) => [dirname(log)], mayBe: beganLater },
}
