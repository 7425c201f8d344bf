/** Metrics of all agents that run, or of one: what each took and did, and how close it is to rates per minute. */
import type { InstanceMetrics } from '../../../core/analytics/instance-metrics.ts'
import type { MetricsReport } from '../../../core/analytics/metrics-report.ts'
import { plural } from '../../../core/words/format.ts'
import { api, ask } from '../api.ts'
import { Link, setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Icon } from '../parts/mark.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import type { ScreenProps } from '../screens.ts'
import { ByAgent } from './by-agent.tsx'
import { ClassPanel } from './class-panel.tsx'
import { ContextPanel } from './context-panel.tsx'
import { FilesPanel } from './files-panel.tsx'
import { InstanceName, titleOf } from './instance-title.tsx'
import { MinutePanel } from './minute-panel.tsx'
import { PlanPanel } from './plan-panel.tsx'
import { TimePanel } from './time-panel.tsx'
import { ToolsPanel } from './tools-panel.tsx'
import { type MetricsProps, Totals } from './totals.tsx'
import '../styles/usage.css'
import '../styles/analytics.css'

export default function MetricsScreen({ place }: ScreenProps) {
  const session = place.query['session'] ?? ''
  const all = useAnswer('all', () => ask(api.metrics.$get({ query: {} })))
  const one = useAnswer(session === '' ? undefined : session, () => ask(api.metrics.$get({ query: { session } })))
  const shown = session === '' ? all : one
  const report = shown.value
  const instance = session === '' ? undefined : report?.instances[0]
  return (
    <section data-screen="metrics" class="screen">
      <p class="crumbs muted">
        <Link to={{ screen: 'processes', query: {} }}>Processes</Link> / Metrics
      </p>
      <div class="toolbar">
        <h1 class="metrics-title">{instance === undefined ? 'All agents' : <InstanceName instance={instance} />}</h1>
        <Select
          label="Of which agent"
          class="is-bounded"
          value={session}
          choices={choicesOf(all.value, session, instance)}
          onChange={(value) => setQuery({ session: value })}
        />
        <div class="toolbar-end">
          {report && session === '' && (
            <span class="muted">{plural(report.instances.length, 'agent')}, their sessions so far</span>
          )}
          {instance && (
            <Link class="btn" to={{ screen: 'session', sessionId: instance.sessionId, query: {} }}>
              Open session
            </Link>
          )}
          {report && (
            <button
              type="button"
              class="btn"
              onClick={() => saveFile('tce-metrics.json', 'application/json', JSON.stringify(report, undefined, 2))}
            >
              <Icon name="save" size={14} /> JSON
            </button>
          )}
        </div>
      </div>
      {shown.problem && <AskFailed what="Metrics" problem={shown.problem} onRetry={shown.retry} />}
      {report === undefined && shown.problem === undefined && (
        <SkeletonRows rows={12} label="Metrics are being counted" />
      )}
      {report && report.instances.length === 0 && (
        <div class="empty">
          <h2 class="empty-title">{session === '' ? 'No agent runs' : 'Nothing is counted of this session'}</h2>
          <p>Metrics appear with the first response of an agent.</p>
        </div>
      )}
      {report && report.instances.length > 0 && <Metrics report={report} instance={instance} />}
    </section>
  )
}

function choicesOf(all: MetricsReport | undefined, session: string, instance: InstanceMetrics | undefined) {
  const listed = (all?.instances ?? []).map((one) => ({ value: one.sessionId, label: titleOf(one) }))
  const isListed = session === '' || listed.some(({ value }) => value === session)
  const chosen = { value: session, label: instance === undefined ? session : titleOf(instance) }
  return [{ value: '', label: 'All agents' }, ...listed, ...(isListed ? [] : [chosen])]
}

const Metrics = ({ report, instance }: MetricsProps) => (
  <>
    <Totals report={report} instance={instance} />
    <div class="cols c-2-1">
      <div class="panel-stack">
        <MinutePanel report={report} instance={instance} />
        {instance === undefined ? (
          <ByAgent report={report} />
        ) : (
          <>
            <ContextPanel instance={instance} />
            <FilesPanel instance={instance} />
          </>
        )}
        <PlanPanel report={report} />
      </div>
      <div class="panel-stack">
        <ClassPanel report={report} />
        <ToolsPanel report={report} />
        <TimePanel report={report} instance={instance} />
      </div>
    </div>
  </>
)
