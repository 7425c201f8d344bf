/**
 * What is known of one window of one account, and how each new number changes it. Numbers come late, twice and from sessions that only
 * repeat what they were told hours ago; windows are reset before their time; accounts and clocks change. Pure.
 */
import { minutes } from '../time/duration.ts'
import type { WindowName } from './limit-window.ts'

/** Where a number was said. */
export type LimitSource = 'status-line' | 'session-log' | 'asked'

/**
 * `now`: it was just heard, and said for the first time. `then`: a record with its own time. `repeated`: a session says it again and
 * again, and nobody knows since when.
 */
export type Heard = 'now' | 'then' | 'repeated'

export interface WindowKey {
  readonly agent: string
  /** By what accounts of one agent are told apart: the folder of its data, or the id of the limit. */
  readonly account: string
  readonly window: WindowName
}

export interface LimitReading extends WindowKey {
  readonly usedPercent: number
  readonly usedUsd?: number | undefined
  readonly limitUsd?: number | undefined
  readonly windowMs?: number | undefined
  readonly resetsAtMs?: number | undefined
  readonly atMs: number
  readonly heard: Heard
  readonly source: LimitSource
  /** Who said it: a session's id. */
  readonly by?: string | undefined
}

export interface UsedAt {
  readonly atMs: number
  readonly usedPercent: number
}

export interface HeldWindow extends Omit<LimitReading, 'heard'> {
  /** How it grew, oldest first: one for each new number. */
  readonly readings: readonly UsedAt[]
  /** When it is known to have begun: told by its end and length, else when it was first heard of. */
  readonly beganAtMs: number
}

/** How a window ended. `early`: reset before its time. `other-account`: what is told now is of somebody else's. */
export type WindowEnd = 'reset' | 'early' | 'other-account'

export interface PastWindow extends HeldWindow {
  readonly end: WindowEnd
  readonly endedAtMs: number
}

export interface Noted {
  readonly held: HeldWindow
  /** The one in whose place it came. */
  readonly past?: PastWindow | undefined
  readonly isNews: boolean
}

/** Resets told relative to now jitter by a line's delay; no window is so short. */
const sameResetMs = minutes(2)
/** Of one window. Beyond it every other one of the older goes. */
const mostReadings = 400

export function noteReading(before: HeldWindow | undefined, reading: LimitReading): Noted {
  if (before === undefined) return { held: begin(reading), isNews: true }
  if (reading.heard === 'then' && reading.atMs < before.atMs) return { held: before, isNews: false }
  if (isSameWindow(before, reading)) return noteSame(before, reading)
  if (!isLaterWindow(before, reading) && reading.heard !== 'now' && reading.heard !== 'then') {
    return { held: before, isNews: false }
  }
  return { held: begin(reading), past: close(before, reading), isNews: true }
}

export const isSameWindow = (
  one: Pick<LimitReading, 'resetsAtMs'>,
  other: Pick<LimitReading, 'resetsAtMs'>,
): boolean =>
  one.resetsAtMs === undefined || other.resetsAtMs === undefined
    ? one.resetsAtMs === other.resetsAtMs
    : Math.abs(one.resetsAtMs - other.resetsAtMs) <= sameResetMs

const isLaterWindow = (before: HeldWindow, { resetsAtMs = 0 }: LimitReading): boolean =>
  resetsAtMs > (before.resetsAtMs ?? 0)

function noteSame(before: HeldWindow, reading: LimitReading): Noted {
  const { usedPercent, heard } = reading
  const unchanged = { held: before, isNews: false }
  // Use only grows: less is an old number, unless it was just said. Then the limit was raised, or some of it given back.
  if (heard === 'repeated' && usedPercent <= before.usedPercent) return unchanged
  if (usedPercent === before.usedPercent) return { held: { ...before, ...saidAgain(reading) }, isNews: false }
  const readings = [...before.readings, { atMs: reading.atMs, usedPercent }]
  const held = { ...withoutHeard(reading), readings: thinned(readings), beganAtMs: before.beganAtMs }
  return { held: { ...held, windowMs: reading.windowMs ?? before.windowMs }, isNews: true }
}

const saidAgain = ({ atMs, by, source, usedUsd, limitUsd }: LimitReading) => ({ atMs, by, source, usedUsd, limitUsd })

function begin(reading: LimitReading): HeldWindow {
  const { atMs, usedPercent, resetsAtMs, windowMs } = reading
  const beganAtMs = resetsAtMs === undefined || windowMs === undefined ? atMs : resetsAtMs - windowMs
  return { ...withoutHeard(reading), readings: [{ atMs, usedPercent }], beganAtMs }
}

function withoutHeard({ heard: _, ...reading }: LimitReading): Omit<LimitReading, 'heard'> {
  return reading
}

function close(before: HeldWindow, next: LimitReading): PastWindow {
  const isOver = before.resetsAtMs === undefined || next.atMs >= before.resetsAtMs - sameResetMs
  const end: WindowEnd = isOver ? 'reset' : isLaterWindow(before, next) ? 'early' : 'other-account'
  return { ...before, end, endedAtMs: isOver ? (before.resetsAtMs ?? next.atMs) : next.atMs }
}

/** The first and the newest stay. */
const thinned = (readings: readonly UsedAt[]): readonly UsedAt[] =>
  readings.length <= mostReadings
    ? readings
    : readings.filter((_, index) => index % 2 === 0 || index === readings.length - 1)

/** Whoever says it repeats what is past: nothing new can be learnt of it. */
export const isPastWhenSaid = ({ resetsAtMs, atMs }: LimitReading): boolean =>
  resetsAtMs !== undefined && resetsAtMs <= atMs

/** Its reset has passed, and nothing was told since. */
export const isOver = ({ resetsAtMs }: Pick<HeldWindow, 'resetsAtMs'>, nowMs: number): boolean =>
  resetsAtMs !== undefined && resetsAtMs <= nowMs

export const windowKey = ({ agent, account, window }: WindowKey): string => `${agent} ${account} ${window}`
