/** The keys of the diff. Pure. */
import type { Key } from '../../key.ts'
import type { WatchModel } from '../../model.ts'
import { only, scrollOf, type Update } from '../../step.ts'
import { withTasks } from '../task-actions.ts'
import { type DiffModel, diffRows, hunkFrom, placeOf } from './diff-model.ts'

export function onDiffKey(model: WatchModel, diff: DiffModel, key: Key): Update {
  const to = (change: Partial<DiffModel>) => only(withDiff(model, { ...diff, said: undefined, ...change }))
  if (diff.typed !== undefined) return onTyped(model, diff, diff.typed, key)
  const path = diff.changes?.files[diff.at]?.path
  const isBack = key.name === 'escape' || key.name === 'left' || (key.name === 'text' && key.text === 'q')
  if (isBack) return diff.isInRows ? to({ isInRows: false }) : only(withTasks(model, { overlay: undefined }))
  if (key.name === 'text') {
    switch (key.text) {
      case 's':
        return to({ isSplit: !diff.isSplit, row: 0 })
      case 'v':
        return path === undefined ? only(model) : effect(model, { do: 'diff-viewed', taskId: diff.taskId, path })
      case 'S':
        return effect(model, { do: 'diff-send', taskId: diff.taskId })
      case 'c':
        if (diff.isInRows && diff.file === undefined) return to({ said: 'Its rows are not there yet.' })
        return path === undefined ? only(model) : to({ typed: '' })
      default:
        break
    }
  }
  return diff.isInRows ? onRowKey(model, diff, key) : onFileKey(model, diff, key)
}

type DiffEffect = Extract<Update['effects'][number], { type: 'task' }>['effect']
const effect = (model: WatchModel, what: DiffEffect): Update => only(model, { type: 'task', effect: what })
export const withDiff = (model: WatchModel, diff: DiffModel): WatchModel =>
  withTasks(model, { overlay: { kind: 'diff', diff } })

function onFileKey(model: WatchModel, diff: DiffModel, key: Key): Update {
  const files = diff.changes?.files ?? []
  if (key.name === 'enter' || key.name === 'right') return only(withDiff(model, { ...diff, isInRows: true }))
  const by = stepOf(key, 10)
  if (by === undefined || files.length === 0) return only(model)
  const at = Math.max(0, Math.min(files.length - 1, diff.at + by))
  const path = files[at]?.path
  if (at === diff.at || path === undefined) return only(model)
  return only(withDiff(model, { ...diff, at, row: 0, file: undefined, said: undefined }), {
    type: 'task',
    effect: { do: 'diff-file', taskId: diff.taskId, path },
  })
}

function onRowKey(model: WatchModel, diff: DiffModel, key: Key): Update {
  const rows = diffRows(diff)
  if (key.name === 'text' && (key.text === 'n' || key.text === 'p'))
    return only(withDiff(model, { ...diff, row: hunkFrom(rows, diff.row, key.text === 'n' ? 1 : -1) }))
  const by = stepOf(key, 20)
  if (by === undefined) return only(model)
  return only(withDiff(model, { ...diff, row: Math.max(0, Math.min(rows.length - 1, diff.row + by)) }))
}

const stepOf = (key: Key, page: number): number | undefined =>
  key.name === 'text' && key.text === 'k' ? -1 : scrollOf(key, page)

/** A remark: on the row where one is in the rows, else on the whole file. */
function onTyped(model: WatchModel, diff: DiffModel, typed: string, key: Key): Update {
  const to = (text: string | undefined) => only(withDiff(model, { ...diff, typed: text }))
  if (key.name === 'text') return to(typed + key.text.replaceAll(/[\r\n]+/g, ' '))
  if (key.name === 'backspace') return to([...typed].slice(0, -1).join(''))
  if (key.name === 'escape') return to(undefined)
  if (key.name !== 'enter') return only(model)
  const path = diff.changes?.files[diff.at]?.path
  const place = diff.isInRows ? placeOf(diffRows(diff)[diff.row]) : undefined
  const closed = withDiff(model, { ...diff, typed: undefined })
  if (path === undefined || typed.trim() === '') return only(closed)
  return only(closed, {
    type: 'task',
    effect: { do: 'diff-comment', taskId: diff.taskId, comment: { path, text: typed.trim(), ...place } },
  })
}
