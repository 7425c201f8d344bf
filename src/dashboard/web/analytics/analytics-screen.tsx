/** Analytics: what a message takes, how that changes, and what a marker has to do with it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { AnalyticsQuery, AnalyticsReport, NamedCount, WindowQuery } from '../../../core/analytics/analytics.ts'
import { trendWidths } from '../../../core/analytics/analytics.ts'
import { bucketsCsv, pointsCsv } from '../../../core/analytics/analytics-csv.ts'
import { dayText } from '../../../core/time/calendar.ts'
import { formatCount, formatUsd, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { learnTimeZone, pageCalendar } from '../live/time-zone.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { KindSelect } from '../parts/kind-select.tsx'
import { Icon } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Segments } from '../parts/segments.tsx'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { ScreenProps } from '../screens.ts'
import { hueModels } from '../usage/model-hue.ts'
import { UsageTabs } from '../usage/usage-tabs.tsx'
import { type AnalyticsAddress, readAnalyticsAddress, zoomed } from './address.ts'
import { CompareView } from './compare-view.tsx'
import { DaysChart } from './days-chart.tsx'
import { LowerPanels } from './lower-panels.tsx'
import { AddMarker, MarkerPanel } from './marker-panel.tsx'
import { MessageChart, type ShownModel } from './message-chart.tsx'
import { MessageTable } from './message-table.tsx'
import '../styles/usage.css'
import '../styles/analytics.css'

export default function AnalyticsScreen({ place }: ScreenProps) {
  const address = useMemo(() => readAnalyticsAddress(place.query), [place.query])
  return (
    <section data-screen="analytics" class="screen">
      <h1 class="sr">Analytics</h1>
      <Analytics address={address} />
    </section>
  )
}

const views = [
  { value: 'messages', label: 'Per message' },
  { value: '1', label: 'Today' },
  { value: '7', label: '7 days' },
  { value: '14', label: '14' },
  { value: '30', label: '30' },
  { value: '90', label: '90' },
] as const
const fewest = 10
/** As many dots as the chart has room for. */
const mostDots = 300
/** While it is moved. */
const askAgainAfterMs = 40

function Analytics({ address }: { readonly address: AnalyticsAddress }) {
  const { view, trend, agents, project, marker, compare } = address
  const [isAdding, setIsAdding] = useState(false)
  const [lit, setLit] = useState<string>()
  const [kept, setKept] = useState<string>()
  const nowMs = useNow(60_000)
  const calendar = pageCalendar()
  const today = calendar.dayOf(nowMs)
  const filter = { ...(agents.length > 0 && { agent: agents.join(',') }), ...(project !== '' && { project }) }
  const days = view === 'messages' ? '30' : view
  const query = { days, trend: String(trend), ...filter, ...(marker !== '' && { marker }) }
  const answer = useAnswer(JSON.stringify(query), () =>
    ask(api.analytics.$get({ query: query as unknown as Stringly<AnalyticsQuery> })),
  )
  const report = answer.value
  useEffect(() => {
    if (report) learnTimeZone(report.timezone)
  }, [report])
  const [place, move] = usePlace(address)
  const windowAsked = {
    ...{ trend: String(trend), points: String(mostDots), count: String(place.count) },
    ...filter,
    ...(place.from !== undefined && { from: String(place.from) }),
  }
  const isPerMessage = view === 'messages' && compare === undefined
  const windowAnswer = useAnswer(isPerMessage ? JSON.stringify(windowAsked) : undefined, () =>
    ask(api.analytics.messages.$get({ query: windowAsked as unknown as Stringly<WindowQuery> })),
  )
  const window = windowAnswer.value
  const shown = isPerMessage ? window?.models : report?.models
  const models = useMemo(() => shownModels(shown ?? [], report), [shown, report])
  const grey = lit ?? kept
  // Neither changes while the chart is moved: the same element is not drawn again.
  const besideChart = useMemo(() => report && <MarkerPanel report={report} onAdd={() => setIsAdding(true)} />, [report])
  const belowChart = useMemo(() => report && <LowerPanels report={report} />, [report])
  const problem = answer.problem ?? windowAnswer.problem

  if (report === undefined) {
    return (
      <>
        <div class="subnav">
          <UsageTabs current="analytics" />
        </div>
        {problem ? (
          <AskFailed what="Analytics" problem={problem} onRetry={answer.retry} />
        ) : (
          <SkeletonRows rows={14} label="Messages are being counted" />
        )}
      </>
    )
  }
  const csv = () =>
    isPerMessage && window
      ? saveFile('tce-messages.csv', 'text/csv;charset=utf-8', pointsCsv(window.points))
      : saveFile('tce-analytics.csv', 'text/csv;charset=utf-8', bucketsCsv(report))
  return (
    <>
      <div class="subnav">
        <UsageTabs current="analytics" />
        <span class="toolbar-end">
          <span class="muted">
            {plural(report.messages, 'message')} {report.days === 1 ? 'today' : `in ${report.days} days`}
            {report.costUsd !== undefined && `, ${formatUsd(report.costUsd)}`}
            {report.outsideUsd !== undefined && `, ${formatUsd(report.outsideUsd)} of it in no message`}
            {report.unpricedModels.length > 0 && ` without ${plainText(report.unpricedModels.join(', '))}`}
          </span>
          <button type="button" class="btn" onClick={csv}>
            <Icon name="save" size={14} /> CSV
          </button>
        </span>
      </div>
      <Progress report={report} />
      {problem && <AskFailed what="The newest figures" problem={problem} onRetry={answer.retry} />}
      {compare !== undefined ? (
        <CompareView address={{ ...address, compare }} report={report} today={today} />
      ) : (
        <>
          <div class="toolbar">
            <Segments
              label="View"
              segments={views}
              value={view}
              onChange={(value) => setQuery({ view: value === 'messages' ? '' : value })}
            />
            <span class="muted">Trend of</span>
            <Segments
              label="Trend of so many messages"
              segments={trendWidths.map((width) => ({ value: String(width), label: String(width) }))}
              value={String(trend)}
              onChange={(value) => setQuery({ trend: value })}
            />
            <div class="toolbar-end">
              <KindSelect kinds={report.agents.map(({ key }) => ({ id: key }))} chosen={agents} />
              <Select
                label="Project"
                class="is-bounded"
                value={project}
                choices={projectChoices(report, project)}
                onChange={(value) => setQuery({ project: value })}
              />
              <button type="button" class="btn" onClick={() => setQuery({ by: 'period' })}>
                Compare…
              </button>
              <button type="button" class="btn" onClick={() => setIsAdding(true)}>
                Add a marker…
              </button>
            </div>
          </div>
          <div class="cols c-2-1">
            <Panel
              title={
                isPerMessage ? 'Per message' : report.days === 1 ? 'Per hour, today' : `Per day, ${report.days} days`
              }
              aside={
                <fieldset class="legend" aria-label="Models: what is pointed at stays in its colour">
                  {models.map((model) => (
                    <button
                      key={model.model}
                      type="button"
                      class="legend-model"
                      aria-pressed={kept === model.model}
                      onPointerEnter={() => setLit(model.model)}
                      onPointerLeave={() => setLit(undefined)}
                      onFocus={() => setLit(model.model)}
                      onBlur={() => setLit(undefined)}
                      onClick={() => setKept(kept === model.model ? undefined : model.model)}
                    >
                      <i class={`sw s${model.hue}${model.shade > 0 ? ` v${model.shade}` : ''}`} />
                      {plainText(model.label)}
                    </button>
                  ))}
                  {isPerMessage && <span class="legend-trend">trend of {trend}</span>}
                  {isPerMessage && window && <ZoomButtons window={window} onMove={move} />}
                </fieldset>
              }
            >
              {isPerMessage ? (
                window === undefined || window.total < fewest ? (
                  <TooFew total={window?.total} />
                ) : (
                  <div id="per-message">
                    <MessageChart
                      window={window}
                      models={models}
                      lit={grey}
                      marker={report.effect.marker?.id}
                      onMove={move}
                      onMarker={(id) => setQuery({ marker: id })}
                    />
                    <MessageTable window={window} models={models} />
                  </div>
                )
              ) : (
                <DaysChart report={report} models={models} lit={grey} today={dayText(today)} />
              )}
            </Panel>
            {besideChart}
          </div>
          {belowChart}
        </>
      )}
      {isAdding && <AddMarker project={project} onClose={() => setIsAdding(false)} />}
    </>
  )
}

/** As a query goes through an address. */
type Stringly<Q> = { [Key in keyof Q]: never } & Record<string, never>

/** Which stretch is shown: moved at once, asked for a moment later, and in the address when it stands. */
function usePlace({ from, count }: AnalyticsAddress) {
  const [asked, setAsked] = useState<{ readonly from: number | undefined; readonly count: number }>({ from, count })
  const timers = useRef<{ ask?: ReturnType<typeof setTimeout>; keep?: ReturnType<typeof setTimeout> }>({})
  const wanted = useRef(asked)
  useEffect(() => setAsked({ from, count }), [from, count])
  const move = (nextFrom: number, nextCount: number) => {
    wanted.current = { from: nextFrom, count: nextCount }
    timers.current.ask ??= setTimeout(() => {
      delete timers.current.ask
      setAsked(wanted.current)
    }, askAgainAfterMs)
    clearTimeout(timers.current.keep)
    timers.current.keep = setTimeout(
      () => setQuery({ from: String(wanted.current.from), count: String(wanted.current.count) }, { replace: true }),
      500,
    )
  }
  return [asked, move] as const
}

function shownModels(counts: readonly NamedCount[], report: AnalyticsReport | undefined): readonly ShownModel[] {
  const unpriced = new Set(report?.unpricedModels)
  const priced = counts.map(({ key, label, totalTokens }) => ({
    ...{ model: key, label, totalTokens },
    costUsd: unpriced.has(key) ? undefined : 0,
  }))
  return hueModels(priced)
}

const projectChoices = ({ projects }: AnalyticsReport, chosen: string) => {
  const listed = projects.filter(({ key }) => key !== '').map(({ key }) => ({ value: key, label: plainText(key) }))
  const isListed = chosen === '' || listed.some(({ value }) => value === chosen)
  const all = { value: '', label: 'All projects' }
  return [all, ...listed, ...(isListed ? [] : [{ value: chosen, label: plainText(chosen) }])]
}

const ZoomButtons = ({
  window: place,
  onMove,
}: {
  readonly window: { readonly from: number; readonly count: number; readonly total: number }
  readonly onMove: (from: number, count: number) => void
}) => (
  <>
    {(
      [
        ['Zoom in', '+', 0.5],
        ['Zoom out', '−', 2],
      ] as const
    ).map(([label, sign, factor]) => (
      <button
        key={label}
        type="button"
        class="icon-btn"
        aria-label={label}
        onClick={() => {
          const next = zoomed(place, factor)
          onMove(next.from, next.count)
        }}
      >
        {sign}
      </button>
    ))}
  </>
)

const TooFew = ({ total }: { readonly total: number | undefined }) => (
  <div class="empty">
    <h2 class="empty-title">{total === undefined ? 'Messages are being counted' : 'Too few messages for a trend'}</h2>
    {total !== undefined && (
      <p>
        {plural(total, 'message')} so far. The chart begins at {fewest}. A message is your prompt and everything until
        the agent is done.
      </p>
    )}
  </div>
)

function Progress({ report }: { readonly report: AnalyticsReport }) {
  const { sessions, read } = report.progress
  if (read >= sessions) return null
  return (
    <p class="notebar" role="status">
      {formatCount(read)} of {formatCount(sessions)} sessions are counted, newest first.
    </p>
  )
}
