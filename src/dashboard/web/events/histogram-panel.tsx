/** How much a query finds, and when: bars over the range, split by a field. */
import { useMemo } from 'preact/hooks'
import type { EventTotals } from '../../../core/captured/event-totals.ts'
import { formatCount, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { PanelPart } from '../parts/panel.tsx'
import { syntaxProblemOf } from '../parts/query-problem.tsx'
import { momentOf } from '../parts/time.ts'
import type { BinnedRange, EventsAddress } from './address.ts'
import { EventBars } from './event-bars.tsx'
import { useCounts } from './event-counts.ts'
import { splitOf } from './event-split.ts'
import { withRange } from './filter-terms.ts'

interface HistogramProps {
  readonly address: EventsAddress
  readonly range: BinnedRange
  readonly ranAtMs: number
  /** The first page of events. */
  readonly tookMs: number | undefined
  readonly totals: EventTotals | undefined
}

export function HistogramPanel({ address: { filter, by }, range, ranAtMs, tookMs, totals }: HistogramProps) {
  const { counts, isWhole, problem, retry } = useCounts(filter, range, by, ranAtMs)
  const { bins, kinds, events } = useMemo(() => splitOf(counts, by), [counts, by])
  // Of a query that can't be read the list says so.
  if (problem !== undefined) {
    return syntaxProblemOf(problem) ? null : <AskFailed what="The counts" problem={problem} onRetry={retry} />
  }
  const legend = by === 'level' ? kinds.toReversed() : kinds
  return (
    <section class="panel hist-panel" aria-label="The events over time">
      <PanelPart
        title={isWhole ? plural(events, 'event') : `${plural(events, 'event')} so far`}
        aside={
          <>
            <span class="muted">{storedWords(tookMs, totals, ranAtMs)}</span>
            <ul class="legend">
              {legend.map(({ key, name, hue, events: each }) => (
                <li key={key} title={plainText(name)}>
                  <i class={`sw ${hue}`} />
                  <span class="clip">{plainText(name)}</span> {formatCount(each)}
                </li>
              ))}
            </ul>
          </>
        }
      >
        <EventBars
          bins={bins}
          range={range}
          kinds={kinds}
          label={isWhole ? 'The events found' : 'The events counted so far'}
          heightPx={84}
          hasScale
          onChoose={(sinceMs, untilMs) => setQuery({ q: withRange(filter, sinceMs, untilMs) })}
        />
      </PanelPart>
    </section>
  )
}

/** "in 38 ms, of 1,048,221 stored since 21 Oct" */
function storedWords(tookMs: number | undefined, totals: EventTotals | undefined, nowMs: number): string {
  const took = tookMs === undefined ? '' : `in ${Math.max(1, Math.round(tookMs))} ms`
  if (totals === undefined) return took
  const since = totals.oldest === undefined ? '' : ` since ${momentOf(totals.oldest, nowMs)}`
  return `${took}${took === '' ? '' : ', '}of ${formatCount(totals.events)} stored${since}`
}
