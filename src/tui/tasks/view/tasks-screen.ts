/** The screen of tasks: as many lines as there are rows, with a hole where the terminal is. Pure. */
import { shortWindowLabel } from '../../../core/limits/limit-window.ts'
import { usedWords } from '../../../core/limits/limit-words.ts'
import { limitsNow } from '../../../core/limits/limits-now.ts'
import { gaugeWindow } from '../../../core/limits/limits-report.ts'
import type { TaskList } from '../../../core/tasks/task.ts'
import { formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Glyphs, Line } from '../../../terminal/roles.ts'
import { line, span } from '../../../terminal/roles.ts'
import { changesOf, whenOf } from '../../../terminal/task-words.ts'
import type { WatchModel } from '../../model.ts'
import { fitLine, joinSpans, spreadLine, windowOf } from '../../view/cells.ts'
import { gaugeLine } from '../../view/gauge-line.ts'
import type { Frame } from '../../view/layout.ts'
import { tasksLayout } from '../tasks-layout.ts'
import { gitOf, shownOf, type TasksModel } from '../tasks-model.ts'
import { keyLine } from './key-line.ts'
import { overlayLines } from './overlay-lines.ts'
import { narrowList, wideList } from './task-list.ts'
import { sideLine, sideLines } from './task-side.ts'
import { statusOf } from './task-status.ts'

export function tasksScreen(model: WatchModel, nowMs: number, frame: Frame): readonly Line[] {
  const { tasks } = model
  const over = tasks.overlay === undefined ? undefined : overlayLines(model, tasks.overlay, nowMs, frame)
  if (over !== undefined) return over
  const layout = tasksLayout(tasks, frame)
  const last = keyLine(model, nowMs, frame)
  const { columns, rows, bodyRows, glyphs, marks } = frame
  const rule = (width: number) => glyphs.rule.repeat(Math.max(0, width))
  if (layout.kind === 'alone')
    return [soloHead(tasks, nowMs, frame), line(span(rule(columns), 'dim')), ...windowOf([], 0, rows - 3), last]
  const ruleWith = (tee: string): Line => {
    const parts = [layout.leftWidth, layout.middleWidth, layout.rightWidth].filter((width) => width > 0)
    return [span(parts.map(rule).join(tee), 'dim')]
  }
  const body = layout.kind === 'list' ? wideList(tasks, bodyRows, nowMs, frame) : columnLines(tasks, nowMs, frame)
  return [head(model, nowMs, frame), ruleWith(marks.teeDown), ...body, ruleWith(marks.teeUp), last]
}

function head({ tasks, todayUsd }: WatchModel, nowMs: number, { columns, glyphs }: Frame): Line {
  const tabs = line(
    ' ',
    span('TCE', 'bold'),
    '  ',
    span('1', 'dim'),
    ' agents  ',
    span('2', 'dim'),
    ' ',
    span('tasks', 'bold'),
  )
  const filter = tasks.filter === '' ? [] : line('  ', span(`"${plainText(tasks.filter)}"`, 'warn'))
  const waiting = tasks.waiting?.waiting.length ?? 0
  const right: readonly Line[] = [
    ...(tasks.staleSinceMs === undefined ? [] : [staleWords(tasks.staleSinceMs, nowMs)]),
    ...(waiting === 0
      ? []
      : [line(span(`${glyphs.waiting} ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for you`, 'you'))]),
    ...(tasks.list === undefined ? [] : placesOf(tasks.list)),
    ...(columns < gaugeFrom ? [] : limitOf(tasks, nowMs, glyphs)),
    ...(todayUsd === undefined ? [] : [line(span(formatUsd(todayUsd), 'bold'), ' today')]),
  ]
  return spreadLine([...tabs, ...filter], joinSpans(right, '   '), columns - 1, glyphs.ellipsis)
}

const [gaugeFrom, gaugeCells] = [90, 7]

/** `5 h ━━━━━── 62 %`: what runs out first, else what is fullest. Nothing where nobody knows. */
function limitOf({ limits }: TasksModel, nowMs: number, glyphs: Glyphs): readonly Line[] {
  const found = limits && gaugeWindow(limitsNow(limits, nowMs))
  if (found === undefined || found.window.state !== 'known') return []
  const { window, windowMs, usedPercent } = found.window
  const bar = usedPercent === undefined ? [] : [span(' '), ...gaugeLine(usedPercent / 100, gaugeCells, glyphs)]
  return [[span(plainText(shortWindowLabel(window, windowMs))), ...bar, span(` ${usedWords(found.window)}`)]]
}

/** Who waits for a place is told why. */
const placesOf = ({ running, maxRunning }: TaskList): readonly Line[] =>
  running < maxRunning ? [] : [line(span(`${running} of ${maxRunning} places taken`, 'dim'))]

const staleWords = (sinceMs: number, nowMs: number): Line =>
  line(span(`no word of the server since ${whenOf(new Date(sinceMs).toISOString(), nowMs)}`, 'warn'))

/** ` payments-api idempotency-keys   ◐ wants to run Bash, 3 min     +212 −86   $4.12` */
function soloHead(tasks: TasksModel, nowMs: number, frame: Frame): Line {
  const task = shownOf(tasks)
  if (task === undefined) return line(' ', span('Looking for the task', 'dim'))
  const right: readonly Line[] = [
    ...(tasks.staleSinceMs === undefined ? [] : [staleWords(tasks.staleSinceMs, nowMs)]),
    ...(task.changes === undefined || task.changes.files === 0 ? [] : [changesOf(task, frame)]),
    ...(task.costUsd === undefined ? [] : [line(span(formatUsd(task.costUsd), 'bold'))]),
  ]
  const left = [
    span(' '),
    span(plainText(task.project), 'bold'),
    span(` ${plainText(task.name)}   `),
    ...statusOf(task, tasks, nowMs, frame),
  ]
  return spreadLine(left, joinSpans(right, '   '), frame.columns, frame.glyphs.ellipsis)
}

const nameWidth = 28

function columnLines(tasks: TasksModel, nowMs: number, frame: Frame): readonly Line[] {
  const { bodyRows, glyphs, marks } = frame
  const { leftWidth, middleWidth, rightWidth } = tasksLayout(tasks, frame)
  const task = shownOf(tasks)
  const left = narrowList(tasks, leftWidth, bodyRows, nowMs, frame)
  const right =
    rightWidth === 0 ? [] : windowOf(sideLines(task, gitOf(tasks, task), rightWidth, nowMs, frame), 0, bodyRows)
  const title: Line =
    task === undefined
      ? []
      : [
          ...fitLine(line(' ', span(plainText(task.name), 'bold')), Math.min(nameWidth, middleWidth), glyphs.ellipsis),
          span(' '),
          ...statusOf(task, tasks, nowMs, frame),
        ]
  const rule = line(span(glyphs.rule.repeat(middleWidth), 'dim'))
  const middle = [title, rule, ...(rightWidth === 0 ? [sideLine(task, gitOf(tasks, task), middleWidth, frame)] : [])]
  const between = span(marks.column, 'dim')
  return left.map((one, index) => [
    ...fitLine(one, leftWidth, glyphs.ellipsis),
    between,
    ...fitLine(middle[index] ?? [], middleWidth, glyphs.ellipsis),
    ...(rightWidth === 0 ? [] : [between, ...fitLine(right[index] ?? [], rightWidth, glyphs.ellipsis)]),
  ])
}
