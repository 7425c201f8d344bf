/** The agent's own list of things to do. */
import type { TodoItem } from '../../../../core/session/session-event.ts'
import { plainText } from '../../../../core/words/text.ts'
import { Mark, type MarkName } from '../../parts/mark.tsx'

const markOf: Record<TodoItem['status'], MarkName> = { done: 'ok', 'in-progress': 'busy', pending: 'none' }
const classOf: Record<TodoItem['status'], string> = { done: 'done', 'in-progress': 'on', pending: '' }
const wordOf: Record<TodoItem['status'], string> = { done: 'done', 'in-progress': 'now', pending: 'to come' }

export function TodoList({ todos }: { readonly todos: readonly TodoItem[] }) {
  const done = todos.filter(({ status }) => status === 'done').length
  return (
    <section>
      <h2>
        To do{' '}
        <span class="muted">
          {done} of {todos.length}
        </span>
      </h2>
      <ul class="todo">
        {todos.map(({ text, status }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two entries may read the same.
          <li key={index} class={classOf[status]}>
            <Mark name={markOf[status]} />
            <span>
              {plainText(text)}
              <span class="sr">, {wordOf[status]}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
