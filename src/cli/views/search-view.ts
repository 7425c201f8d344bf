/** `tce search`: sessions, the best first, each with its best passages. Pure. */

import type { Activity } from '../../core/process/process.ts'
import type { PassageRole } from '../../core/search/passage.ts'
import type { Mark, SearchAnswer, SearchGroup, SearchHit } from '../../core/search/search-question.ts'
import { foundWords, progressWords } from '../../core/search/search-words.ts'
import { isFew, wordsForPrompts } from '../../core/search/words-for-prompts.ts'
import { titleOf } from '../../core/session/session-title.ts'
import type { Calendar } from '../../core/time/calendar.ts'
import { clockText } from '../../core/usage/usage-groups.ts'
import { formatCount, plural } from '../../core/words/format.ts'
import { kindMark } from '../../terminal/agent-words.ts'
import type { Line, Look, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { lineWidth, spread, truncateLine } from '../../terminal/table.ts'
import { wrap } from '../../terminal/wrap.ts'
import { momentOf, momentText } from './moments.ts'
import { activityMark } from './sessions-view.ts'
import { dollars, shownLabel } from './usage-words.ts'

export interface SearchContext {
  readonly query: string
  readonly nowMs: number
  readonly calendar: Calendar
  readonly activityOf: (sessionId: string) => Activity | undefined
}

/** As the log of a session calls them. */
const roleWords: Readonly<Record<PassageRole, string>> = {
  prompt: 'you',
  answer: 'asst',
  thinking: 'think',
  tool: 'tool',
  result: 'tool',
  file: 'file',
  summary: 'comp',
  title: 'title',
  error: 'error',
}

export function searchView(answer: SearchAnswer, context: SearchContext, look: Look): readonly Line[] {
  const { columns } = look
  const prompts = isFew(answer) ? wrap(promptsText(context), columns).map((text) => line(span(text, 'dim'))) : []
  if (answer.groups.length === 0)
    return [...nothingLines(answer, context, look), ...stateLines(answer, context, look), ...prompts]
  return [
    line(foundWords(answer)),
    ...answer.groups.flatMap((group) => [emptyLine, ...groupLines(group, context, look)]),
    emptyLine,
    ...stateLines(answer, context, look),
    ...wrap(nextText(answer, context), columns).map((text) => line(span(text, 'dim'))),
    ...prompts,
  ]
}

function groupLines(group: SearchGroup, context: SearchContext, look: Look): readonly Line[] {
  const { glyphs, columns } = look
  const shortId = group.sessionId.slice(0, 6)
  const kept = group.isKeptHere ? 'transcript deleted, kept here' : undefined
  const places = [group.project, group.worktree, group.branch, kept].filter((text) => text !== undefined)
  const moment = momentOf(group.lastActiveAt ?? group.hits[0]?.at, context.nowMs, context.calendar)
  const second = [...places, ...(moment === undefined ? [] : [momentText(moment)])].map((text) =>
    shownLabel(text, glyphs),
  )
  return [
    spread(titleCell(group, context, look), line(costText(group, look)), columns),
    spread(line('   ', span(second.join('  '), 'dim')), line(span(shortId, 'dim')), columns),
    ...group.hits.map((hit) => hitLine(hit, context, look)),
    ...(group.more > 0 ? [line(span(`   ${formatCount(group.more)} more`, 'dim'))] : []),
  ]
}

function titleCell(group: SearchGroup, { activityOf }: SearchContext, { glyphs, columns }: Look): Line {
  const activity = activityOf(group.sessionId)
  const mark = activity === undefined ? [] : [span(' '), activityMark(activity, glyphs)]
  const title = line(kindMark(group.agent), ' ', span(shownLabel(titleOf(group) ?? group.sessionId, glyphs), 'bold'))
  return [...truncateLine(title, columns - 14, glyphs.ellipsis), ...mark]
}

const costText = ({ costUsd }: SearchGroup, { glyphs }: Look): string =>
  costUsd === undefined ? '' : dollars(costUsd, glyphs)

function hitLine(hit: SearchHit, { calendar }: SearchContext, { glyphs, columns }: Look): Line {
  const clock = hit.at === undefined ? '     ' : clockText(Date.parse(hit.at), calendar)
  const head = line(`   ${clock} `, span(roleWords[hit.role].padEnd(5), hit.isFailed === true ? 'bad' : 'dim'), ' ')
  const text = hit.excerpt === undefined ? [span('its records are gone', 'dim')] : marked(hit.excerpt, hit.marks)
  return truncateLine([...head, ...text], Math.max(columns, lineWidth(head)), glyphs.ellipsis)
}

function marked(text: string, marks: readonly Mark[]): readonly Span[] {
  const spans: Span[] = []
  let at = 0
  for (const { from, to } of marks) {
    if (from > at) spans.push(span(text.slice(at, from)))
    spans.push(span(text.slice(from, to), 'hit'))
    at = to
  }
  return [...spans, span(text.slice(at))]
}

function nextText({ groups }: SearchAnswer, { query }: SearchContext): string {
  const [first] = groups
  const id = first?.sessionId.slice(0, 8) ?? '<id>'
  return `A session: tce session ${id}. All of one: tce search '${query} session:${id}*' --hits 50`
}

function promptsText({ query }: SearchContext): string {
  const words = wordsForPrompts(query)
  const command = words === '' ? 'tce prompts' : `tce prompts '${words}'`
  return `Prompts that stand in an agent's own list alone are in no session: ${command} --since all`
}

function nothingLines(
  { alone = [], progress }: SearchAnswer,
  { query }: SearchContext,
  { columns }: Look,
): readonly Line[] {
  const each = alone.map(({ word, hits }) => `"${word}" alone: ${plural(hits, 'hit')}.`)
  const sentence = `Nothing matches ${query} in ${plural(progress.indexed, 'session')}.`
  return [...wrap(sentence, columns), ...(each.length === 0 ? [] : wrap(each.join(' '), columns))].map((text) =>
    line(text),
  )
}

/** Of the index: what is wrong with it, and how much is missing. */
function stateLines(answer: SearchAnswer, { nowMs, calendar }: SearchContext, { columns }: Look): readonly Line[] {
  const since = momentOf(answer.progress.completeSince, nowMs, calendar)
  return [answer.problem, progressWords(answer, since && momentText(since))].flatMap((text) =>
    text === undefined ? [] : wrap(text, columns).map((one) => line(span(one, 'warn'))),
  )
}
