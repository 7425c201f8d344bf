/** What the composer says: the promise, and the button with the same verb. Pure. */
import { promptTokensOf } from '../../../core/analytics/message.ts'
import type { SettingId } from '../../../core/prompts/prompt-library.ts'
import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import { stateInWords } from '../../../core/prompts/prompt-words.ts'
import { formatCount, formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Foreseen } from '../../../services/prompts.ts'
import type { ApiProblem } from '../api.ts'

/** What would happen with one of those it is for. */
export type Fate = { readonly foreseen: Foreseen } | { readonly problem: ApiProblem }

export const isReachable = (fate: Fate | undefined): boolean => fate !== undefined && 'foreseen' in fate

/** "Queue until it is idle", for one; `time` is when, where it goes at a time. */
export function verbFor({ starts, goes }: Pick<Foreseen, 'starts' | 'goes'>, time: string): string {
  switch (starts) {
    case 'now':
      return goes === 'now' ? 'Send' : 'Send on the way'
    case 'behind':
      return 'Queue behind those before it'
    case 'idle':
      return 'Queue until it is idle'
    case 'turn-end':
      return 'Queue until its turn ends'
    case 'at':
      return `Send at ${time}`
    case 'after':
      return 'Queue behind it'
    case 'answered':
      return 'Queue until it is answered'
    case 'go-on':
      return 'Queue it'
    case 'interrupt':
      return 'Interrupt and send…'
    default:
      return starts satisfies never
  }
}

/** "Typed into tmux pane %7 as you, when it is idle." */
export function promiseOf({ how, goes, as, starts }: Foreseen): string {
  const whole = as === 'hook-feedback' && starts === 'turn-end' ? how : `${how}, ${goes}`
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}.`
}

/** How what it is at is broken off, where that is asked about. */
export const breakWords = (fate: Fate | undefined): string =>
  fate !== undefined && 'foreseen' in fate && fate.foreseen.by === 'host'
    ? 'The server that carries its session is told once to break off its turn.'
    : 'Esc is pressed once in its terminal.'

/** Why it can't be sent: that nothing was is clear before it is. */
export const refusalOf = ({ message }: Pick<ApiProblem, 'message'>): string =>
  message.replace(/^Nothing was (?:sent|interrupted)\. /, '')

/** What else is to be known of it. */
export function besidesOf({ starts, by, ahead, before, caution, isDraining }: Foreseen): string {
  const key = by === 'esc' ? 'Only while its screen says that Esc interrupts it, and never into a dialog.' : ''
  const place =
    starts !== 'now' && starts !== 'interrupt'
      ? `TCE holds it as number ${ahead + before.length + 1} of its queue.`
      : ''
  const serving = isDraining ? '' : 'TCE does not serve now: it goes when it does.'
  const delivered = 'Delivered means: it stands in the records of its session.'
  return [key, place, serving, caution ?? '', delivered].filter((part) => part !== '').join(' ')
}

/** "payments-api, webhook-retries", "3 agents, 2 reachable", and what is set for them: the line below everything. */
export function stateParts(
  names: readonly string[],
  reachableCount: number,
  settings: Readonly<Partial<Record<SettingId, string>>>,
  offered: readonly SettingId[],
): readonly (readonly [label: string, value: string])[] {
  if (names.length === 0) return []
  const several = `${names.length} agents, ${reachableCount} reachable`
  return [
    ['To', names.length === 1 ? (names[0] ?? '') : several],
    ...offered.map((id) => [id, settings[id] ?? 'as is'] as const),
  ]
}

/** "341 characters, about 86 tokens" */
export function lengthWords(characters: number): string {
  const tokens = promptTokensOf({ promptCharacters: characters })
  return `${formatCount(characters)} characters${tokens === undefined ? '' : `, about ${formatCount(tokens)} tokens`}`
}

/** "q41 delivered, in its records after 0.6 s" */
export function stateLine(prompt: PromptReport): string {
  const { state, sent, stateSince, reason } = prompt
  const word = stateInWords(prompt) ?? 'queued'
  const why = plainText(reason ?? '')
  if (state !== 'delivered' || sent === undefined) return why === '' ? word : `${word}: ${why}`
  const afterMs = Math.max(0, Date.parse(stateSince) - Date.parse(sent.at))
  return `delivered, in its records after ${formatDurationInWords(afterMs)}`
}

/** What is being typed at the caret: a file behind `@`, a command behind `/` at the beginning. */
export function typedAt(
  text: string,
  caret: number,
): { readonly kind: 'file' | 'command'; readonly query: string; readonly from: number } | undefined {
  const before = text.slice(0, caret)
  const [, file] = /(?<![^\s(])@([^\s@]*)$/.exec(before) ?? []
  if (file !== undefined) return { kind: 'file', query: file, from: caret - file.length }
  return /^\/\S*$/.test(before) ? { kind: 'command', query: before, from: 0 } : undefined
}
