/** Who waits and what went wrong, in the tray's window: the first in full, the others by a line each, by the same list as the page's. */
import { useEffect } from 'preact/hooks'
import type { TurnItem, WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { isTurn } from '../../../core/waiting/waiting-report.ts'
import { useNow } from '../clock.ts'
import { Mark } from '../parts/mark.tsx'
import { computed } from '../store.ts'
import { nameOf, projectOf } from '../waiting/item-words.ts'
import { useLateKeys } from '../waiting/late-keys.ts'
import { isOver } from '../waiting/waiting-list.ts'
import { choose, chosenItem, holdOrder, lookFromTheStart, openCount, waitingList } from '../waiting/waiting-state.ts'
import { PopoverRequest } from './popover-request.tsx'
import { cardAddress, lineOf, shortTrouble, verbOf } from './popover-view.ts'

/** What was under the pointer stays there; a turn that ended is never what stands in full. */
const first = computed(() => {
  const { value } = chosenItem
  return value === undefined || isTurn(value) ? waitingList.value.waiting[0] : value
})

export function PopoverWaiting() {
  const item = first.value
  const { waiting, wentWrong } = waitingList.value
  const id = item?.id
  useEffect(() => {
    if (first.peek()?.id === id) choose(first.peek())
  }, [id])
  // The window is hidden, not closed: who opens it again sees who is needed first by then.
  useEffect(() => {
    const again = () => document.visibilityState === 'visible' && lookFromTheStart()
    document.addEventListener('visibilitychange', again)
    return () => document.removeEventListener('visibilitychange', again)
  }, [])
  const areLate = useLateKeys(item && `${item.id} ${item.approval?.nonce} ${item.approval?.state}`)
  return (
    <>
      {item !== undefined && (
        <section class="pop-you" onFocusIn={() => holdOrder(true)} onFocusOut={() => holdOrder(false)}>
          <h2>
            <span>
              Waiting for you <span class="count">{openCount.value}</span>
            </span>
          </h2>
          <PopoverRequest key={`${item.id} ${item.approval?.nonce}`} item={item} areLate={areLate} />
          <ul>
            {waiting
              .filter((one) => one.id !== item.id && !isOver(one))
              .map((one) => (
                <Waiting key={one.id} item={one} />
              ))}
          </ul>
        </section>
      )}
      {wentWrong.length > 0 && (
        <section>
          <h2>
            <span>
              Went wrong <span class="count">{wentWrong.length}</span>
            </span>
          </h2>
          <ul>
            {wentWrong.map((one) => (
              <Wrong key={one.id} item={one} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Waiting({ item }: { readonly item: WaitingItem }) {
  const verb = verbOf(item)
  return (
    <li>
      <Mark name="waiting" />
      <span class="p-name">
        <b>{projectOf(item)}</b> <span>{nameOf(item)}</span>
        <small>{lineOf(item)}</small>
      </span>
      <a
        class="btn small"
        href={cardAddress(item)}
        target="_blank"
        rel="noopener"
        aria-label={`${verb} ${[projectOf(item), nameOf(item)].filter(Boolean).join(', ')}`}
      >
        {verb}
      </a>
    </li>
  )
}

function Wrong({ item }: { readonly item: TurnItem }) {
  const nowMs = useNow(5000)
  return (
    <li>
      <Mark name="fail" />
      <a class="p-name plain" href={cardAddress(item)} target="_blank" rel="noopener" title={item.summary}>
        <b>{projectOf(item)}</b> <span>{nameOf(item)}</span>
      </a>
      <span class="p-t">{shortTrouble(item, nowMs)}</span>
    </li>
  )
}
