/** What a session leaves behind: files it read and changed, and its list of things to do. Bounded. Pure. */
import type { LiveFile } from './live-session.ts'
import type { LineCounts, TodoChange, TodoItem, ToolCallEvent } from './session-event.ts'

const mostFiles = 500
const mostTodos = 100

export class TouchedFiles {
  readonly #files = new Map<string, LiveFile>()
  /** The same list until a file is touched. */
  #list: readonly LiveFile[] | undefined
  added = 0
  removed = 0

  touch(path: string, how: ToolCallEvent['touches'], changed: LineCounts | undefined): void {
    const known = this.#files.get(path)
    const { added = 0, removed = 0 } = changed ?? {}
    this.added += added
    this.removed += removed
    // Back to the end: the newest are kept. A new object, so that the old one stays what it was for whoever has it.
    this.#list = undefined
    this.#files.delete(path)
    this.#files.set(path, {
      path,
      isRead: (known?.isRead ?? false) || how === 'read',
      isWritten: (known?.isWritten ?? false) || how === 'write',
      isEdited: (known?.isEdited ?? false) || how === 'edit',
      linesAdded: (known?.linesAdded ?? 0) + added,
      linesRemoved: (known?.linesRemoved ?? 0) + removed,
    })
    if (this.#files.size > mostFiles) this.#forget()
  }

  /** The most changed first, then those that were only read, newest first. */
  list(): readonly LiveFile[] {
    this.#list ??= [...this.#files.values()].reverse().sort((a, b) => change(b) - change(a))
    return this.#list
  }

  #forget(): void {
    const oldest = [...this.#files.values()].find((file) => change(file) === 0) ?? this.#files.values().next().value
    if (oldest) this.#files.delete(oldest.path)
  }
}

const change = ({ linesAdded, linesRemoved, isEdited, isWritten }: LiveFile): number =>
  linesAdded + linesRemoved + (isEdited || isWritten ? 1 : 0)

export class TodoList {
  #items = new Map<string, TodoItem>()

  replace(todos: readonly TodoItem[]): void {
    this.#items = new Map(todos.slice(0, mostTodos).map((todo, index) => [`#${index}`, todo]))
  }

  change({ id, text, status }: TodoChange): void {
    if (id === undefined) return
    const known = this.#items.get(id)
    if (status === 'deleted') {
      this.#items.delete(id)
      return
    }
    if (known === undefined && (text === undefined || this.#items.size >= mostTodos)) return
    this.#items.set(id, { text: text ?? known?.text ?? '', status: status ?? known?.status ?? 'pending' })
  }

  list(): readonly TodoItem[] {
    return [...this.#items.values()]
  }
}
