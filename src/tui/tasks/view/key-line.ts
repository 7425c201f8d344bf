/** The last line of the screen of tasks: what is typed, what was said, or which keys do what here. Pure. */
import { type KeyAction, keyLabel, keysFor } from '../../../core/keys/keymap.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Line } from '../../../terminal/roles.ts'
import { line, span } from '../../../terminal/roles.ts'
import { lineWidth } from '../../../terminal/table.ts'
import { whenOf } from '../../../terminal/task-words.ts'
import { truncateText } from '../../../terminal/text-width.ts'
import type { WatchModel } from '../../model.ts'
import { spreadLine } from '../../view/cells.ts'
import type { Frame } from '../../view/layout.ts'
import { type KeyHint, keyHints } from '../../view/tab-bar.ts'
import { tasksLayout } from '../tasks-layout.ts'
import { chosenOf, cutOffOf, hasKeyboard, isRunning, type TasksModel, type TypedFor } from '../tasks-model.ts'

export function keyLine(model: WatchModel, nowMs: number, frame: Frame): Line {
  const { tasks, notice } = model
  const { columns, glyphs } = frame
  if (tasks.overlay?.kind === 'typing') return typedLine(tasks.overlay, frame)
  if (notice !== undefined && !tasks.isLed)
    return line(' ', truncateText(plainText(notice), columns - 2, glyphs.ellipsis))
  const right = tailOf(tasks, frame)
  const room = columns - 3 - lineWidth(right)
  const width = tasksLayout(tasks, frame).kind === 'alone' ? columns : columns - 1
  return spreadLine(
    [span(' '), ...keyHints(hintsOf(tasks, nowMs, frame), room, isEnded(tasks) ? '   ' : '  ')],
    right,
    width,
    glyphs.ellipsis,
  )
}

/** One is in the terminal of a program that is not there. */
const isEnded = (tasks: TasksModel): boolean =>
  tasks.isOpen && !hasKeyboard(tasks) && !tasks.isScrolling && !tasks.isLed

const typedHeads: Readonly<Record<TypedFor, string>> = {
  filter: '/',
  find: 'Find',
  deny: 'Deny, and say why:',
  rename: 'Call it',
  prompt: 'Prompt:',
  fork: 'Fork, and say what to do:',
}

function typedLine({ for: what, text }: { readonly for: TypedFor; readonly text: string }, frame: Frame): Line {
  const { columns, glyphs, marks } = frame
  const help = what === 'filter' ? 'enter keeps, esc clears' : 'enter does it, esc leaves it'
  const head = line(' ', span(typedHeads[what], 'bold'), ' ')
  const room = columns - lineWidth(head) - help.length - 4
  // The end is what is being typed.
  const shown = [...text].slice(-Math.max(8, room)).join('')
  return spreadLine([...head, span(`${shown}${marks.cursor}`)], [span(help, 'dim')], columns - 1, glyphs.ellipsis)
}

/** How large the terminal is; how far up one has scrolled. */
function tailOf(tasks: TasksModel, frame: Frame): Line {
  const { terminal } = tasks
  if (tasks.isScrolling) {
    const { found } = tasks
    const place = found === undefined ? '' : `${found.at.length === 0 ? 0 : found.index + 1} of ${found.at.length}, `
    return line(span(`${place}${tasks.scrolled} rows up`, 'warn'))
  }
  if (terminal.kind !== 'live' || terminal.taskId !== chosenOf(tasks)?.id) return []
  const { columns, rows } = terminal.size
  const pane = tasksLayout(tasks, frame).pane
  if (tasksLayout(tasks, frame).kind !== 'alone' && !hasKeyboard(tasks)) return []
  const isOther = pane !== undefined && (pane.columns !== columns || pane.rows !== rows)
  return line(span(`live ${columns}×${rows}`, isOther ? 'warn' : 'dim'))
}

const mergeFrom = 110

function hintsOf(tasks: TasksModel, nowMs: number, { columns }: Frame): readonly KeyHint[] {
  const { keymap, terminal } = tasks
  const task = chosenOf(tasks)
  const leader = keyLabel(keymap.leader)
  const key = (action: KeyAction) => keysFor(keymap.list, action)[0]
  const hint = (action: KeyAction, words: string): readonly KeyHint[] => {
    const by = key(action)
    return by === undefined ? [] : [[keyLabel(by), words]]
  }
  const led = (action: KeyAction, words: string, isLong = true): readonly KeyHint[] => {
    const by = keysFor(keymap.led, action)[0]
    return by === undefined ? [] : [[isLong ? `${leader} ${by}` : by, words]]
  }
  if (tasks.isLed)
    return [
      ...led('back', 'back', false),
      ...led('next-waiting', 'next waiting', false),
      ...led('allow', 'allow once', false),
      ...led('zoom', 'alone', false),
      ...led('git', 'git', false),
      ...led('scroll', 'scrollback', false),
      ...led('palette', 'palette', false),
      ...led('take-size', 'size', false),
      [leader, 'goes in'],
      ...led('copy', 'copy', false),
      ...led('keys', 'keys', false),
    ]
  if (tasks.isScrolling)
    return [
      ['↑↓', 'scroll'],
      ['/', 'find'],
      ['n', 'next one'],
      ['q', 'back'],
    ]
  if (hasKeyboard(tasks)) {
    if (terminal.kind === 'lost')
      return [['', 'keys go nowhere until it is back'], ...led('detach', 'detach'), ...led('keys', 'keys')]
    return [
      [leader, 'leader'],
      ...led('detach', 'detach'),
      ...led('git', 'git'),
      ...led('next-waiting', 'next waiting'),
      ...led('keys', 'keys'),
    ]
  }
  if (tasks.isOpen) {
    const exit = task?.run?.exit
    const isCutOff = terminal.kind === 'ended' && terminal.isCutOff
    if (isCutOff)
      return [
        ['', `cut off${exit === undefined ? '' : ` ${whenOf(exit.at, nowMs)}`}, supervisor gone`],
        ['s', `start it, resume ${Math.max(1, cutOffOf(tasks).length)}`],
        ['r', 'only this one'],
      ]
    const words =
      exit === undefined
        ? 'not begun'
        : `ended ${whenOf(exit.at, nowMs)}${exit.words.replace(/^ended with /, ', exit ').replace(/^ended by/, ', by')}`
    return [
      ['', words],
      ['r', exit === undefined ? 'start' : 'resume'],
      ['f', 'afresh'],
      ['d', 'diff'],
      ['a', 'archive'],
      ['q', 'back'],
    ]
  }
  return [
    ...(task?.activity === 'waiting' ? [...hint('allow', 'allow once'), ...hint('deny', 'deny…')] : []),
    ...hint('open', 'into the terminal'),
    ...hint('diff', 'diff'),
    ...(isRunning(task) ? hint('prompt', 'prompt') : hint('resume', 'resume')),
    // Where the list is narrow a new task is looked for first.
    ...(task?.worktree === undefined || columns < mergeFrom ? [] : hint('merge', 'merge…')),
    ...hint('new', 'new'),
    ...hint('fork', 'fork'),
    ...(isRunning(task) ? hint('stop', 'stop…') : hint('destroy', 'destroy…')),
    ...hint('filter', 'filter'),
    ...hint('keys', 'keys'),
  ]
}
