/** What the terminal and the page say of alerts in the same words. Pure. */
import { plural } from '../words/format.ts'
import type { FiredAlert, RuleTrial } from './alert-report.ts'
import { type RuleKind, ruleSentence, usualValues } from './rule.ts'

/** Why it was not told at once, and nothing was since. */
const heldWords: Readonly<Record<string, string>> = {
  quiet: 'quiet hours',
  snooze: 'snoozed',
  throttle: 'not so often',
  looking: 'you were looking',
  many: 'with others',
}

export type ToldBy =
  | { readonly kind: 'told' | 'nobody'; readonly words: string }
  | { readonly kind: 'failed'; readonly channel: string; readonly words: string }

/** By whom it was told, why by nobody, or what failed. */
export function toldBy({ deliveries, held }: Pick<FiredAlert, 'deliveries' | 'held'>): ToldBy {
  if (deliveries.length === 0)
    return { kind: 'nobody', words: held === undefined ? 'nobody' : (heldWords[held] ?? held) }
  const failed = deliveries.find(({ state }) => state === 'failed')
  if (failed !== undefined) return { kind: 'failed', channel: failed.channel, words: failed.message ?? 'failed' }
  const names = deliveries.map(({ channel, state }) => `${channel}${state === 'waiting' ? ' (tries again)' : ''}`)
  return { kind: 'told', words: [...new Set(names)].join(', ') }
}

/** "It would have fired 4 times in the last 7 days." Undefined: what the rule asks for is not kept. */
export const trialSentence = ({ fired, days }: Pick<RuleTrial, 'fired' | 'days'>): string | undefined =>
  fired === undefined ? undefined : `It would have fired ${plural(fired, 'time')} in the last ${days} days.`

/** "An agent waits for you longer than 2 min"; "…" stands where a kind has to be given something. */
export const kindSentence = (kind: RuleKind): string =>
  ruleSentence({ kind, values: usualValues(kind) }).replaceAll(/\{\w+\}/g, '…')

const ownWords: Readonly<Record<string, string>> = {
  cpu_percent: 'percent of a core',
  memory_gb: 'gigabytes',
  usd: 'dollars',
  hard: 'hard: nothing new begins, queues are held, who works is interrupted once',
  session: 'session, by how its id begins',
  task: 'task, by its name or id',
  usd_per_hour: 'dollars an hour',
  of: 'which',
  url: 'address',
  argv: 'program and its arguments',
}

/** What a field of a rule or a channel is called: `or_when_stuck` is "or when stuck". */
export const fieldWords = (field: string): string => ownWords[field] ?? field.replaceAll('_', ' ')

/** What a rule of this kind is called in the file before it has another name: `waits`, `waits-2`. */
export function freeRuleId(kind: RuleKind, taken: readonly string[]): string {
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? kind : `${kind}-${n}`
    if (!taken.includes(id)) return id
  }
}
