/** All addresses of a task, to be opened by the keyboard: an arrow walks them, Enter opens the one that has the focus. */
import { useId, useRef } from 'preact/hooks'
import type { Task } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import { CloseFoot, Dialog, DialogHead } from '../parts/dialog.tsx'
import { SafeLink } from '../parts/safe-link.tsx'
import { useLinks } from './task-state.ts'

const origins = { screen: 'on its screen', prompt: 'in its prompt', result: 'in its result' } as const

export function LinksDialog({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const { value, problem } = useLinks(task.id)
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined
    if (step === undefined) return
    event.preventDefault()
    const all = [...(list.current?.querySelectorAll('a') ?? [])]
    const at = all.indexOf(document.activeElement as HTMLAnchorElement)
    all.at((Math.max(at, step === 1 ? -1 : 0) + step + all.length) % all.length)?.focus()
  }
  return (
    <Dialog titleId={id} class="task-links" onClose={onClose}>
      <form method="dialog" onKeyDown={walk}>
        <DialogHead titleId={id} title="Links" onClose={onClose} />
        {problem !== undefined && value === undefined && <p role="alert">{problem.message}</p>}
        {value?.links.length === 0 && (
          <p class="muted">There is no address on its screen, in its prompt or its result.</p>
        )}
        <ul ref={list} class="talks">
          {value?.links.map(({ url, words, from }) => (
            <li key={url}>
              <span>
                <SafeLink url={url} />{' '}
                <span class="muted fine">
                  {words === undefined ? '' : `behind “${plainText(words)}”, `}
                  {origins[from]}
                </span>
              </span>
            </li>
          ))}
        </ul>
        <CloseFoot onClose={onClose}>
          <span class="muted fine">
            <kbd>↑</kbd> <kbd>↓</kbd> <kbd>⏎</kbd> opens it in another tab
          </span>
        </CloseFoot>
      </form>
    </Dialog>
  )
}
