/** CPU of the last minutes as an area: as far back as this page has watched, at most ten minutes. */
import { formatDurationInWords } from '../../../core/words/format.ts'
import type { TrendSample } from '../live/trends.ts'
import { keptMs } from '../live/trends.ts'
import { cpuText } from './words.ts'

const width = 340
const base = 62
const top = 12

export function CpuChart({ samples, nowMs }: { readonly samples: readonly TrendSample[]; readonly nowMs: number }) {
  const known = samples.flatMap(({ atMs, cpuPercent }) => (cpuPercent === undefined ? [] : [{ atMs, cpuPercent }]))
  const [first] = known
  const last = known.at(-1)
  if (first === undefined || last === undefined || known.length < 3) return null
  const fromMs = first.atMs
  const spanMs = Math.max(1, last.atMs - fromMs)
  const highest = Math.max(...known.map(({ cpuPercent }) => cpuPercent))
  const scale = Math.max(highest, 5)
  const points = known.map(({ atMs, cpuPercent }) => {
    const x = ((atMs - fromMs) / spanMs) * width
    return `${rounded(x)},${rounded(base - (cpuPercent / scale) * (base - top))}`
  })
  const isWhole = nowMs - fromMs > 0.95 * keptMs
  const span = isWhole ? '10 minutes' : formatDurationInWords(nowMs - fromMs)
  return (
    <>
      <h2 class="gap">CPU, last {span}</h2>
      <svg
        class="chart"
        viewBox={`0 0 ${width} 78`}
        width="100%"
        role="img"
        aria-label={`CPU over ${span}: up to ${cpuText(highest)}, now ${cpuText(last.cpuPercent)}`}
      >
        <polygon class="area" points={`0,${base} ${points.join(' ')} ${width},${base}`} />
        <polyline class="line" points={points.join(' ')} />
        <line class="axis" x1="0" x2={width} y1={base} y2={base} />
        <text x="0" y="75">
          {isWhole ? '10 min' : span} ago
        </text>
        <text x={width} y="75" text-anchor="end">
          now
        </text>
        <text x={width} y="8" text-anchor="end">
          {cpuText(highest)}
        </text>
      </svg>
    </>
  )
}

const rounded = (n: number): number => Math.round(n * 10) / 10
