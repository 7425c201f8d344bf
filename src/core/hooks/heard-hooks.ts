/** The hooks that were heard since the program began: how many, of which sessions, and what they tell of each. */
import { minutes, seconds } from '../time/duration.ts'
import type { HeardHooks } from './hook-report.ts'
import type { HookSign, SessionSigns } from './hook-signs.ts'
import { nextSigns } from './hook-signs.ts'

export interface HookEars {
  note(sessionId: string, sign: HookSign | undefined, atMs: number): void
  of(sessionId: string): SessionSigns | undefined
  report(nowMs: number): HeardHooks
}

const sessionsAtMost = 1_000

export function createHookEars(): HookEars {
  const signs = new Map<string, SessionSigns>()
  /** By the second. */
  const counts = new Map<number, number>()
  let total = 0
  return {
    note(sessionId, sign, atMs) {
      total += 1
      const second = Math.floor(atMs / seconds(1))
      counts.set(second, (counts.get(second) ?? 0) + 1)
      for (const old of counts.keys()) if (old < second - 60) counts.delete(old)
      const next = nextSigns(signs.get(sessionId), sign, atMs)
      // The one that was heard last stands last.
      signs.delete(sessionId)
      signs.set(sessionId, next)
      const [oldest] = signs.keys()
      if (signs.size > sessionsAtMost && oldest !== undefined) signs.delete(oldest)
    },
    of: (sessionId) => signs.get(sessionId),
    report(nowMs) {
      const since = Math.floor((nowMs - minutes(1)) / seconds(1))
      const lastMinute = [...counts].reduce((sum, [second, count]) => sum + (second > since ? count : 0), 0)
      return { total, lastMinute, sessionIds: [...signs.keys()] }
    },
  }
}
