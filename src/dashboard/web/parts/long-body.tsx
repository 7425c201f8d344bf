/** The body of a table as long as it likes: the rows in sight are drawn, the arrow keys walk all of them, its end asks for more. */
import { Fragment } from 'preact'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Segment } from './row-places.ts'
import type { DrawRow } from './use-drawings.ts'
import { useDrawings } from './use-drawings.ts'
import { type RovingKeys, useRoving } from './use-roving.ts'
import type { DrawnRows, Item } from './use-rows.ts'
import { remPx, useRows } from './use-rows.ts'
import { useSlots } from './use-slots.ts'

interface LongBodyProps<I extends Item> {
  readonly items: readonly I[]
  /** The same function with every drawing, as CSS has it. */
  readonly heightRem: (item: I) => number
  readonly columnCount: number
  /** The same function as long as it draws the same. */
  readonly draw: DrawRow<I>
  /** The rows that can have the focus, in their order. */
  readonly walked?: readonly string[]
  /** Room at the end for what is not here yet; 0 where all is. */
  readonly missingRem?: number
  /** The end of what is here is near, and there is more. */
  readonly onNearEnd?: () => void
  readonly onKey?: RovingKeys['onKey']
}

const none: readonly string[] = []
/** So many rows before the end the next page is asked for. */
const nearRows = 20

export function LongBody<I extends Item>(props: LongBodyProps<I>) {
  const { items, heightRem, columnCount, draw, walked = none, missingRem = 0, onNearEnd, onKey } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const [rem] = useState(() => remPx(1))
  const heightPx = useCallback((item: I) => heightRem(item) * rem, [heightRem, rem])
  const drawn = useRef<DrawnRows | undefined>(undefined)
  const roving = useRoving({ root: body, keys: walked, rows: drawn, onKey })
  const kept = roving.isHere ? roving.stop : undefined
  const { segments, range } = useRows({ root: body, items, heightPx, kept, tailPx: missingRem * rem, drawn })
  const drawing = useDrawings(items, roving.stop, draw)
  // Elsewhere the focus may be in an element that would go over to another row.
  const slots = useSlots(walked === none ? [] : drawnOf(items, segments))
  useEffect(() => {
    if (missingRem > 0 && range.until >= items.length - nearRows) onNearEnd?.()
  }, [range, items, missingRem, onNearEnd])
  return (
    <tbody ref={body} {...roving.listeners}>
      {segments.map((segment, index) => {
        if (segment.kind === 'gap') {
          const isLoading = missingRem > 0 && index === segments.length - 1
          return <Room key={segment.key} heightPx={segment.heightPx} span={columnCount} isLoading={isLoading} />
        }
        const key = items[segment.index]?.key ?? ''
        return <Fragment key={slots.get(key) ?? key}>{drawing(segment.index)}</Fragment>
      })}
    </tbody>
  )
}

const drawnOf = <I extends Item>(items: readonly I[], segments: readonly Segment[]): readonly I[] =>
  segments.flatMap((segment) => (segment.kind === 'row' ? (items[segment.index] ?? []) : []))

interface RoomProps {
  readonly heightPx: number
  readonly span: number
  readonly isLoading: boolean
}

/** The room of rows that are not drawn. Set through the CSSOM, which a strict style-src allows. */
const Room = ({ heightPx, span, isLoading }: RoomProps) => (
  <tr class={`gap${isLoading ? ' is-loading' : ''}`}>
    <td colSpan={span} style={{ height: `${heightPx}px` }} />
  </tr>
)
