/** All agents as rows, those that need you first. Pure. */

import { agentsIn } from '../../core/process/fleet-filter.ts'
import { formatPercent, formatUsd, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import { kindMark } from '../../terminal/agent-words.ts'
import type { Line } from '../../terminal/roles.ts'
import { line, span } from '../../terminal/roles.ts'
import { lineWidth } from '../../terminal/table.ts'
import { textWidth, truncateText } from '../../terminal/text-width.ts'
import type { WatchModel } from '../model.ts'
import { inRole, padEnd, padStart, spreadLine, windowOf } from './cells.ts'
import { gaugeLine } from './gauge-line.ts'
import type { Frame } from './layout.ts'
import { chosenIndex, doingRole, doingText, type OverviewRow, overviewRows, rowMark } from './overview-rows.ts'
import { bottomLine } from './session-screen.ts'
import type { KeyHint } from './tab-bar.ts'
import { keyHints } from './tab-bar.ts'

export function overviewScreen(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  const rule: Line = [span(frame.glyphs.rule.repeat(frame.columns), 'dim')]
  return [summary(model, frame), rule, ...rows(model, nowMs, frame), rule, bottomLine(model, frame, overviewBar)]
}

function summary({ fleet, todayUsd, overview }: WatchModel, { glyphs, columns }: Frame): Line {
  if (fleet === undefined) return line(' ', span('Looking for agents', 'dim'))
  const { counts, processes, sessionsWithoutProcess: unseen = [] } = fleet
  const busy = processes.filter(
    ({ activity, health }) => activity === 'busy' && health !== 'zombie' && health !== 'unknown',
  ).length
  const parts = [
    line(plural(counts.total, 'agent')),
    counts.waiting > 0 ? line(span(`${glyphs.waiting} ${counts.waiting} waiting`, 'you')) : [],
    counts.zombie > 0 ? line(span(`${glyphs.zombie} ${counts.zombie}`, 'bad')) : [],
    counts.stale > 0 ? line(span(`${glyphs.stale} ${counts.stale}`, 'warn')) : [],
    counts.unknown > 0 ? line(span(`${glyphs.unknownHealth} ${counts.unknown}`, 'dim')) : [],
    busy > 0 ? line(span(glyphs.healthy, 'busy'), ` ${busy} busy`) : [],
    unseen.length > 0 ? line(span(`${unseen.length} without a process`, 'dim')) : [],
    overview.sort === 'need' ? [] : line(span(`by ${overview.sort}`, 'dim')),
    overview.filter === '' ? [] : line(span(`"${plainText(overview.filter)}"`, 'warn')),
  ].filter((part) => part.length > 0)
  const left = parts.flatMap((part, index): Line => (index === 0 ? [span(' '), ...part] : [span('  '), ...part]))
  const right = todayUsd === undefined ? [] : line(span(formatUsd(todayUsd), 'bold'), ' today')
  return spreadLine(left, right, columns - 1, glyphs.ellipsis)
}

/** The chosen row is always one that is seen. */
export function overviewTop(chosen: number, count: number, rows: number): number {
  return Math.max(0, Math.min(chosen - Math.floor(rows / 2), count - rows))
}

function rows(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  const all = overviewRows(model.fleet, model.overview)
  const hasKinds = model.fleet !== undefined && agentsIn(model.fleet).length > 1
  const chosen = chosenIndex(all, model.overview)
  const top = overviewTop(chosen, all.length, frame.bodyRows)
  const shown = all
    .slice(top, top + frame.bodyRows)
    .map((row, index) => rowLine(row, { isChosen: top + index === chosen, hasKinds, nowMs }, frame))
  return windowOf(shown.length === 0 ? [noRows(model)] : shown, 0, frame.bodyRows)
}

const noRows = ({ fleet, overview }: WatchModel): Line => {
  if (fleet === undefined) return []
  return overview.filter === ''
    ? line(' ', span('No agents running. One that starts shows up here.', 'dim'))
    : line(' ', span('No agent matches. esc shows all.', 'dim'))
}

/** A figure at the end of the row. */
interface Figure {
  /** With the gap before it. */
  readonly width: number
  /** Columns from which on there is room for it. */
  readonly from: number
  readonly cell: (row: OverviewRow, frame: Frame) => Line
}

const figures: readonly Figure[] = [
  { width: 13, from: 62, cell: contextCell },
  { width: 8, from: 0, cell: costCell },
]

function contextCell({ contextShare: share }: OverviewRow, { glyphs }: Frame): Line {
  const text = share === undefined ? span(glyphs.unknown, 'dim') : span(formatPercent(share * 100))
  return [...gaugeLine(share, 8, glyphs), span(' '), span(padStart(text.text, 4), text.role)]
}

function costCell({ costUsd: cost }: OverviewRow, { glyphs }: Frame): Line {
  return [cost === undefined ? span(padStart(glyphs.unknown, 8), 'dim') : span(padStart(formatUsd(cost), 8), 'bold')]
}

function rowLine(
  row: OverviewRow,
  { isChosen, hasKinds, nowMs }: { readonly isChosen: boolean; readonly hasKinds: boolean; readonly nowMs: number },
  frame: Frame,
): Line {
  const { columns, glyphs } = frame
  const shown = figures.filter(({ from }) => columns >= from)
  const kind = hasKinds ? [kindMark(row.agent), span(' ')] : []
  const room = columns - 3 - lineWidth(kind) - 1 - 1 - shown.reduce((sum, { width }) => sum + width, 0) - 1
  const projectWidth = Math.max(8, Math.min(columns >= 100 ? 44 : 21, Math.floor(room * 0.4)))
  const doingWidth = Math.max(0, room - projectWidth)
  const spans = [
    span(isChosen ? glyphs.chosen : ' '),
    rowMark(row, glyphs),
    span(' '),
    ...kind,
    ...projectCell(row, projectWidth, frame),
    span(' '),
    span(
      padEnd(truncateText(doingText(row, nowMs, doingWidth), doingWidth, glyphs.ellipsis), doingWidth),
      doingRole(row),
    ),
    span(' '),
    ...shown.flatMap(({ cell }) => cell(row, frame)),
  ]
  return isChosen ? inRole(spans, 'sel') : spans
}

/** With the session's name where the terminal is wide enough for it. */
function projectCell(row: OverviewRow, width: number, { columns, glyphs }: Frame): Line {
  const project = truncateText(row.project, width, glyphs.ellipsis)
  const room = width - textWidth(project) - 1
  const name = columns >= 100 ? row.name : ''
  if (name === '' || room < 3) return [span(project, 'bold'), span(' '.repeat(width - textWidth(project)))]
  return [span(project, 'bold'), span(` ${padEnd(truncateText(name, room, glyphs.ellipsis), room)}`, 'dim')]
}

const hints: readonly KeyHint[] = [
  ['↑↓', 'choose'],
  ['enter', 'watch'],
  ['/', 'filter'],
  ['k', 'kill'],
  ['p', 'pin'],
  ['s', 'sort'],
  ['?', 'keys'],
  ['q', 'quit'],
]

function overviewBar(model: WatchModel, frame: Frame): Line {
  const all = overviewRows(model.fleet, model.overview)
  const count = all.length === 0 ? '' : `${chosenIndex(all, model.overview) + 1}/${all.length}`
  const shown = hints.map(([key, does]): KeyHint => [key === '↑↓' ? frame.marks.vertical : key, does])
  return spreadLine(
    [span(' '), ...keyHints(shown, frame.columns - 3 - textWidth(count))],
    [span(count, 'dim')],
    frame.columns - 2,
    frame.glyphs.ellipsis,
  )
}
