/**
 * A long list of rows whose heights are not known before they are drawn. Only what is near the view is drawn; the rest is room.
 * What the reader looks at stays where it is, whatever is added above or becomes higher; at the end it follows, until the reader scrolls up.
 */
import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { nextFollowing } from './follow.ts'
import { offsetsOf, rowsBetween, toSegments } from './row-places.ts'
import type { DrawRow } from './use-drawings.ts'
import { useDrawings } from './use-drawings.ts'
import type { RovingKeys } from './use-roving.ts'
import { useRoving } from './use-roving.ts'
import type { DrawnRows, Item } from './use-rows.ts'

export interface ListHandle {
  /** Brings a row into view, in the middle where it was far away. */
  reveal(key: string, options?: { readonly hasFocus?: boolean; readonly isCentred?: boolean }): void
  /** The first row that is seen. */
  firstSeenKey(): string | undefined
}

interface VirtualListProps<Row extends Item> extends RovingKeys {
  readonly label: string
  readonly rows: readonly Row[]
  readonly estimatePx: (row: Row, widthPx: number) => number
  /** The same function as long as it draws the same. */
  readonly draw: DrawRow<Row>
  readonly isBusy: boolean
  readonly isFollowing: boolean
  /** The list's end is the newest there is. */
  readonly isNewestHeld: boolean
  readonly onFollowing: (isFollowing: boolean) => void
  readonly onNearStart: () => void
  readonly onNearEnd: () => void
  readonly handle: RefObject<ListHandle | null>
  readonly before?: ComponentChildren
}

/** Drawn beyond the edges, so that a fast wheel does not meet an empty place. */
const beyondPx = 700
/** From here on the next page is asked for. */
const nearPx = 1500

interface Reveal {
  readonly key: string
  readonly hasFocus: boolean
  readonly isCentred: boolean
}

export function VirtualList<Row extends Item>(props: VirtualListProps<Row>) {
  const { rows, estimatePx, draw, isFollowing, isNewestHeld, onFollowing, onKey, onMove } = props
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const heights = useRef(new Map<string, number>())
  /** The row that stays where it is, and where: pixels below the list's beginning. The reader may scroll on meanwhile. */
  const anchor = useRef<{ readonly key: string; readonly placePx: number } | undefined>(undefined)
  const lastTopPx = useRef(0)
  const reveal = useRef<Reveal | undefined>(undefined)
  const latest = useRef(props)
  latest.current = props
  const [size, setSize] = useState({ widthPx: 800, heightPx: 600 })
  /** Grows when what is to be drawn changed without the rows. */
  const [version, setVersion] = useState(0)
  const drawAnew = () => setVersion((last) => last + 1)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the heights.
  const offsets = useMemo(
    () => offsetsOf(rows.map((row) => heightOf(heights.current, row, () => estimatePx(row, size.widthPx)))),
    [rows, size.widthPx, version],
  )
  const indexOf = useMemo(() => new Map(rows.map(({ key }, index) => [key, index])), [rows])
  const topPx = wantedTop()
  const range = rowsBetween(offsets, topPx - beyondPx, topPx + size.heightPx + beyondPx)

  // Before what settles the view: a row that a key leads to has the focus then.
  const keys = useMemo(() => rows.map(({ key }) => key), [rows])
  const walked = useRef<DrawnRows>({ bring: (key) => props.handle.current?.reveal(key, { isCentred: false }) })
  const roving = useRoving({
    root: content,
    keys,
    rows: walked,
    // There the news is.
    standard: keys.at(-1),
    enterAt: () => anchor.current?.key,
    onKey,
    onMove,
  })
  const drawing = useDrawings(rows, roving.stop, draw)
  const kept = roving.isHere && roving.stop !== undefined ? indexOf.get(roving.stop) : undefined

  function wantedTop(): number {
    const asked = reveal.current && indexOf.get(reveal.current.key)
    if (asked !== undefined) return (offsets[asked] ?? 0) - size.heightPx / 2
    if (isFollowing) return (offsets.at(-1) ?? 0) - size.heightPx
    const kept = anchor.current && indexOf.get(anchor.current.key)
    const nowPx = scroller.current?.scrollTop ?? 0
    return kept !== undefined && anchor.current ? nowPx + (offsets[kept] ?? 0) - anchor.current.placePx : nowPx
  }

  /** Heights as they are now. True when one of them was not known. */
  function measure(): boolean {
    let isNew = false
    for (const element of rowElements(content.current)) {
      const key = element.dataset['key'] ?? ''
      const heightPx = element.getBoundingClientRect().height
      if (heightPx > 0 && Math.abs((heights.current.get(key) ?? 0) - heightPx) > 0.5) {
        heights.current.set(key, heightPx)
        isNew = true
      }
    }
    return isNew
  }

  /** Puts the view where it belongs, after anything changed its height. */
  function settle(): void {
    const box = scroller.current
    if (!box) return
    const asked = reveal.current
    const target = asked && elementOf(content.current, asked.key)
    if (asked && target) {
      reveal.current = undefined
      showIn(box, target, asked.isCentred)
      if (asked.hasFocus) target.focus({ preventScroll: true })
      lastTopPx.current = box.scrollTop
    } else if (latest.current.isFollowing) {
      box.scrollTop = box.scrollHeight
      lastTopPx.current = box.scrollTop
    } else if (anchor.current) {
      const element = elementOf(content.current, anchor.current.key)
      const shiftPx = element ? placeIn(box, element) - anchor.current.placePx : 0
      if (Math.abs(shiftPx) > 0.5) {
        const beforePx = box.scrollTop
        box.scrollTop += shiftPx
        lastTopPx.current += box.scrollTop - beforePx
      }
    }
    keepAnchor()
  }

  function keepAnchor(): void {
    const box = scroller.current
    if (!box) return
    const edgePx = box.getBoundingClientRect().top
    for (const element of rowElements(content.current)) {
      const { top, bottom } = element.getBoundingClientRect()
      if (bottom <= edgePx) continue
      anchor.current = { key: element.dataset['key'] ?? '', placePx: top - edgePx + box.scrollTop }
      return
    }
  }

  useLayoutEffect(() => {
    measure()
    settle()
    askForMore()
  })

  function askForMore(): void {
    const box = scroller.current
    if (!box || rows.length === 0) return
    const isFilled = box.scrollHeight > box.clientHeight + 1
    if (!isFilled || (!latest.current.isFollowing && box.scrollTop < nearPx)) latest.current.onNearStart()
    if (box.scrollHeight - box.clientHeight - box.scrollTop < nearPx) latest.current.onNearEnd()
  }

  function onScroll(): void {
    const box = scroller.current
    if (!box) return
    const now = box.scrollTop
    const toEndPx = box.scrollHeight - box.clientHeight - now
    const next = nextFollowing(latest.current.isFollowing, {
      topPx: now,
      lastTopPx: lastTopPx.current,
      toEndPx,
      isNewestHeld,
    })
    if (next !== latest.current.isFollowing) onFollowing(next)
    lastTopPx.current = now
    keepAnchor()
    const needed = rowsBetween(offsets, now - 200, now + size.heightPx + 200)
    if (needed.from < range.from || needed.until > range.until) {
      // Far from what is drawn there is no row to hold on to.
      if (needed.from > range.until || needed.until < range.from) anchor.current = undefined
      drawAnew()
    } else askForMore()
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads what is latest from references.
  useEffect(() => {
    const box = scroller.current
    const inside = content.current
    if (!box || !inside) return
    const watch = new ResizeObserver(() => {
      setSize((last) => {
        const next = { widthPx: box.clientWidth, heightPx: box.clientHeight }
        if (next.widthPx === last.widthPx && next.heightPx === last.heightPx) return last
        if (next.widthPx !== last.widthPx) heights.current = new Map()
        return next
      })
      if (measure()) settle()
    })
    watch.observe(box)
    watch.observe(inside)
    return () => watch.disconnect()
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: what it calls only sets a state.
  useImperativeHandle(
    props.handle,
    () => ({
      reveal: (key, { hasFocus = false, isCentred = true } = {}) => {
        reveal.current = { key, hasFocus, isCentred }
        drawAnew()
      },
      firstSeenKey: () => anchor.current?.key,
    }),
    [],
  )
  return (
    <div
      ref={scroller}
      class="convo"
      role="feed"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls is reached with the keyboard.
      tabIndex={0}
      aria-label={props.label}
      aria-busy={props.isBusy}
      onScroll={onScroll}
      {...roving.listeners}
    >
      {props.before}
      <div ref={content} class="convo-rows">
        {toSegments(offsets, range, kept).map((segment) => {
          if (segment.kind === 'gap') return <Room key={segment.key} heightPx={segment.heightPx} />
          return drawing(segment.index)
        })}
      </div>
    </div>
  )
}

/** Set through the CSSOM, which a strict style-src allows. */
const Room = ({ heightPx }: { readonly heightPx: number }) => <div style={{ height: `${heightPx}px` }} />

function heightOf(heights: Map<string, number>, { key }: Item, estimate: () => number): number {
  const known = heights.get(key)
  if (known !== undefined) return known
  const guess = estimate()
  heights.set(key, guess)
  return guess
}

const rowElements = (content: HTMLElement | null): readonly HTMLElement[] =>
  content
    ? [...content.children].filter(
        (child): child is HTMLElement => child instanceof HTMLElement && 'key' in child.dataset,
      )
    : []

const elementOf = (content: HTMLElement | null, key: string): HTMLElement | undefined =>
  rowElements(content).find((element) => element.dataset['key'] === key)

/** Pixels below the upper edge of what is seen. */
const topIn = (box: HTMLElement, element: HTMLElement): number =>
  element.getBoundingClientRect().top - box.getBoundingClientRect().top

const placeIn = (box: HTMLElement, element: HTMLElement): number => topIn(box, element) + box.scrollTop

function showIn(box: HTMLElement, element: HTMLElement, isCentred: boolean): void {
  const topPx = topIn(box, element)
  const bottomPx = topPx + element.offsetHeight
  if (topPx >= 0 && bottomPx <= box.clientHeight && !isCentred) return
  if (isCentred) box.scrollTop += topPx - Math.max(24, (box.clientHeight - element.offsetHeight) / 3)
  else if (topPx < 0) box.scrollTop += topPx - 8
  else box.scrollTop += Math.min(topPx, bottomPx - box.clientHeight + 8)
}
