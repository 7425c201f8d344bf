/** The limits that Codex was told with an answer. Pure. */
import type { LimitWindow, ToldAccount, ToldCredits } from '../../core/usage/account.ts'
import { countOf, isRecord, type JsonRecord, stringOf } from '../json-fields.ts'
import { type AgentLimits, capitalised } from '../limits.ts'

/**
 * Source: {"limit_id":"codex","primary":{"used_percent":11.0,"window_minutes":300,"resets_at":1795736868},"secondary":{…},"plan_type":"pro"};
 * 2025 `reset_at`, or `resets_in_seconds` from the line's own time. Without a plan it works with a key; older versions say nothing of it.
 */
export function accountIn(limits: unknown, atMs: number | undefined): ToldAccount | undefined {
  if (!isRecord(limits)) return undefined
  const windows = ['primary', 'secondary'].flatMap((name) => windowIn(name, limits[name], atMs) ?? [])
  const plan = stringOf(limits['plan_type'])
  const billing = plan !== undefined ? 'plan' : limits['plan_type'] === null ? 'key' : undefined
  const credits = creditsIn(limits['credits'])
  if (windows.length === 0 && billing === undefined && credits === undefined) return undefined
  return { limitId: stringOf(limits['limit_id']), billing, plan, windows, ...(credits && { credits }) }
}

/**
 * Source: {"has_credits":true,"unlimited":false,"balance":"240"}, as 0.169's own types have it; null in every record at hand. Without any
 * there is nothing to tell.
 */
function creditsIn(credits: unknown): ToldCredits | undefined {
  if (!isRecord(credits) || credits['has_credits'] !== true) return undefined
  const isUnlimited = credits['unlimited'] === true
  const told = stringOf(credits['balance'])
  const left = told === undefined || told.trim() === '' ? countOf(credits['balance']) : countOf(Number(told))
  return isUnlimited || left !== undefined ? { isUnlimited, left } : undefined
}

function windowIn(name: string, window: unknown, atMs: number | undefined): LimitWindow | undefined {
  const usedPercent = isRecord(window) ? countOf(window['used_percent']) : undefined
  if (!isRecord(window) || usedPercent === undefined || window['window_minutes'] === 0) return undefined
  return { name, usedPercent, windowMinutes: countOf(window['window_minutes']), resetsAtMs: resetIn(window, atMs) }
}

function resetIn(window: JsonRecord, atMs: number | undefined): number | undefined {
  const seconds = countOf(window['resets_at']) ?? countOf(window['reset_at'])
  const left = countOf(window['resets_in_seconds'])
  const ms =
    seconds !== undefined ? seconds * 1000 : left === undefined || atMs === undefined ? undefined : atMs + left * 1000
  return ms !== undefined && ms < 8.64e15 ? ms : undefined
}

export const limits: AgentLimits = {
  planName: (plan) => `ChatGPT ${capitalised(plan)}`,
  unknown: { why: 'Codex writes its limits with an answer; none says any yet.' },
}
