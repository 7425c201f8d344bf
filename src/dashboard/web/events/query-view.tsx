/** Asking for what was: a query, a range, how much of it when, and the events page by page. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { useKeys } from '../keys.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon } from '../parts/mark.tsx'
import { QueryProblem, syntaxProblemOf } from '../parts/query-problem.tsx'
import { Select } from '../parts/select.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useTypedText } from '../parts/use-typed.ts'
import type { EventsAddress } from './address.ts'
import { binnedRange, rangeChoices, splitChoices } from './address.ts'
import { askTotals } from './event-source.ts'
import { createFoundEvents } from './found-events.ts'
import { FoundList } from './found-list.tsx'
import { HistogramPanel } from './histogram-panel.tsx'
import { QuerySide } from './query-side.tsx'

export function QueryView({ address }: { readonly address: EventsAddress }) {
  const { filter, range, order } = address
  const [ranAtMs, setRanAtMs] = useState(Date.now)
  const totals = useAnswer(`totals ${ranAtMs}`, askTotals, { followsUsage: false }).value
  const oldestMs = totals?.oldest === undefined ? undefined : Date.parse(totals.oldest)
  const bins = useMemo(() => binnedRange(range, ranAtMs, oldestMs), [range, ranAtMs, oldestMs])
  const since = range === 'all' || bins === undefined ? undefined : new Date(bins.sinceMs).toISOString()
  // biome-ignore lint/correctness/useExhaustiveDependencies: run again, the same question is another one.
  const found = useMemo(
    () => createFoundEvents({ query: filter.trim(), order, ...(since !== undefined && { since }) }),
    [filter, order, since, ranAtMs],
  )
  useEffect(() => {
    found.more()
    return found.stop
  }, [found])
  const view = found.view.value
  const syntax = view.problem && syntaxProblemOf(view.problem)
  return (
    <div class="query-cols">
      <QuerySide address={address} range={bins} />
      <div class="query-main">
        <QueryField address={address} onRun={() => setRanAtMs(Date.now())} />
        {syntax ? (
          <QueryProblem problem={syntax} />
        ) : (
          <>
            {view.problem && <AskFailed what="The events" problem={view.problem} onRetry={found.more} />}
            {bins && !view.problem && (
              <HistogramPanel address={address} range={bins} ranAtMs={ranAtMs} tookMs={view.tookMs} totals={totals} />
            )}
            <FoundList address={address} found={found} />
          </>
        )}
      </div>
    </div>
  )
}

interface QueryFieldProps {
  readonly address: EventsAddress
  readonly onRun: () => void
}

function QueryField({ address: { filter, range, order, by }, onRun }: QueryFieldProps) {
  // Back and forward change it too.
  const { typed, setTyped, tell } = useTypedText(filter)
  const input = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => input.current?.focus() })
  const run = (event: SubmitEvent) => {
    event.preventDefault()
    onRun()
    tell(typed.trim())
    setQuery({ q: typed.trim(), event: '' })
  }
  return (
    <form class="qfield" onSubmit={run}>
      <label class="field search">
        <Icon name="search" size={14} />
        <input
          ref={input}
          type="search"
          class="mono"
          value={typed}
          placeholder={'level:warn,error -source:ci data.run:>3 "timed out"'}
          aria-label="Query"
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
        />
        <kbd>/</kbd>
      </label>
      <Select
        label="Time"
        value={range}
        choices={rangeChoices}
        onChange={(value) => setQuery({ range: value === '24h' ? '' : value })}
      />
      <Select
        label="Bars"
        value={by}
        choices={splitChoices}
        onChange={(value) => setQuery({ by: value === 'level' ? '' : value })}
      />
      <Select
        label="Order"
        value={order}
        choices={[
          { value: 'newest', label: 'Newest first' },
          { value: 'oldest', label: 'Oldest first' },
        ]}
        onChange={(value) => setQuery({ order: value === 'newest' ? '' : value })}
      />
      <button type="submit" class="btn is-primary">
        Run
      </button>
    </form>
  )
}
