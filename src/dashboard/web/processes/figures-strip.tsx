/** Agents by health, what they do, what they take, what today cost. */

import type { FleetReport } from '../../../core/process/report.ts'
import { formatTokens, formatUsd } from '../../../core/words/format.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { todayCost } from '../live/today-cost.ts'
import type { TodayCost } from '../live/today-usage.ts'
import { hourOfDay } from '../live/today-usage.ts'
import { Link } from '../navigation.tsx'
import { Figure, FigureStrip } from '../parts/figures.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Bar, Mark } from '../parts/mark.tsx'
import type { Figures, Gauge, HealthCount } from './figures.ts'
import { figuresOf, hourBars } from './figures.ts'
import { useMachine } from './machine.ts'
import { unknown } from './words.ts'

export function FiguresStrip({ fleet }: { readonly fleet: FleetReport }) {
  const machine = useMachine()
  const today = todayCost.value
  const figures = figuresOf(fleet, machine)
  return (
    <FigureStrip label="Fleet at a glance">
      <Agents figures={figures} />
      <Activity figures={figures} />
      <GaugeFigure label="Memory" gauge={figures.memory} />
      <GaugeFigure label="CPU" gauge={figures.cpu} />
      <Today today={today} />
    </FigureStrip>
  )
}

function Agents({ figures }: { readonly figures: Figures }) {
  return (
    <Figure label="Agents" class="fig-fleet">
      <div class="fig-row">
        <p class="fig-big">{figures.total}</p>
        {figures.marks ? (
          <div class="fleet" role="img" aria-label={figures.fleetLabel}>
            {figures.marks.map(({ id, health, isWaiting, title }) => (
              <span key={id} class={isWaiting ? 'u is-you' : 'u'} title={title}>
                <Mark name={health} />
              </span>
            ))}
          </div>
        ) : (
          <StackedBar counts={figures.counts} total={figures.total} label={figures.fleetLabel} />
        )}
      </div>
      <p class="fig-sub">
        {figures.kinds.length > 0
          ? figures.kinds.map(({ agent, count }) => (
              <span key={agent}>
                <KindMark agent={agent} />
                {count}
              </span>
            ))
          : figures.counts.map(({ health, count }) => (
              <span key={health}>
                <Mark name={health} />
                {count} {health}
              </span>
            ))}
      </p>
    </Figure>
  )
}

interface StackedBarProps {
  readonly counts: readonly HealthCount[]
  readonly total: number
  readonly label: string
}

function StackedBar({ counts, total, label }: StackedBarProps) {
  let x = 0
  return (
    <svg class="stack" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={label}>
      {counts.map(({ health, count }) => {
        const width = (100 * count) / total
        x += width
        return <rect key={health} class={`is-${health}`} x={x - width} width={width} height="10" />
      })}
    </svg>
  )
}

function Activity({ figures: { waiting, activities } }: { readonly figures: Figures }) {
  return (
    <Figure label="Activity">
      <p class="fig-mid">
        {waiting > 0 ? (
          <Link to={{ screen: 'processes', query: { show: 'waiting' } }} class="is-waiting">
            {waiting} waiting<span class="wide-only"> for you</span>
          </Link>
        ) : (
          'Nobody waits'
        )}
      </p>
      <p class="fig-sub">
        {activities.map((words) => (
          <span key={words.replace(/^\d+/, '')}>{words}</span>
        ))}
      </p>
    </Figure>
  )
}

function GaugeFigure({ label, gauge }: { readonly label: string; readonly gauge: Gauge }) {
  return (
    <Figure label={label}>
      <p class="fig-mid">
        {gauge.value} <small>{gauge.of}</small>
      </p>
      <Bar percent={gauge.percent ?? 0} isWide warns={false} />
      <p class="fig-sub">
        <span class="clip">{gauge.note}</span>
      </p>
    </Figure>
  )
}

function Today({ today }: { readonly today: TodayCost | undefined }) {
  return (
    <div class="fig fig-cost">
      <div>
        <p class="fig-label">
          Today{' '}
          {today && (
            <button type="button" class="origin" title={today.origin} aria-label={`Origin: ${today.origin}`}>
              {today.originWord}
            </button>
          )}
        </p>
        <p class="fig-mid">
          {today ? (today.costUsd === undefined ? noCost(today) : formatUsd(today.costUsd)) : unknown}
        </p>
        <p class="fig-sub">
          <span>{today ? `${formatTokens(today.totalTokens)} tokens` : ' '}</span>
        </p>
      </div>
      {today && <Hours today={today} />}
    </div>
  )
}

/** Nothing used is known to cost nothing; something used without a price is not. */
const noCost = ({ totalTokens }: TodayCost): string => (totalTokens === 0 ? formatUsd(0) : 'unpriced')

function Hours({ today }: { readonly today: TodayCost }) {
  const { bars, peak } = hourBars(today.hoursUsd, hourOfDay(Date.now(), pageCalendar()))
  if (peak === undefined) return null
  const label = `Cost by hour today, highest ${peak.hour}:00 with ${formatUsd(peak.usd)}`
  return (
    <div class="fig-hours">
      <svg class="hours" viewBox="0 0 96 28" width="96" height="28" role="img" aria-label={label}>
        {bars.map(({ hour, kind, share }) => {
          const height = Math.max(1, Math.round(share * 260) / 10)
          return <rect key={hour} class={kind} x={hour * 4} y={28 - height} width="3" height={height} />
        })}
      </svg>
      <p class="fig-sub">
        <span>{today.burnUsdPerHour === undefined ? '' : `${formatUsd(today.burnUsdPerHour)}/h now`}</span>
      </p>
    </div>
  )
}
