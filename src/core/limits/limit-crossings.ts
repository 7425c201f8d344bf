/** When a limit passes a mark: told once for each window. Pure. */
import type { NewFact } from '../events/event.ts'
import type { HeldWindow } from './held-window.ts'
import { windowLabel } from './limit-window.ts'
import { accountId } from './limits-report.ts'

/** Where the gauge turns amber, and red; nearly, and wholly used. */
export const limitMarks = [50, 80, 90, 100] as const

/** The highest that was passed: a jump over two is one event. */
export function crossingOf(
  before: HeldWindow | undefined,
  now: HeldWindow,
  accountName: string,
): (NewFact & { readonly type: 'limit.crossed' }) | undefined {
  const from = before?.usedPercent ?? -1
  const passed = limitMarks.findLast((mark) => from < mark && now.usedPercent >= mark)
  if (passed === undefined) return undefined
  const resetsAt = now.resetsAtMs === undefined ? undefined : new Date(now.resetsAtMs).toISOString()
  const id = accountId(now)
  // To the minute of its reset: resets that are told anew jitter.
  const instance = now.resetsAtMs === undefined ? '' : Math.round(now.resetsAtMs / 600_000)
  return {
    type: 'limit.crossed',
    once: `limit ${id} ${now.window} ${instance} ${passed}`,
    data: {
      agent: now.agent,
      accountId: id,
      account: accountName,
      window: now.window,
      label: windowLabel(now.window, now.windowMs),
      markPercent: passed,
      usedPercent: now.usedPercent,
      resetsAt,
    },
  }
}
