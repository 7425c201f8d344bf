/** Several requests that are answered together: which were chosen. Pure. */
import type { ListedItem } from '../../../core/waiting/waiting-report.ts'
import { isPickable } from '../../../core/waiting/waiting-report.ts'

export function toggled(picked: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(picked)
  if (!next.delete(id)) next.add(id)
  return next
}

/** From the one that was chosen last to this one, and all that may be between them. */
export function rangeTo(
  items: readonly ListedItem[],
  picked: ReadonlySet<string>,
  from: string | undefined,
  to: string,
): ReadonlySet<string> {
  const places = [from ?? to, to].map((id) => items.findIndex((item) => item.id === id)).toSorted((a, b) => a - b)
  const [first = -1, last = -1] = places
  const between = first < 0 ? [] : items.slice(first, last + 1).filter(isPickable)
  return new Set([...picked, ...between.map(({ id }) => id)])
}
