/** Draws the stacked bars; the only file that knows Chart.js. Loaded with the first chart that is shown. */
import type { Plugin } from 'chart.js'
import { BarController, BarElement, CategoryScale, Chart, LinearScale } from 'chart.js'
import type { Series, UsageChart } from './buckets.ts'
import { axisStep, formatAxis } from './buckets.ts'

Chart.register(BarController, BarElement, CategoryScale, LinearScale)

/** Of the room of its bucket. */
const barShare = 0.86
const widestBarPx = 64

export interface ChartMarks {
  /** The bucket under the pointer or the cursor. */
  readonly active?: number | undefined
  /** Buckets chosen so far by dragging: from, to. */
  readonly chosen?: readonly [number, number] | undefined
}

/** A line of the value axis: its words and its height in the canvas. */
export interface AxisTick {
  readonly words: string
  readonly y: number
}

export interface DrawnChart {
  update(chart: UsageChart): void
  mark(marks: ChartMarks): void
  /** The colours anew, after a change of theme. */
  recolour(): void
  /** The bucket at an x of the canvas. */
  bucketAt(x: number): number | undefined
  /** Where a bucket is, in pixels of the canvas. */
  placeOf(index: number): { readonly left: number; readonly right: number } | undefined
  destroy(): void
}

interface ChartPlace {
  readonly canvas: HTMLCanvasElement
  /** An element in the page: colours are read there, as the theme has them. */
  readonly probe: HTMLElement
  /** Where the chart is wider than the screen its axis is not drawn: it stands beside, and stays. Told after each drawing. */
  readonly onAxis: (ticks: readonly AxisTick[]) => void
}

const narrowScreen = matchMedia('(max-width: 45rem)')

export function drawChart({ canvas, probe, onAxis }: ChartPlace, first: UsageChart): DrawnChart {
  let data = first
  let marks: ChartMarks = {}
  let colours = readColours(probe)

  const bands: Plugin<'bar'> = {
    id: 'bands',
    beforeDatasetsDraw: ({ ctx, chartArea: { top, bottom } }) => {
      const [from, to] = marks.chosen ?? [marks.active, marks.active]
      if (from === undefined || to === undefined) return
      const [a, b] = [placeOf(Math.min(from, to)), placeOf(Math.max(from, to))]
      if (a === undefined || b === undefined) return
      ctx.save()
      ctx.fillStyle = colours.band
      ctx.fillRect(a.left, top, b.right - a.left, bottom - top)
      ctx.restore()
    },
    // What is not over yet has a line above it: it will grow.
    afterDatasetsDraw: ({ ctx, scales }) => {
      const running = data.buckets.findIndex(({ isRunning }) => isRunning)
      const place = placeOf(running)
      const total = data.buckets[running]?.total ?? 0
      if (place === undefined || total === 0) return
      const y = scales['y']?.getPixelForValue(total) ?? 0
      const width = Math.min(widestBarPx, (place.right - place.left) * barShare)
      const left = (place.left + place.right - width) / 2
      ctx.save()
      ctx.fillStyle = colours.text
      ctx.fillRect(left, Math.round(y) - 3, width, 1.5)
      ctx.restore()
    },
  }

  // Drawn once while it is made: until then there is no place to ask for.
  let made: Chart<'bar'> | undefined
  const axis: Plugin<'bar'> = {
    id: 'axis',
    afterUpdate: ({ scales }) => {
      const scale = scales['y']
      if (scale === undefined) return
      const words = narrowScreen.matches
        ? scale.ticks.map(({ value }) => ({ words: formatAxis(value, data.unit), y: scale.getPixelForValue(value) }))
        : []
      onAxis(words)
    },
  }

  const chart = new Chart(canvas, {
    type: 'bar',
    data: chartData(data, colours),
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 8, right: 0 } },
      scales: {
        x: {
          stacked: true,
          border: { display: false },
          grid: { display: false },
          ticks: {
            autoSkip: false,
            maxRotation: 0,
            padding: 4,
            font: { size: 11, family: colours.font },
            callback: (_value, index) => data.buckets[index]?.tick ?? '',
          },
        },
        y: {
          stacked: true,
          beginAtZero: true,
          border: { display: false },
          ticks: { padding: 6, font: { size: 11, family: colours.font } },
        },
      },
    },
    plugins: [bands, axis],
  })

  function placeOf(index: number) {
    const scale = made?.scales['x']
    if (scale === undefined || index < 0 || index >= data.buckets.length) return undefined
    const width = scale.width / data.buckets.length
    return { left: scale.left + index * width, right: scale.left + (index + 1) * width }
  }

  function apply(): void {
    chart.data = chartData(data, colours)
    const { x, y } = chart.options.scales ?? {}
    if (x?.ticks) x.ticks.color = colours.axis
    if (y?.ticks && y.grid) {
      y.ticks.color = colours.axis
      y.grid.color = colours.grid
      y.ticks.display = !narrowScreen.matches
      const step = axisStep(data.highest?.total ?? 0)
      Object.assign(y.ticks, {
        stepSize: step,
        callback: (value: number | string) => formatAxis(Number(value), data.unit),
      })
      Object.assign(y, { max: data.highest ? undefined : 4 * step })
    }
    chart.update('none')
  }
  made = chart
  apply()
  narrowScreen.addEventListener('change', apply)

  return {
    update: (next) => {
      data = next
      apply()
    },
    mark: (next) => {
      marks = next
      chart.draw()
    },
    recolour: () => {
      colours = readColours(probe)
      apply()
    },
    bucketAt: (x) => {
      const scale = chart.scales['x']
      if (scale === undefined || x < scale.left || x > scale.right) return undefined
      return Math.min(data.buckets.length - 1, Math.floor(((x - scale.left) / scale.width) * data.buckets.length))
    },
    placeOf,
    destroy: () => {
      narrowScreen.removeEventListener('change', apply)
      chart.destroy()
    },
  }
}

function chartData({ buckets, series }: UsageChart, colours: Colours) {
  return {
    labels: buckets.map(({ label }) => label),
    datasets: series.map((part) => ({
      label: part.label,
      data: [...part.values],
      backgroundColor: fillOf(part, colours),
      // The hairline between two parts is the panel seen through.
      borderColor: colours.surface,
      borderWidth: { top: 1, right: 0, bottom: 0, left: 0 },
      borderSkipped: false as const,
      categoryPercentage: 1,
      barPercentage: barShare,
      maxBarThickness: widestBarPx,
    })),
  }
}

interface Colours {
  readonly hues: readonly string[]
  readonly axis: string
  readonly grid: string
  readonly band: string
  readonly text: string
  readonly surface: string
  readonly font: string
}

function readColours(probe: HTMLElement): Colours {
  const resolve = (name: string): string => {
    // light-dark() is resolved only where a property uses it.
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  return {
    hues: [1, 2, 3, 4, 5, 6, 7, 8].map((hue) => resolve(`--chart-${hue}`)),
    axis: resolve('--chart-axis'),
    grid: resolve('--chart-grid'),
    band: resolve('--sunken'),
    text: resolve('--text'),
    surface: resolve('--surface'),
    font: getComputedStyle(probe).fontFamily,
  }
}

const shadeAlphas = [1, 0.62, 0.4]

function fillOf({ hue, shade }: Series, { hues, surface }: Colours): string | CanvasPattern {
  const colour = hues[hue - 1] ?? ''
  if (hue === 8) return hatched(colour) ?? colour
  return mixed(colour, surface, shadeAlphas[shade] ?? 1)
}

/** As if seen through, but nothing behind it shows: `rgb(…)` both. */
function mixed(colour: string, behind: string, share: number): string {
  const [over, under] = [colour, behind].map((text) => (text.match(/[\d.]+/g) ?? []).map(Number))
  if (share === 1 || over === undefined || under === undefined) return colour
  const channels = [0, 1, 2].map((at) => Math.round((over[at] ?? 0) * share + (under[at] ?? 0) * (1 - share)))
  return `rgb(${channels.join(', ')})`
}

/** Without a price, or not of a known make: stripes, as in the legend. */
function hatched(colour: string): CanvasPattern | undefined {
  const tile = document.createElement('canvas')
  tile.width = 6
  tile.height = 6
  const ctx = tile.getContext('2d')
  if (!ctx) return undefined
  ctx.strokeStyle = colour
  ctx.lineWidth = 2
  ctx.beginPath()
  for (const shift of [-6, 0, 6]) {
    ctx.moveTo(shift, 6)
    ctx.lineTo(shift + 6, 0)
  }
  ctx.stroke()
  return ctx.createPattern(tile, 'repeat') ?? undefined
}
