/** Everybody who needs you, in three groups; the number of the first alone is the blue one. */
import type { ListedItem } from '../../../core/waiting/waiting-report.ts'
import { isPickable, isTurn } from '../../../core/waiting/waiting-report.ts'
import { formatDuration } from '../../../core/words/format.ts'
import { Mark } from '../parts/mark.tsx'
import { Since } from '../parts/since.tsx'
import { kindOfItem, nameOf, projectOf, summaryOf } from './item-words.ts'
import { isOver } from './waiting-list.ts'
import { choose, chosenItem, holdOrder, isPicked, markSeen, openCount, pick, waitingList } from './waiting-state.ts'

interface ItemListProps {
  /** Its card stands above: it is not said twice. */
  readonly withoutId?: string | undefined
}

export function ItemList({ withoutId }: ItemListProps) {
  const { waiting, wentWrong, finished } = waitingList.value
  const ends = finished.map(({ id }) => id)
  return (
    <div class="wlist" onFocusIn={() => holdOrder(true)} onFocusOut={() => holdOrder(false)}>
      <Group title="Waiting for you" count={openCount.value} items={waiting} withoutId={withoutId} isYou />
      <Group title="Went wrong" count={wentWrong.length} items={wentWrong} withoutId={withoutId} />
      <Group title="Finished, to look at" count={finished.length} items={finished} withoutId={withoutId}>
        <button type="button" class="link" onClick={() => void markSeen(ends)}>
          All seen
        </button>
      </Group>
    </div>
  )
}

interface GroupProps extends ItemListProps {
  readonly title: string
  readonly count: number
  readonly items: readonly ListedItem[]
  readonly isYou?: boolean
  readonly children?: preact.ComponentChildren
}

function Group({ title, count, items, withoutId, isYou = false, children }: GroupProps) {
  if (items.length === 0) return null
  const shown = items.filter(({ id }) => id !== withoutId)
  return (
    <>
      {/* Beside its first card the panel's own head says so. */}
      <h2 class={isYou && withoutId !== undefined ? 'sr' : `wgroup${isYou ? ' is-you' : ''}`}>
        {title} <span class="count">{count}</span>
        {children}
      </h2>
      <ul>
        {shown.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
    </>
  )
}

function Row({ item }: { readonly item: ListedItem }) {
  const isOn = chosenItem.value?.id === item.id
  const over = !isTurn(item) && isOver(item)
  const name = nameOf(item)
  return (
    <li class={`witem${isOn ? ' is-on' : ''}${over ? ' is-over' : ''}${isPicked(item.id) ? ' is-picked' : ''}`}>
      {isPickable(item) && (
        <input
          type="checkbox"
          class="wpick"
          aria-label={`Choose ${projectOf(item)}, ${name}`}
          checked={isPicked(item.id)}
          onChange={() => pick(item)}
        />
      )}
      <Mark name={isTurn(item) ? (item.kind === 'done' ? 'ok' : 'fail') : 'waiting'} />
      <button type="button" class="wlink" aria-current={isOn ? 'true' : undefined} onClick={() => choose(item)}>
        <span class="w1">
          <span class="pn">
            <span class="project">{projectOf(item)}</span> <span class="name">{name}</span>
          </span>
          {item.since !== undefined && (
            <time dateTime={item.since}>
              <Since sinceMs={Date.parse(item.since)} format={formatDuration} />
            </time>
          )}
        </span>
        <span class="w2">
          <b>{kindOfItem(item)}</b>
          <span class="clip">{summaryOf(item)}</span>
        </span>
      </button>
    </li>
  )
}
