/** `tce events --follow` in a terminal: a head that stays, the events below it. Pure: what is known → lines. */
import type { CapturedEvent } from '../../core/captured/captured-event.ts'
import type { Pulse } from '../../core/captured/event-pulse.ts'
import { plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { sparkLine } from '../../terminal/bars.ts'
import type { Line, Look, Span } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { lineWidth } from '../../terminal/table.ts'
import { eventView } from './event-view.ts'
import { followedRows } from './events-view.ts'
import { whenText } from './log-view.ts'

export interface FollowState {
  /** Oldest first, as they are shown. */
  readonly events: readonly CapturedEvent[]
  /** The lines stand still. */
  readonly held?: { readonly atMs: number; readonly news: number; readonly why: 'space' | 'error' } | undefined
  /** What is being typed behind `/`. */
  readonly typing?: string | undefined
  /** Why it can't be read. */
  readonly wrong?: string | undefined
  readonly filter: string
  readonly opened?: CapturedEvent | undefined
}

export function followView(state: FollowState, pulse: Pulse, nowMs: number, look: Look, rows: number): readonly Line[] {
  const foot = footLine(state, nowMs, look)
  const room = Math.max(1, rows - 2 - (foot === undefined ? 0 : 1))
  const body =
    state.opened === undefined
      ? state.events.length === 0
        ? [line(span('Nothing yet. What comes is shown here.', 'dim'))]
        : followedRows(state.events.slice(-room), nowMs, look, false)
      : eventView(state.opened, {}, nowMs, look).slice(0, room)
  return [headLine(state, pulse, look), ruleLine(look), ...body, ...(foot === undefined ? [] : [foot])]
}

function headLine({ filter }: FollowState, pulse: Pulse, look: Look): Line {
  const { glyphs } = look
  const left = line(
    span(' events', 'bold'),
    '  ',
    ...sparks(pulse, look),
    '  ',
    `${pulse.perSecond < 10 ? pulse.perSecond.toFixed(1) : Math.round(pulse.perSecond)}/s`,
    ...(pulse.errors === 0 ? [] : ['  ', span(`${glyphs.failed} ${pulse.errors}`, 'bad')]),
    ...(pulse.warnings === 0 ? [] : ['  ', span(`${glyphs.warning} ${pulse.warnings}`, 'warn')]),
  )
  const right = filter === '' ? plural(pulse.sources, 'source') : plainText(filter)
  const gap = look.columns - lineWidth(left) - lineWidth(line(right))
  return gap < 2 ? left : line(...left, ' '.repeat(gap), span(right, 'dim'))
}

/** A cell with an error is `bad`; the others are one piece. */
function sparks({ cells }: Pulse, { glyphs }: Look): readonly Span[] {
  const marks = [
    ...sparkLine(
      cells.map(({ events }) => events),
      glyphs,
    ),
  ]
  return marks.map((mark, index) => span(mark, (cells[index]?.errors ?? 0) > 0 ? 'bad' : 'chart'))
}

const ruleLine = ({ columns, glyphs }: Look): Line => line(span(glyphs.rule.repeat(columns), 'dim'))

function footLine({ held, typing, wrong, opened }: FollowState, nowMs: number, look: Look): Line | undefined {
  if (typing !== undefined) {
    const note = wrong === undefined ? '  enter filters, esc leaves it' : `  ${wrong}`
    return line('/', typing, span(' ', 'sel'), span(note, wrong === undefined ? 'dim' : 'bad'))
  }
  if (opened !== undefined) return footRule('one event in full', 'enter goes back', look)
  if (held === undefined) return undefined
  const at = `held at ${whenText(new Date(held.atMs).toISOString(), nowMs)}${held.why === 'error' ? ', the last error' : ''}, ${held.news} new`
  return footRule(at, 'space goes on', look)
}

function footRule(left: string, right: string, { columns, glyphs }: Look): Line {
  const dash = glyphs.rule
  const between = Math.max(2, columns - left.length - right.length - 10)
  return line(span(`${dash.repeat(2)} ${left} ${dash.repeat(between)} ${right} ${dash.repeat(4)}`, 'dim'))
}
