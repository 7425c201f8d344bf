/**
 * What stands in a lane. Everything has a place in time that never changes, and the lane is shifted as time goes on: what looks as before
 * is drawn once.
 */
import type { ComponentChild } from 'preact'
import { useMemo } from 'preact/hooks'
import { levelKinds } from './bars.ts'
import type { LanePart } from './lane-parts.ts'
import { partsOfWindow } from './lane-parts.ts'
import type { DrawnSlot, LaneFlag, LaneWindowMs } from './lane-slots.ts'
import type { EventLane } from './lanes.ts'

export const laneHeight = 29

export interface LaneScale {
  /** Drawn at 0. */
  readonly baseMs: number
  readonly pxPerMs: number
  readonly partPx: number
  /** What a bar of full height stands for. */
  readonly most: number
}

/** The same object until it has to be drawn anew. */
export function useLaneScale(span: LaneWindowMs, widthPx: number, lanes: readonly EventLane[]): LaneScale {
  const windowMs = span.toMs - span.fromMs
  const most = roundUp(Math.max(1, ...lanes.flatMap(({ parts }) => parts.map(({ events }) => events))))
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the span began when it was first drawn is as good as any.
  return useMemo(
    () => ({ baseMs: span.fromMs, pxPerMs: widthPx / windowMs, partPx: widthPx / partsOfWindow, most }),
    [widthPx, windowMs, most],
  )
}

/** So that a bar that grows a little leaves the others as they are. */
function roundUp(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= most) ?? most
}

interface MarksProps {
  readonly lane: EventLane
  readonly span: LaneWindowMs
  readonly scale: LaneScale
  readonly widthPx: number
}

/** Shifted as a box, through the CSSOM: inside of a drawing the browser would lay out all of it anew. */
export function LaneMarks({ lane: { slots, parts, flags }, span, scale, widthPx }: MarksProps) {
  const draw = useDrawnOnce(scale)
  const shiftPx = (scale.baseMs - span.fromMs) * scale.pxPerMs
  return (
    <div class="lane-marks">
      <svg
        class="lane-svg"
        width={widthPx}
        height={laneHeight}
        aria-hidden="true"
        style={{ transform: `translateX(${shiftPx}px)` }}
      >
        {slots.map((slot) => draw(slot, slotMarks))}
        {parts.map((part) => draw(part, partBars))}
        {flags.map((flag) => draw(flag, flagMark))}
      </svg>
    </div>
  )
}

type Draw<T> = (thing: T, scale: LaneScale) => ComponentChild

/** The same thing on the same scale is the same drawing, which is not compared with itself. */
function useDrawnOnce(scale: LaneScale): <T extends object>(thing: T, draw: Draw<T>) => ComponentChild {
  return useMemo(() => {
    const drawn = new WeakMap<object, ComponentChild>()
    return (thing, draw) => {
      const drawing = drawn.get(thing) ?? draw(thing, scale)
      drawn.set(thing, drawing)
      return drawing
    }
  }, [scale])
}

const xOf = (ms: number, { baseMs, pxPerMs }: LaneScale): number => Math.round((ms - baseMs) * pxPerMs * 100) / 100

const slotMarks: Draw<DrawnSlot> = ({ place, blocks }, scale) => (
  <g key={`slot ${place}`}>
    {blocks.map(({ kind, startMs, endMs, eventId, title }) => (
      <rect
        key={kind}
        class={`k-${kind}`}
        x={xOf(startMs, scale)}
        y={kind === 'wait' ? 8 : 9}
        rx="1.5"
        width={Math.max(3, xOf(endMs, scale) - xOf(startMs, scale) - 1)}
        height={kind === 'wait' ? 13 : 11}
        data-event={eventId}
      >
        <title>{title}</title>
      </rect>
    ))}
  </g>
)

const partBars: Draw<LanePart> = ({ fromMs, counts }, scale) => {
  let y = laneHeight - 2
  const x = xOf(fromMs, scale) + 0.5
  return (
    <g key={`part ${fromMs}`}>
      {levelKinds.map(({ key, hue }) => {
        const count = counts[key] ?? 0
        if (count === 0) return null
        const height = Math.max(1.5, (count / scale.most) * (laneHeight - 5))
        y -= height
        return (
          <rect key={key} class={hue} x={x} y={Math.max(1, y)} width={Math.max(1, scale.partPx - 1)} height={height} />
        )
      })}
    </g>
  )
}

const flagMark: Draw<LaneFlag> = ({ level, eventId, atMs, title }, scale) => (
  <g
    key={`${level} ${eventId}`}
    class={`flag is-${level}`}
    transform={`translate(${xOf(atMs, scale)} 14.5)`}
    data-event={eventId}
  >
    <title>{title}</title>
    <circle class="halo" r="6" />
    <path d={level === 'error' ? 'M-4-4 4 4M4-4-4 4' : 'M0-4.500v5.500M0 4v.100'} />
  </g>
)
