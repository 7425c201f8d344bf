/** Fields of foreign JSON, one check each. Pure. */
import { msOf } from '../core/time/iso-time.ts'

export type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of a list; empty for anything else. */
export const recordsOf = (value: unknown): readonly JsonRecord[] => (Array.isArray(value) ? value.filter(isRecord) : [])

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
  const ms = msOf(value)
  return Number.isNaN(ms) ? undefined : ms
}
