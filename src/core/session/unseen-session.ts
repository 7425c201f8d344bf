/**
 * A session that goes on although no process of it is seen: it runs in a container, on another machine with the same home, or is of
 * a version that tells nobody. Its records are all that is known. Pure.
 */
import { minutes, seconds } from '../time/duration.ts'
import { formatDurationInWords } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { LiveSessionState } from './live-session.ts'
import type { SessionFigures } from './session.ts'

/** A session with a record of the last minutes, as its records tell it. */
export interface SessionGlimpse {
  readonly sessionId: string
  readonly agent: string
  readonly project?: string | undefined
  readonly cwd?: string | undefined
  readonly branch?: string | undefined
  readonly title?: string | undefined
  readonly model?: string | undefined
  readonly activity: 'busy' | 'idle'
  /** "Bash cargo test", "3 subagents", "thinking". */
  readonly doing?: string | undefined
  readonly lastRecordAt: string
  readonly resumeCommand?: string | undefined
  /** What the ledger knows of it. */
  readonly figures?: SessionFigures | undefined
}

export interface UnseenSession extends SessionGlimpse {
  /** Of the only process in its folder whose session is not known: it may be its. */
  readonly perhapsPid?: number | undefined
}

/** Without a process a session counts as over when its records are quiet this long; one that was at work, later: a tool may take long. */
export const endedAfterMs = minutes(2)
export const brokenOffAfterMs = minutes(10)

export interface SessionProcess {
  readonly pid: number
  readonly agent: string
  readonly cwd?: string | undefined
  readonly sessionId?: string | undefined
}

/** When each session's process was seen last, in ms. */
export type LastSeen = ReadonlyMap<string, number>

/** What a process wrote in its last moments may be found only after it is gone. */
const lastWordsMs = seconds(5)

export function unseenSessions(
  glimpses: readonly SessionGlimpse[],
  processes: readonly SessionProcess[],
  lastSeen: LastSeen,
): readonly UnseenSession[] {
  const seen = new Set(processes.map(({ sessionId }) => sessionId))
  const unseen = glimpses.filter(({ sessionId, lastRecordAt }) => {
    const goneMs = lastSeen.get(sessionId)
    return !seen.has(sessionId) && (goneMs === undefined || Date.parse(lastRecordAt) > goneMs + lastWordsMs)
  })
  return unseen.map((session) => ({ ...session, perhapsPid: perhapsPidOf(session, processes, unseen) }))
}

function perhapsPidOf(
  { agent, cwd }: SessionGlimpse,
  processes: readonly SessionProcess[],
  unseen: readonly SessionGlimpse[],
): number | undefined {
  if (cwd === undefined) return undefined
  const isThere = (one: { readonly agent: string; readonly cwd?: string | undefined }) =>
    one.agent === agent && one.cwd === cwd
  const [only, ...others] = processes.filter((process) => process.sessionId === undefined && isThere(process))
  return others.length === 0 && unseen.filter(isThere).length === 1 ? only?.pid : undefined
}

/** Long enough that a session whose process is gone is over by its records, too. */
const rememberMs = brokenOffAfterMs + minutes(1)

export function nextLastSeen(lastSeen: LastSeen, processes: readonly SessionProcess[], nowMs: number): LastSeen {
  const next = new Map([...lastSeen].filter(([, atMs]) => nowMs - atMs < rememberMs))
  for (const { sessionId } of processes) if (sessionId !== undefined) next.set(sessionId, nowMs)
  return next
}

/** It goes on, and no process of it is seen. */
export const isUnseen = ({ process, status }: Pick<LiveSessionState, 'process' | 'status'>): boolean =>
  process === undefined && (status === 'busy' || status === 'idle')

/** `Bash cargo test; no process seen; last record 4 s ago` */
export function unseenWords({ activity, doing, lastRecordAt, perhapsPid }: UnseenSession, nowMs: number): string {
  const what = plainText(doing ?? '') || activity
  return `${what}; ${noProcessWords({ nowMs, perhapsPid }, Date.parse(lastRecordAt))}`
}

/** The same, shorter and shorter: what it does goes first, for its mark tells whether it is at work; when it was last heard of stays. */
export function unseenForms(session: UnseenSession, nowMs: number): readonly string[] {
  const known = noProcessWords({ nowMs, perhapsPid: session.perhapsPid }, Date.parse(session.lastRecordAt))
  const [, last = known] = known.split('; ')
  return [unseenWords(session, nowMs), known, known.replace('no process seen', 'no process'), last]
}

/** `no process seen; last record 4 s ago` */
export function noProcessWords(
  { nowMs, perhapsPid }: { readonly nowMs: number; readonly perhapsPid?: number | undefined },
  lastMs: number | undefined,
): string {
  const process = perhapsPid === undefined ? 'no process seen' : `perhaps pid ${perhapsPid}`
  if (lastMs === undefined) return process
  const ms = Math.max(0, nowMs - lastMs)
  const ago = ms < seconds(60) ? `${Math.floor(ms / 1000)} s` : formatDurationInWords(ms)
  return `${process}; last record ${ago} ago`
}
