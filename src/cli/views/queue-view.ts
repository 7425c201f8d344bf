/** `tce queue`: by session, in their order; below each that went wrong why. Pure. */

import { activityOf } from '../../core/process/agent-words.ts'
import { isSameProcess } from '../../core/process/process.ts'
import type { FleetAgentReport, FleetReport } from '../../core/process/report.ts'
import type { PromptReport, QueueReport, SessionQueue } from '../../core/prompts/prompt-report.ts'
import { isTrouble, isWaiting } from '../../core/prompts/prompt-states.ts'
import { stateInWords, stopInWords, whenInWords } from '../../core/prompts/prompt-words.ts'
import { formatDurationInWords, plural } from '../../core/words/format.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import { titleOf } from '../../terminal/agent-words.ts'
import type { Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { lineWidth, spread, truncateLine } from '../../terminal/table.ts'
import { truncateText } from '../../terminal/text-width.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import { whenText } from './log-view.ts'

export function queueView(
  { sessions, recent, isDraining, problem }: QueueReport,
  fleet: Pick<FleetReport, 'processes'>,
  nowMs: number,
  look: Look,
): readonly Line[] {
  const { columns, glyphs } = look
  const all = sessions.flatMap(({ prompts }) => prompts)
  const delivered = recent.filter(({ state }) => state === 'delivered' || state === 'answered').length
  const head = spread(line(countsInWords(all)), line(span(`${delivered} delivered today`, 'dim')), columns)
  const notes = [
    ...(problem === undefined ? [] : wrapLine(line(span(`${glyphs.warning} `, 'warn'), plainText(problem)), columns)),
    ...(isDraining || all.length === 0
      ? []
      : [line(span('TCE does not serve now: prompts go out while it does. ', 'warn'), 'tce run')]),
  ]
  if (all.length === 0) {
    return [
      line(span(`${glyphs.none} `, 'dim'), 'No prompt waits.'),
      line('  ', span('Next: ', 'dim'), 'tce send <agent> "…"'),
      ...notes,
    ]
  }
  return [
    head,
    ...notes,
    emptyLine,
    ...sessions.flatMap((session) => sessionLines(session, fleet, nowMs, look)),
    emptyLine,
    help(all),
  ]
}

/** "7 prompts wait, 1 is on its way, 1 went wrong" */
function countsInWords(all: readonly PromptReport[]): string {
  const waiting = all.filter(({ state }) => isWaiting(state)).length
  const wrong = all.filter(({ state }) => isTrouble(state)).length
  const going = all.length - waiting - wrong
  return [
    waiting === 0 ? 'No prompt waits' : `${plural(waiting, 'prompt')} ${waiting === 1 ? 'waits' : 'wait'}`,
    ...(going === 0 ? [] : [going === 1 ? '1 is on its way' : `${going} are on their way`]),
    ...(wrong === 0 ? [] : [`${wrong} went wrong`]),
  ].join(', ')
}

/** "today 18:00", and from tomorrow on as everywhere. */
function dueText(at: string | undefined, nowMs: number): string {
  const text = whenText(at ?? '', nowMs)
  return /^\d\d:\d\d:\d\d$/.test(text) ? `today ${text.slice(0, 5)}` : text
}

function sessionLines(
  { target, prompts, stop }: SessionQueue,
  { processes }: Pick<FleetReport, 'processes'>,
  nowMs: number,
  look: Look,
): readonly Line[] {
  const agent = processes.find((process) => isSameProcess(process, target))
  const title = plainText(agent === undefined ? (target.project ?? `pid ${target.pid}`) : titleOf(agent))
  const at = agent === undefined ? [span('ended', 'dim')] : standingCell(agent, nowMs, look)
  const room = look.columns - lineWidth(at) - 2
  const head = spread(line(span(truncateText(title, room), 'bold')), at, look.columns)
  const standing = stop === undefined ? undefined : stopInWords(stop, target)
  const stands =
    standing &&
    line(
      '  ',
      span(`${look.glyphs.warning} stands still: `, 'warn'),
      `${standing.why}. `,
      span(`${standing.next}`, 'dim'),
    )
  return [
    head,
    ...(stands === undefined ? [] : wrapLine(stands, look.columns, '    ')),
    ...prompts.flatMap((prompt) => promptLines(prompt, nowMs, look)),
  ]
}

/** "◐ waiting 3 min: Bash psql -f migr…", "busy cargo test" */
function standingCell(agent: FleetAgentReport, nowMs: number, { columns, glyphs }: Look): Line {
  const { look, word, sinceMs, detail } = activityOf(agent)
  const time = sinceMs === undefined ? '' : ` ${formatDurationInWords(nowMs - sinceMs)}`
  const mark = look === 'waiting' ? `${glyphs.waiting} ` : ''
  const what = detail === '' ? '' : `${look === 'waiting' ? ':' : ''} ${detail}`
  const words = truncateText(`${mark}${word}${time}${what}`, Math.floor(columns / 2), glyphs.ellipsis)
  return line(span(words, look === 'waiting' ? 'you' : look === 'busy' || look === 'shell' ? 'busy' : 'dim'))
}

const idWidth = 5
const whenWidth = 22

function promptLines(prompt: PromptReport, nowMs: number, look: Look): readonly Line[] {
  const { columns, glyphs } = look
  const state = stateInWords(prompt)
  const when = state ?? whenInWords(prompt, dueText(prompt.at, nowMs))
  const isWrong = isTrouble(prompt.state)
  const mark = isWrong ? span(`${glyphs.failed} `, 'bad') : span('')
  const cell = line(mark, span(truncateText(when, whenWidth - 2), isWrong ? 'bad' : 'dim'))
  const row = line(
    `  ${prompt.id.padEnd(idWidth)}`,
    ...cell,
    ' '.repeat(Math.max(1, whenWidth - lineWidth(cell))),
    plainText(prompt.text),
  )
  const { reason } = prompt
  const why =
    reason === undefined
      ? []
      : wrapLine(line(`  ${' '.repeat(idWidth)}`, span(plainText(reason), 'dim')), columns, '       ')
  return [truncateLine(row, columns, glyphs.ellipsis), ...why]
}

function help(all: readonly PromptReport[]): Line {
  const waiting = all.find(({ state }) => isWaiting(state))
  const wrong = all.find(({ state }) => state === 'failed' || state === 'orphaned')
  const hints = [
    ...(wrong === undefined ? [] : [`Again: tce queue retry ${wrong.id}`]),
    ...(waiting === undefined ? [] : [`Order: tce queue move ${waiting.id} 1`, `Out: tce queue rm ${waiting.id}`]),
  ]
  return line(span(hints.join('   '), 'dim'))
}

/** One in full. */
export function promptView(prompt: PromptReport, nowMs: number, { columns }: Look): readonly Line[] {
  const { id, target, sent, reason, createdAt, createdBy } = prompt
  const fact = (name: string, text: string) =>
    wrapLine(line(span(name.padEnd(9), 'dim'), plainText(text)), columns, ' '.repeat(9))
  return [
    line(span(id, 'bold'), `  ${stateInWords(prompt) ?? whenInWords(prompt, dueText(prompt.at, nowMs))}`),
    ...fact('to', `${target.project ?? target.agent}, pid ${target.pid}, session ${target.sessionId}`),
    ...fact('from', `${createdBy.name}, ${whenText(createdAt, nowMs)}`),
    ...(sent === undefined ? [] : fact('by', `${sent.through}, ${whenText(sent.at, nowMs)}`)),
    ...(reason === undefined ? [] : fact('because', reason)),
    emptyLine,
    ...plainLines(prompt.text)
      .split('\n')
      .map((row) => line(row)),
  ]
}
