/** Ctrl and an arrow lead to the next task and to the one before, in the order of the list: from each view of tasks, from a terminal too. */
import { soon } from '../parts/comes-soon.tsx'

const stepping = soon(() => import('./step-task.ts'))

const steps: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 }

/** Comes before whatever has the focus: a terminal would take the key. */
export function stepTaskBy(event: KeyboardEvent): void {
  const step = steps[event.key]
  if (step === undefined || !event.ctrlKey || event.altKey || event.shiftKey || event.metaKey) return
  const [, id, changes] = /^\/tasks(?:\/([^/]+)(\/changes)?)?\/?$/.exec(location.pathname) ?? []
  if (!location.pathname.startsWith('/tasks') || document.querySelector('dialog[open]') !== null) return
  event.preventDefault()
  event.stopImmediatePropagation()
  const from = id === undefined ? undefined : decodeURIComponent(id)
  void stepping().then(({ stepFrom }) => stepFrom(from, step, changes !== undefined))
}
