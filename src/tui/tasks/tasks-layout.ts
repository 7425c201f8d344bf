/** Where the screen of tasks has what: list, terminal, git; what folds when there is no room. Pure. */
import type { PanePlace } from '../pane/pane-painter.ts'
import type { Frame } from '../view/layout.ts'
import type { TasksModel } from './tasks-model.ts'

export interface TasksLayout {
  /** `alone`: the terminal has the whole screen but three lines; `list`: there is room for the list only. */
  readonly kind: 'columns' | 'alone' | 'list'
  readonly leftWidth: number
  /** 0: git is folded into a line above the terminal. */
  readonly rightWidth: number
  readonly middleWidth: number
  /** Of the terminal; absent: something lies over it, or there is no room. */
  readonly pane?: PanePlace | undefined
}

const [leftWidth, rightWidth] = [26, 28]
const [foldsGitBelow, foldsListBelow] = [110, 90]

/** These leave the terminal where it is. */
const isThin = ({ overlay }: TasksModel): boolean => overlay === undefined || overlay.kind === 'typing'

export function tasksLayout(model: TasksModel, { columns, rows, bodyRows }: Frame): TasksLayout {
  const isNarrow = columns < foldsListBelow
  const isAlone = model.onlyId !== undefined || model.isZoomed || (isNarrow && model.isOpen)
  if (isAlone) {
    const pane = { x: 0, y: 2, columns, rows: rows - 3 }
    return { kind: 'alone', leftWidth: 0, rightWidth: 0, middleWidth: columns, pane: isThin(model) ? pane : undefined }
  }
  if (isNarrow) return { kind: 'list', leftWidth: columns, rightWidth: 0, middleWidth: 0 }
  const isFolded = columns < foldsGitBelow
  const right = isFolded ? 0 : rightWidth
  const middleWidth = columns - leftWidth - 1 - (right === 0 ? 0 : right + 1)
  const above = isFolded ? 3 : 2
  const pane = { x: leftWidth + 1, y: 2 + above, columns: middleWidth, rows: Math.max(1, bodyRows - above) }
  return { kind: 'columns', leftWidth, rightWidth: right, middleWidth, pane: isThin(model) ? pane : undefined }
}
