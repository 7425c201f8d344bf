/** All that the screen of tasks depends on. Changed only by tasks-keys.ts and tasks-news.ts; drawn by view/. Pure. */
import { type Keymap, keymapOf, usualLeader } from '../../core/keys/keymap.ts'
import type { LimitsReport } from '../../core/limits/limits-report.ts'
import type { Task, TaskList, TaskRemoval } from '../../core/tasks/task.ts'
import type { TaskGitStatus, TaskLink } from '../../core/tasks/task-view.ts'
import type { MergeLook } from '../../core/tasks/task-work.ts'
import type { TerminalSize } from '../../core/terminals/session.ts'
import type { Approval } from '../../core/waiting/approval.ts'
import type { WaitingReport } from '../../core/waiting/waiting-report.ts'
import type { DiffModel } from './diff/diff-model.ts'
import type { FormModel } from './form.ts'

export interface TasksModel {
  readonly list?: TaskList | undefined
  readonly waiting?: WaitingReport | undefined
  /** How far the plans are used, as it was told last. */
  readonly limits?: LimitsReport | undefined
  /** Since when nothing new comes: the server is gone. */
  readonly staleSinceMs?: number | undefined
  readonly chosenId?: string | undefined
  readonly filter: string
  /** The chosen one as it was looked up for itself, with what changed. */
  readonly detail?: Task | undefined
  /** What changed in it, file by file, and where its branch stands. */
  readonly git?: { readonly taskId: string; readonly status: TaskGitStatus } | undefined
  readonly terminal: TerminalState
  /** One is in its terminal: keys go to its agent, as long as there is one. */
  readonly isOpen: boolean
  /** The terminal has the whole screen. */
  readonly isZoomed: boolean
  /** The leader was pressed: the next key is an order. */
  readonly isLed: boolean
  /** Rows further up than the end. */
  readonly scrolled: number
  readonly isScrolling: boolean
  /** What was looked for in the scrollback last. */
  readonly found?: { readonly text: string; readonly at: readonly number[]; readonly index: number } | undefined
  /** This one was asked for by its name: leaving it leaves the program. */
  readonly onlyId?: string | undefined
  readonly overlay?: TaskOverlay | undefined
  readonly keymap: Keymap
  /** What is being done: "Ending it and looking". Keys that act wait for it. */
  readonly doing?: string | undefined
}

/** What is known of the chosen one's terminal. */
export type TerminalState = { readonly taskId?: string | undefined } & (
  | { readonly kind: 'none' | 'connecting' }
  | { readonly kind: 'live'; readonly size: TerminalSize }
  | { readonly kind: 'lost'; readonly sinceMs: number }
  /** Its last screen stays. `isCutOff`: its supervisor went with it. */
  | { readonly kind: 'ended'; readonly isCutOff: boolean }
)

/** The request that stood there when its user pressed a key: an answer is for that one, or for none. */
export type AskedRef = Pick<Approval, 'id' | 'nonce'>

export function askedOf({ waiting }: Pick<TasksModel, 'waiting'>, { agentId }: Task): AskedRef | undefined {
  const item = waiting?.waiting.find((one) => one.agentId !== undefined && one.agentId === agentId)
  return item?.approval && { id: item.approval.id, nonce: item.approval.nonce }
}

/** A line of text that is typed for something, below all that is shown. */
export type TypedFor = 'filter' | 'deny' | 'rename' | 'prompt' | 'fork' | 'find'

export type TaskOverlay =
  | { readonly kind: 'keys' }
  | { readonly kind: 'git' }
  | { readonly kind: 'diff'; readonly diff: DiffModel }
  | { readonly kind: 'links'; readonly links: readonly TaskLink[]; readonly at: number }
  /** `asked`: of a word with a no, the request that was read. */
  | { readonly kind: 'typing'; readonly for: TypedFor; readonly text: string; readonly asked?: AskedRef | undefined }
  | { readonly kind: 'message'; readonly lines: readonly string[]; readonly isBad: boolean }
  /** y does it, everything else leaves it. */
  | { readonly kind: 'stop'; readonly task: Task }
  | { readonly kind: 'destroy'; readonly removal: TaskRemoval }
  /** `isTrusting`: what would run, and nobody has trusted yet, is asked about. */
  | { readonly kind: 'merge'; readonly looked: MergeLook; readonly isTrusting: boolean }
  | { readonly kind: 'prune'; readonly names: readonly string[]; readonly left: number; readonly confirm: string }
  | { readonly kind: 'palette'; readonly text: string; readonly at: number }
  | { readonly kind: 'form'; readonly form: FormModel }
  | { readonly kind: 'settings'; readonly at: number; readonly said?: string | undefined }

export const startTasks: TasksModel = {
  filter: '',
  terminal: { kind: 'none' },
  isOpen: false,
  isZoomed: false,
  isLed: false,
  scrolled: 0,
  isScrolling: false,
  keymap: keymapOf({ keymap: 'tce', leader: usualLeader, keys: [] }).keymap,
}

/** In which it stands, in the list's order. */
export interface TaskGroup {
  readonly name: string
  readonly tasks: readonly Task[]
}

/** Pinned ones first, then as they need their user; those that match the filter. */
export function groupsOf({ list, filter }: Pick<TasksModel, 'list' | 'filter'>): readonly TaskGroup[] {
  const wanted = filter.trim().toLowerCase()
  const isWanted = ({ project, name, prompt }: Task) =>
    wanted === '' || `${project} ${name} ${prompt ?? ''}`.toLowerCase().includes(wanted)
  const tasks = (list?.tasks ?? []).filter(isWanted)
  const open = tasks.filter(({ isPinned }) => !isPinned)
  const groups: readonly TaskGroup[] = [
    { name: 'PINNED', tasks: tasks.filter(({ isPinned }) => isPinned) },
    { name: 'IN PROGRESS', tasks: open.filter(({ state }) => state === 'in_progress') },
    { name: 'IN REVIEW', tasks: open.filter(({ state }) => ['in_review', 'failed', 'broken'].includes(state)) },
    { name: 'PENDING', tasks: open.filter(({ state }) => state === 'pending') },
    // Done ones are looked for; in the list they are a number.
    { name: 'DONE', tasks: wanted === '' ? [] : open.filter(({ state }) => state === 'complete') },
  ]
  return groups.filter(({ tasks: some }) => some.length > 0)
}

export const rowsOf = (model: Pick<TasksModel, 'list' | 'filter'>): readonly Task[] =>
  groupsOf(model).flatMap(({ tasks }) => tasks)

/** The chosen one; the first where none was, or where it is gone. */
export function chosenOf(model: TasksModel): Task | undefined {
  const all = model.list?.tasks ?? []
  if (model.onlyId !== undefined) return all.find(({ id }) => id === model.onlyId) ?? detailOf(model, model.onlyId)
  const rows = rowsOf(model)
  return rows.find(({ id }) => id === model.chosenId) ?? rows[0]
}

const detailOf = ({ detail }: TasksModel, id: string): Task | undefined => (detail?.id === id ? detail : undefined)

/** With what was looked up for it alone, where that is as new. */
export function shownOf(model: TasksModel): Task | undefined {
  const chosen = chosenOf(model)
  if (chosen === undefined || model.detail?.id !== chosen.id) return chosen
  return { ...chosen, changes: model.detail.changes ?? chosen.changes }
}

export const gitOf = ({ git }: TasksModel, task: Task | undefined): TaskGitStatus | undefined =>
  git !== undefined && git.taskId === task?.id ? git.status : undefined

/** The next one that waits for its user, from the chosen one on. */
export function nextWaiting(model: TasksModel): Task | undefined {
  const all = model.onlyId === undefined ? rowsOf(model) : (model.list?.tasks ?? [])
  const at = all.findIndex(({ id }) => id === chosenOf(model)?.id)
  const inTurn = [...all.slice(at + 1), ...all.slice(0, at + 1)]
  return inTurn.find(({ activity }) => activity === 'waiting')
}

/** What is typed goes to the agent, but for the leader. */
export const hasKeyboard = (model: TasksModel): boolean =>
  model.isOpen &&
  model.overlay === undefined &&
  !model.isScrolling &&
  model.terminal.taskId === chosenOf(model)?.id &&
  ['connecting', 'live', 'lost'].includes(model.terminal.kind)

/** Those that were cut off with their supervisor, and that can be taken up again. */
export const cutOffOf = ({ list }: Pick<TasksModel, 'list'>): readonly Task[] =>
  (list?.tasks ?? []).filter(
    ({ run, state }) => state !== 'complete' && run?.exit?.words.startsWith('cut off') === true,
  )

export const isRunning = (task: Task | undefined): boolean => task?.run !== undefined && task.run.exit === undefined
