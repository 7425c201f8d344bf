/** What news makes of the screen of tasks. Pure. */
import type { Keymap } from '../../core/keys/keymap.ts'
import type { LimitsReport } from '../../core/limits/limits-report.ts'
import type { Task, TaskList } from '../../core/tasks/task.ts'
import type { TaskGitStatus } from '../../core/tasks/task-view.ts'
import type { WaitingReport } from '../../core/waiting/waiting-report.ts'
import type { DiffModel } from './diff/diff-model.ts'
import { emptyForm, type FormKnowledge } from './form.ts'
import { chosenOf, hasKeyboard, type TaskOverlay, type TasksModel, type TerminalState } from './tasks-model.ts'

export type TaskNews =
  | { readonly type: 'list'; readonly list: TaskList }
  | { readonly type: 'waiting'; readonly waiting: WaitingReport }
  | { readonly type: 'limits'; readonly limits: LimitsReport }
  /** The list can't be read. */
  | { readonly type: 'stale'; readonly sinceMs: number }
  | { readonly type: 'git'; readonly taskId: string; readonly status: TaskGitStatus }
  | { readonly type: 'detail'; readonly task: Task }
  | { readonly type: 'terminal'; readonly terminal: TerminalState }
  | { readonly type: 'keymap'; readonly keymap: Keymap; readonly said?: string | undefined }
  | { readonly type: 'doing'; readonly text: string | undefined }
  | { readonly type: 'overlay'; readonly overlay: TaskOverlay }
  /** Of the diff that is open; `path`: only while that file is shown. */
  | { readonly type: 'diff'; readonly taskId: string; readonly change: Partial<DiffModel>; readonly path?: string }
  | { readonly type: 'form'; readonly known: FormKnowledge }
  /** Of the form that is open, if one is. */
  | {
      readonly type: 'files'
      readonly of: string
      readonly files: readonly string[]
      readonly skills: readonly string[]
    }
  | { readonly type: 'not-made'; readonly message: string }
  | { readonly type: 'made'; readonly task: Task }
  | { readonly type: 'found'; readonly text: string; readonly at: readonly number[] }
  /** No further up than there are rows. */
  | { readonly type: 'scrolled'; readonly rows: number }
  | { readonly type: 'led'; readonly isLed: boolean }

export function onTaskNews(model: TasksModel, news: TaskNews): TasksModel {
  switch (news.type) {
    case 'list':
      return afterList({ ...model, list: news.list, staleSinceMs: undefined })
    case 'waiting':
      return { ...model, waiting: news.waiting }
    case 'limits':
      return { ...model, limits: news.limits }
    case 'stale':
      return { ...model, staleSinceMs: model.staleSinceMs ?? news.sinceMs }
    case 'git':
      return { ...model, git: { taskId: news.taskId, status: news.status } }
    case 'detail':
      return { ...model, detail: news.task }
    case 'terminal': {
      const next = { ...model, terminal: news.terminal }
      // What was led goes to nobody once there is no terminal any more.
      return hasKeyboard(model) && !hasKeyboard(next) ? { ...next, isLed: false } : next
    }
    case 'keymap': {
      const { overlay } = model
      const said = overlay?.kind === 'settings' ? { ...overlay, said: news.said } : overlay
      return { ...model, keymap: news.keymap, overlay: said }
    }
    case 'doing':
      return { ...model, doing: news.text }
    case 'overlay':
      return { ...model, overlay: news.overlay, isLed: false }
    case 'diff': {
      const { overlay } = model
      if (overlay?.kind !== 'diff' || overlay.diff.taskId !== news.taskId) return model
      const { diff } = overlay
      if (news.path !== undefined && diff.changes?.files[diff.at]?.path !== news.path) return model
      return { ...model, overlay: { kind: 'diff', diff: { ...diff, ...news.change } } }
    }
    case 'form':
      return {
        ...model,
        overlay: { kind: 'form', form: emptyForm(news.known, chosenOf(model)?.project) },
        isLed: false,
      }
    case 'files': {
      const { overlay } = model
      if (overlay?.kind !== 'form') return model
      const known = { ...overlay.form.known, files: news.files, filesOf: news.of, skills: news.skills }
      return { ...model, overlay: { kind: 'form', form: { ...overlay.form, known } } }
    }
    case 'not-made': {
      const { overlay } = model
      return overlay?.kind === 'form'
        ? { ...model, overlay: { kind: 'form', form: { ...overlay.form, problem: news.message } } }
        : { ...model, overlay: { kind: 'message', lines: [news.message], isBad: true } }
    }
    case 'made': {
      const isForm = model.overlay?.kind === 'form'
      return { ...model, overlay: isForm ? undefined : model.overlay, chosenId: news.task.id, filter: '', scrolled: 0 }
    }
    case 'found': {
      const { text, at } = news
      return { ...model, found: { text, at, index: 0 }, scrolled: at[0] ?? model.scrolled, isScrolling: true }
    }
    case 'scrolled':
      return { ...model, scrolled: news.rows, isScrolling: model.isScrolling && news.rows > 0 }
    case 'led':
      return { ...model, isLed: news.isLed }
    default:
      return news satisfies never
  }
}

/** The one that is chosen stays so wherever it moves to; one that is gone leaves the terminal. */
function afterList(model: TasksModel): TasksModel {
  const chosen = chosenOf(model)
  if (chosen === undefined) return { ...model, isOpen: false }
  return chosen.id === model.chosenId
    ? model
    : { ...model, chosenId: chosen.id, isOpen: model.isOpen && model.onlyId !== undefined, scrolled: 0 }
}
