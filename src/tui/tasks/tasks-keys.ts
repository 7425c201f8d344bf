/** The keys of the screen of tasks, wherever they don't go to an agent. Pure. */
import type { KeyAction } from '../../core/keys/keymap.ts'
import type { Key } from '../key.ts'
import type { WatchModel } from '../model.ts'
import type { Update } from '../step.ts'
import { only, scrollOf } from '../step.ts'
import { onOverlayKey } from './overlay-keys.ts'
import { choose, onTaskAction, withTasks } from './task-actions.ts'
import { chosenOf, cutOffOf, hasKeyboard, rowsOf } from './tasks-model.ts'

export function onTasksKey(model: WatchModel, key: Key): Update {
  const { tasks } = model
  if (tasks.overlay !== undefined) return onOverlayKey(model, tasks.overlay, key)
  const name = keyName(key)
  if (tasks.isLed) {
    const action = tasks.keymap.led[name]
    const free = withTasks(model, { isLed: false })
    return action === undefined ? only(free) : onTaskAction(free, action)
  }
  if (name === tasks.keymap.leader) return only(withTasks(model, { isLed: true }))
  if (hasKeyboard(tasks)) return typeAhead(model, key)
  if (tasks.isScrolling) return onScrollKey(model, key)
  if (tasks.isOpen) return onEndedKey(model, name)
  if (key.name === 'escape')
    return only(withTasks(model, tasks.filter === '' ? { isZoomed: false } : { filter: '', chosenId: undefined }))
  const action = tasks.keymap.list[name]
  if (action !== undefined) return onTaskAction(model, action)
  const by = key.name === 'text' ? undefined : scrollOf(key, 10)
  if (by === undefined) return only(model)
  const rows = rowsOf(tasks)
  const at = rows.findIndex(({ id }) => id === chosenOf(tasks)?.id)
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))]
  return next === undefined ? only(model) : only(choose(model, next.id))
}

/** It was typed before the terminal had the keyboard, and read after: it is the agent's all the same. */
function typeAhead(model: WatchModel, key: Key): Update {
  const text = key.name === 'text' ? key.text : key.name === 'enter' ? '\r' : ''
  return text === '' ? only(model) : only(model, { type: 'task', effect: { do: 'type-ahead', text } })
}

/** As keymap.ts names it. */
export function keyName(key: Key): string {
  if (key.name === 'text') return key.text === ' ' ? 'space' : key.text
  if (key.name === 'ctrl') return `ctrl+${key.text}`
  return key.name === 'escape' ? 'esc' : key.name
}

/** One is in the terminal of a program that has ended, or was not begun. */
export const endedKeys: Readonly<Record<string, KeyAction>> = {
  r: 'resume',
  f: 'restart',
  d: 'diff',
  a: 'archive',
  q: 'back',
  esc: 'back',
  '?': 'keys',
}

function onEndedKey(model: WatchModel, name: string): Update {
  const { tasks } = model
  const isCutOff = tasks.terminal.kind === 'ended' && tasks.terminal.isCutOff
  if (name === 's' && isCutOff) {
    // The list may not have heard of the others yet.
    const all = new Set([...cutOffOf(tasks), chosenOf(tasks)].flatMap((task) => task?.id ?? []))
    return only(model, { type: 'task', effect: { do: 'resume-cut-off', taskIds: [...all] } })
  }
  const action = tasks.keymap.taken[name] ?? endedKeys[name]
  return action === undefined ? only(model) : onTaskAction(model, action)
}

/** Up and down in what its program wrote before; `/` finds. */
function onScrollKey(model: WatchModel, key: Key): Update {
  const { tasks } = model
  const leave = () => only(withTasks(model, { isScrolling: false, scrolled: 0, found: undefined }))
  if (key.name === 'escape' || key.name === 'end') return leave()
  if (key.name === 'text') {
    if (key.text === 'q' || key.text === 'G') return leave()
    if (key.text === '/') return only(withTasks(model, { overlay: { kind: 'typing', for: 'find', text: '' } }))
    if (key.text === 'n' || key.text === 'N') return toFound(model, key.text === 'n' ? 1 : -1)
    if (key.text === 'k') return scrollTo(model, tasks.scrolled + 1)
  }
  const by = scrollOf(key, 20)
  return by === undefined ? only(model) : scrollTo(model, tasks.scrolled - by)
}

/** Further than there are rows it is drawn as far as there are: task-desk.ts brings the number back. */
const scrollTo = (model: WatchModel, scrolled: number): Update =>
  only(withTasks(model, { scrolled: Math.max(0, Math.min(100_000, scrolled)), isScrolling: scrolled > 0 }))

function toFound(model: WatchModel, by: number): Update {
  const { found } = model.tasks
  if (found === undefined || found.at.length === 0) return only(model)
  const index = (found.index + by + found.at.length) % found.at.length
  return only(withTasks(model, { found: { ...found, index }, scrolled: found.at[index] ?? 0 }))
}
