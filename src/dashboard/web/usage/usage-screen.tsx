/** Token Usage: what was used, by whom, when, and what it cost. Everything that is chosen here is in the address. */
import { useEffect, useMemo } from 'preact/hooks'
import { kindOf, noUsageWords } from '../../../agents/kinds.ts'
import type { AgentId } from '../../../core/process/agent-ids.ts'
import { agentsIn } from '../../../core/process/fleet-filter.ts'
import type { UsageQuery, UsageReport } from '../../../core/usage/usage.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { liveFleet } from '../live/live-store.ts'
import { learnTimeZone, pageCalendar } from '../live/time-zone.ts'
import { setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { KindSelect } from '../parts/kind-select.tsx'
import { Icon } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Segments } from '../parts/segments.tsx'
import { Select, withChosen } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import type { Answered } from '../parts/use-answer.ts'
import { useAnswer } from '../parts/use-answer.ts'
import type { ScreenProps } from '../screens.ts'
import type { UsageAddress } from './address.ts'
import {
  boundsOf,
  chartGroupings,
  ranges,
  rangeWords,
  readUsageAddress,
  spanWords,
  todayIn,
  usageQuestion,
} from './address.ts'
import { BlockPanel } from './block-panel.tsx'
import { dateWords, toChart } from './buckets.ts'
import { csvOf, fileName, groupingWords, jsonOf, sortRows } from './details.ts'
import { DetailsTable } from './details-table.tsx'
import { toFigures } from './figures.ts'
import { EmptyStrip, FiguresStrip } from './figures-strip.tsx'
import { toHeat } from './heat.ts'
import { HeatPanel } from './heat-panel.tsx'
import { hueClass } from './model-hue.ts'
import { ModelsPanel } from './models-panel.tsx'
import { ProjectsPanel } from './projects-panel.tsx'
import { modelShares, projectShares } from './shares.ts'
import { UsageChart } from './usage-chart.tsx'
import { UsageTabs } from './usage-tabs.tsx'
import '../styles/usage.css'
import '../styles/analytics.css'

export default function UsageScreen({ place }: ScreenProps) {
  const address = useMemo(() => readUsageAddress(place.query), [place.query])
  return (
    <section data-screen="usage" class="screen">
      <h1 class="sr">Token Usage</h1>
      <div class="toolbar">
        <UsageTabs current="usage" />
      </div>
      <Usage address={address} />
    </section>
  )
}

const useUsage = (query: UsageQuery): Answered<UsageReport> =>
  useAnswer(JSON.stringify(query), () => ask(api.usage.$get({ query })))

function Usage({ address }: { readonly address: UsageAddress }) {
  const { unit, per, by, agents, model, project, sort } = address
  const zone = pageCalendar().timezone
  const nowMs = useNow(30_000)
  const today = todayIn(zone, nowMs)
  const bounds = useMemo(() => boundsOf(address, today), [address, today])
  const chartAnswer = useUsage(usageQuestion(per, bounds, { agents, model, project, splitBy: 'model' }))
  const models = useUsage(usageQuestion('model', bounds, { agents, project })).value
  const projects = useUsage(usageQuestion('project', bounds, { agents, model })).value
  const heatReport = useUsage(usageQuestion('hour-of-week', bounds, { agents, model, project })).value
  const detailsAnswer = useUsage(usageQuestion(by, bounds, { agents, model, project }))
  const report = chartAnswer.value
  const block = report?.currentBlock
  const blockDay = todayIn(zone, block ? Date.parse(block.startAt) : nowMs)
  const hours = useUsage(usageQuestion('hour', { since: blockDay }, { agents, model, project })).value
  useEffect(() => {
    if (report) learnTimeZone(report.timezone)
  }, [report])

  const chart = useMemo(
    () => report && toChart({ report, unit, per, bounds, today }),
    [report, unit, per, bounds, today],
  )
  const details = detailsAnswer.value
  const rows = useMemo(() => (details ? sortRows(details.rows, details.by, sort) : []), [details, sort])
  const problem = chartAnswer.problem ?? detailsAnswer.problem

  const span = spanWords(address)
  const heatBounds = { firstDay: bounds.since ?? firstDayOf(report) ?? today, lastDay: bounds.until ?? today }
  const isEmpty =
    report !== undefined &&
    report.periods.allTime.totalTokens === 0 &&
    agents.length + model.length + project.length === 0

  if (report === undefined) {
    return problem ? (
      <AskFailed what="Usage" problem={problem} onRetry={chartAnswer.retry} />
    ) : (
      <>
        <EmptyStrip />
        <div class="toolbar" aria-hidden="true" />
        <SkeletonRows rows={14} label="Usage is being counted" />
      </>
    )
  }
  if (isEmpty) return <NothingYet problems={report.problems} />
  const kinds = report.agents.map((id) => ({ id }))
  if (agents.length > 0 && agents.every((id) => kindOf(id).keepsNoUsage))
    return <NoUsage kinds={kinds} agents={agents} />
  return (
    <>
      <FiguresStrip figures={toFigures(report)} />
      <div class="toolbar">
        <Segments
          label="Range"
          segments={ranges.map((value) => ({ value, label: rangeWords[value] }))}
          value={address.zoom ? ('' as never) : address.range}
          onChange={(range) => setQuery({ range: range === '30' ? '' : range, since: '', until: '' })}
        />
        <Segments
          label="Measure"
          segments={[
            { value: 'cost', label: 'Cost' },
            { value: 'tokens', label: 'Tokens' },
          ]}
          value={unit}
          onChange={(value) => setQuery({ unit: value === 'cost' ? '' : value })}
        />
        <Segments
          label="Per"
          segments={chartGroupings.map((value) => ({ value, label: groupingWords[value] }))}
          value={per}
          onChange={(value) => setQuery({ per: value === 'day' ? '' : value })}
        />
        {address.zoom && (
          <button type="button" class="btn" onClick={zoomOut}>
            {dateWords(address.zoom.since, today)} – {dateWords(address.zoom.until, today)}
            <Icon name="x" size={12} />
            <span class="sr">Zoom out</span>
          </button>
        )}
        <div class="toolbar-end">
          <KindSelect kinds={kinds} chosen={agents} />
          <Select
            label="Model"
            class="is-bounded"
            value={model}
            choices={withChosen([{ value: '', label: 'All models' }, ...optionsOf(models)], model)}
            onChange={(value) => setQuery({ model: value })}
          />
          <Select
            label="Project"
            class="is-bounded"
            value={project}
            choices={withChosen([{ value: '', label: 'All projects' }, ...optionsOf(projects)], project)}
            onChange={(value) => setQuery({ project: value })}
          />
          {details && (
            <>
              <DownloadButton
                words="CSV"
                what={`the table by ${groupingWords[details.by].toLowerCase()}`}
                onClick={() => saveFile(fileName(details, today, 'csv'), 'text/csv;charset=utf-8', csvOf(rows))}
              />
              <DownloadButton
                words="JSON"
                what={`the table by ${groupingWords[details.by].toLowerCase()}`}
                onClick={() => saveFile(fileName(details, today, 'json'), 'application/json', jsonOf(details, rows))}
              />
            </>
          )}
        </div>
      </div>
      {problem && <AskFailed what="The newest usage" problem={problem} onRetry={chartAnswer.retry} />}
      <div class="cols c-2-1">
        <Panel
          title={`${unit === 'cost' ? 'Cost' : 'Tokens'} per ${per}`}
          aside={
            <ul class="legend">
              {chart?.series.map((series) => (
                <li key={series.model}>
                  <i class={`sw ${hueClass(series)}`} />
                  {plainText(series.label)}
                </li>
              ))}
            </ul>
          }
        >
          {chart && (
            <UsageChart
              chart={chart}
              isZoomed={address.zoom !== undefined}
              onZoom={(since, until) => setQuery({ since, until })}
              onZoomOut={zoomOut}
            />
          )}
        </Panel>
        <section class="panel">
          <BlockPanel report={report} hours={hours?.rows ?? []} nowMs={nowMs} />
          <ModelsPanel
            models={models ? modelShares(models.rows, unit, models.models) : []}
            span={span}
            chosen={model}
          />
        </section>
      </div>
      <div class="cols c-1-1">
        <ProjectsPanel
          projects={projects ? projectShares(projects.rows, unit) : []}
          span={span}
          unit={unit}
          chosen={project}
        />
        <HeatPanel heat={toHeat({ rows: heatReport?.rows ?? [], unit, ...heatBounds })} unit={unit} />
      </div>
      {details && <DetailsTable report={details} rows={rows} sort={sort} span={span} />}
      <Problems problems={[...report.problems, ...noUsageOf(agents)]} />
    </>
  )
}

/** Of those that run now, where no kind was asked for: the server says it of one that was. */
function noUsageOf(agents: readonly AgentId[]): readonly string[] {
  const fleet = liveFleet.value
  const words = fleet === undefined || agents.length > 0 ? undefined : noUsageWords(agentsIn(fleet))
  return words === undefined ? [] : [words]
}

/** No figure is 0 that nobody knows. */
const NoUsage = ({
  kinds,
  agents,
}: {
  readonly kinds: readonly { readonly id: string }[]
  readonly agents: readonly AgentId[]
}) => (
  <>
    <div class="toolbar">
      <div class="toolbar-end">
        <KindSelect kinds={kinds} chosen={agents} />
      </div>
    </div>
    <div class="empty">
      <h2 class="empty-title">No usage on disk</h2>
      <p>{noUsageWords(agents)}</p>
    </div>
  </>
)

const zoomOut = () => setQuery({ since: '', until: '' })

const firstDayOf = (report: UsageReport | undefined): string | undefined => {
  const key = report?.rows.find((row) => row.key !== '')?.key
  return key?.length === 7 ? `${key}-01` : key
}

const optionsOf = (report: UsageReport | undefined) =>
  report?.rows
    .filter(({ key }) => key !== '')
    .map(({ key, label }) => ({ value: key, label: plainText(label) || key })) ?? []

interface DownloadButtonProps {
  readonly words: string
  readonly what: string
  readonly onClick: () => void
}

const DownloadButton = ({ words, what, onClick }: DownloadButtonProps) => (
  <button type="button" class="btn" title={`${words} of ${what}, as it is shown`} onClick={onClick}>
    <Icon name="save" size={14} />
    {words}
    <span class="sr"> of {what}</span>
  </button>
)

/** What the reader has to know of the figures: lines that could not be read, a broken price file. */
function Problems({ problems }: { readonly problems: readonly string[] }) {
  if (problems.length === 0) return null
  return (
    <ul class="problems" aria-label="What these figures lack">
      {problems.map((problem) => (
        <li key={problem}>{plainText(problem)}</li>
      ))}
    </ul>
  )
}

const NothingYet = ({ problems }: { readonly problems: readonly string[] }) => (
  <>
    <div class="empty">
      <svg class="mark is-none big" width="40" height="40" aria-hidden="true">
        <use href="#m-none" />
      </svg>
      <h2 class="empty-title">No usage yet</h2>
      <p>The first figures appear with the first response of an agent.</p>
      <p class="muted fine">
        Expected some? Settings tell what is read from where; <code>tce doctor</code> tells why not.
      </p>
    </div>
    <Problems problems={problems} />
  </>
)
