/** The cards that were chosen in the list, by their keys. */
import { signal } from '../store.ts'

export const picked = signal<ReadonlySet<string>>(new Set())

export function toggle(key: string): void {
  const next = new Set(picked.peek())
  if (!next.delete(key)) next.add(key)
  picked.value = next
}
