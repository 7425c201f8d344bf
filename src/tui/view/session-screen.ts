/** One session on the whole screen: header, feed and state side by side or one of them, keys. Pure. */

import { plainText } from '../../core/words/text.ts'
import type { Line } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { textWidth, truncateText } from '../../terminal/text-width.ts'
import type { WatchModel } from '../model.ts'
import { fitLine, spreadLine, windowOf } from './cells.ts'
import type { FeedEntry } from './feed.ts'
import { clock, feedEntries, feedLine } from './feed.ts'
import type { Frame } from './layout.ts'
import { statePane } from './state-pane.ts'
import { statusLine } from './status-words.ts'
import { sessionBar } from './tab-bar.ts'

/** Exactly as many lines as the screen has rows. */
export function sessionScreen(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  return [
    header(model, nowMs, frame),
    ruleLine(frame, frame.marks.teeDown),
    ...body(model, nowMs, frame),
    ruleLine(frame, frame.marks.teeUp),
    bottomLine(model, frame, sessionBar),
  ]
}

function header({ state, feed, replay }: WatchModel, nowMs: number, frame: Frame): Line {
  const { columns, glyphs } = frame
  if (state === undefined) return line(' ', span('Looking for the session', 'dim'))
  const status = replay === undefined ? statusLine(state, nowMs, glyphs) : replayStatus(replay)
  const project = plainText(state.project ?? '') || state.sessionId.slice(0, 8)
  const name = plainText(state.name ?? state.title ?? '')
  const shown =
    feed.filter === '' && feed.kinds === 'all'
      ? ''
      : `  ${[feed.kinds === 'all' ? '' : `only ${feed.kinds}`, feed.filter === '' ? '' : `"${plainText(feed.filter)}"`].filter((part) => part !== '').join(', ')}`
  const room = Math.max(8, columns - 6 - textWidth(shown) - status.reduce((sum, { text }) => sum + textWidth(text), 0))
  const label = truncateText(project, room, glyphs.ellipsis)
  const rest = room - textWidth(label) - 1
  const left = [
    span(' '),
    span(label, 'bold'),
    ...(name === '' || rest < 3 ? [] : [span(` ${truncateText(name, rest, glyphs.ellipsis)}`, 'dim')]),
    span(shown, 'warn'),
  ]
  return spreadLine(left, status, columns - 1, glyphs.ellipsis)
}

function replayStatus({ at, speed, isPaused, isAtEnd }: NonNullable<WatchModel['replay']>): Line {
  const time = clock(at, true)
  const word = isAtEnd ? 'at the end' : isPaused ? 'paused' : `replay ${speed}x`
  return line(span(word, 'busy'), ` ${time}`)
}

export function ruleLine({ columns, feedWidth, isSplit, glyphs }: Frame, tee: string): Line {
  if (!isSplit) return [span(glyphs.rule.repeat(columns), 'dim')]
  return [span(`${glyphs.rule.repeat(feedWidth)}${tee}${glyphs.rule.repeat(columns - feedWidth - 1)}`, 'dim')]
}

function body(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  const { bodyRows, feedWidth, glyphs, marks, isSplit } = frame
  const state = model.state === undefined ? [] : windowOf(statePane(model.state, nowMs, frame, bodyRows), 0, bodyRows)
  if (!isSplit && model.pane === 'state') return windowOf(state, 0, bodyRows)
  const feed = feedLines(model, frame)
  if (!isSplit) return feed
  return feed.map((left, index) => [
    ...fitLine(left, feedWidth, glyphs.ellipsis),
    span(marks.column, 'dim'),
    ...(state[index] ?? []),
  ])
}

/** The entries of a model, newest first; the newest result is kept, because keys and drawing ask for the same. */
export function entriesOf(model: WatchModel, frame: Pick<Frame, 'glyphs' | 'marks'>): readonly FeedEntry[] {
  const { feed, state } = model
  if (state === undefined) return []
  if (
    kept !== undefined &&
    kept.state === state &&
    kept.feed.events === feed.events &&
    kept.feed.kinds === feed.kinds &&
    kept.feed.filter === feed.filter &&
    kept.glyphs === frame.glyphs
  )
    return kept.entries
  const entries = feedEntries(feed.events, state, feed, frame)
  kept = { feed, state, glyphs: frame.glyphs, entries }
  return entries
}

let kept:
  | {
      readonly feed: WatchModel['feed']
      readonly state: WatchModel['state']
      readonly glyphs: Frame['glyphs']
      readonly entries: readonly FeedEntry[]
    }
  | undefined

export const topIndexOf = (model: WatchModel, entries: readonly FeedEntry[]): number => {
  const { top } = model.feed
  return top === undefined
    ? 0
    : Math.max(
        0,
        entries.findIndex(({ event }) => event.cursor === top),
      )
}

function feedLines(model: WatchModel, frame: Frame): readonly Line[] {
  const { bodyRows } = frame
  const entries = entriesOf(model, frame)
  const top = topIndexOf(model, entries)
  const lines = entries
    .slice(top, top + bodyRows)
    .map((entry) => feedLine(entry, frame, entry.event.cursor === model.feed.chosen))
  return windowOf(lines.length === 0 ? [emptyNote(model)] : lines, 0, bodyRows)
}

function emptyNote({ feed, state }: WatchModel): Line {
  const problem = state?.problems[0]
  if (problem !== undefined) return line(' ', span(plainText(problem), 'warn'))
  if (feed.filter !== '' || feed.kinds !== 'all') return line(' ', span('Nothing here matches. esc shows all.', 'dim'))
  return line(' ', span('No events yet.', 'dim'))
}

/** The bar, or what is typed, or what was just said. */
export function bottomLine(model: WatchModel, frame: Frame, bar: (model: WatchModel, frame: Frame) => Line): Line {
  const { glyphs, marks, columns } = frame
  if (model.typed !== undefined) {
    const help = span('enter keeps, esc clears', 'dim')
    return spreadLine(
      [
        span(' '),
        span('/', 'bold'),
        span(` ${plainText(model.typed)}${/\s$/.test(model.typed) ? ' ' : ''}${marks.cursor}`),
      ],
      [help],
      columns - 1,
      glyphs.ellipsis,
    )
  }
  if (model.notice !== undefined) return line(' ', truncateText(plainText(model.notice), columns - 2, glyphs.ellipsis))
  return bar(model, frame)
}
