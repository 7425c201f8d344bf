/** What comes into TCE and what it hands out: who sends events, OpenTelemetry, Prometheus. */

import type { EventTotals, SourceTotal } from '../../../core/captured/event-totals.ts'
import type { SettingChanges, SettingsReport } from '../../../core/settings/settings.ts'
import { formatBytes, formatCount, formatDuration, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { api, ask } from '../api.ts'
import { useNow } from '../clock.ts'
import { termOf } from '../events/filter-terms.ts'
import { Link } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Mark } from '../parts/mark.tsx'
import type { Column } from '../parts/table.tsx'
import { MiniTable } from '../parts/table.tsx'
import { momentOf } from '../parts/time.ts'
import { type Answered, useAnswer } from '../parts/use-answer.ts'
import { settingOf } from './fields.ts'
import { SettingRow, SwitchRow } from './setting-controls.tsx'

interface ConnectionsProps {
  readonly report: SettingsReport
  readonly totals: Answered<EventTotals>
  readonly onChange: (changes: SettingChanges) => Promise<string | undefined>
}

export function ConnectionsSection({ report, totals, onChange }: ConnectionsProps) {
  const { value, problem, retry } = totals
  return (
    <section id="connections" aria-labelledby="connections-title">
      <h2 id="connections-title">Connections</h2>
      <p class="muted lede">
        Programs and agents that tell TCE what they do, and what reads its figures. What they sent is under{' '}
        <Link to={{ screen: 'events', query: {} }}>Events</Link>.
      </p>
      <CommandRow
        label="OpenTelemetry"
        what="OpenTelemetry"
        note="Makes a key and prints the variables that point an agent here: JSON and protobuf, logs, traces and metrics"
        command="tce integrations otel"
      />
      <CommandRow
        label={
          <>
            Prometheus <ScrapeState />
          </>
        }
        what="Prometheus"
        note="Agents by state, tokens, cost and events; docs/grafana.json is a board for it"
        command={`${location.origin}/metrics`}
      />
      <SwitchRow
        setting={settingOf(report, 'metrics.projects')}
        label="Names of projects in the metrics"
        note="Else Prometheus is told none"
        onChange={onChange}
      />
      {problem && <AskFailed what="The list of sources" problem={problem} onRetry={retry} />}
      {value !== undefined && value.sources.length > 0 && (
        <MiniTable
          class="wide"
          scrollLabel="Sources of events, table"
          columns={sourceColumns}
          rows={value.sources}
          keyOf={({ source }) => source}
        />
      )}
      {value?.sources.length === 0 && <p class="quiet">Nobody has sent an event yet.</p>}
    </section>
  )
}

interface CommandRowProps {
  readonly label: preact.ComponentChildren
  /** The label alone. */
  readonly what: string
  readonly note: string
  readonly command: string
}

/** How long it is since somebody read the figures. */
function ScrapeState() {
  const nowMs = useNow(scrapeLookMs)
  const look = Math.floor(nowMs / scrapeLookMs)
  const { value } = useAnswer(`scrape ${look}`, () => ask(api.health.$get()), { followsUsage: false })
  if (value === undefined) return null
  if (value.scrape === undefined) {
    return (
      <span class="st">
        <Mark name="none" /> not scraped since TCE serves
      </span>
    )
  }
  const { at, series } = value.scrape
  return (
    <span class="st">
      <Mark name="healthy" /> scraped {formatDuration(Math.max(0, nowMs - Date.parse(at)))} ago,{' '}
      {plural(series, 'series', 'series')}
    </span>
  )
}

const scrapeLookMs = 5_000

const CommandRow = ({ label, what, note, command }: CommandRowProps) => (
  <SettingRow label={label} note={note}>
    <code class="mono command">{command}</code>
    <CopyButton text={command} what={what} />
  </SettingRow>
)

const sourceColumns: readonly Column<SourceTotal>[] = [
  {
    id: 'source',
    head: 'Source',
    isName: true,
    cell: ({ source }) => (
      <Link to={{ screen: 'events', query: { q: termOf('source', source) ?? '' } }}>{plainText(source)}</Link>
    ),
  },
  { id: 'events', head: 'Events', class: 'num', cell: ({ events }) => formatCount(events) },
  {
    id: 'rate',
    head: 'A minute',
    class: 'num',
    cell: ({ perMinute = 0 }) => (perMinute === 0 ? '–' : formatCount(perMinute)),
  },
  { id: 'bytes', head: 'Size', class: 'num', cell: ({ bytes }) => formatBytes(bytes) },
  {
    id: 'last',
    head: 'Last',
    class: 'num',
    cell: ({ lastAt }) => (lastAt === undefined ? '–' : momentOf(lastAt)),
  },
  {
    id: 'newest',
    head: 'Newest',
    cellClass: () => 'mono clip',
    title: ({ lastType }) => (lastType === undefined ? undefined : plainText(lastType)),
    cell: ({ lastType }) => (lastType === undefined ? '–' : plainText(lastType)),
  },
]
