/** Rows that stay while others come and go are drawn once: a scroll costs what comes into sight. */
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Item } from './use-rows.ts'

/** `isStop`: the one row that Tab reaches. */
export type DrawRow<I extends Item> = (item: I, index: number, isStop: boolean) => ComponentChildren

interface Drawings<I extends Item> {
  readonly items: readonly I[]
  readonly draw: DrawRow<I>
  readonly stop: string | undefined
  readonly byIndex: ReadonlyMap<number, ComponentChildren>
}

/** The same list and the same `draw` make the same rows: who changes a row in place hands on another list. */
export function useDrawings<I extends Item>(
  items: readonly I[],
  stop: string | undefined,
  draw: DrawRow<I>,
): (index: number) => ComponentChildren {
  const last = useRef<Drawings<I> | undefined>(undefined)
  const byIndex = new Map<number, ComponentChildren>()
  const before = last.current?.items === items && last.current.draw === draw ? last.current : undefined
  useLayoutEffect(() => {
    last.current = { items, draw, stop, byIndex }
  })
  return (index) => {
    const item = items[index]
    if (item === undefined) return null
    const isStop = item.key === stop
    const isSame = before?.byIndex.has(index) && isStop === (item.key === before.stop)
    const drawing = isSame ? before?.byIndex.get(index) : draw(item, index, isStop)
    byIndex.set(index, drawing)
    return drawing
  }
}
