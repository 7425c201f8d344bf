/** What of tasks is beside the model: their desk, the terminal in its pane, and the keyboard while an agent has it. */
import type { KeyAction } from '../../core/keys/keymap.ts'
import type { Result } from '../../core/result.ts'
import type { ViewedModes } from '../../runner/screen/viewed-screen.ts'
import type { TasksOptions } from '../../terminal/live-screen.ts'
import type { WatchModel } from '../model.ts'
import type { Keyboard } from '../pane/keyboard.ts'
import { type MouseEvent, mouseModes } from '../pane/mouse.ts'
import type { PanePainter } from '../pane/pane-painter.ts'
import type { SharedOutput } from '../pane/shared-output.ts'
import type { Frame } from '../view/layout.ts'
import { createFocusKeys } from './focus-keys.ts'
import { createTaskDesk } from './task-desk.ts'
import type { TaskEffect } from './task-effects.ts'
import { tasksLayout } from './tasks-layout.ts'
import { chosenOf, hasKeyboard } from './tasks-model.ts'
import type { TaskNews } from './tasks-news.ts'
import { createTerminalDesk } from './terminal-desk.ts'

export interface TaskSideParts {
  readonly options: TasksOptions
  readonly model: () => WatchModel
  readonly frame: () => Frame
  readonly tell: (news: TaskNews) => void
  readonly notice: (text: string) => void
  readonly act: (action: KeyAction) => void
  readonly copy: (text: string) => void
  readonly shared: SharedOutput
  readonly painter: PanePainter
  readonly keyboard: Keyboard
  readonly isColored: boolean
  /** The whole screen, whatever stands on it. */
  readonly redraw: () => void
  readonly fail: (cause: unknown) => void
}

export interface TaskSide {
  /** After each change of the model or of the window, before it is drawn. */
  sync(): void
  perform(effect: TaskEffect): void
  close(): void
}

/** What is typed is seen at once; what a program writes without end is drawn so often. */
const paintEveryMs = 16
const noModes: ViewedModes = {
  ...{ bracketedPaste: false, applicationCursor: false, applicationKeypad: false },
  mouse: { wants: 'none', form: 'bytes' },
}
const outerSequences = [
  ['bracketedPaste', '\u001b[?2004h', '\u001b[?2004l'],
  ['applicationCursor', '\u001b[?1h', '\u001b[?1l'],
  ['applicationKeypad', '\u001b=', '\u001b>'],
] as const

export function createTaskSide(parts: TaskSideParts): TaskSide {
  const { options, model, frame, tell, shared, painter, keyboard } = parts
  let hasKeys = false
  let outer = noModes
  let sizedFor = ''
  let focusKeys = createFocusKeys(model().tasks.keymap)
  let painting: NodeJS.Timeout | undefined
  let paintedAtMs = Number.NEGATIVE_INFINITY
  let isSyncing = false

  const layout = () => tasksLayout(model().tasks, frame())
  const terminals = createTerminalDesk({
    openTerminals: options.openTerminals,
    tell: (terminal) => tell({ type: 'terminal', terminal }),
    changed: () => {
      syncModes()
      paintSoon()
    },
    isColored: parts.isColored,
    ownSize: () => (hasKeys ? layout().pane : undefined),
    fail: parts.fail,
  })
  const desk = createTaskDesk({
    ...{ services: options.services, model: () => model().tasks, tell, notice: parts.notice, fail: parts.fail },
    edit: async (begin) => withoutScreen(() => options.edit(begin)),
    shorten: options.shorten,
    copy: parts.copy,
    shownText: () => {
      const { pane } = layout()
      return pane === undefined ? [] : terminals.text(pane, model().tasks.scrolled)
    },
    takeSize: () => takeSize(true),
    find: (text) => terminals.find(text, layout().pane?.rows ?? frame().bodyRows),
    redraw: parts.redraw,
  })

  function paintSoon(): void {
    if (painting !== undefined) return
    const waitMs = Math.max(0, paintedAtMs + paintEveryMs - performance.now())
    if (waitMs === 0) paint()
    else painting = setTimeout(paint, waitMs)
  }

  function paint(): void {
    clearTimeout(painting)
    painting = undefined
    paintedAtMs = performance.now()
    shared.paintPane()
  }

  /** An editor of its user has the terminal meanwhile. */
  function withoutScreen(use: () => Result<string, string>): Result<string, string> {
    keyboard.hold(true)
    shared.write('\u001b[?1049l\u001b[?25h')
    shared.hold(true)
    try {
      return use()
    } finally {
      shared.hold(false)
      shared.write('\u001b[?1049h\u001b[?25l')
      keyboard.hold(false)
      parts.redraw()
    }
  }

  function takeSize(takes: boolean): void {
    const { pane } = layout()
    if (pane !== undefined) terminals.size({ columns: pane.columns, rows: pane.rows }, takes)
  }

  /** As its program wants to be told of keys, in its user's own terminal, while it has the keyboard. */
  function syncModes(): void {
    const wanted = (hasKeys ? terminals.modes : undefined) ?? noModes
    for (const [mode, on, off] of outerSequences) {
      if (wanted[mode] !== outer[mode]) shared.write(wanted[mode] ? on : off)
    }
    const [before, now] = [mouseModes(outer.mouse), mouseModes(wanted.mouse)]
    for (const mode of before) if (!now.includes(mode)) shared.write(`\u001b[?${mode}l`)
    for (const mode of now) if (!before.includes(mode)) shared.write(`\u001b[?${mode}h`)
    outer = wanted
  }

  function onBytes(bytes: Buffer): void {
    for (const event of focusKeys(bytes, model().tasks.isLed)) {
      if (event.kind === 'led') tell({ type: 'led', isLed: event.isLed })
      else if (event.kind === 'action') parts.act(event.action)
      else if (event.kind === 'mouse') point(event.event)
      // Typed ahead, and the terminal was left meanwhile.
      else if (!hasKeys) keyboard.pass(event.bytes)
      else if (!terminals.type(event.bytes)) parts.notice('Nothing was typed: its terminal is not there (yet).')
    }
  }

  function point(event: MouseEvent): void {
    const { pane } = layout()
    if (hasKeys && pane !== undefined) terminals.point(event, pane)
  }

  function syncKeyboard(): void {
    const { screen, tasks } = model()
    const has = screen === 'tasks' && hasKeyboard(tasks)
    if (has !== hasKeys) {
      hasKeys = has
      sizedFor = ''
      if (has) focusKeys = createFocusKeys(tasks.keymap)
      keyboard.give(has ? onBytes : undefined)
      syncModes()
    }
    const { pane } = layout()
    if (!has || tasks.terminal.kind !== 'live' || pane === undefined) return
    const size = `${tasks.terminal.taskId} ${pane.columns}×${pane.rows}`
    if (size === sizedFor) return
    takeSize(!sizedFor.startsWith(`${tasks.terminal.taskId} `))
    sizedFor = size
  }

  function syncPane(): void {
    const { screen, tasks } = model()
    const { pane } = layout()
    painter.place(screen === 'tasks' ? pane : undefined, () => {
      const { tasks: now } = model()
      const place = layout().pane
      return place === undefined ? { rows: [] } : terminals.content(place, now.scrolled)
    })
    if (tasks.scrolled > 0 && pane !== undefined) {
      const most = terminals.mostScrolled(pane.rows)
      if (tasks.scrolled > most) {
        tell({ type: 'scrolled', rows: most })
        if (most === 0) parts.notice('Nothing is kept above its screen.')
      }
    }
  }

  return {
    sync() {
      if (isSyncing) return
      isSyncing = true
      try {
        const { screen, tasks } = model()
        const isTasks = screen === 'tasks'
        desk.look(isTasks)
        terminals.show(isTasks && layout().kind !== 'list' ? chosenOf(tasks) : undefined)
        if (isTasks) desk.sync()
        syncKeyboard()
        syncPane()
        paintSoon()
      } finally {
        isSyncing = false
      }
    },
    perform(effect) {
      if (effect.do === 'type-ahead') terminals.type(Buffer.from(effect.text))
      else desk.perform(effect)
    },
    close() {
      clearTimeout(painting)
      keyboard.give(undefined)
      hasKeys = false
      syncModes()
      desk.close()
      terminals.close()
    },
  }
}
