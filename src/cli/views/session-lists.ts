/** The three lists at the foot of a session: its tools, its files, its subagents, side by side. Pure. */

import type { SessionDetail } from '../../core/session/session.ts'
import { plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Glyphs, Line, Look } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { lineWidth, truncateLine } from '../../terminal/table.ts'
import { dollars } from './usage-words.ts'

const mostRows = 5
const toolsWidth = 19
const subagentsWidth = 19
const gapBeforeSubagents = 4
const widestFiles = 60

/** Lists without an entry give their room to the others. */
export function sessionLists(session: SessionDetail, look: Look): readonly Line[] {
  const { glyphs } = look
  const hasSubagents = session.subagents.length > 0
  const right = hasSubagents ? gapBeforeSubagents + subagentsWidth : 0
  // Two cells at the right stay free, as in the design.
  const filesWidth = Math.max(24, Math.min(widestFiles, look.columns - 2 - toolsWidth - right))
  const lists: readonly List[] = [
    { head: 'TOOLS', width: toolsWidth, rows: toolRows(session.tools, glyphs) },
    {
      head: 'FILES',
      width: filesWidth + (hasSubagents ? gapBeforeSubagents : 0),
      rows: fileRows(session, filesWidth, glyphs),
    },
    { head: 'SUBAGENTS', width: subagentsWidth, rows: subagentRows(session.subagents, glyphs) },
  ].filter(({ rows }) => rows.length > 0)
  if (lists.length === 0) return []
  const height = Math.max(...lists.map(({ rows }) => rows.length))
  return [
    lists.flatMap(({ head, width }) => filled([span(head, 'dim')], width)),
    ...Array.from({ length: height }, (_, index) =>
      lists.flatMap(({ rows, width }) => filled(rows[index] ?? emptyLine, width)),
    ),
  ]
}

interface List {
  readonly head: string
  readonly width: number
  readonly rows: readonly Line[]
}

const filled = (cells: Line, width: number): Line => [...cells, span(' '.repeat(Math.max(0, width - lineWidth(cells))))]
const right = (text: string, width: number): string => text.padStart(width)

function toolRows(tools: SessionDetail['tools'], glyphs: Glyphs): readonly Line[] {
  if (tools.length <= mostRows) return tools.map((tool) => toolRow(tool, glyphs))
  const rest = tools.slice(mostRows - 1)
  return [...tools.slice(0, mostRows - 1).map((tool) => toolRow(tool, glyphs)), toolRow(together(rest), glyphs)]
}

function together(tools: SessionDetail['tools']): SessionDetail['tools'][number] {
  const names = tools.map(({ name }) => plainText(name)).join(', ')
  return {
    name: names.length <= nameWidth ? names : `${tools.length} more`,
    calls: tools.reduce((sum, { calls }) => sum + calls, 0),
    failures: tools.reduce((sum, { failures }) => sum + failures, 0),
  }
}

const nameWidth = 11

/** `Bash       27  2 ✗`: the count ends at the 13th cell, or where the name leaves it. */
function toolRow({ name, calls, failures }: SessionDetail['tools'][number], glyphs: Glyphs): Line {
  const count = String(calls)
  const shown = truncateLine(line(plainText(name)), Math.max(4, 12 - count.length), glyphs.ellipsis)
  const counted = [...shown, span(right(count, 13 - lineWidth(shown)))]
  return failures === 0 ? counted : [...counted, span(right(`${failures} ${glyphs.failed}`, 5), 'bad')]
}

function fileRows({ files, cwd }: SessionDetail, width: number, glyphs: Glyphs): readonly Line[] {
  const edited = files.filter(({ isEdited }) => isEdited)
  const onlyRead = files.length - edited.length
  const hasRest = onlyRead > 0 || edited.length > mostRows
  const shown = edited.slice(0, hasRest ? mostRows - 1 : mostRows)
  const restEdited = edited.length - shown.length
  const rest =
    restEdited > 0
      ? `${restEdited + onlyRead} more`
      : shown.length > 0
        ? `${onlyRead} more, only read`
        : `${plural(onlyRead, 'file')}, only read`
  return [
    ...shown.map((file) => fileRow({ ...file, path: within(file.path, cwd) }, width, glyphs)),
    ...(hasRest ? [line(span(rest, 'dim'))] : []),
  ]
}

/** As the project names it. */
const within = (path: string, cwd: string | undefined): string =>
  cwd !== undefined && path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path

/** `src/queue/backoff.ts         +22  −7`. */
function fileRow(
  { path, linesAdded, linesRemoved }: SessionDetail['files'][number],
  width: number,
  glyphs: Glyphs,
): Line {
  const added = linesAdded ? `+${linesAdded}` : ''
  const removed = linesRemoved ? `${glyphs.minus}${linesRemoved}` : ''
  const counts = [span(right(added, 6), 'ok'), span(right(removed, 4), 'bad')]
  return [
    ...filled(
      truncateLine(line(plainText(path)), width - lineWidth(counts), glyphs.ellipsis),
      width - lineWidth(counts),
    ),
    ...counts,
  ]
}

function subagentRows(subagents: SessionDetail['subagents'], glyphs: Glyphs): readonly Line[] {
  const hasRest = subagents.length > mostRows
  const shown = subagents.slice(0, hasRest ? mostRows - 1 : mostRows)
  const rest = subagents.slice(shown.length)
  const known = rest.flatMap(({ costUsd }) => costUsd ?? [])
  const sum = known.length === 0 ? undefined : known.reduce((total, usd) => total + usd, 0)
  return [
    ...shown.map(({ type, id, costUsd }) => subagentRow(type ?? id, costUsd, glyphs)),
    ...(hasRest ? [subagentRow(`${rest.length} more`, sum, glyphs)] : []),
  ]
}

function subagentRow(name: string, costUsd: number | undefined, glyphs: Glyphs): Line {
  const cost = costUsd === undefined ? glyphs.unknown : dollars(costUsd, glyphs)
  const shown = truncateLine(line(plainText(name)), subagentsWidth - cost.length - 1, glyphs.ellipsis)
  return [...shown, span(right(cost, subagentsWidth - lineWidth(shown)))]
}
