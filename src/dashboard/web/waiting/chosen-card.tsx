import type { ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { ListedItem, WaitingItem } from '../../../core/waiting/waiting-report.ts'
import { isTurn } from '../../../core/waiting/waiting-report.ts'
import { BatchCard } from './batch-card.tsx'
import { useLateKeys } from './late-keys.ts'
import { RequestCard } from './request-card.tsx'
import { TurnCard } from './turn-card.tsx'
import { choose, chosenItem, lookAnew, pickedItems } from './waiting-state.ts'

/** What is under the cursor, in full. */
export function ChosenCard({ onLeave }: { readonly onLeave: () => void }) {
  useEffect(lookAnew, [])
  const item = chosenItem.value
  const id = item?.id
  // What comes first later does not take its place; a key that was pressed since has moved on.
  useEffect(() => {
    if (chosenItem.peek()?.id === id) choose(item)
  }, [id])
  const root = useRef<HTMLDivElement>(null)
  // Below the list, or scrolled away: what was chosen is what is looked at.
  useLayoutEffect(() => {
    if (id === undefined || root.current === null) return
    // Below the bar it is not seen either.
    const barPx = Number.parseFloat(getComputedStyle(root.current).scrollMarginTop)
    if (root.current.getBoundingClientRect().top < barPx) root.current.scrollIntoView({ block: 'start' })
  }, [id])
  const several = pickedItems.value
  const areLate = useLateKeys(several.length > 0 ? several.map(keyOf).join(' ') : item && keyOf(item))
  return (
    <div ref={root} class="chosen">
      {cardOf(item, several, onLeave, areLate)}
    </div>
  )
}

function cardOf(
  item: ListedItem | undefined,
  several: readonly WaitingItem[],
  onLeave: () => void,
  areLate: () => boolean,
): ComponentChildren {
  if (several.length > 0) return <BatchCard items={several} areLate={areLate} />
  if (item === undefined) return null
  return isTurn(item) ? (
    <TurnCard item={item} onLeave={onLeave} />
  ) : (
    <RequestCard item={item} onLeave={onLeave} areLate={areLate} />
  )
}

/** What would be answered. */
const keyOf = (item: ListedItem): string =>
  `${item.id} ${isTurn(item) ? '' : `${item.approval?.nonce} ${item.approval?.state}`}`
