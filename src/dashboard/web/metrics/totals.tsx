/** What all of them took, or one: cost, tokens, context, models. */
import type { InstanceMetrics } from '../../../core/analytics/instance-metrics.ts'
import type { MetricsReport } from '../../../core/analytics/metrics-report.ts'
import { formatShare, formatTokens, formatUsd, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { Figure, FigureStrip } from '../parts/figures.tsx'
import { Hint } from '../parts/hint.tsx'
import { Bar } from '../parts/mark.tsx'
import { shareOf, titleOf } from './instance-title.tsx'

export interface MetricsProps {
  readonly report: MetricsReport
  /** The one that is shown; undefined: all. */
  readonly instance: InstanceMetrics | undefined
}

const counted = (about: string) => (
  <Hint
    word="counted"
    sentence="Counted by TCE from the agents’ own records, each response once."
    about={`Origin of ${about}`}
  />
)

export function Totals({ report, instance }: MetricsProps) {
  const prompt = report.totalTokens - report.tokens.output
  const fullest = report.instances
    .filter(
      ({ contextTokens, contextWindowTokens }) => contextTokens !== undefined && contextWindowTokens !== undefined,
    )
    .toSorted((a, b) => shareOf(b) - shareOf(a))[0]
  const over = (share: number) => report.instances.filter((one) => shareOf(one) >= share).length
  const models = [...Map.groupBy(report.instances, ({ modelLabel, model }) => modelLabel ?? model ?? 'no model yet')]
  return (
    <FigureStrip label="Totals" class="usage-figs">
      <Figure label={<>Cost {counted('cost')}</>}>
        <p class="fig-mid">{report.costUsd === undefined ? 'unpriced' : formatUsd(report.costUsd)}</p>
        <p class="fig-sub">
          {report.unpricedModels.length > 0 && `${plainText(report.unpricedModels.join(', '))} is unpriced`}
        </p>
      </Figure>
      <Figure label={<>Tokens {counted('tokens')}</>}>
        <p class="fig-mid">{formatTokens(report.totalTokens)}</p>
        <p class="fig-sub">{prompt > 0 && `${formatShare(report.tokens.cacheRead / prompt)} from cache`}</p>
      </Figure>
      <Figure
        label={
          <>
            {instance ? 'Context' : 'Context, the fullest'} {counted('context')}
          </>
        }
      >
        {fullest === undefined ? (
          <p class="fig-mid muted">–</p>
        ) : (
          <>
            <p class="fig-mid">
              {formatShare(shareOf(fullest))}{' '}
              <span class="fig-sub">
                {instance
                  ? `${formatTokens(fullest.contextTokens ?? 0)} of ${formatTokens(fullest.contextWindowTokens ?? 0)}`
                  : titleOf(fullest)}
              </span>
            </p>
            <Bar percent={shareOf(fullest) * 100} isWide />
            <p class="fig-sub">
              {instance
                ? instance.compactions > 0 && plural(instance.compactions, 'compaction')
                : `${over(0.5)} over 50 %, ${over(0.8)} over 80 %`}
            </p>
          </>
        )}
      </Figure>
      <Figure label={instance ? 'Model' : 'Models'}>
        <p class="fig-mid">{instance ? plainText(models[0]?.[0] ?? '') : `${models.length} in use`}</p>
        <p class="fig-sub">
          {instance
            ? [
                plural(instance.responses, 'response'),
                instance.prompts === undefined ? '' : plural(instance.prompts, 'prompt'),
              ].join('  ')
            : models.map(([label, of]) => <span key={label}>{`${of.length} ${plainText(label)}`}</span>)}
        </p>
      </Figure>
    </FigureStrip>
  )
}
