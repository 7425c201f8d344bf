/** Hours of today or days: tokens stacked by model, amplification and tool calls as lines; the same as a table. */
import { useMemo } from 'preact/hooks'
import type { AnalyticsBucket, AnalyticsReport } from '../../../core/analytics/analytics.ts'
import { figureInWords } from '../../../core/analytics/analytics-words.ts'
import { formatCount, formatTokens } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { useBoxWidth } from '../parts/use-box-width.ts'
import { dateWords } from '../usage/buckets.ts'
import { AsTable } from './as-table.tsx'
import type { ShownModel } from './message-chart.tsx'
import { linearScale, logScale, pathOf, type Scale, tokensOfTick } from './scale.ts'

interface DaysChartProps {
  readonly report: AnalyticsReport
  readonly models: readonly ShownModel[]
  readonly lit: string | undefined
  readonly today: string
}

const [left, right, stripHeight, stripGap, top] = [52, 6, 92, 26, 26]
const height = top + 3 * (stripHeight + stripGap)

export function DaysChart({ report, models, lit, today }: DaysChartProps) {
  const { box, widthPx } = useBoxWidth<HTMLElement>(770)
  const width = Math.max(320, widthPx)
  const { buckets } = report
  const step = (width - left - right) / Math.max(1, buckets.length)
  const words = (key: string) => (report.days === 1 ? key : dateWords(key, today))
  const every = Math.max(1, Math.ceil(buckets.length / Math.max(2, Math.floor(width / 110))))
  return (
    <section ref={box} class="msg-chart" aria-label={report.days === 1 ? 'Per hour, chart' : 'Per day, chart'}>
      <svg width={width} height={height + 4} aria-hidden="true" class="chart">
        <Bars {...{ buckets, models, lit, step, width }} />
        <LineStrip
          title="Amplification, median, estimated"
          values={buckets.map(({ amplification }) => amplification)}
          words={(value) => figureInWords(value, 'times')}
          scale={logScale}
          y={top + stripHeight + stripGap}
          {...{ step, width }}
        />
        <LineStrip
          title="Tool calls a message, mean"
          values={buckets.map(({ toolCalls }) => toolCalls)}
          words={(value) => String(Math.round(value))}
          scale={linearScale}
          y={top + 2 * (stripHeight + stripGap)}
          {...{ step, width }}
        />
      </svg>
      <svg width={width} height={16} aria-hidden="true" class="chart">
        {buckets.map(({ key, startAt }, at) =>
          at % every === Math.floor(every / 2) ? (
            <text key={startAt} class="day" x={left + (at + 0.5) * step} y={11}>
              {words(key)}
            </text>
          ) : null,
        )}
      </svg>
      <BucketTable buckets={buckets} words={words} />
    </section>
  )
}

interface TicksProps {
  readonly ticks: readonly number[]
  readonly up: (value: number) => number
  readonly words: (value: number) => string
  readonly width: number
}

const Ticks = ({ ticks, up, words, width }: TicksProps) => (
  <>
    {ticks.map((tick) => (
      <g key={tick}>
        <line class="grid" x1={left} x2={width - right} y1={up(tick)} y2={up(tick)} />
        <text class="tick" x={left - 6} y={up(tick) + 3}>
          {words(tick)}
        </text>
      </g>
    ))}
  </>
)

interface BarsProps {
  readonly buckets: readonly AnalyticsBucket[]
  readonly models: readonly ShownModel[]
  readonly lit: string | undefined
  readonly step: number
  readonly width: number
}

function Bars({ buckets, models, lit, step, width }: BarsProps) {
  const scale = useMemo(() => linearScale(buckets.map(({ totalTokens }) => totalTokens)), [buckets])
  const up = (value: number) => top + stripHeight - scale.at(value) * stripHeight
  const bar = Math.max(1, step - Math.min(3, step * 0.2))
  return (
    <g>
      <Ticks ticks={scale.ticks} up={up} words={tokensOfTick} width={width} />
      {buckets.map((bucket, at) => {
        let below = 0
        return (
          <g key={bucket.startAt}>
            {models.map(({ model, hue, shade }) => {
              const tokens = bucket.models.find((one) => one.model === model)?.totalTokens ?? 0
              if (tokens === 0) return null
              const [y1, y2] = [up(below), up(below + tokens)]
              below += tokens
              return (
                <rect
                  key={model}
                  class={`s${hue}${shade > 0 ? ` v${shade}` : ''}${lit !== undefined && lit !== model ? ' is-grey' : ''}`}
                  x={left + at * step + (step - bar) / 2}
                  width={bar}
                  y={y2}
                  height={Math.max(0.5, y1 - y2 - 0.5)}
                />
              )
            })}
          </g>
        )
      })}
      <text class="strip-title" x={left} y={top - 8}>
        Tokens
      </text>
    </g>
  )
}

interface LineStripProps {
  readonly title: string
  readonly values: readonly (number | undefined)[]
  readonly words: (value: number) => string
  readonly scale: (values: readonly number[]) => Scale
  readonly step: number
  readonly width: number
  readonly y: number
}

function LineStrip({ title, values, words, scale: scaleOf, step, width, y }: LineStripProps) {
  const scale = scaleOf(values.flatMap((value) => value ?? []))
  const up = (value: number) => y + stripHeight - scale.at(value) * stripHeight
  const points = values.map((value, at) => ({
    x: left + (at + 0.5) * step,
    y: value === undefined ? undefined : up(value),
  }))
  return (
    <g>
      <Ticks ticks={scale.ticks} up={up} words={words} width={width} />
      <path class="trend" d={pathOf(points)} />
      <path
        class="dots is-trend"
        d={points
          .map((point) => (point.y === undefined ? '' : `M${point.x.toFixed(1)} ${point.y.toFixed(1)}h0`))
          .join('')}
      />
      <text class="strip-title" x={left} y={y - 8}>
        {title}
      </text>
    </g>
  )
}

const BucketTable = ({
  buckets,
  words,
}: {
  readonly buckets: readonly AnalyticsBucket[]
  readonly words: (key: string) => string
}) => (
  <AsTable
    heads={['When', 'Messages', 'Cost', 'Tokens', 'Amplification', 'Tools']}
    lines={() =>
      buckets
        .filter(({ messages }) => messages > 0)
        .map((bucket) => ({
          key: bucket.startAt,
          cells: [
            plainText(words(bucket.key)),
            formatCount(bucket.messages),
            figureInWords(bucket.costUsd, 'usd'),
            formatTokens(bucket.totalTokens),
            figureInWords(bucket.amplification, 'times'),
            figureInWords(bucket.toolCalls, 'count'),
          ],
        }))
    }
  />
)
