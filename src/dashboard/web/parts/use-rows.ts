/** A long table or list that scrolls with the page: only the rows near the window are drawn, and the room of the others is kept. */
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import type { RowRange, Segment } from './row-places.ts'
import { offsetsOf, rowsBetween, toSegments } from './row-places.ts'

/** Its element carries the key in `data-key`. */
export interface Item {
  readonly key: string
  /** Items of one kind are drawn alike. */
  readonly kind?: string
}

interface RowsOptions<I extends Item> {
  /** What holds the rows and nothing else. */
  readonly root: RefObject<HTMLElement | null>
  readonly items: readonly I[]
  /** The same function with every drawing. */
  readonly heightPx: (item: I) => number
  /** The row that has the focus: it is drawn wherever it is. */
  readonly kept?: string | undefined
  /** Room at the end, for what is not here yet. */
  readonly tailPx?: number
  readonly drawn?: RefObject<DrawnRows | undefined>
}

/** What walks through the rows has to know of them. */
export interface DrawnRows {
  /** Scrolls a row into sight, drawn or not. */
  readonly bring: (key: string) => void
  /** How many rows the window shows; undefined: the keys for a page are the browser's. */
  readonly pageSize?: number
}

export interface Rows {
  readonly segments: readonly Segment[]
  readonly range: RowRange
}

export function useRows<I extends Item>({ root, items, heightPx, kept, tailPx = 0, drawn }: RowsOptions<I>): Rows {
  const offsets = useMemo(() => offsetsOf([...items.map(heightPx), tailPx]), [items, heightPx, tailPx])
  const places = useMemo(() => new Map(items.map(({ key }, index) => [key, index])), [items])
  const range = useRange(root, offsets)
  useLayoutEffect(() => {
    if (drawn === undefined) return
    const heightOfAll = Math.max(1, offsets.at(-1) ?? 1)
    drawn.current = {
      pageSize: Math.max(1, Math.floor(((innerHeight - coveredPx()) * items.length) / heightOfAll)),
      bring(key) {
        const index = places.get(key)
        if (index !== undefined) scrollIntoSight(root.current, offsets[index] ?? 0, offsets[index + 1] ?? 0)
      },
    }
  }, [drawn, root, items, offsets, places])
  return { segments: toSegments(offsets, range, kept === undefined ? undefined : places.get(kept)), range }
}

/** Drawn beyond the edges: enough that a wheel meets no empty place, few enough that a frame has time for them. */
const beyondPx = 240

function useRange(root: RefObject<HTMLElement | null>, offsets: readonly number[]): RowRange {
  const [range, setRange] = useState<RowRange>(() => rowsBetween(offsets, 0, innerHeight + beyondPx))
  useEffect(() => {
    const look = () => {
      const top = -(root.current?.getBoundingClientRect().top ?? 0)
      const needed = rowsBetween(offsets, top, top + innerHeight)
      setRange((drawn) =>
        drawn.from <= needed.from && drawn.until >= needed.until && drawn.until <= offsets.length - 1
          ? drawn
          : rowsBetween(offsets, top - beyondPx, top + innerHeight + beyondPx),
      )
    }
    look()
    addEventListener('scroll', look, { passive: true })
    addEventListener('resize', look)
    return () => {
      removeEventListener('scroll', look)
      removeEventListener('resize', look)
    }
  }, [root, offsets])
  const count = offsets.length - 1
  return range.until > count ? { from: Math.min(range.from, count), until: count } : range
}

/** Of the window's top: the bar and the heads. */
const coveredPx = (): number => remPx(2.75 + 1.875)

function scrollIntoSight(root: HTMLElement | null, topPx: number, bottomPx: number): void {
  const start = root?.getBoundingClientRect().top ?? 0
  const [top, bottom, covered] = [start + topPx, start + bottomPx, coveredPx()]
  if (top < covered) scrollBy(0, top - covered - 8)
  else if (bottom > innerHeight) scrollBy(0, bottom - innerHeight + 8)
}

/** Pixels of a length in rem, as the reader's browser has it. */
export const remPx = (rem: number): number =>
  rem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
