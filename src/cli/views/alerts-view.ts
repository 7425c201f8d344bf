/** `tce alerts` and what belongs to it. Pure: shapes → lines. */
import type {
  AlertReport,
  ChannelReport,
  DeadLetter,
  FiredAlert,
  RuleReport,
  RuleTrial,
} from '../../core/alerts/alert-report.ts'
import { toldBy, trialSentence } from '../../core/alerts/alert-words.ts'
import { formatCount, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Line, Look, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittedTable, fittingWidth, table } from '../../terminal/table.ts'
import { whenText } from './log-view.ts'

export function alertsView(report: AlertReport, nowMs: number, look: Look): readonly Line[] {
  const { glyphs } = look
  const rows = report.rules.map((rule) => ruleRow(rule, nowMs, look))
  const { isOn, from, until } = report.quiet
  const passing = report.rules.filter(({ passesQuiet = [] }) => passesQuiet.length > 0)
  const but = passing.map(({ id, passesQuiet = [] }) => `${passesQuiet.join(', ')} for “${id}”`).join('; ')
  const quiet = isOn ? `Quiet ${from}–${until}${but === '' ? '' : `, but ${but}`}. ` : ''
  const snoozed = report.snoozedUntil === undefined ? '' : `All snoozed until ${whenText(report.snoozedUntil, nowMs)}. `
  return [
    ...giving(2, ['ON', 'ID', 'RULE', 'TELLS', 'LAST'], rows, look),
    emptyLine,
    line(
      span('CHANNELS  ', 'dim'),
      ...report.channels.filter(({ isSetUp }) => isSetUp).flatMap((one) => channelSpans(one, nowMs, look)),
    ),
    line(`${quiet}${snoozed}${plural(report.fired, 'alert')} in 7 days: tce alerts log`),
    ...report.channels.flatMap((one) => failingLines(one, look)),
    ...report.problems.flatMap((problem) => [emptyLine, line(span(`${glyphs.failed} `, 'bad'), plainText(problem))]),
  ]
}

/** A table of which one column, not the first, gives way where there is too little room; the one after it no wider than 24. */
function giving(at: number, heads: readonly string[], rows: readonly (readonly Line[])[], { columns, glyphs }: Look) {
  const fitting = heads.map((head, column) =>
    fittingWidth(
      rows.map((cells) => cells[column] ?? emptyLine),
      head,
    ),
  )
  const widths = fitting.map((width, column) => (column === at + 1 ? Math.min(width, 24) : width))
  const others = widths.reduce((sum, width, column) => sum + (column === at ? 0 : width) + (column === 0 ? 0 : 2), 0)
  const room = Math.max(12, columns - others)
  return table(
    heads.map((head, column) => ({
      ...{ head, gap: column === 0 ? 0 : 2 },
      width: column === at ? Math.min(widths[at] ?? 0, room) : (widths[column] ?? 0),
    })),
    rows,
    glyphs.ellipsis,
  )
}

function ruleRow(rule: RuleReport, nowMs: number, { glyphs }: Look): readonly Line[] {
  const role = rule.isOn ? undefined : 'dim'
  const snoozed = rule.snoozedUntil === undefined ? '' : `, snoozed until ${whenText(rule.snoozedUntil, nowMs)}`
  return [
    line(rule.isOn ? span(glyphs.healthy, 'ok') : span(glyphs.none, 'dim')),
    line(span(rule.id, role)),
    line(span(`${plainText(rule.inShort)}${snoozed}`, role)),
    line(span(rule.channels.join(' ') || 'nothing', role)),
    line(
      span(rule.last === undefined ? '–' : whenText(rule.last.at, nowMs).replace(/^(\d\d:\d\d):\d\d$/, '$1'), 'dim'),
    ),
  ]
}

function channelSpans({ id, failing, waiting }: ChannelReport, nowMs: number, { glyphs }: Look): readonly Span[] {
  const waits = waiting === 0 ? '' : `, ${formatCount(waiting)} waiting`
  if (failing === undefined) return [span(`${glyphs.done} `, 'ok'), span(`${id}${waits}  `)]
  return [span(`${glyphs.failed} `, 'bad'), span(`${id}: since ${whenText(failing.since, nowMs)}${waits}  `)]
}

function failingLines({ id, name, failing }: ChannelReport, { glyphs }: Look): readonly Line[] {
  if (failing === undefined) return []
  return [
    emptyLine,
    line(span(`${glyphs.failed} `, 'bad'), `${name}: ${plainText(failing.message)}.`),
    line('  ', span('Next: ', 'dim'), `tce alerts channel ${id} …, then tce alerts test ${id}`),
  ]
}

export function firedView(fired: readonly FiredAlert[], nowMs: number, look: Look): readonly Line[] {
  const { glyphs } = look
  if (fired.length === 0) return [line(span(`${glyphs.none} `, 'dim'), 'Nothing has fired yet. The rules: tce alerts')]
  const rows = fired.map((one) => [
    line(span(whenText(one.at, nowMs), 'dim')),
    line(plainText(one.rule)),
    line(plainText(one.title)),
    toldWords(one, look),
  ])
  return giving(2, ['WHEN', 'RULE', 'WHAT', 'TOLD BY'], rows, look)
}

function toldWords(fired: FiredAlert, { glyphs }: Look): Line {
  const told = toldBy(fired)
  if (told.kind === 'failed') return line(span(`${glyphs.failed} `, 'bad'), `${told.channel}: ${plainText(told.words)}`)
  return told.kind === 'nobody' ? line(span(told.words, 'dim')) : line(told.words)
}

export function deadView(letters: readonly DeadLetter[], nowMs: number, look: Look): readonly Line[] {
  if (letters.length === 0)
    return [line(span(`${look.glyphs.none} `, 'dim'), 'Every message got there, or is still tried.')]
  const heads = ['ID', 'WHEN', 'CHANNEL', 'WHAT', 'WHY'].map((head) => ({ head }))
  const rows = letters.map(({ id, at, channel, title, message }) => [
    line(id),
    line(span(whenText(at, nowMs), 'dim')),
    line(channel),
    line(plainText(title)),
    line(span(plainText(message), 'bad')),
  ])
  return [...fittedTable(heads, rows, look), line(span('Next: ', 'dim'), 'tce alerts retry <id>')]
}

export function trialView(trial: RuleTrial, nowMs: number, { glyphs }: Look): readonly Line[] {
  const { examples, caution } = trial
  const sentence = trialSentence(trial)
  const newest = examples.map(({ at, about }) => line('  ', span(whenText(at, nowMs), 'dim'), `  ${plainText(about)}`))
  return [
    ...(sentence === undefined ? [] : [line(sentence)]),
    ...newest,
    ...(caution === undefined ? [] : [line(span(`${glyphs.none} `, 'dim'), plainText(caution))]),
  ]
}
