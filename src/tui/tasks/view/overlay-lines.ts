/** What lies over the screen of tasks: keys, questions, the palette, the form, settings. Undefined: it lies over nothing. Pure. */
import { type KeyAction, keyActions, keyLabel } from '../../../core/keys/keymap.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import { askedProgramsView, mergeView, untrustedOf } from '../../../terminal/merge-view.ts'
import { removalView } from '../../../terminal/removal-view.ts'
import type { Line } from '../../../terminal/roles.ts'
import { emptyLine, line, span } from '../../../terminal/roles.ts'
import { standingOf } from '../../../terminal/task-words.ts'
import { wrapLine } from '../../../terminal/wrap.ts'
import type { WatchModel } from '../../model.ts'
import { inRole, padEnd, spreadLine, windowOf } from '../../view/cells.ts'
import type { Frame } from '../../view/layout.ts'
import { diffLines } from '../diff/diff-lines.ts'
import { paletteEntries } from '../palette.ts'
import { settingRows } from '../settings-rows.ts'
import { gitOf, shownOf, type TaskOverlay } from '../tasks-model.ts'
import { formLines } from './form-lines.ts'
import { sideLines } from './task-side.ts'

export function overlayLines(
  model: WatchModel,
  overlay: TaskOverlay,
  nowMs: number,
  frame: Frame,
): readonly Line[] | undefined {
  const { glyphs, columns } = frame
  switch (overlay.kind) {
    case 'typing':
      return undefined
    case 'keys':
      return page('Keys', keyLines(model, frame), line(span('any key', 'dim'), ' back'), frame)
    case 'message':
      return page(
        undefined,
        overlay.lines.flatMap((one, index) =>
          wrapLine(
            index === 0 && overlay.isBad ? line(span(`${glyphs.failed} `, 'bad'), one) : line(one),
            columns - 2,
            '  ',
          ),
        ),
        line(span('any key', 'dim'), ' back'),
        frame,
      )
    case 'stop': {
      const { project, name, activity, asks, waitingFor } = overlay.task
      const waits =
        activity === 'waiting'
          ? ` It waits for you (${asks ?? waitingFor ?? 'a question'}); the question goes unanswered.`
          : ''
      const words = `Stop ${project} ${name}?${waits} Folder, branch and conversation stay.`
      return page(undefined, wrapLine(line(plainText(words)), columns - 2, ''), question('Stop it?'), frame)
    }
    case 'destroy': {
      const { task, obstacles } = overlay.removal
      const head = wrapLine(
        line(span(`Destroy ${plainText(`${task.project} ${task.name}`)}?`, 'bold'), ' Looked at just now.'),
        columns - 2,
      )
      const what = removalView(overlay.removal, 'keep', { columns: columns - 2, glyphs })
      const last =
        obstacles.length === 0 ? question('Destroy it?') : line('It stays.  ', span('any key', 'dim'), ' back')
      return page(undefined, [...head, emptyLine, ...what], last, frame)
    }
    case 'merge': {
      const { looked, isTrusting } = overlay
      const as = { columns: columns - 2, glyphs }
      const asked = isTrusting ? askedProgramsView(untrustedOf(looked), asIs, as) : mergeView(looked, asIs, as)
      const inTheWay = looked.obstacles.flatMap((one) =>
        wrapLine(line(span(`${glyphs.failed} `, 'bad'), plainText(one)), columns - 2, '  '),
      )
      const last =
        inTheWay.length > 0
          ? line('Nothing is merged.  ', span('any key', 'dim'), ' back')
          : question(isTrusting ? 'May that run?' : 'Nothing is pushed. Merge?')
      return page(titleOf(looked.task), [...asked, ...inTheWay], last, frame)
    }
    case 'prune': {
      const { names, left } = overlay
      const words =
        names.length === 0
          ? `None of those that are done can go: ${left} have something that exists nowhere else.`
          : `Remove ${names.length} that are done, with a copy for 14 days? ${left === 0 ? '' : `${left} stay: something of them exists nowhere else.`}`
      const last = names.length === 0 ? line(span('any key', 'dim'), ' back') : question('Remove them?')
      return page(
        undefined,
        [...wrapLine(line(words), columns - 2), ...names.map((name) => line('  ', plainText(name)))],
        last,
        frame,
      )
    }
    case 'palette':
      return paletteLines(model, overlay, frame)
    case 'form':
      return page('New task', formLines(overlay.form, frame), formKeys, frame)
    case 'settings':
      return settingsLines(model, overlay, frame)
    case 'git': {
      const task = shownOf(model.tasks)
      const keys = line(span('enter', 'dim'), ' diff  ', span('any other', 'dim'), ' back')
      return page(titleOf(task), sideLines(task, gitOf(model.tasks, task), columns - 2, nowMs, frame), keys, frame)
    }
    case 'diff':
      return diffLines(overlay.diff, titleOf(shownOf(model.tasks)), frame)
    case 'links':
      return page('Links', linkLines(overlay, frame), linkKeys(frame), frame)
    default:
      return overlay satisfies never
  }
}

/** Paths were shortened when it was looked at. */
const asIs = (path: string): string => path

const titleOf = (task: Task | undefined): string =>
  task === undefined ? 'Git' : plainText(`${task.project} ${task.name}`)

/** The words behind which it stood may say anything: where it leads stands first. */
function linkLines(
  { links, at }: Extract<TaskOverlay, { kind: 'links' }>,
  { glyphs, columns, rows }: Frame,
): readonly Line[] {
  const top = Math.max(0, Math.min(at - Math.floor((rows - 4) / 2), links.length - (rows - 4)))
  return links.slice(top, top + rows - 4).map(({ url, words, from }, index): Line => {
    const isChosen = top + index === at
    const one = line(
      isChosen ? `${glyphs.chosen} ` : '  ',
      span(plainText(url)),
      span(words === undefined ? '' : `  “${plainText(words)}”`, 'dim'),
    )
    const whole = spreadLine(one, line(span(from, 'dim')), columns - 3, glyphs.ellipsis)
    return isChosen ? inRole(whole, 'sel') : whole
  })
}

const linkKeys = ({ marks }: Frame): Line =>
  line(
    span(marks.vertical, 'dim'),
    ' choose  ',
    span('enter', 'dim'),
    ' copies it  ',
    span('any other', 'dim'),
    ' back',
  )

const question = (text: string): Line => line(`${text} `, span('[y/N]', 'dim'))
const formKeys = line(
  ...[
    span('tab', 'dim'),
    ' completes, next field  ',
    span('enter', 'dim'),
    ' starts it  ',
    span('esc', 'dim'),
    ' leaves it',
  ],
)

function page(title: string | undefined, lines: readonly Line[], last: Line, frame: Frame): readonly Line[] {
  const { glyphs, columns, rows } = frame
  const rule = line(span(glyphs.rule.repeat(columns), 'dim'))
  const head = title === undefined ? [] : [line(' ', span(title, 'bold')), rule]
  const body = lines.map((one): Line => (one.length === 0 ? one : [span(' '), ...one]))
  const room = rows - head.length - 2
  const shown = body.length > room ? [...body.slice(0, room - 1), line(' ', span(glyphs.ellipsis, 'dim'))] : body
  return [...head, ...windowOf(shown, 0, room), rule, [span(' '), ...last]]
}

/** Two columns: in the list, and in a terminal. */
function keyLines({ tasks }: WatchModel, { columns }: Frame): readonly Line[] {
  const { list, led, taken, leader } = tasks.keymap
  const rows = (keys: Readonly<Record<string, KeyAction>>, before = '') => {
    const byAction = Object.groupBy(Object.entries(keys), ([, action]) => action)
    return Object.entries(byAction).map(([action, entries]) => {
      const names = (entries ?? []).map(([key]) => `${before}${keyLabel(key)}`).join(' ')
      return `${padEnd(names, 10)} ${keyActions[action as KeyAction]}`
    })
  }
  const left = ['in the list', ...rows(list)]
  const right = [
    'in the terminal',
    `${padEnd('any key', 10)} goes to the agent`,
    ...rows(led, `${keyLabel(leader)} `),
    ...rows(taken),
  ]
  const width = Math.floor((columns - 2) / 2)
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const role = index === 0 ? 'dim' : undefined
    return line(span(padEnd((left[index] ?? '').slice(0, width - 1), width), role), span(right[index] ?? '', role))
  })
}

function paletteLines(
  { tasks }: WatchModel,
  { text, at }: Extract<TaskOverlay, { kind: 'palette' }>,
  frame: Frame,
): readonly Line[] {
  const { glyphs, marks, columns, rows } = frame
  const entries = paletteEntries(tasks, text)
  const room = rows - 4
  const top = Math.max(0, Math.min(at - Math.floor(room / 2), entries.length - room))
  const shown = entries.slice(top, top + room).map((entry, index): Line => {
    const isChosen = top + index === at
    const one =
      entry.kind === 'task'
        ? [
            standingOf(entry.task, { glyphs }),
            ...line(' ', span(plainText(entry.task.project), 'bold'), ` ${plainText(entry.task.name)}`),
          ]
        : line(span('  '), span(entry.words))
    return isChosen ? inRole([span(glyphs.chosen), ...one], 'sel') : [span(' '), ...one]
  })
  const rule = line(span(glyphs.rule.repeat(columns), 'dim'))
  const empty = shown.length === 0 ? [line(' ', span('Nothing matches.', 'dim'))] : shown
  const count = line(span(`${entries.length === 0 ? 0 : at + 1}/${entries.length}`, 'dim'))
  return [
    spreadLine(line(' ', span('Go to', 'bold'), ` ${text}${marks.cursor}`), count, columns - 1, glyphs.ellipsis),
    rule,
    ...windowOf(empty, 0, room),
    rule,
    line(' ', span(marks.vertical, 'dim'), ' choose  ', span('enter', 'dim'), ' goes  ', span('esc', 'dim'), ' back'),
  ]
}

function settingsLines(
  { tasks }: WatchModel,
  { at, said }: Extract<TaskOverlay, { kind: 'settings' }>,
  frame: Frame,
): readonly Line[] {
  const { glyphs, columns } = frame
  const rows = settingRows(tasks.keymap).flatMap((row, index): readonly Line[] => {
    const one = line(`${index === at ? glyphs.chosen : ' '} ${padEnd(row.label, 10)} `, span(row.value, 'bold'))
    const meaning = wrapLine(line(span(`             ${row.meaning}`, 'dim')), columns - 2, ' '.repeat(13))
    return [index === at ? inRole(one, 'sel') : one, ...meaning, emptyLine]
  })
  const more = line(
    span('  Single keys: [tui] keys = ["new = n"] in config.toml. All other settings: tce dashboard.', 'dim'),
  )
  const told = said === undefined ? [] : [emptyLine, line(said)]
  const keys = line(
    span(frame.marks.vertical, 'dim'),
    ' choose  ',
    span('enter', 'dim'),
    ' next value  ',
    span('any other', 'dim'),
    ' back',
  )
  return page('Settings of this program', [...rows, ...wrapLine(more, columns - 2, '  '), ...told], keys, frame)
}
