/** A prompt in the queue, in the page's words. Pure. */
import type { PromptReport } from '../../../core/prompts/prompt-report.ts'
import { howSent, stateInWords, whenInWords } from '../../../core/prompts/prompt-words.ts'
import { formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { formatMoment, formatTime } from '../parts/time.ts'

/** "when idle", "today 18:00", "after number 1" where that stands in the same queue. */
export function whenText(prompt: PromptReport, beside: readonly PromptReport[], nowMs: number): string {
  const place = beside.findIndex(({ id }) => id === prompt.after)
  if (prompt.when === 'after' && place !== -1) return `after number ${place + 1}`
  return whenInWords(prompt, prompt.at === undefined ? '' : timeText(Date.parse(prompt.at), nowMs))
}

function timeText(atMs: number, nowMs: number): string {
  const [day, time] = [formatMoment(atMs, nowMs), formatTime(atMs)]
  return day === time ? `today ${time}` : day.endsWith(time) ? day : `${day} ${time}`
}

export const stateText = (prompt: PromptReport): string => stateInWords(prompt) ?? 'queued'

/** "done, 4m 50s": from when it was sent until its turn was over. */
export function doneText(prompt: PromptReport): string {
  const { state, sent, stateSince } = prompt
  if (state !== 'answered' || sent === undefined) return stateText(prompt)
  return `done, ${formatDurationInWords(Math.max(0, Date.parse(stateSince) - Date.parse(sent.at)))}`
}

/** Why it did not go, or is not proved, with how it was sent where the reason does not say it. */
export function whyText({ sent, reason }: PromptReport): string {
  const why = plainText(reason ?? '')
  if (sent === undefined || why.includes(plainText(sent.through))) return why
  const how = plainText(howSent(sent))
  return [`${how.charAt(0).toUpperCase()}${how.slice(1)}.`, why].filter((part) => part !== '').join(' ')
}

/** What stands in its box was not sent yet. */
export const sentText = ({ state }: Pick<PromptReport, 'state'>): string => (state === 'in-box' ? 'typed' : 'sent')

export const nameOfTarget = ({ project, pid }: PromptReport['target']): string =>
  plainText(project ?? '') || `pid ${pid}`
