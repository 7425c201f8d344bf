import { useEffect } from 'preact/hooks'
import type { ListedItem } from '../../../core/waiting/waiting-report.ts'
import { isTurn } from '../../../core/waiting/waiting-report.ts'
import { useLateKeys } from './late-keys.ts'
import { RequestCard } from './request-card.tsx'
import { TurnCard } from './turn-card.tsx'
import { choose, chosenItem, lookAnew } from './waiting-state.ts'

/** What is under the cursor, in full. */
export function ChosenCard({ onLeave }: { readonly onLeave: () => void }) {
  useEffect(lookAnew, [])
  const item = chosenItem.value
  const id = item?.id
  // What comes first later does not take its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another item.
  useEffect(() => choose(item), [id])
  const areLate = useLateKeys(item && keyOf(item))
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
