/** What agents' own files tell of limits, as readings of windows. Pure. */
import type { AccountAt } from '../usage/account.ts'
import type { Heard, LimitReading } from './held-window.ts'
import { windowMsOf } from './limit-window.ts'

/** Of a session log: the newest that it says of each limit. */
export function readingsOfAccount({ agent, atMs, account }: AccountAt & { readonly agent: string }): LimitReading[] {
  return account.windows.flatMap(({ name, usedPercent, windowMinutes, resetsAtMs }, index, all): LimitReading[] => {
    // Stores of before have no names; a lone window of a day and more is the second one.
    const isSecond = all.length > 1 ? index > 0 : (windowMinutes ?? 0) >= 1440
    const windowMs = windowMinutes === undefined ? undefined : windowMinutes * 60_000
    const window = name ?? (isSecond ? 'secondary' : 'primary')
    const where = { agent, account: accountOf(agent, account.limitId), window }
    return [{ ...where, usedPercent, windowMs, resetsAtMs, atMs, heard: 'then', source: 'session-log' }]
  })
}

/** An agent's own limit is called after it; others have names of their own. */
export const accountOf = (agent: string, limitId: string | undefined): string =>
  limitId === undefined || limitId === agent ? '' : limitId

export interface ToldStatusLine {
  readonly sessionId: string
  readonly configDir?: string | undefined
  readonly windows?:
    | readonly {
        readonly window: string
        readonly usedPercent: number
        readonly resetsAtMs?: number | undefined
        readonly usedUsd?: number | undefined
        readonly limitUsd?: number | undefined
      }[]
    | undefined
}

/** Of a status line; its account is that of its folder of settings. */
export const readingsOfStatusLine = (
  agent: string,
  { sessionId, windows = [] }: ToldStatusLine,
  said: { readonly atMs: number; readonly heard: Heard; readonly account: string },
): readonly LimitReading[] =>
  windows.map((one) => ({
    ...one,
    ...said,
    agent,
    windowMs: windowMsOf(one.window) ?? (one.window === 'spend' ? monthBefore(one.resetsAtMs) : undefined),
    source: 'status-line',
    by: sessionId,
  }))

/** Of an agent that was asked, and answered now. */
export const readingsOfAsked = (
  agent: string,
  windows: readonly (NonNullable<ToldStatusLine['windows']>[number] & { readonly windowMs?: number | undefined })[],
  said: { readonly atMs: number; readonly account: string },
): readonly LimitReading[] =>
  windows.map((one) => ({
    ...one,
    ...said,
    ...{ agent, heard: 'now', source: 'asked' },
    windowMs:
      one.windowMs ?? windowMsOf(one.window) ?? (one.window === 'spend' ? monthBefore(one.resetsAtMs) : undefined),
  }))

/** Spend is counted by the month: as long as the one that ends with its reset. */
function monthBefore(resetsAtMs: number | undefined): number | undefined {
  if (resetsAtMs === undefined) return undefined
  const start = new Date(resetsAtMs)
  start.setUTCMonth(start.getUTCMonth() - 1)
  return resetsAtMs - start.getTime()
}
