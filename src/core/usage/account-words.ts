/** An agent's account as its files tell it, in one sentence. Pure. */
import { formatDurationInWords, formatPercent } from '../words/format.ts'
import { plainText } from '../words/text.ts'
import type { AgentAccount } from './account.ts'

/** `plan pro; 42 % of 5 h, resets in 2 h; 5 % of 7 days, resets in 3 days (told 4 min ago)` */
export function accountWords({ billing, plan, windows, at }: AgentAccount, nowMs: number): string {
  const paid = plan !== undefined ? `plan ${plainText(plan)}` : billing === 'key' ? 'with a key' : 'on a plan'
  const used = windows.map(({ usedPercent, windowMinutes, resetsAt }) => {
    const of = windowMinutes === undefined ? 'its limit' : windowWords(windowMinutes)
    const left = resetsAt === undefined ? undefined : Date.parse(resetsAt) - nowMs
    return `${formatPercent(usedPercent)} of ${of}${left === undefined ? '' : `, resets in ${formatDurationInWords(left)}`}`
  })
  const parts = [...(billing === undefined && plan === undefined ? [] : [paid]), ...used]
  const toldMs = Math.max(0, nowMs - Date.parse(at))
  return windows.length === 0 ? parts.join('; ') : `${parts.join('; ')} (told ${formatDurationInWords(toldMs)} ago)`
}

function windowWords(minutes: number): string {
  if (minutes % 1440 === 0) return minutes === 1440 ? 'a day' : `${minutes / 1440} days`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.round(minutes)} min`
}
