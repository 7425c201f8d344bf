import type { BlockView } from './block.ts'

export function BlockPanel({ block }: { readonly block: BlockView | undefined }) {
  if (block === undefined) {
    return (
      <>
        <header class="panel-head">
          <h2>5-hour block</h2>
          <span class="muted">none runs</span>
        </header>
        <p class="quiet">The next one begins with the next response.</p>
      </>
    )
  }
  const { ticks, now, projected } = block
  // A label in the middle would run into one at an edge.
  const isNowFree = now.x > 45 && now.x < 255
  return (
    <>
      <header class="panel-head">
        <h2>5-hour block</h2>
        <span class="muted">{block.when}</span>
      </header>
      <p class="trio">
        {block.figures.map(({ value, label }) => (
          <span key={label}>
            <b>{value}</b>
            {label}
          </span>
        ))}
      </p>
      <svg class="chart block" viewBox="0 0 300 88" width="100%" role="img" aria-label={block.summary}>
        <line class="axis" x1="0" x2="300" y1="70" y2="70" />
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
        <text x="300" y="83" text-anchor="end">
          {ticks.end}
        </text>
      </svg>
    </>
  )
}
