/** A row that comes into sight takes the elements of one that went: to change texts costs the browser less than to make elements. */
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Item } from './use-rows.ts'

type Slots = ReadonlyMap<string, string>

/** By the key of each drawn row the name of its elements; it keeps them as long as it is drawn. */
export function useSlots(drawn: readonly Item[]): Slots {
  const last = useRef<Slots>(new Map())
  const made = useRef(0)
  const slots = slotsOf(drawn, last.current, () => made.current++)
  useLayoutEffect(() => {
    last.current = slots
  })
  return slots
}

/** Elements go over within a kind, whose rows are drawn alike. Pure but for `number`, which never gives the same one twice. */
export function slotsOf(drawn: readonly Item[], before: Slots, number: () => number): Slots {
  const keys = new Set(drawn.map(({ key }) => key))
  const free = [...before].filter(([key]) => !keys.has(key)).map(([, slot]) => slot)
  return new Map(
    drawn.map(({ key, kind = '' }) => {
      const own = before.get(key)
      if (own !== undefined) return [key, own]
      const place = free.findIndex((slot) => slot.startsWith(`${kind} `))
      const [left = `${kind} ${number()}`] = place < 0 ? [] : free.splice(place, 1)
      return [key, left]
    }),
  )
}
