/** Three strips over one axis of messages: dots in their model's hue, the trend, markers; below it all messages with the window. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { MessagePoint, MessageWindow } from '../../../core/analytics/analytics.ts'
import { figureInWords } from '../../../core/analytics/analytics-words.ts'
import { formatCount, formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { pageCalendar } from '../live/time-zone.ts'
import { useBoxWidth } from '../parts/use-box-width.ts'
import { dateWords } from '../usage/buckets.ts'
import type { ModelHue } from '../usage/model-hue.ts'
import { moved, zoomed } from './address.ts'
import { linearScale, logScale, pathOf, type Scale, tokensOfTick } from './scale.ts'

export interface ShownModel extends ModelHue {
  readonly model: string
  readonly label: string
}

interface MessageChartProps {
  readonly window: MessageWindow
  readonly models: readonly ShownModel[]
  /** The others are grey. */
  readonly lit: string | undefined
  readonly marker: string | undefined
  readonly onMove: (from: number, count: number) => void
  readonly onMarker: (id: string) => void
}

interface Strip {
  readonly title: string
  readonly of: (point: MessagePoint) => number | undefined
  readonly trend: (point: MessagePoint) => number | undefined
  readonly scale: (values: readonly number[]) => Scale
  readonly words: (value: number) => string
}

const strips: readonly Strip[] = [
  {
    title: 'Tokens a message',
    of: ({ totalTokens }) => totalTokens,
    trend: ({ trend }) => trend.totalTokens,
    scale: logScale,
    words: tokensOfTick,
  },
  {
    title: 'Amplification, estimated',
    of: ({ amplification }) => amplification,
    trend: ({ trend }) => trend.amplification,
    scale: logScale,
    words: (value) => figureInWords(value, 'times'),
  },
  {
    title: 'Tool calls a message',
    of: ({ toolCalls }) => toolCalls,
    trend: ({ trend }) => trend.toolCalls,
    scale: linearScale,
    words: (value) => String(Math.round(value)),
  },
]

const [left, right, stripHeight, stripGap, top] = [52, 6, 92, 26, 26]
const height = top + strips.length * (stripHeight + stripGap) + 8
const overviewHeight = 24

export function MessageChart({ window: shown, models, lit, marker, onMove, onMarker }: MessageChartProps) {
  const { box, widthPx } = useBoxWidth<HTMLElement>(770)
  const width = Math.max(320, widthPx)
  const [read, setRead] = useState<number>()
  const place = { from: shown.from, count: shown.count, total: shown.total }
  const latest = useRef({ place, onMove })
  latest.current = { place, onMove }
  const x = (index: number) => left + ((index - shown.from + 0.5) / Math.max(1, shown.count)) * (width - left - right)

  useEffect(() => {
    const element = box.current
    if (!element) return
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const { place: now, onMove: move } = latest.current
      if (event.ctrlKey || event.metaKey) {
        const next = zoomed(now, event.deltaY > 0 ? 1.25 : 0.8)
        move(next.from, next.count)
      } else {
        const way = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY
        move(moved(now, (way / 400) * now.count), now.count)
      }
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [box])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = Math.max(1, Math.round(place.count / 4))
    const moves: Record<string, () => void> = {
      ArrowLeft: () => onMove(moved(place, -step), place.count),
      ArrowRight: () => onMove(moved(place, step), place.count),
      Home: () => onMove(0, place.count),
      End: () => onMove(moved(place, place.total), place.count),
      '+': () => onMove(zoomed(place, 0.5).from, zoomed(place, 0.5).count),
      '-': () => onMove(zoomed(place, 2).from, zoomed(place, 2).count),
      ArrowUp: () => readAt((read ?? shown.points.length) - 1),
      ArrowDown: () => readAt((read ?? -1) + 1),
    }
    const move = moves[event.key]
    if (move === undefined) return
    event.preventDefault()
    move()
  }
  const readAt = (at: number) => {
    const next = Math.max(0, Math.min(shown.points.length - 1, at))
    const point = shown.points[next]
    setRead(next)
    if (point !== undefined) announce(pointWords(point))
  }
  const reading = read === undefined ? undefined : shown.points[read]

  return (
    <section
      ref={box}
      class="msg-chart"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved, and its points are read, with the arrow keys.
      tabIndex={0}
      aria-label={`Per message, chart: ${formatCount(shown.count)} of ${formatCount(shown.total)} messages. Left and right move it, plus and minus zoom, up and down read one message.`}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setRead(nearest(shown.points, event, x))}
      onPointerLeave={() => setRead(undefined)}
    >
      <svg width={width} height={height} aria-hidden="true" class="chart">
        {shown.markers
          .filter(({ index }) => index > shown.from && index < shown.from + shown.count)
          .map((one) => (
            <g key={one.id} class={one.id === marker ? 'marker is-chosen' : 'marker'}>
              <line x1={x(one.index - 0.5)} x2={x(one.index - 0.5)} y1={10} y2={height - 12} />
              <text x={x(one.index - 0.5) + 5} y={14}>
                {plainText(one.label)}
              </text>
            </g>
          ))}
        {reading && <line class="reading" x1={x(reading.index)} x2={x(reading.index)} y1={top} y2={height - 12} />}
        {strips.map((strip, at) => (
          <StripOf
            key={strip.title}
            strip={strip}
            y={top + at * (stripHeight + stripGap)}
            {...{ shown, models, lit, width }}
          />
        ))}
      </svg>
      <Ticks points={shown.points} x={x} width={width} />
      <p class="msg-reading fine">
        {reading === undefined ? (
          <span class="muted">
            {shown.oneOf > 1 && `One dot for ${formatCount(shown.oneOf)} messages; the trend is of all. `}
            Wheel or ← → moves, + − zoom.
          </span>
        ) : (
          plainText(pointWords(reading))
        )}
      </p>
      <Overview {...place} overview={shown.overview} width={width} onMove={onMove} />
      <div class="marker-links">
        {shown.markers
          .filter(({ index }) => index > shown.from && index < shown.from + shown.count)
          .map(({ id, label }) => (
            <button key={id} type="button" class="link" aria-pressed={id === marker} onClick={() => onMarker(id)}>
              {plainText(label)}
            </button>
          ))}
      </div>
    </section>
  )
}

interface StripProps {
  readonly strip: Strip
  readonly shown: MessageWindow
  readonly models: readonly ShownModel[]
  readonly lit: string | undefined
  readonly width: number
  readonly y: number
}

function StripOf({ strip, shown, models, lit, width, y }: StripProps) {
  const drawn = useMemo(() => {
    const values = shown.points.flatMap((point) => strip.of(point) ?? [])
    const scale = strip.scale(values)
    const x = (index: number) => left + ((index - shown.from + 0.5) / Math.max(1, shown.count)) * (width - left - right)
    const up = (value: number) => y + stripHeight - scale.at(value) * stripHeight
    const dots = new Map<string, string>()
    for (const point of shown.points) {
      const value = strip.of(point)
      if (value === undefined) continue
      // A round line of no length is a dot: one path for all of a model.
      dots.set(point.model, `${dots.get(point.model) ?? ''}M${x(point.index).toFixed(1)} ${up(value).toFixed(1)}h0`)
    }
    const trend = pathOf(
      shown.points.map((point) => {
        const value = strip.trend(point)
        return { x: x(point.index), y: value === undefined ? undefined : up(value) }
      }),
    )
    return { dots, trend, ticks: scale.ticks.map((tick) => ({ tick, y: up(tick) })) }
  }, [shown, strip, width, y])
  return (
    <g>
      {drawn.ticks.map(({ tick, y: at }) => (
        <g key={tick}>
          <line class="grid" x1={left} x2={width - right} y1={at} y2={at} />
          <text class="tick" x={left - 6} y={at + 3}>
            {strip.words(tick)}
          </text>
        </g>
      ))}
      {models.map((model) => (
        <path
          key={model.model}
          class={`dots d${model.hue}${model.shade > 0 ? ` v${model.shade}` : ''}${lit !== undefined && lit !== model.model ? ' is-grey' : ''}`}
          d={drawn.dots.get(model.model) ?? ''}
        />
      ))}
      <path class="trend" d={drawn.trend} />
      <text class="strip-title" x={left} y={y - 8}>
        {strip.title}
      </text>
    </g>
  )
}

function Ticks({
  points,
  x,
  width,
}: {
  readonly points: readonly MessagePoint[]
  readonly x: (index: number) => number
  readonly width: number
}) {
  const calendar = pageCalendar()
  const today = calendar.dayOf(Date.now())
  const named = Math.max(2, Math.min(8, Math.floor(width / 110)))
  const every = Math.max(1, Math.floor(points.length / named))
  return (
    <svg width={width} height={16} aria-hidden="true" class="chart">
      {points
        .filter((_, at) => at % every === Math.floor(every / 2))
        .map((point) => (
          <text key={point.index} class="day" x={x(point.index)} y={11}>
            {dateWords(dayOf(point.at, calendar), isoDay(today))}
          </text>
        ))}
    </svg>
  )
}

const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
const dayOf = (at: string, calendar: ReturnType<typeof pageCalendar>): string => isoDay(calendar.dayOf(Date.parse(at)))

interface OverviewProps {
  readonly from: number
  readonly count: number
  readonly total: number
  readonly overview: readonly number[]
  readonly width: number
  readonly onMove: (from: number, count: number) => void
}

/** A scroll bar with a picture: all messages, and what part of them is shown. */
function Overview({ from, count, total, overview, width, onMove }: OverviewProps) {
  const inner = width - left - right
  const bars = useMemo(() => {
    const highest = Math.log10(Math.max(...overview, 10))
    return overview
      .map((value, at) => {
        const size = value <= 0 ? 0 : Math.max(1, (Math.log10(value) / highest) * overviewHeight)
        return `M${(left + ((at + 0.5) / overview.length) * inner).toFixed(1)} ${overviewHeight}v${(-size).toFixed(1)}`
      })
      .join('')
  }, [overview, inner])
  const part = Math.max(6, (count / Math.max(1, total)) * inner)
  const start = left + (from / Math.max(1, total)) * inner
  const jump = (event: PointerEvent) => {
    if (event.buttons === 0) return
    const bar = event.currentTarget as HTMLElement
    const share = (event.clientX - bar.getBoundingClientRect().left - left) / inner
    onMove(moved({ from: 0, count, total }, share * total - count / 2), count)
  }
  return (
    <>
      <p class="muted fine overview-title">All {formatCount(total)} messages</p>
      <div
        class="overview"
        role="scrollbar"
        tabIndex={0}
        aria-label="Which of all messages are shown"
        aria-controls="per-message"
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, total - count)}
        aria-valuenow={from}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          jump(event)
        }}
        onPointerMove={jump}
      >
        <svg width={width} height={overviewHeight + 2} class="chart" aria-hidden="true">
          <path class="bars" d={bars} />
          <rect
            class="window"
            x={start}
            y={0.5}
            width={Math.min(part, left + inner - start)}
            height={overviewHeight}
            rx={3}
          />
        </svg>
      </div>
    </>
  )
}

function nearest(
  points: readonly MessagePoint[],
  event: PointerEvent,
  x: (index: number) => number,
): number | undefined {
  const chart = (event.currentTarget as HTMLElement).querySelector('svg')
  if (chart === null) return undefined
  const { left: begin, bottom } = chart.getBoundingClientRect()
  if (event.clientY > bottom) return undefined
  const at = event.clientX - begin
  let [low, high] = [0, points.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (x(points[middle]?.index ?? 0) < at) low = middle + 1
    else high = middle
  }
  return points.length === 0 ? undefined : low
}

export function pointWords(point: MessagePoint): string {
  const { at, project, model, totalTokens, amplification, toolCalls, costUsd } = point
  const time = new Date(at).toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: pageCalendar().timezone,
  })
  const parts = [
    time,
    project,
    model,
    costUsd === undefined ? 'unpriced' : figureInWords(costUsd, 'usd'),
    `${formatTokens(totalTokens)} tokens`,
    amplification === undefined ? undefined : `${figureInWords(amplification, 'times')} amplification`,
    `${toolCalls} tool calls`,
  ]
  return parts.filter((part) => part !== undefined).join(', ')
}
