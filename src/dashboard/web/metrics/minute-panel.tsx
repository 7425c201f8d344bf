/** Requests and tokens a minute, now and at most, beside what their user typed in. */
import type { MinuteRate } from '../../../core/analytics/minute-rates.ts'
import { formatShare, formatTokens } from '../../../core/words/format.ts'
import { linearScale, pathOf } from '../analytics/scale.ts'
import { Link } from '../navigation.tsx'
import { Panel } from '../parts/panel.tsx'
import type { MetricsProps } from './totals.tsx'

export const MinutePanel = ({ report: { rates }, instance }: MetricsProps) => (
  <Panel
    title="Per minute"
    aside={
      <span class="muted">
        {instance === undefined ? 'all agents together' : 'this agent alone'} <span class="origin">counted</span>
      </span>
    }
  >
    <div class="gauges">
      <Gauge label="Requests" rate={rates.requests} />
      <Gauge label="Input, without cache reads" rate={rates.input} />
      <Gauge label="Output" rate={rates.output} />
    </div>
    {[rates.requests, rates.input, rates.output].every(({ limit }) => limit === undefined) && (
      <p class="muted fine">
        No agent tells its limits a minute: type yours in under{' '}
        <Link class="link" to={{ screen: 'settings', query: { section: 'health' } }}>
          Settings
        </Link>
        , Health.
      </p>
    )}
  </Panel>
)

function Gauge({ label, rate }: { readonly label: string; readonly rate: MinuteRate }) {
  const { now, highest, minutes, limit } = rate
  const [width, height] = [240, 40]
  const top = Math.max(limit ?? 0, highest, 1)
  const scale = linearScale(minutes)
  const course = pathOf(
    minutes.map((value, at) => ({
      x: (at / (minutes.length - 1)) * width,
      y: height - 2 - scale.at(value) * (height - 14),
    })),
  )
  return (
    <div>
      <p class="muted fine">{label}</p>
      <p>
        <b>{formatTokens(now)}</b>{' '}
        <span class="muted">{limit === undefined ? 'now' : `of ${formatTokens(limit)}`}</span>
      </p>
      <svg class="chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="gauge-track" width={width} height={4} />
        <rect class="gauge-used" width={(now / top) * width} height={4} />
        <rect class="gauge-high" x={Math.min(width - 2, (highest / top) * width)} width={2} height={6} />
        <path class="trend" d={course} />
      </svg>
      <p class="muted fine">
        last hour, highest {formatTokens(highest)}
        {limit !== undefined && `, ${formatShare(highest / limit)}`}
      </p>
    </div>
  )
}
