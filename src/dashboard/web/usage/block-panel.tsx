import type { UsageReport } from '../../../core/usage/usage.ts'
import { PanelPart } from '../parts/panel.tsx'
import { useBoxWidth } from '../parts/use-box-width.ts'
import type { BlockView } from './block.ts'
import { toBlock } from './block.ts'

interface BlockPanelProps {
  readonly report: Pick<UsageReport, 'currentBlock' | 'timezone'>
  /** By the hour, from the day on which the block began. */
  readonly hours: UsageReport['rows']
  readonly nowMs: number
}

export function BlockPanel({ report: { currentBlock, timezone }, hours, nowMs }: BlockPanelProps) {
  const { box, widthPx } = useBoxWidth<HTMLDivElement>(342)
  const block = currentBlock && toBlock({ block: currentBlock, hours, timezone, nowMs, widthPx })
  return <div ref={box}>{block ? <Block block={block} /> : <NoBlock />}</div>
}

const NoBlock = () => (
  <PanelPart title="5-hour block" aside={<span class="muted">none runs</span>}>
    <p class="quiet">The next one begins with the next response.</p>
  </PanelPart>
)

function Block({ block }: { readonly block: BlockView }) {
  const { ticks, now, projected, widthPx } = block
  // A label in the middle would run into one at an edge.
  const isNowFree = now.x > 55 && now.x < widthPx - 55
  return (
    <PanelPart title="5-hour block" aside={<span class="muted">{block.when}</span>}>
      <p class="trio">
        {block.figures.map(({ value, label }) => (
          <span key={label}>
            <b>{value}</b>
            {label}
          </span>
        ))}
      </p>
      <svg
        class="chart block"
        viewBox={`0 0 ${widthPx} 88`}
        width="100%"
        height="88"
        role="img"
        aria-label={block.summary}
      >
        <line class="axis" x1="0" x2={widthPx} y1="70" y2="70" />
        <path class="area" d={block.area} />
        <polyline class="line" points={block.line} />
        {projected && <line class="proj" x1={now.x} y1={now.y} x2={projected.x} y2={projected.y} />}
        <line class="nowline" x1={now.x} x2={now.x} y1="6" y2="70" />
        <circle cx={now.x} cy={now.y} r="2.5" />
        <text x="0" y="83">
          {ticks.start}
        </text>
        {isNowFree && (
          <text class="strong" x={now.x} y="83" text-anchor="middle">
            {ticks.now}
          </text>
        )}
        <text x={widthPx} y="83" text-anchor="end">
          {ticks.end}
        </text>
      </svg>
    </PanelPart>
  )
}
