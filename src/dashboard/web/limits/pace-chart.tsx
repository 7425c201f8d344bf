/** One window as it was used: the course, even pace, the forecast with its range, and where it meets the limit. */

import type { WindowReport } from '../../../core/limits/limits-report.ts'
import { formatPercent } from '../../../core/words/format.ts'
import { useBoxWidth } from '../parts/use-box-width.ts'
import { useReadings } from '../parts/use-readings.ts'
import { pacePicture } from './pace-picture.ts'

interface PaceChartProps {
  readonly window: WindowReport
  readonly at: (iso: string) => string
  /** What it shows, in a sentence. */
  readonly label: string
}

const height = 168

export function PaceChart({ window, at, label }: PaceChartProps) {
  const { box, widthPx } = useBoxWidth<HTMLElement>(342)
  const readings = useReadings(window.readings, (one) => `${at(one.at)}, ${formatPercent(one.usedPercent)}`)
  const picture = pacePicture(window, { widthPx, heightPx: height })
  if (picture === undefined) return null
  const { course, area, now, even, forecast, range, full } = picture
  const { left, right, top, middle, bottom } = picture.frame
  const read = readings.at === undefined ? undefined : picture.points[readings.at]
  return (
    <section
      ref={box}
      class="pace-box"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: its numbers are read with the arrow keys.
      tabIndex={0}
      aria-label={`${label} Left and right read the numbers.`}
      onKeyDown={readings.onKeyDown}
      onBlur={readings.leave}
    >
      <svg class="chart pacechart" width={widthPx} height={height} aria-hidden="true">
        <line class="grid" x1={left} x2={right} y1={middle} y2={middle} />
        <line class="cap" x1={left} x2={right} y1={top} y2={top} />
        <text x={left} y={top - 4}>
          100 %
        </text>
        <text x={left} y={middle - 4}>
          50 %
        </text>
        <line class="axis" x1={left} x2={right} y1={bottom} y2={bottom} />
        <path class="area2" d={area} />
        {range && <path class="range2" d={range} />}
        <line class="even" {...even} />
        <polyline class="line2" points={course} />
        {forecast && <line class="proj2" {...forecast} />}
        {read && <line class="nowline" x1={read.x} x2={read.x} y1={top} y2={bottom} />}
        <circle class="dot2" cx={(read ?? now).x} cy={(read ?? now).y} r="2.5" />
        {full && (
          <>
            <path class="end2" d={`M${full.x - 3.5} ${full.y - 3.5}l7 7m0-7-7 7`} />
            <text class="strong" x={full.x} y={full.y - 6} text-anchor={full.anchor}>
              {at(full.iso)}
            </text>
          </>
        )}
        <text x={left} y={bottom + 15}>
          {at(window.startedAt ?? '')}
        </text>
        {now.hasRoom && (
          <text class="strong" x={now.x} y={bottom + 15} text-anchor="middle">
            {at(window.at)}
          </text>
        )}
        <text x={right} y={bottom + 15} text-anchor="end">
          {at(window.resetsAt ?? '')}
        </text>
      </svg>
    </section>
  )
}
