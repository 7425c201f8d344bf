/**
 * stats-cache.json, schema 1–5: Claude Code's own figures per day. It counts repeated lines, names no cache and no cost per day,
 * ends yesterday and is only written when /stats opens: good for days whose transcripts are gone, for nothing else. Pure.
 */
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import type { DecodeError } from '../decode-error.ts'
import { countOf, isRecord, stringOf } from '../json-fields.ts'

export interface StatsCache {
  readonly version: number | undefined
  readonly lastComputedDate: string | undefined
  readonly days: readonly StatsCacheModelDay[]
}

export interface StatsCacheModelDay {
  /** `YYYY-MM-DD`. */
  readonly date: string
  readonly model: string
  /** Input + output; with cache read and cache writes where `includesCache`. */
  readonly tokens: number
  readonly includesCache: boolean
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** Source: {"version":5,"dailyModelTokens":[{"date":"2026-11-18","tokensByModel":{"claude-opus-5-5":79021}}],"dailyModelTokensVersion":5,…} */
export function decodeStatsCache(text: string): Result<StatsCache, DecodeError> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err({ kind: 'not-json', message: 'stats-cache.json is not JSON (perhaps half-written).' })
  }
  if (!isRecord(json)) return err({ kind: 'wrong-shape', message: 'stats-cache.json is not an object.' })
  const includesCache = (countOf(json['dailyModelTokensVersion']) ?? 0) >= 5
  const rows = Array.isArray(json['dailyModelTokens']) ? json['dailyModelTokens'] : []
  return ok({
    version: countOf(json['version']),
    lastComputedDate: stringOf(json['lastComputedDate']),
    days: rows.flatMap((row) => decodeDay(row, includesCache)),
  })
}

function decodeDay(row: unknown, includesCache: boolean): StatsCacheModelDay[] {
  const date = isRecord(row) ? stringOf(row['date']) : undefined
  if (!isRecord(row) || date === undefined || !isDate(date) || !isRecord(row['tokensByModel'])) return []
  return Object.entries(row['tokensByModel']).flatMap(([model, value]) => {
    const tokens = countOf(value)
    return tokens === undefined ? [] : [{ date, model, tokens, includesCache }]
  })
}
