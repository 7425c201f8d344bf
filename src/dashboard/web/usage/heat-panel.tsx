/** The week as a field of squares. One tab stop; the arrow keys walk it, and each square says its value. */
// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of squares is drawn, SVG has no rows and cells of its own.
// biome-ignore-all lint/a11y/noInteractiveElementToNoninteractiveRole: the same
// biome-ignore-all lint/a11y/useSemanticElements: the same
// biome-ignore-all lint/a11y/useFocusableInteractive: the cells take the focus, their rows do not.
// biome-ignore-all lint/a11y/noAriaHiddenOnFocusable: SVG text takes no focus.
import { useState } from 'preact/hooks'
import { Panel } from '../parts/panel.tsx'
import { useBoxWidth } from '../parts/use-box-width.ts'
import type { Unit } from './address.ts'
import type { HeatMap } from './heat.ts'

const [left, top, stepY] = [34, 18, 19]

export function HeatPanel({ heat, unit }: { readonly heat: HeatMap; readonly unit: Unit }) {
  const [cursor, setCursor] = useState<readonly [number, number]>()
  const { box: grid, widthPx } = useBoxWidth<SVGSVGElement>(538)
  const stepX = (widthPx - left) / 24
  const { highest } = heat
  const stop = cursor ?? placeOfHighest(heat)
  const move = (event: KeyboardEvent) => {
    const [row, hour] = stop
    const targets: Record<string, readonly [number, number]> = {
      ArrowUp: [row - 1, hour],
      ArrowDown: [row + 1, hour],
      ArrowLeft: [row, hour - 1],
      ArrowRight: [row, hour + 1],
      Home: [row, 0],
      End: [row, 23],
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    const next = [clamp(target[0], 6), clamp(target[1], 23)] as const
    setCursor(next)
    grid.current?.querySelector<SVGElement>(`[data-cell="${next[0]}-${next[1]}"]`)?.focus()
  }
  const shown = cursor && heat.days[cursor[0]]?.hours[cursor[1]]
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
        onKeyDown={move}
        onFocusOut={() => setCursor(undefined)}
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
                tabIndex={stop[0] === row && stop[1] === hour ? 0 : -1}
                data-cell={`${row}-${hour}`}
                aria-label={`${cell.label}, ${cell.words}`}
                onFocus={() => setCursor([row, hour])}
                onPointerEnter={() => setCursor([row, hour])}
                onPointerLeave={() => setCursor(undefined)}
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
const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value))

function placeOfHighest({ days, highest }: HeatMap): readonly [number, number] {
  for (const [row, { hours }] of days.entries()) {
    const hour = highest ? hours.indexOf(highest) : -1
    if (hour >= 0) return [row, hour]
  }
  return [0, 9]
}
