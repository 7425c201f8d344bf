/** The list of tasks: two lines each beside a terminal, one each where it has the whole width. Pure. */
import type { Task } from '../../../core/tasks/task.ts'
import { pullRequestInWords } from '../../../core/waiting/turn-facts.ts'
import { formatDuration, formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Line } from '../../../terminal/roles.ts'
import { line, span } from '../../../terminal/roles.ts'
import { lineWidth, truncateLine } from '../../../terminal/table.ts'
import { changesOf, markOf, standingOf, stateOf } from '../../../terminal/task-words.ts'
import { truncateText } from '../../../terminal/text-width.ts'
import { inRole, padEnd, padStart, spreadLine } from '../../view/cells.ts'
import type { Frame } from '../../view/layout.ts'
import type { TasksModel } from '../tasks-model.ts'
import { chosenOf, groupsOf } from '../tasks-model.ts'

interface Row {
  readonly line: Line
  readonly isChosen: boolean
}

/** The chosen one is always among them; the last line says how many are not shown. */
export function narrowList(
  model: TasksModel,
  width: number,
  height: number,
  nowMs: number,
  frame: Frame,
): readonly Line[] {
  const chosenId = chosenOf(model)?.id
  const rows = groupsOf(model).flatMap(({ name, tasks }): readonly Row[] => [
    { line: line(span(` ${name}`, 'dim')), isChosen: false },
    ...tasks.flatMap((task) => {
      const isChosen = task.id === chosenId
      return twoLines(task, width, isChosen, nowMs, frame).map((one): Row => ({ line: one, isChosen }))
    }),
  ])
  const shown = windowAround(rows.length === 0 ? [{ line: nothing(model), isChosen: false }] : rows, height - 1)
  return [...shown, ...Array.from({ length: height - 1 - shown.length }, (): Line => []), restLine(model)]
}

function twoLines(task: Task, width: number, isChosen: boolean, nowMs: number, { glyphs }: Frame): readonly Line[] {
  const first = [
    span(isChosen ? glyphs.chosen : ' '),
    standingOf(task, { glyphs }),
    span(' '),
    span(truncateText(plainText(task.project), width - 4, glyphs.ellipsis), 'bold'),
  ]
  const name = line('   ', plainText(task.name))
  const second = spreadLine(name, line(span(shortFact(task, nowMs), 'dim')), width - 1, glyphs.ellipsis)
  return isChosen ? [inRole(padded(first, width), 'sel'), inRole(padded(second, width), 'sel')] : [first, second]
}

const padded = (spans: Line, width: number): Line => [...spans, span(' '.repeat(Math.max(0, width - lineWidth(spans))))]

/** The one fact that fits beside its name. */
function shortFact({ activity, activitySince, best, state, pr }: Task, nowMs: number): string {
  if (state === 'in_progress' && activity === 'waiting' && activitySince !== undefined)
    return formatDuration(nowMs - Date.parse(activitySince))
  if (state === 'in_review' && pr?.number !== undefined) return pullRequestInWords(pr)
  return best === undefined ? '' : `${best.number} of ${best.of}`
}

const restLine = ({ list }: TasksModel): Line =>
  list === undefined ? [] : line(span(` DONE ${list.counts.complete}  ARCHIVED ${list.archived}`, 'dim'))

const nothing = ({ list, filter, staleSinceMs }: TasksModel): Line =>
  line(
    ' ',
    span(
      list === undefined
        ? staleSinceMs === undefined
          ? 'Looking for tasks'
          : ''
        : filter === ''
          ? 'No tasks. N: a new one'
          : 'No task matches.',
      'dim',
    ),
  )

/** As `tce task` lists them. */
export function wideList(model: TasksModel, height: number, nowMs: number, frame: Frame): readonly Line[] {
  const { columns, glyphs } = frame
  const chosenId = chosenOf(model)?.id
  const rows = groupsOf(model).flatMap(({ tasks }) =>
    tasks.map((task): Row => {
      const isChosen = task.id === chosenId
      const one = oneLine(task, columns, isChosen, nowMs, frame)
      return { line: isChosen ? inRole(one, 'sel') : one, isChosen }
    }),
  )
  const shown = windowAround(rows.length === 0 ? [{ line: nothing(model), isChosen: false }] : rows, height)
  return [...shown, ...Array.from({ length: height - shown.length }, (): Line => [])].map((one) =>
    truncateLine(one, columns, glyphs.ellipsis),
  )
}

const [stateWidth, changesWidth, costWidth, ageWidth] = [25, 11, 8, 8]

function oneLine(task: Task, columns: number, isChosen: boolean, nowMs: number, { glyphs }: Frame): Line {
  const room = Math.max(10, columns - 4 - stateWidth - changesWidth - costWidth - ageWidth)
  const label = truncateLine(
    line(span(plainText(task.project), 'bold'), ` ${plainText(task.name)}`),
    room,
    glyphs.ellipsis,
  )
  const cost =
    task.costUsd === undefined
      ? span(padStart(glyphs.unknown, costWidth), 'dim')
      : span(padStart(formatUsd(task.costUsd), costWidth))
  return [
    span(isChosen ? glyphs.chosen : ' '),
    markOf(task, { glyphs }),
    span(' '),
    ...toWidth(label, room),
    span(' '),
    ...toWidth(truncateLine(stateOf(task, nowMs, { glyphs }), stateWidth - 1, glyphs.ellipsis), stateWidth),
    ...toRight(changesOf(task, { glyphs }), changesWidth),
    cost,
    span(padStart(formatDuration(nowMs - Date.parse(task.createdAt)), ageWidth), 'dim'),
  ]
}

const toWidth = (spans: Line, width: number): Line => [...spans, span(padEnd('', width - lineWidth(spans)))]
const toRight = (spans: Line, width: number): Line => [span(padEnd('', width - lineWidth(spans))), ...spans]

function windowAround(rows: readonly Row[], height: number): readonly Line[] {
  const first = rows.findIndex(({ isChosen }) => isChosen)
  const top = Math.max(0, Math.min(first - Math.floor(height / 2), rows.length - height))
  return rows.slice(top, top + height).map(({ line: one }) => one)
}
