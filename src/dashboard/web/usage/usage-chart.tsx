/** The chart of a range: bars, what is under the pointer, a range chosen by dragging or by keys, and the same as a table. */
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks'
import { announce } from '../announcer.tsx'
import { theme } from '../theme.ts'
import type { UsageChart as Chart } from './buckets.ts'
import { chartSummary, formatValue } from './buckets.ts'
import type { AxisTick, DrawnChart } from './chart-library.ts'
import { hueClass } from './model-hue.ts'

interface UsageChartProps {
  readonly chart: Chart
  readonly isZoomed: boolean
  readonly onZoom: (since: string, until: string) => void
  readonly onZoomOut: () => void
}

export function UsageChart({ chart, isZoomed, onZoom, onZoomOut }: UsageChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const probe = useRef<HTMLSpanElement>(null)
  const box = useRef<HTMLElement>(null)
  const drawn = useRef<DrawnChart | undefined>(undefined)
  const latest = useRef(chart)
  latest.current = chart
  const [active, setActive] = useState<number>()
  const [anchor, setAnchor] = useState<number>()
  const [axis, setAxis] = useState<readonly AxisTick[]>([])
  const [hasFailed, setHasFailed] = useState(false)
  const helpId = useId()

  useEffect(() => {
    let isGone = false
    import('./chart-library.ts').then(
      ({ drawChart }) => {
        if (isGone || !canvas.current || !probe.current) return
        drawn.current = drawChart({ canvas: canvas.current, probe: probe.current, onAxis: setAxis }, latest.current)
        // On a narrow screen the newest end is what is looked at.
        if (box.current) box.current.scrollLeft = box.current.scrollWidth
      },
      () => setHasFailed(true),
    )
    return () => {
      isGone = true
      drawn.current?.destroy()
      drawn.current = undefined
    }
  }, [])
  useEffect(() => drawn.current?.update(chart), [chart])
  // The colours come from the page's style, which the theme changes.
  useEffect(() => theme.subscribe(() => drawn.current?.recolour()), [])
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const recolour = () => drawn.current?.recolour()
    dark.addEventListener('change', recolour)
    return () => dark.removeEventListener('change', recolour)
  }, [])
  const chosen = useMemo(
    () => (anchor !== undefined && active !== undefined && anchor !== active ? ([anchor, active] as const) : undefined),
    [anchor, active],
  )
  useEffect(() => drawn.current?.mark({ active, chosen }), [active, chosen])

  const bucketUnder = (event: PointerEvent) =>
    drawn.current?.bucketAt(event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0))
  const zoomTo = (from: number, to: number) => {
    const [first, last] = [chart.buckets[Math.min(from, to)], chart.buckets[Math.max(from, to)]]
    setAnchor(undefined)
    setActive(undefined)
    if (first && last) onZoom(first.firstDay, last.lastDay)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const last = chart.buckets.length - 1
    const at = active ?? last + 1
    const moves: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: Math.min(at, last) + 1, Home: 0, End: last }
    const target = moves[event.key]
    if (target !== undefined) {
      event.preventDefault()
      const next = Math.max(0, Math.min(last, target))
      setAnchor(event.shiftKey ? (anchor ?? active ?? next) : undefined)
      setActive(next)
      speak(chart, next)
    } else if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault()
      zoomTo(anchor ?? active, active)
    } else if (event.key === 'Escape' && (active !== undefined || isZoomed)) {
      event.preventDefault()
      setAnchor(undefined)
      setActive(undefined)
      if (active === undefined) onZoomOut()
    }
  }

  const unitWord = chart.unit === 'cost' ? 'Cost' : 'Tokens'
  return (
    <>
      <section
        ref={box}
        class="chart-wrap"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a narrow screen, and its bars are read with the arrow keys.
        tabIndex={0}
        aria-label={`${unitWord} per ${chart.per}, chart`}
        aria-describedby={helpId}
        onKeyDown={onKeyDown}
        onBlur={() => setActive(undefined)}
      >
        <span class="sr" id={helpId}>
          {chartSummary(chart)} Left and right read the bars, with Shift they choose a range, Enter zooms in, Escape
          out.
        </span>
        {hasFailed ? (
          <p class="chart-gone">The chart could not be loaded. The table below has the same figures.</p>
        ) : (
          <>
            {axis.length > 0 && <StandingAxis ticks={axis} />}
            <div class="chart-box">
              <canvas
                ref={canvas}
                onPointerMove={(event) => {
                  setActive(bucketUnder(event))
                }}
                onPointerLeave={() => {
                  if (anchor === undefined) setActive(undefined)
                }}
                onPointerDown={(event) => {
                  if (event.button !== 0 || event.pointerType === 'touch') return
                  event.currentTarget.setPointerCapture(event.pointerId)
                  setAnchor(bucketUnder(event))
                }}
                onPointerUp={(event) => {
                  const end = bucketUnder(event) ?? active
                  if (anchor !== undefined && end !== undefined && end !== anchor) zoomTo(anchor, end)
                  else setAnchor(undefined)
                }}
                onPointerCancel={() => setAnchor(undefined)}
              />
              <span ref={probe} class="sr" aria-hidden="true" />
              {active !== undefined && <Tip chart={chart} index={active} drawn={drawn.current} chosen={chosen} />}
            </div>
          </>
        )}
      </section>
      <ChartTable chart={chart} />
    </>
  )
}

/** The value axis of a chart that scrolls sideways under it. */
const StandingAxis = ({ ticks }: { readonly ticks: readonly AxisTick[] }) => (
  <div class="standing-axis" aria-hidden="true">
    {ticks.map(({ words, y }) => (
      <span key={words} style={{ top: `${y}px` }}>
        {words}
      </span>
    ))}
  </div>
)

function speak(chart: Chart, index: number): void {
  const bucket = chart.buckets[index]
  if (!bucket) return
  const parts = chart.series
    .filter(({ values }) => (values[index] ?? 0) > 0)
    .map(({ label, values }) => `${label} ${formatValue(values[index] ?? 0, chart.unit)}`)
  announce(`${bucket.label}: ${formatValue(bucket.total, chart.unit)}. ${parts.join(', ')}`)
}

interface TipProps {
  readonly chart: Chart
  readonly index: number
  readonly drawn: DrawnChart | undefined
  readonly chosen: readonly [number, number] | undefined
}

/** Beside the bar, on the side where there is room. */
function Tip({ chart, index, drawn, chosen }: TipProps) {
  const tip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const place = drawn?.placeOf(index)
    const element = tip.current
    if (!place || !element) return
    const width = element.offsetWidth
    const left = place.left - width - 10 >= 40 ? place.left - width - 10 : place.right + 10
    element.style.left = `${left}px`
  })
  const [from, to] = chosen ? [Math.min(...chosen), Math.max(...chosen)] : [index, index]
  const [first, last] = [chart.buckets[from], chart.buckets[to]]
  if (!first || !last) return null
  const sum = (values: readonly number[]) => values.slice(from, to + 1).reduce((total, value) => total + value, 0)
  const parts = chart.series.map((part) => ({ ...part, value: sum(part.values) })).filter(({ value }) => value > 0)
  return (
    <div class="tip" ref={tip} aria-hidden="true">
      <p>
        <b>{from === to ? first.label : `${first.label} – ${last.label}`}</b>
        <span>{formatValue(sum(chart.buckets.map(({ total }) => total)), chart.unit)}</span>
      </p>
      {parts.toReversed().map((part) => (
        <p key={part.model}>
          <i class={`sw ${hueClass(part)}`} />
          {part.label}
          <span>{formatValue(part.value, chart.unit)}</span>
        </p>
      ))}
    </div>
  )
}

/** The same figures for those who read them instead. */
const ChartTable = ({ chart }: { readonly chart: Chart }) => (
  <div class="sr">
    <table>
      <caption>{chartSummary(chart)}</caption>
      <thead>
        <tr>
          <th scope="col">{chart.per}</th>
          <th scope="col">all</th>
          {chart.series.map(({ model, label }) => (
            <th key={model} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {chart.buckets.map((bucket, index) =>
          bucket.total > 0 ? (
            <tr key={bucket.key}>
              <th scope="row">{bucket.label}</th>
              <td>{formatValue(bucket.total, chart.unit)}</td>
              {chart.series.map(({ model, values }) => (
                <td key={model}>{formatValue(values[index] ?? 0, chart.unit)}</td>
              ))}
            </tr>
          ) : null,
        )}
      </tbody>
    </table>
  </div>
)
