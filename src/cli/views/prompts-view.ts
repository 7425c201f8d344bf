/** `tce prompts`: a line for each prompt, newest first, by day. Pure. */
import type { Activity } from '../../core/process/process.ts'
import type { PromptPage, SentPrompt } from '../../core/search/prompt-question.ts'
import { progressWords } from '../../core/search/search-words.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { clockText } from '../../core/usage/usage-groups.ts'
import { formatCount, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { kindMark } from '../../terminal/agent-words.ts'
import type { Line, Look, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { lineWidth, truncateLine } from '../../terminal/table.ts'
import { wrap } from '../../terminal/wrap.ts'
import { momentOf, momentText } from './moments.ts'
import { costCell, shownLabel } from './usage-words.ts'

export interface PromptsContext {
  /** As they were typed. */
  readonly words: string
  readonly since: string
  readonly nowMs: number
  readonly calendar: Calendar
  /** What a session that runs is doing; undefined for one that ended. */
  readonly activityOf: (sessionId: string) => Activity | undefined
}

const [toolsWidth, costWidth] = [6, 9]

export function promptsView(page: PromptPage, context: PromptsContext, look: Look): readonly Line[] {
  const { prompts } = page
  if (prompts.length === 0) return [...nothingLines(page, context, look), ...progressLines(page, context, look)]
  const width = Math.max(10, look.columns - toolsWidth - costWidth)
  let day = 'Today'
  const rows = prompts.flatMap((prompt) => {
    const own = dayOf(prompt, context)
    const isNew = own !== day
    day = own
    return [...(isNew ? [line(span(own, 'dim'))] : []), promptLine(prompt, context, look, width)]
  })
  const head = cells([line(span('TIME      PROMPT', 'dim'))], width, span('TOOLS', 'dim'), span('COST', 'dim'))
  return [head, ...rows, emptyLine, ...progressLines(page, context, look), ...footer(page, context, look)]
}

function dayOf({ at }: SentPrompt, { nowMs, calendar }: PromptsContext): string {
  return momentOf(at, nowMs, calendar)?.day ?? ''
}

/** `14:20 ★cx List every colour…  52 $0.66` */
function promptLine(prompt: SentPrompt, { calendar, activityOf }: PromptsContext, look: Look, width: number): Line {
  const { glyphs } = look
  const { at, agent, text, isStarred, isLast, sessionId, toolCalls } = prompt
  const activity = sessionId === undefined || isLast !== true ? undefined : activityOf(sessionId)
  const isAtWork = activity === 'busy' || activity === 'shell' || activity === 'waiting'
  const start = line(
    `${clockText(Date.parse(at), calendar)} `,
    isStarred === true ? span(glyphs.star, 'you') : ' ',
    kindMark(agent),
    ' ',
    text === undefined ? span('its records are gone', 'dim') : shownLabel(text.replaceAll(/\s+/g, ' '), glyphs),
  )
  const tools = isAtWork ? glyphs.ellipsis : toolCalls === undefined ? glyphs.unknown : formatCount(toolCalls)
  return cells([start], width, span(tools), isAtWork ? span(glyphs.ellipsis) : costOf(prompt, look), glyphs.ellipsis)
}

function costOf({ costUsd, unpricedModels = [] }: SentPrompt, { glyphs }: Look): Span {
  return costCell({ costUsd, unpriced: unpricedModels.map((model) => ({ model, tokens: 0 })) }, glyphs)
}

function cells([text = emptyLine]: readonly Line[], width: number, tools: Span, cost: Span, ellipsis = '…'): Line {
  const shown = truncateLine(text, width, ellipsis)
  const gap = (cell: Span, room: number) => ' '.repeat(Math.max(1, room - lineWidth([cell])))
  return line(...shown, ' '.repeat(width - lineWidth(shown)), gap(tools, toolsWidth), tools, gap(cost, costWidth), cost)
}

function footer(page: PromptPage, { words, since, calendar }: PromptsContext, { columns }: Look): readonly Line[] {
  const { prompts, counts, nextCursor } = page
  const [first] = prompts
  const known = counts === undefined ? '' : ` of ${formatCount(counts.prompts)}${sinceWords(since)}`
  const more = nextCursor === undefined ? '' : ` Next: --cursor ${nextCursor}`
  const example = words === '' ? 'Words, --project, --agent, --since 7d narrow it.' : ''
  const clock = first === undefined ? '14:24' : clockText(Date.parse(first.at), calendar)
  return [
    `${formatCount(prompts.length)}${known}.${more} ${example}`,
    `Whole text of one: tce prompts --show ${clock}. Starred: tce prompts --starred`,
  ].flatMap((text) => wrap(text.trim(), columns).map((one) => line(span(one, 'dim'))))
}

/** `in 30 days`. */
function sinceWords(since: string): string {
  const [, count, unit] = /^(\d+)([dw])$/.exec(since) ?? []
  if (count !== undefined) return ` in ${plural(Number(count), unit === 'w' ? 'week' : 'day')}`
  return since === 'all' ? '' : ` since ${plainText(since)}`
}

function nothingLines({ counts }: PromptPage, { words, since }: PromptsContext, { columns }: Look): readonly Line[] {
  if (counts?.all === 0)
    return wrap('No prompts yet. The first one appears as soon as you send it to any agent.', columns).map((text) =>
      line(text),
    )
  const what = words === '' ? 'No prompt' : `Nothing matches ${plainText(words)}`
  const older = counts?.atAnyTime
    ? ` ${plural(counts.atAnyTime, 'older prompt does', 'older prompts do')}: --since all`
    : ''
  return wrap(`${what}${words === '' ? ' is' : ''}${sinceWords(since)}.${older}`, columns).map((text) => line(text))
}

function progressLines(page: PromptPage, { nowMs, calendar }: PromptsContext, { columns }: Look): readonly Line[] {
  const since = momentOf(page.progress.completeSince, nowMs, calendar)
  const text = progressWords(page, since && momentText(since))
  return text === undefined ? [] : wrap(text, columns).map((one) => line(span(one, 'warn')))
}
