/** How full its context was over time. */
import type { ContextMoment, InstanceMetrics } from '../../../core/analytics/instance-metrics.ts'
import { formatShare, formatTokens } from '../../../core/words/format.ts'
import { AsTable, type TableLine } from '../analytics/as-table.tsx'
import { pathOf } from '../analytics/scale.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { Panel } from '../parts/panel.tsx'
import { momentOf } from '../parts/time.ts'
import { useBoxWidth } from '../parts/use-box-width.ts'

export function ContextPanel({ instance }: { readonly instance: InstanceMetrics }) {
  const { box, widthPx } = useBoxWidth<HTMLDivElement>(770)
  const { context, contextWindowTokens } = instance
  const known = context.filter(({ tokens }) => tokens !== undefined)
  const window = contextWindowTokens ?? Math.max(1, ...known.map(({ tokens = 0 }) => tokens))
  const [left, height] = [52, 130]
  const [first, last] = [momentMs(known[0]), momentMs(known.at(-1))]
  const x = (at: string) => left + ((Date.parse(at) - first) / Math.max(1, last - first)) * (widthPx - left - 8)
  const y = (tokens: number) => height - Math.min(1, tokens / window) * (height - 12)
  return (
    <Panel
      title="Context"
      aside={
        <span class="muted">
          {contextWindowTokens === undefined ? 'of the most there was' : `share of ${formatTokens(window)} tokens`}
        </span>
      }
    >
      <div ref={box}>
        {known.length < 2 ? (
          <p class="quiet">Two responses make a line.</p>
        ) : (
          <svg class="chart" width={widthPx} height={height + 18} role="img" aria-label={contextWords(known, window)}>
            {[0, 0.5, 0.8].map((share) => (
              <g key={share}>
                <line class="grid" x1={left} x2={widthPx - 8} y1={y(share * window)} y2={y(share * window)} />
                <text class="tick" x={left - 6} y={y(share * window) + 3}>
                  {`${share * 100} %`}
                </text>
              </g>
            ))}
            <path class="trend" d={pathOf(known.map(({ at, tokens = 0 }) => ({ x: x(at), y: y(tokens) })))} />
            {context
              .filter(({ isCompaction }) => isCompaction === true)
              .map(({ at }) => (
                <line key={at} class="reading" x1={x(at)} x2={x(at)} y1={8} y2={height} />
              ))}
            {[known[0], known.at(-1)].map((moment, end) => (
              <text
                key={end === 0 ? 'first' : 'last'}
                class={end === 0 ? 'day-first' : 'tick'}
                x={end === 0 ? left : widthPx - 8}
                y={height + 14}
              >
                {clockOf(moment)}
              </text>
            ))}
          </svg>
        )}
      </div>
      {context.length >= 2 && (
        <AsTable
          heads={['When', 'Tokens', 'Share']}
          lines={() =>
            context
              .slice(-mostShown)
              .toReversed()
              .map((moment, at) => lineOf(moment, window, at))
          }
          note={context.length > mostShown ? `The newest ${mostShown}; the JSON has all.` : undefined}
        />
      )}
    </Panel>
  )
}

const momentMs = (moment: ContextMoment | undefined): number => (moment === undefined ? 0 : Date.parse(moment.at))
const clockOf = (moment: ContextMoment | undefined): string =>
  moment === undefined
    ? ''
    : new Date(moment.at).toLocaleString('en-GB', {
        ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
        timeZone: pageCalendar().timezone,
      })
const contextWords = (known: readonly ContextMoment[], window: number): string =>
  `Context, from ${formatShare((known[0]?.tokens ?? 0) / window)} to ${formatShare((known.at(-1)?.tokens ?? 0) / window)}`

/** More rows than anybody reads. */
const mostShown = 100

const lineOf = ({ at, tokens, before, isCompaction }: ContextMoment, window: number, place: number): TableLine => {
  const full = isCompaction === true ? (before ?? tokens) : tokens
  return {
    key: `${at} ${place}`,
    cells: [
      isCompaction === true ? `${momentOf(at)}, compacted` : momentOf(at),
      full === undefined ? '–' : formatTokens(full),
      full === undefined ? '–' : formatShare(full / window),
    ],
  }
}
