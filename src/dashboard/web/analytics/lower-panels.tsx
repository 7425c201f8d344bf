/** Below the chart: which tools, which files, and how well it went. */
import type { AnalyticsReport } from '../../../core/analytics/analytics.ts'
import { filesCsv, seriesCsv, toolsCsv } from '../../../core/analytics/analytics-csv.ts'
import { figureInWords } from '../../../core/analytics/analytics-words.ts'
import type { ToldRequests } from '../../../core/analytics/told-times.ts'
import { formatCount, formatShare, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { ByTelemetryAlone } from '../parts/by-telemetry-alone.tsx'
import { Panel } from '../parts/panel.tsx'
import { MiniTable } from '../parts/table.tsx'
import { AsTable, type TableLine } from './as-table.tsx'
import { CsvLink } from './csv-link.tsx'
import { pathOf } from './scale.ts'
import { callColumns } from './tool-columns.tsx'

const shownAtFirst = 10
const span = (days: number): string => (days === 1 ? 'today' : `${days} days`)

export const LowerPanels = ({ report }: { readonly report: AnalyticsReport }) => (
  <div class="cols c-1-1-1">
    <ToolsPanel report={report} />
    <FilesPanel report={report} />
    <QualityPanel report={report} />
  </div>
)

const ToolsPanel = ({ report }: { readonly report: AnalyticsReport }) => {
  const calls = report.tools.reduce((sum, tool) => sum + tool.calls, 0)
  return (
    <Panel
      title="Tools"
      aside={
        <span class="muted">
          {`${span(report.days)}, ${formatCount(calls)} calls`}{' '}
          <CsvLink of="Tools" name="tce-tools.csv" text={() => toolsCsv(report)} />
        </span>
      }
    >
      {report.tools.length === 0 ? (
        <p class="quiet">No tool was called.</p>
      ) : (
        <MiniTable
          class="wide"
          columns={[
            ...callColumns(report.tools),
            {
              id: 'failed',
              head: 'Failed',
              class: 'num',
              cell: ({ failures, calls: all }) => (failures === 0 ? '–' : formatShare(failures / all)),
            },
            { id: 'median', head: 'Median', class: 'num', cell: ({ medianMs }) => figureInWords(medianMs, 'ms') },
          ]}
          rows={report.tools.slice(0, shownAtFirst)}
          keyOf={({ name }) => name}
        />
      )}
    </Panel>
  )
}

const FilesPanel = ({ report }: { readonly report: AnalyticsReport }) => (
  <Panel
    title="Files"
    aside={
      <span class="muted">
        most touched <CsvLink of="Files" name="tce-files.csv" text={() => filesCsv(report)} />
      </span>
    }
  >
    {report.files.length === 0 ? (
      <p class="quiet">No tool named a file.</p>
    ) : (
      <MiniTable
        class="wide"
        columns={[
          {
            id: 'file',
            head: 'File',
            class: 'clip',
            isName: true,
            title: ({ path }) => plainText(path),
            cell: ({ path }) => plainText(path.split(/[\\/]/).at(-1) ?? path),
          },
          { id: 'read', head: 'Read', class: 'num', cell: ({ reads }) => (reads === 0 ? '–' : formatCount(reads)) },
          { id: 'edited', head: 'Edited', class: 'num', cell: ({ edits }) => (edits === 0 ? '–' : formatCount(edits)) },
          { id: 'sessions', head: 'Sessions', class: 'num', cell: ({ sessions }) => formatCount(sessions) },
        ]}
        rows={report.files.slice(0, shownAtFirst)}
        keyOf={({ path }) => path}
      />
    )}
  </Panel>
)

const QualityPanel = ({ report }: { readonly report: AnalyticsReport }) => (
  <Panel
    title="Quality"
    aside={
      <span class="muted">
        {span(report.days)} <CsvLink of="Quality" name="tce-quality.csv" text={() => seriesCsv(report)} />
      </span>
    }
  >
    <ul class="quality">
      {report.figures
        .filter(({ id, value }) => value !== undefined && id !== 'tokens' && id !== 'tools')
        .map(({ id, label, unit, origin, value, series }) => (
          <li key={id}>
            <span>
              <span class="muted">{label}</span> <span class="origin">{origin}</span>
              <br />
              <b>{figureInWords(value, unit)}</b>
            </span>
            <Course series={series} />
          </li>
        ))}
      {report.told && <ToldTimes told={report.told} />}
    </ul>
    {report.told === undefined && <ByTelemetryAlone what="First token and answer times" />}
    <AsTable
      heads={[`${report.trend} at a time`, ...report.figures.map(({ label }) => label)]}
      lines={() => seriesLines(report)}
    />
  </Panel>
)

/** The newest first. */
function seriesLines({ figures }: AnalyticsReport): readonly TableLine[] {
  const groups = Math.max(0, ...figures.map(({ series }) => series.length))
  return Array.from({ length: groups }, (_, at) => groups - 1 - at).map((place) => ({
    key: String(place),
    cells: [String(place + 1), ...figures.map(({ series, unit }) => figureInWords(series[place] ?? undefined, unit))],
  }))
}

const ToldTimes = ({ told: { requests, firstTokenMs, answerMs, isCut } }: { readonly told: ToldRequests }) => {
  const of = `${isCut === true ? 'the newest ' : ''}${plural(requests, 'request')}`
  const times: readonly (readonly [string, number | undefined])[] = [
    ['First token, median', firstTokenMs],
    ['Answer, median', answerMs],
  ]
  return times.map(([label, ms]) =>
    ms === undefined ? null : (
      <li key={label}>
        <span>
          <span class="muted">{label}</span> <span class="origin">official</span>
          <br />
          <b>{figureInWords(ms, 'ms')}</b> <span class="muted fine">{of}</span>
        </span>
      </li>
    ),
  )
}

/** How it went, from the lowest to the highest. */
function Course({ series }: { readonly series: readonly (number | null)[] }) {
  const known = series.flatMap((value) => value ?? [])
  const [lowest, highest] = [Math.min(...known), Math.max(...known)]
  const [width, height] = [150, 26]
  const points = series.map((value, at) => ({
    x: 2 + (at / Math.max(1, series.length - 1)) * (width - 4),
    y: value === null ? undefined : height - 3 - ((value - lowest) / (highest - lowest || 1)) * (height - 6),
  }))
  return (
    <svg class="chart course" width={width} height={height} aria-hidden="true">
      <path class="trend" d={pathOf(points)} />
    </svg>
  )
}
