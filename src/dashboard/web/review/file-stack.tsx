/** Files one below the other. Only those near the view are drawn: the rest is room of their height. The page scrolls, so that each head sticks. */
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks'
import { offsetsOf, rowsBetween, toSegments } from '../parts/row-places.ts'

export interface StackHandle {
  reveal(key: string): void
}

interface FileStackProps {
  readonly keys: readonly string[]
  readonly estimatePx: (key: string) => number
  readonly draw: (key: string) => ComponentChildren
  /** The first that is seen below what sticks at the top. */
  readonly onFirst: (key: string) => void
  readonly handle: RefObject<StackHandle | null>
}

const gapPx = 8
const beyondPx = 1_500
/** Below the bar. */
const edgePx = 60

/** How far the view's upper edge is below the first file's. */
const seenFrom = (box: HTMLElement | null): number => -(box?.getBoundingClientRect().top ?? 0)

export function FileStack({ keys, estimatePx, draw, onFirst, handle }: FileStackProps) {
  const box = useRef<HTMLDivElement>(null)
  const heights = useRef(new Map<string, number>())
  const revealed = useRef<string | undefined>(undefined)
  const [, drawAnew] = useReducer<number, void>((last) => last + 1, 0)
  const offsets = offsetsOf(keys.map((key) => (heights.current.get(key) ?? estimatePx(key)) + gapPx))
  const indexOf = useMemo(() => new Map(keys.map((key, index) => [key, index])), [keys])
  const wanted = () =>
    rowsBetween(offsets, seenFrom(box.current) - beyondPx, seenFrom(box.current) + innerHeight + beyondPx)
  const range = wanted()
  const latest = useRef({ range, wanted, offsets, keys, onFirst })
  latest.current = { range, wanted, offsets, keys, onFirst }

  useLayoutEffect(() => {
    let isNew = false
    for (const element of box.current?.children ?? []) {
      const key = element instanceof HTMLElement ? element.dataset['key'] : undefined
      if (key === undefined || !(element instanceof HTMLElement)) continue
      if (Math.abs((heights.current.get(key) ?? -1) - element.offsetHeight) > 1) isNew = true
      heights.current.set(key, element.offsetHeight)
      if (revealed.current === key) {
        revealed.current = undefined
        element.scrollIntoView({ block: 'start' })
      }
    }
    if (isNew) drawAnew()
  })

  useEffect(() => {
    const onScroll = () => {
      const { range: drawn, wanted: now, offsets: at, keys: all, onFirst: tell } = latest.current
      const next = now()
      if (next.from < drawn.from || next.until > drawn.until) drawAnew()
      const edge = seenFrom(box.current) + edgePx
      const first = all[rowsBetween(at, edge, edge).from]
      if (first !== undefined) tell(first)
    }
    const watch = new ResizeObserver(() => drawAnew())
    if (box.current) watch.observe(box.current)
    addEventListener('scroll', onScroll, { passive: true })
    addEventListener('resize', onScroll)
    return () => {
      watch.disconnect()
      removeEventListener('scroll', onScroll)
      removeEventListener('resize', onScroll)
    }
  }, [])

  useImperativeHandle(
    handle,
    () => ({
      reveal(key) {
        const at = indexOf.get(key)
        const element = box.current
        if (at === undefined || element === null) return
        revealed.current = key
        scrollTo({ top: element.getBoundingClientRect().top + scrollY + (latest.current.offsets[at] ?? 0) - edgePx })
        drawAnew()
      },
    }),
    [indexOf],
  )

  return (
    <div ref={box} class="dstack">
      {toSegments(offsets, range, undefined).map((segment) => {
        if (segment.kind === 'gap') return <div key={segment.key} style={{ height: `${segment.heightPx}px` }} />
        const key = keys[segment.index] ?? ''
        return (
          <div key={key} data-key={key} class="dslot">
            {draw(key)}
          </div>
        )
      })}
    </div>
  )
}
