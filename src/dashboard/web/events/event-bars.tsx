/** Events over time, by level or another field. A bar, or several of them dragged over, is chosen; the keyboard walks them and hears what they say. */
import { useMemo, useRef, useState } from 'preact/hooks'
import { formatCount, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { formatMoment, formatTime } from '../parts/time.ts'
import { useBoxWidth } from '../parts/use-box-width.ts'
import type { BinnedRange } from './address.ts'
import type { BarKind, TimeBar, TimeBin } from './bars.ts'
import { levelKinds, roundMark, timeBars } from './bars.ts'

interface EventBarsProps {
  readonly bins: readonly TimeBin[]
  readonly range: BinnedRange
  /** From below. */
  readonly kinds: readonly BarKind[]
  /** "Events of the last 30 minutes" */
  readonly label: string
  readonly heightPx: number
  /** With a line that says how much it is. */
  readonly hasScale?: boolean
  readonly onChoose: (sinceMs: number, untilMs: number) => void
}

const axisPx = 18
const scalePx = 34
const labelPx = 150

export function EventBars({ bins, range, kinds, label, heightPx, hasScale = false, onChoose }: EventBarsProps) {
  const { box, widthPx } = useBoxWidth<HTMLElement>(1200)
  const bars = useMemo(() => timeBars(bins, range, kinds, heightPx), [bins, range, kinds, heightPx])
  const [at, setAt] = useState<number>()
  const [dragFrom, setDragFrom] = useState<number>()
  const startPx = hasScale ? scalePx : 0
  const stepPx = (widthPx - startPx) / bars.length
  const most = Math.max(0, ...bars.map(({ events }) => events))
  const placeOf = (event: PointerEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0
    return Math.max(0, Math.min(bars.length - 1, Math.floor((event.clientX - left - startPx) / stepPx)))
  }
  const choose = (one: number, other: number) => {
    const [first, last] = [bars[Math.min(one, other)], bars[Math.max(one, other)]]
    if (first && last) onChoose(first.fromMs, last.untilMs)
  }
  const read = (index: number) => {
    const bar = bars[Math.max(0, Math.min(bars.length - 1, index))]
    if (bar === undefined) return
    setAt(bars.indexOf(bar))
    announce(barWords(bar))
  }
  const latest = useRef(at)
  latest.current = at
  const onKeyDown = (event: KeyboardEvent) => {
    const from = latest.current ?? bars.length
    if (event.key === 'ArrowLeft') read(from - 1)
    else if (event.key === 'ArrowRight') read(from + 1)
    else if (event.key === 'Home') read(0)
    else if (event.key === 'End') read(bars.length - 1)
    else if (event.key === 'Enter' && at !== undefined) choose(at, at)
    else return
    event.preventDefault()
  }
  const reading = at === undefined ? undefined : bars[at]
  const band = at === undefined ? undefined : [Math.min(at, dragFrom ?? at), Math.max(at, dragFrom ?? at)]
  return (
    <section
      ref={box}
      class="event-bars"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its bars are walked with the arrow keys.
      tabIndex={0}
      aria-label={`${label}; arrow keys read them`}
      onKeyDown={onKeyDown}
      onBlur={() => setAt(undefined)}
      onPointerMove={(event) => setAt(placeOf(event))}
      onPointerLeave={() => {
        setAt(undefined)
        setDragFrom(undefined)
      }}
      onPointerDown={(event) => setDragFrom(placeOf(event))}
      onPointerUp={(event) => {
        if (dragFrom !== undefined) choose(dragFrom, placeOf(event))
        setDragFrom(undefined)
      }}
    >
      <svg class="chart" width={widthPx} height={heightPx + axisPx} aria-hidden="true">
        {hasScale && most > 0 && <Scale most={most} heightPx={heightPx} widthPx={widthPx} />}
        <line class="axis" x1={startPx} x2={widthPx} y1={heightPx} y2={heightPx} />
        {band && (
          <rect
            class="band"
            x={startPx + (band[0] ?? 0) * stepPx}
            width={((band[1] ?? 0) - (band[0] ?? 0) + 1) * stepPx}
            height={heightPx}
          />
        )}
        {bars.map((bar, index) =>
          bar.parts.map(({ kind, y, height }) => (
            <rect
              key={`${bar.fromMs} ${kind.key}`}
              class={kind.hue}
              x={startPx + index * stepPx + 0.5}
              y={y}
              width={Math.max(1, stepPx - 1)}
              height={height}
            />
          )),
        )}
        <Times range={range} startPx={startPx} widthPx={widthPx} y={heightPx + 14} />
      </svg>
      <p class="reading" aria-hidden="true">
        {reading && barWords(reading)}
      </p>
    </section>
  )
}

const Scale = ({ most, heightPx, widthPx }: { most: number; heightPx: number; widthPx: number }) => {
  const mark = roundMark(most)
  const y = heightPx - (mark / most) * heightPx
  return (
    <>
      <line class="grid" x1={scalePx} x2={widthPx} y1={y} y2={y} />
      <text x={scalePx - 6} y={Math.max(9, y + 4)} text-anchor="end">
        {formatCount(mark)}
      </text>
      <text x={scalePx - 6} y={heightPx + 3} text-anchor="end">
        0
      </text>
    </>
  )
}

interface TimesProps {
  readonly range: BinnedRange
  readonly startPx: number
  readonly widthPx: number
  readonly y: number
}

function Times({ range: { sinceMs, untilMs, binMs }, startPx, widthPx, y }: TimesProps) {
  const count = Math.max(1, Math.min(6, Math.floor((widthPx - startPx) / labelPx)))
  const bars = (untilMs - sinceMs) / binMs
  return (
    <>
      {Array.from({ length: count + 1 }, (_, index) => index).map((index) => {
        const place = Math.round((index / count) * bars)
        const atMs = sinceMs + place * binMs
        const anchor = index === 0 ? 'start' : index === count ? 'end' : 'middle'
        return (
          <text key={atMs} x={startPx + (place / bars) * (widthPx - startPx)} y={y} text-anchor={anchor}>
            {untilMs - sinceMs > 26 * 3_600_000 ? formatMoment(atMs, untilMs) : formatTime(atMs)}
          </text>
        )
      })}
    </>
  )
}

/** "14:27, 96 events, 3 errors"; by another field "14:27, 96 events, ci 80, sable 16" */
function barWords({ fromMs, untilMs, events, counts, parts }: TimeBar): string {
  const when = untilMs - fromMs >= 3_600_000 ? formatMoment(fromMs, Date.now()) : formatTime(fromMs)
  const isByLevel = parts.every(({ kind }) => levelKinds.includes(kind))
  const more = isByLevel
    ? [counts['error'] ? plural(counts['error'], 'error') : '', counts['warn'] ? plural(counts['warn'], 'warning') : '']
    : parts.map(({ kind: { key, name } }) => `${plainText(name)} ${formatCount(counts[key] ?? 0)}`)
  return [when, events === 0 ? 'no events' : plural(events, 'event'), ...more.filter((word) => word !== '')].join(', ')
}
