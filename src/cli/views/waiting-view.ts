/** `tce waiting`: who can't go on without you, what went wrong, whose turn is over. Pure: report → lines. */
import { labelOf, sinceMs } from '../../core/process/agent-words.ts'
import { turnInLine } from '../../core/waiting/turn-facts.ts'
import type { ListedItem, WaitingItem, WaitingReport } from '../../core/waiting/waiting-report.ts'
import { isTurn, isWrong, listedItems } from '../../core/waiting/waiting-report.ts'
import { formatDuration, formatDurationInWords, plural } from '../../core/words/format.ts'
import { plainText } from '../../core/words/text.ts'
import type { Glyphs, Line, Look, Span } from '../../terminal/roles.ts'
import { emptyLine, line, span } from '../../terminal/roles.ts'
import { fittingWidth, lineWidth, table } from '../../terminal/table.ts'
import { wrapLine } from '../../terminal/wrap.ts'

export function waitingView(report: WaitingReport, nowMs: number, look: Look): readonly Line[] {
  const { waiting } = report
  const rows = listedItems(report).map((item, index) => rowOf(item, index + 1, nowMs, look.glyphs))
  const groups = [waiting.length, report.wentWrong.length, report.finished.length]
  const shown = table(columnsFor(rows, look), rows, look.glyphs.ellipsis)
  let from = 0
  const blocks = groups.flatMap((count) => {
    const block = shown.slice(from, from + count)
    from += count
    return count === 0 ? [] : [emptyLine, ...block]
  })
  return [headLine(report, nowMs, look), ...blocks, ...hintLines(waiting)]
}

interface AgentCounts {
  readonly working: number
  readonly idle: number
}

export function nobodyView({ working, idle }: AgentCounts, { columns }: Look): readonly Line[] {
  const agents = `${plural(working, 'agent')} ${working === 1 ? 'works' : 'work'}, ${idle} ${idle === 1 ? 'is' : 'are'} idle.`
  return wrapLine(line(`Nobody waits for you. ${agents}`), columns, '')
}

/** "4 wait for you, longest 11 min                    2 went wrong, 3 done" */
function headLine({ waiting, wentWrong, finished }: WaitingReport, nowMs: number, look: Look): Line {
  const longest = Math.max(0, ...waiting.map(({ since }) => sinceMs(since, nowMs) ?? 0))
  const left =
    waiting.length === 0
      ? line('Nobody waits for you')
      : line(
          span(`${waiting.length} ${waiting.length === 1 ? 'waits' : 'wait'} for you`, 'you'),
          longest === 0 ? '' : `, longest ${formatDurationInWords(longest)}`,
        )
  const counts = [
    ...(wentWrong.length === 0 ? [] : [`${wentWrong.length} went wrong`]),
    ...(finished.length === 0 ? [] : [`${finished.length} done`]),
  ].join(', ')
  const room = look.columns - lineWidth(left) - counts.length
  return counts === '' ? left : [...left, span(' '.repeat(Math.max(2, room))), span(counts)]
}

function hintLines(waiting: readonly WaitingItem[]): readonly Line[] {
  const first = waiting.findIndex(({ approval }) => approval !== undefined)
  if (first < 0) return []
  return [emptyLine, line(span(`Answer: tce answer ${first + 1}       One by one, with keys: tce waiting -i`, 'dim'))]
}

function rowOf(item: ListedItem, number: number, nowMs: number, glyphs: Glyphs): readonly Line[] {
  const { project, name } = labelOf({ ...item, pid: item.pid ?? 0 })
  const since = sinceMs(item.since, nowMs)
  return [
    line(String(number)),
    line(itemMark(item, glyphs)),
    line(
      span(item.pid === undefined && item.project === undefined ? item.agent : project, 'bold'),
      span(` ${name}`, 'dim'),
    ),
    line(span(kindText(item), item.kind === 'done' || isWrong(item) ? undefined : 'you')),
    line(span(since === undefined ? glyphs.unknown : formatDuration(since), 'dim')),
    line(plainText(lineOf(item))),
  ]
}

const lineOf = (item: ListedItem): string =>
  isTurn(item) ? turnInLine(item) : item.summary === '' ? (item.unreachable?.reason ?? '') : item.summary

export const itemMark = (item: ListedItem, glyphs: Glyphs): Span => {
  if (item.kind === 'done') return span(glyphs.done, 'ok')
  return isWrong(item) ? span(glyphs.failed, 'bad') : span(glyphs.waiting, 'you')
}

/** Of a permission its tool. */
export function kindText(item: ListedItem): string {
  if (item.kind === 'permission')
    return plainText('approval' in item ? (item.approval?.tool ?? 'permission') : 'permission')
  if (item.kind === 'elicitation') return 'form'
  return item.kind === 'unknown' ? 'waits' : item.kind
}

function columnsFor(rows: readonly (readonly Line[])[], { columns }: Look) {
  const width = (column: number, most: number) =>
    Math.min(
      most,
      fittingWidth(
        rows.map((cells) => cells[column] ?? emptyLine),
        '',
      ),
    )
  const [number, label, kind, time] = [width(0, 4), width(2, columns >= 80 ? 33 : 20), width(3, 12), width(4, 8)]
  const taken = number + 2 + 1 + label + 2 + kind + 2 + time + 2
  return [
    { width: number, gap: 0, align: 'right' as const },
    { width: 1, gap: 1 },
    { width: label, gap: 1 },
    { width: kind, gap: 2 },
    { width: time, gap: 2, align: 'right' as const },
    { width: Math.max(8, columns - taken), gap: 2 },
  ]
}
