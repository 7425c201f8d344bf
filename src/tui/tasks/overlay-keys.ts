/** Keys while something lies over the screen of tasks: a form, a question, a line that is typed. Pure. */
import { untrustedOf } from '../../terminal/merge-view.ts'
import type { Key } from '../key.ts'
import type { WatchModel } from '../model.ts'
import type { Effect, Update } from '../step.ts'
import { only } from '../step.ts'
import { onDiffKey } from './diff/diff-keys.ts'
import { newTaskOf, onFormKey, suggestionsOf } from './form.ts'
import { paletteEntries } from './palette.ts'
import { changeOf, settingRows } from './settings-rows.ts'
import { choose, onTaskAction, withTasks } from './task-actions.ts'
import type { TaskOverlay } from './tasks-model.ts'
import { chosenOf } from './tasks-model.ts'

type Of<K extends TaskOverlay['kind']> = Extract<TaskOverlay, { kind: K }>

export function onOverlayKey(model: WatchModel, overlay: TaskOverlay, key: Key): Update {
  const closed = withTasks(model, { overlay: undefined })
  switch (overlay.kind) {
    case 'typing':
      return onTypingKey(model, overlay, key)
    case 'stop':
      return isYes(key)
        ? only(closed, { type: 'task', effect: { do: 'stop', taskId: overlay.task.id } })
        : only({ ...closed, notice: 'It goes on.' })
    case 'destroy': {
      const { task, confirm, obstacles } = overlay.removal
      return isYes(key) && obstacles.length === 0
        ? only(closed, { type: 'task', effect: { do: 'destroy', taskId: task.id, confirm } })
        : only({ ...closed, notice: 'It stays.' })
    }
    case 'merge':
      return onMergeKey(closed, overlay, key)
    case 'prune':
      return isYes(key)
        ? only(closed, { type: 'task', effect: { do: 'prune', confirm: overlay.confirm } })
        : only({ ...closed, notice: 'They stay.' })
    case 'palette':
      return onPaletteKey(model, overlay, key)
    case 'form':
      return onForm(model, overlay, key)
    case 'settings':
      return onSettingsKey(model, overlay, key)
    case 'git':
      return key.name === 'enter' ? onTaskAction(closed, 'diff') : only(closed)
    case 'diff':
      return onDiffKey(model, overlay.diff, key)
    case 'links': {
      const by = stepOf(key)
      const last = overlay.links.length - 1
      if (by !== undefined)
        return only(withTasks(model, { overlay: { ...overlay, at: Math.max(0, Math.min(last, overlay.at + by)) } }))
      const link = key.name === 'enter' ? overlay.links[overlay.at] : undefined
      return link === undefined ? only(closed) : only(closed, { type: 'copy', text: link.url })
    }
    case 'keys':
    case 'message':
      return only(closed)
    default:
      return overlay satisfies never
  }
}

/** Yes to the merge, and to each program that nobody has trusted yet; then it is merged as it was looked at, or not at all. */
function onMergeKey(closed: WatchModel, { looked, isTrusting }: Of<'merge'>, key: Key): Update {
  const { task, confirm, how, obstacles } = looked
  if (!isYes(key) || obstacles.length > 0) return only({ ...closed, notice: 'Nothing was merged.' })
  const untrusted = untrustedOf(looked)
  if (untrusted.length > 0 && !isTrusting)
    return only(withTasks(closed, { overlay: { kind: 'merge', looked, isTrusting: true } }))
  const order = { confirm, how, ...(isTrusting && { trust: untrusted.map(({ hash }) => hash) }) }
  return only(closed, { type: 'task', effect: { do: 'merge', taskId: task.id, order } })
}

const isYes = (key: Key): boolean => key.name === 'text' && /^y$/i.test(key.text)

function stepOf(key: Key): number | undefined {
  if (key.name === 'down' || (key.name === 'text' && key.text === 'j')) return 1
  if (key.name === 'up' || (key.name === 'text' && key.text === 'k')) return -1
  return undefined
}

function onTypingKey(model: WatchModel, overlay: Of<'typing'>, key: Key): Update {
  const { tasks } = model
  const typed = (text: string): WatchModel => {
    const next = withTasks(model, { overlay: { ...overlay, text } })
    return overlay.for === 'filter' ? withTasks(next, { filter: text, chosenId: undefined }) : next
  }
  if (key.name === 'text') return only(typed(overlay.text + key.text.replaceAll(/[\r\n]+/g, ' ')))
  if (key.name === 'backspace') return only(typed([...overlay.text].slice(0, -1).join('')))
  const closed = withTasks(model, { overlay: undefined })
  if (key.name === 'escape') return only(overlay.for === 'filter' ? withTasks(closed, { filter: '' }) : closed)
  if (key.name !== 'enter') return only(model)
  const task = chosenOf(tasks)
  const effect = task === undefined ? undefined : effectOf(overlay, task.id)
  return effect === undefined ? only(closed) : only(closed, effect)
}

function effectOf({ for: what, text, asked }: Of<'typing'>, taskId: string): Effect | undefined {
  switch (what) {
    case 'filter':
      return undefined
    case 'find':
      return text === '' ? undefined : { type: 'task', effect: { do: 'find', text } }
    case 'rename':
    case 'prompt':
      return text.trim() === '' ? undefined : { type: 'task', effect: { do: what, taskId, text: text.trim() } }
    case 'deny':
      return { type: 'task', effect: { do: what, taskId, text: text.trim(), asked } }
    case 'fork':
      return { type: 'task', effect: { do: what, taskId, text: text.trim() } }
    default:
      return what satisfies never
  }
}

function onPaletteKey(model: WatchModel, overlay: Of<'palette'>, key: Key): Update {
  const entries = paletteEntries(model.tasks, overlay.text)
  const to = (change: Partial<Of<'palette'>>) => only(withTasks(model, { overlay: { ...overlay, ...change } }))
  const closed = withTasks(model, { overlay: undefined })
  switch (key.name) {
    case 'text':
      return to({ text: overlay.text + key.text, at: 0 })
    case 'backspace':
      return to({ text: [...overlay.text].slice(0, -1).join(''), at: 0 })
    case 'down':
      return to({ at: Math.min(entries.length - 1, overlay.at + 1) })
    case 'up':
      return to({ at: Math.max(0, overlay.at - 1) })
    case 'enter': {
      const entry = entries[overlay.at]
      if (entry === undefined) return only(closed)
      if (entry.kind === 'action') return onTaskAction(closed, entry.action)
      const { id } = entry.task
      const isOnly = model.tasks.onlyId !== undefined
      return only({
        ...choose(closed, id, { isOpen: true, filter: '', ...(isOnly && { onlyId: id }) }),
        screen: 'tasks',
      })
    }
    case 'escape':
      return only(closed)
    default:
      return only(model)
  }
}

function onForm(model: WatchModel, overlay: Of<'form'>, key: Key): Update {
  const next = onFormKey(overlay.form, key)
  if (next === 'close') return only({ ...withTasks(model, { overlay: undefined }), notice: 'Nothing was started.' })
  if (next === 'submit') {
    const task = newTaskOf(overlay.form)
    return typeof task === 'string'
      ? only(withTasks(model, { overlay: { kind: 'form', form: { ...overlay.form, problem: task } } }))
      : only(model, { type: 'task', effect: { do: 'create', task } })
  }
  const shown = withTasks(model, { overlay: { kind: 'form', form: next } })
  const { project } = next.values
  const wantsFiles = next.field === 'prompt' && project !== '' && next.known.filesOf !== project
  return wantsFiles && suggestionsOf({ ...next, field: 'project' }).includes(project)
    ? only(shown, { type: 'task', effect: { do: 'files', project } })
    : only(shown)
}

function onSettingsKey(model: WatchModel, overlay: Of<'settings'>, key: Key): Update {
  const rows = settingRows(model.tasks.keymap)
  const by = stepOf(key)
  if (by !== undefined)
    return only(
      withTasks(model, { overlay: { ...overlay, at: Math.max(0, Math.min(rows.length - 1, overlay.at + by)) } }),
    )
  const isChange = key.name === 'enter' || key.name === 'right' || key.name === 'left'
  const row = rows[overlay.at]
  if (!isChange || row === undefined) return only(withTasks(model, { overlay: undefined }))
  return only(model, { type: 'task', effect: { do: 'set', ...changeOf(row, key.name === 'left' ? -1 : 1) } })
}
