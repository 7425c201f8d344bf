/** What those need that do for the screen of tasks what its model can't. */
import type { Result } from '../../core/result.ts'
import type { TaskServices } from '../../terminal/live-screen.ts'
import type { TasksModel } from './tasks-model.ts'
import type { TaskNews } from './tasks-news.ts'

export interface TaskDeskParts {
  readonly services: TaskServices
  readonly model: () => TasksModel
  readonly tell: (news: TaskNews) => void
  readonly notice: (text: string) => void
  /** A text from its user's own editor; undefined: there is none, a line is typed. */
  readonly edit?: ((begin: string) => Promise<Result<string, string>>) | undefined
  /** Of a path, as a person reads it. */
  readonly shorten: (path: string) => string
  readonly takeSize: () => void
  /** Of the terminal that is shown, what of it is to be seen now. */
  readonly shownText: () => readonly string[]
  /** Into its user's own clipboard, where his terminal permits it. */
  readonly copy: (text: string) => void
  readonly find: (text: string) => readonly number[]
  readonly redraw: () => void
  /** A bug. */
  readonly fail: (cause: unknown) => void
}

/** What failed as expected, as it is said: with the next step. */
export const problemLines = ({ message, next }: { readonly message: string; readonly next?: string | undefined }) =>
  next === undefined ? [message] : [message, `Next: ${next}`]
