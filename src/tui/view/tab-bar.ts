/** The last line: sessions to switch to, keys, and how much there is. What does not fit gives way from the middle. Pure. */

import { plainText } from '../../core/words/text.ts'
import type { Line } from '../../terminal/roles.ts'
import { span } from '../../terminal/roles.ts'
import { lineWidth } from '../../terminal/table.ts'
import { truncateText } from '../../terminal/text-width.ts'
import type { WatchModel } from '../model.ts'
import { joinSpans, spreadLine } from './cells.ts'
import type { Frame } from './layout.ts'
import { type OverviewRow, overviewRows, rowMark } from './overview-rows.ts'
import { statusMark } from './status-words.ts'

export type KeyHint = readonly [key: string, does: string]

/** Keys in the order of the design; the last ones give way first, `?` never. */
export function keyHints(hints: readonly KeyHint[], room: number, gap = '  '): Line {
  for (let count = hints.length; count > 1; count -= 1) {
    const kept = hints.filter((hint, index) => index < count - 1 || hint === hints.at(-1))
    const shown = joinSpans(kept.map(hintSpans), gap)
    if (lineWidth(shown) <= room) return shown
  }
  return hintSpans(hints.at(-1) ?? ['?', 'keys'])
}

/** One without a key is a remark. */
const hintSpans = ([key, does]: KeyHint): Line => (key === '' ? [span(does)] : [span(key, 'dim'), span(` ${does}`)])

const widestTab = 18

export function sessionBar(model: WatchModel, frame: Frame): Line {
  const { columns, isWide, glyphs } = frame
  const count = countText(model, isWide)
  const room = columns - 2 - lineWidth(count) - 2
  const keys = keysFor(model, frame)
  const hints = keyHints(keys, room)
  const tabs = isWide ? tabSpans(model, room - lineWidth(hints) - 2, frame) : []
  const left = tabs.length === 0 ? hints : [...tabs, span('  '), ...hints]
  return [span(' '), ...spreadLine(left, count, columns - 2, glyphs.ellipsis)]
}

function keysFor({ replay }: WatchModel, { isWide, isSplit }: Frame): readonly KeyHint[] {
  const filter: KeyHint = ['/', 'filter']
  const keys: KeyHint = ['?', 'keys']
  if (replay !== undefined)
    return [['space', 'pause'], ['+', 'faster'], ['-', 'slower'], filter, ['enter', 'detail'], keys]
  const tab: KeyHint = ['tab', isSplit ? 'next' : 'pane']
  const detail: readonly KeyHint[] = isWide ? [] : [['enter', 'detail']]
  return [tab, ['o', 'overview'], filter, ...detail, ['k', 'kill'], keys]
}

function countText({ feed, state, tabs, sessionId, replay }: WatchModel, isWide: boolean): Line {
  if (replay !== undefined) return [span(`${Math.floor(replay.share * 100)} %`, 'dim')]
  if (feed.missed > 0) return [span(`${feed.missed} new, space follows`, 'warn')]
  if (!feed.isFollowing) return [span('paused', 'warn')]
  if (isWide) {
    const count = state?.eventCount ?? feed.events.length
    return [span(`${group(count)} events`, 'dim')]
  }
  const at = sessionId === undefined ? -1 : tabs.indexOf(sessionId)
  return tabs.length === 0 ? [] : [span(`${at < 0 ? 1 : at + 1}/${tabs.length}`, 'dim')]
}

const group = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/** As many sessions as fit, the watched one among them. */
function tabSpans(model: WatchModel, room: number, frame: Frame): Line {
  const { tabs, sessionId } = model
  const spans = tabs.map((id, index) => tabLine(id, index, model, frame))
  const at = Math.max(0, tabs.indexOf(sessionId ?? ''))
  for (let first = 0; first <= at; first += 1) {
    const shown: Line[] = []
    let used = 0
    for (const tab of spans.slice(first)) {
      used += lineWidth(tab) + (shown.length === 0 ? 0 : 2)
      if (used > room) break
      shown.push(tab)
    }
    if (first + shown.length > at) return joinSpans(shown, '  ')
  }
  return []
}

function tabLine(id: string, index: number, { fleet, sessionId, state }: WatchModel, { glyphs }: Frame): Line {
  const isWatched = id === sessionId
  const row = overviewRows(fleet, { filter: '', sort: 'need' }).find((one) => one.sessionId === id)
  const project = plainText((isWatched ? state?.project : undefined) ?? row?.project ?? id.slice(0, 8))
  const mark = isWatched && state !== undefined ? statusMark(state.status, glyphs) : markOf(row, glyphs)
  return [
    span(String(index + 1), isWatched ? 'bold' : 'dim'),
    span(` ${truncateText(project, widestTab, glyphs.ellipsis)} `),
    mark,
  ]
}

const markOf = (row: OverviewRow | undefined, glyphs: Frame['glyphs']) =>
  row === undefined ? span(glyphs.none, 'dim') : rowMark(row, glyphs)
