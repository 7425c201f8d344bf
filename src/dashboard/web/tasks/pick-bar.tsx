/** What can be done with all that are chosen in the list. */
import { isMerged, placeToPut, runs, type TaskCard } from '../../../core/tasks/task-board.ts'
import { useKeys } from '../keys.ts'
import { Icon } from '../parts/mark.tsx'
import { askFor } from './asked.ts'
import { picked } from './picked.ts'
import { archive, putInto } from './task-actions.tsx'

interface PickBarProps {
  readonly cards: readonly TaskCard[]
  readonly canAct: boolean
}

const none = () => {
  picked.value = new Set()
}

export function PickBar({ cards, canAct }: PickBarProps) {
  const chosen = cards.filter(({ key }) => picked.value.has(key))
  const tasks = chosen.flatMap((card) => card.tasks)
  const running = tasks.filter(runs)
  const archivable = tasks.filter((task) => !runs(task) && !task.isArchived)
  const finished = chosen.filter((card) => placeToPut(card) === 'complete').flatMap((card) => card.tasks)
  const done = tasks.filter(({ state }) => state === 'complete')
  const merged = done.filter(isMerged).length
  const isThere = tasks.length > 0
  const put = async (act: () => Promise<void>) => {
    none()
    await act()
  }
  const keys = {
    a: () => archivable.length > 0 && canAct && void put(() => archive(archivable)),
    d: () => finished.length > 0 && canAct && void put(() => putInto('complete', finished)),
    Escape: none,
  }
  useKeys(isThere ? keys : {})
  if (!isThere) return null
  const parts = [
    ...(running.length > 0 ? [`${running.length} running`] : []),
    ...(finished.length > 0 ? [`${finished.length} in review`] : []),
    ...(merged > 0 ? [`${merged} merged`] : []),
    ...(done.length > merged ? [`${done.length - merged} not merged`] : []),
  ]
  return (
    <section class="pickbar" aria-label="Chosen tasks">
      <b>{chosen.length} chosen</b>
      <span class="muted">{parts.join(', ')}</span>
      <span class="spring" />
      {finished.length > 0 && (
        <button type="button" class="btn" disabled={!canAct} onClick={keys.d}>
          Done<kbd>d</kbd>
        </button>
      )}
      {archivable.length > 0 && (
        <button type="button" class="btn" disabled={!canAct} onClick={keys.a}>
          <Icon name="archive" size={14} />
          Archive<kbd>a</kbd>
        </button>
      )}
      {running.length > 0 && (
        <button type="button" class="btn" disabled={!canAct} onClick={() => askFor({ do: 'stop', tasks: running })}>
          <Icon name="stop" size={14} />
          Stop…
        </button>
      )}
      <button type="button" class="btn is-danger" disabled={!canAct} onClick={() => askFor({ do: 'destroy', tasks })}>
        <Icon name="trash" size={14} />
        Destroy {tasks.length}…
      </button>
      <button type="button" class="btn" onClick={none}>
        Choose none<kbd>Esc</kbd>
      </button>
    </section>
  )
}
