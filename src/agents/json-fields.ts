/** Fields of foreign JSON, one check each. Pure. */

export type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Of what should be a word, for people to read. An object is none, and may not even be one to `String`: {"toString": 1}. */
export const wordOf = (value: unknown, otherwise = 'untyped'): string =>
  value === undefined || typeof value === 'object' ? otherwise : String(value)

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

/** A count that can be true: finite and not negative. */
export function countOf(value: unknown): number | undefined {
  const number = numberOf(value)
  return number !== undefined && number >= 0 ? number : undefined
}

/** Milliseconds of an ISO time, or of a number that is plainly milliseconds; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 1e12 && value < 1e13 ? Math.trunc(value) : undefined
  if (typeof value !== 'string') return undefined
  if (lastTime.text !== value) lastTime = { text: value, ms: isoTimeOf(value) ?? Date.parse(value) }
  return Number.isNaN(lastTime.ms) ? undefined : lastTime.ms
}

/** One line's time is asked for several times. */
let lastTime = { text: '', ms: Number.NaN }

/** `2026-11-20T18:24:41.957Z`, the way all of them are written; three times as fast as Date.parse. */
function isoTimeOf(text: string): number | undefined {
  if (text.length !== 24 || text.charCodeAt(23) !== 90 || text.charCodeAt(10) !== 84) return undefined
  const day = dayOf(text.slice(0, 10))
  const [h, m, s] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)]
  const ms = twoDigits(text, 20) * 10 + text.charCodeAt(22) - 48
  const time = day + ((h * 60 + m) * 60 + s) * 1000 + ms
  return h < 24 && m < 60 && s < 60 && ms >= 0 && ms < 1000 ? time : undefined
}

let lastDay = { text: '', ms: Number.NaN }

/** Nearly always the day of the line before. */
function dayOf(text: string): number {
  if (lastDay.text !== text) lastDay = { text, ms: Date.parse(text) }
  return lastDay.ms
}

function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48]
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}
