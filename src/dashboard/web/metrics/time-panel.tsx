/** Where the time went, what went wrong, and which files were touched: of one session, or of all. */

import { figureInWords } from '../../../core/analytics/analytics-words.ts'
import { fileCounts } from '../../../core/analytics/metrics-report.ts'
import { formatCount, formatDuration, plural } from '../../../core/words/format.ts'
import { ByTelemetryAlone } from '../parts/by-telemetry-alone.tsx'
import { Panel } from '../parts/panel.tsx'
import { MiniTable } from '../parts/table.tsx'
import type { MetricsProps } from './totals.tsx'

type Row = readonly [what: string, value: string, origin: string]

export const TimePanel = ({ report, instance }: MetricsProps) => {
  const { time, errors, retries, interrupted, subagents } = instance ?? report
  const files = instance === undefined ? report.files : fileCounts([instance])
  const rows: readonly Row[] = [
    ['In the model', formatDuration(time.modelMs), time.modelOrigin],
    ['In tools', formatDuration(time.toolMs), time.toolOrigin],
    ['Waiting for you', formatDuration(time.waitingMs), 'estimate'],
    ...(time.firstTokenMs === undefined
      ? []
      : [['First token, median', figureInWords(time.firstTokenMs, 'ms'), 'official'] satisfies Row]),
    ['Errors', formatCount(errors), 'counted'],
    ['Retries', formatCount(retries), 'counted'],
    ['You interrupted', plural(interrupted, 'time'), 'counted'],
    ['Subagents', formatCount(subagents), 'counted'],
    ['Files edited', formatCount(files.edited), 'counted'],
    ['Files created', formatCount(files.created), 'counted'],
    ['Files only read', formatCount(files.read), 'counted'],
  ]
  return (
    <Panel title="Time and trouble">
      <MiniTable
        class="wide"
        hasHiddenHeads
        columns={[
          { id: 'what', head: 'What', isName: true, cell: ([what]) => what },
          { id: 'value', head: 'How much', class: 'num', cell: ([, value]) => value },
          { id: 'origin', head: 'Origin', class: 'num', cell: ([, , origin]) => <span class="origin">{origin}</span> },
        ]}
        rows={rows}
        keyOf={([what]) => what}
      />
      {time.firstTokenMs === undefined && <ByTelemetryAlone what="How soon an answer begins" />}
    </Panel>
  )
}
