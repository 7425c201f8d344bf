/** The week as a field of squares. One tab stop; the arrow keys walk it, and each square says its value. */
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of squares is drawn, SVG has no rows and cells of its own.
// biome-ignore-all lint/a11y/noInteractiveElementToNoninteractiveRole: the same
// biome-ignore-all lint/a11y/useSemanticElements: the same
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells take the focus, their rows do not.
// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: SVG text takes no focus.
import { useState } from 'preact/hooks'
import { Panel } from '../parts/panel.tsx'
import { useBoxWidth } from '../parts/use-box-width.ts'
import { useRoving } from '../parts/use-roving.ts'
import type { Unit } from './address.ts'
import type { HeatMap } from './heat.ts'

const [left, top, stepY] = [34, 18, 19]

export function HeatPanel({ heat, unit }: { readonly heat: HeatMap; readonly unit: Unit }) {
  const { box: grid, widthPx } = useBoxWidth<SVGSVGElement>(538)
  const stepX = (widthPx - left) / 24
  const { highest } = heat
  const cells = heat.days.flatMap(({ hours }) => hours)
  const roving = useRoving({
    root: grid,
    keys: cells.map(({ label }) => label),
    perLine: 24,
    standard: (highest ?? cells[9])?.label,
  })
  const [pointedAt, setPointedAt] = useState<string>()
  const told = pointedAt ?? (roving.isHere ? roving.stop : undefined)
  const shown = cells.find(({ label }) => label === told)
  return (
    <Panel
      title="When you work"
      aside={<span class="muted">average {unit === 'cost' ? 'cost' : 'tokens'} per hour, local time</span>}
    >
      <svg
        ref={grid}
        class="chart heat"
        viewBox={`0 0 ${widthPx} 151`}
        width="100%"
        height="151"
        role="grid"
        aria-label={`Average ${unit} by weekday and hour`}
        {...roving.listeners}
      >
        <g aria-hidden="true">
          {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
            <text key={hour} x={round(left + hour * stepX)} y="11">
              {String(hour).padStart(2, '0')}
            </text>
          ))}
        </g>
        {heat.days.map(({ name, hours }, row) => (
          <g key={name} role="row" aria-label={name}>
            <text x="0" y={top + 13 + row * stepY} aria-hidden="true">
              {name}
            </text>
            {hours.map((cell, hour) => (
              <rect
                key={cell.label}
                role="gridcell"
                class={`h${cell.level}${highest === cell ? ' is-on' : ''}`}
                x={round(left + hour * stepX)}
                y={top + row * stepY}
                width={round(stepX - 2)}
                height="17"
                rx="2"
                tabindex={cell.label === roving.stop ? 0 : -1}
                data-key={cell.label}
                aria-label={`${cell.label}, ${cell.words}`}
                onPointerEnter={() => setPointedAt(cell.label)}
                onPointerLeave={() => setPointedAt(undefined)}
              />
            ))}
          </g>
        ))}
      </svg>
      <p class="heat-foot">
        <span>
          {shown ? (
            <>
              <b>{shown.label}</b>, {shown.words}
            </>
          ) : highest ? (
            <>
              Highest: <b>{highest.label}</b>, {highest.words}
            </>
          ) : (
            'Nothing was used.'
          )}
        </span>
        <span class="scale" aria-hidden="true">
          less <i class="h0" />
          <i class="h1" />
          <i class="h2" />
          <i class="h3" />
          <i class="h4" />
          <i class="h5" /> more
        </span>
      </p>
    </Panel>
  )
}

const round = (value: number): number => Math.round(value * 10) / 10
