/** `--when idle|now|turn-end|interrupt|18:00|"after q38"`. Pure. */
import { promptNumber } from '../core/prompts/prompt.ts'
import { days } from '../core/time/duration.ts'
import type { PromptRequest } from '../services/prompts.ts'

/** Undefined: it is none of them. A time of day is the next one that comes, in the zone of this machine. */
export function readWhen(text: string, nowMs: number): Pick<PromptRequest, 'when' | 'at' | 'after'> | undefined {
  if (text === 'idle' || text === 'now' || text === 'turn-end' || text === 'interrupt') return { when: text }
  const after = /^after (q\d+)$/.exec(text)?.[1]
  if (after !== undefined) return promptNumber(after) === undefined ? undefined : { when: 'after', after }
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hour !== undefined) {
    const today = new Date(nowMs).setHours(Number(hour), Number(minute), 0, 0)
    // Over the change of the clock a day has 23 or 25 hours.
    const atMs =
      today > nowMs ? today : new Date(today + days(1) + days(1) / 8).setHours(Number(hour), Number(minute), 0, 0)
    return { when: 'at', at: new Date(atMs).toISOString() }
  }
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text))
  return isTime ? { when: 'at', at: new Date(text).toISOString() } : undefined
}
