/** Metrics of all agents that run, or of one: what each took and did, and how close it is to rates per minute. */
import type {
  ContextMoment,
  InstanceMetrics,
  MetricsReport,
  MinuteRate,
} from '../../../core/analytics/instance-metrics.ts'
import type { Tokens } from '../../../core/usage/tokens.ts'
import {
  formatCount,
  formatDuration,
  formatShare,
  formatTokens,
  formatUsd,
  plural,
} from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { linearScale, pathOf } from '../analytics/scale.ts'
import { ShareBar } from '../analytics/share-bar.tsx'
import { api, ask } from '../api.ts'
import { pageCalendar } from '../live/time-zone.ts'
import { Link, setQuery } from '../navigation.tsx'
import { AskFailed } from '../parts/ask-failed.tsx'
import { Figure, FigureStrip } from '../parts/figures.tsx'
import { Hint } from '../parts/hint.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Bar, Icon } from '../parts/mark.tsx'
import { Panel } from '../parts/panel.tsx'
import { saveFile } from '../parts/save-file.ts'
import { Select } from '../parts/select.tsx'
import { SkeletonRows } from '../parts/skeleton.tsx'
import { MiniTable } from '../parts/table.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { useBoxWidth } from '../parts/use-box-width.ts'
import type { ScreenProps } from '../screens.ts'
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

const titleOf = ({ project, name, title, sessionId }: InstanceMetrics): string =>
  plainText([project ?? sessionId.slice(0, 8), name ?? title].filter((part) => part !== undefined).join(' · '))

const InstanceName = ({ instance }: { readonly instance: InstanceMetrics }) => (
  <>
    <KindMark agent={instance.agent} /> {plainText(instance.project ?? instance.sessionId.slice(0, 8))}{' '}
    <span class="muted">{plainText(instance.name ?? instance.title ?? '')}</span>
  </>
)

function choicesOf(all: MetricsReport | undefined, session: string, instance: InstanceMetrics | undefined) {
  const listed = (all?.instances ?? []).map((one) => ({ value: one.sessionId, label: titleOf(one) }))
  const isListed = session === '' || listed.some(({ value }) => value === session)
  const chosen = { value: session, label: instance === undefined ? session : titleOf(instance) }
  return [{ value: '', label: 'All agents' }, ...listed, ...(isListed ? [] : [chosen])]
}

interface MetricsProps {
  readonly report: MetricsReport
  readonly instance: InstanceMetrics | undefined
}

const Metrics = ({ report, instance }: MetricsProps) => (
  <>
    <Figures report={report} instance={instance} />
    <div class="cols c-2-1">
      <div class="panel-stack">
        <Panel
          title="Per minute"
          aside={<span class="muted">{instance === undefined ? 'all agents together' : 'this agent alone'}</span>}
        >
          <div class="gauges">
            <Gauge label="Requests" rate={report.rates.requests} />
            <Gauge label="Input, without cache reads" rate={report.rates.input} />
            <Gauge label="Output" rate={report.rates.output} />
          </div>
          {report.rates.requests.limit === undefined && (
            <p class="muted fine">
              No agent tells its limits: type yours in under{' '}
              <Link class="link" to={{ screen: 'settings', query: { section: 'health' } }}>
                Settings
              </Link>
              , Health.
            </p>
          )}
        </Panel>
        {instance === undefined ? (
          <ByAgent report={report} />
        ) : (
          <>
            <ContextPanel instance={instance} />
            <FilesPanel instance={instance} />
          </>
        )}
      </div>
      <div class="panel-stack">
        <ClassPanel report={report} />
        <ToolsPanel report={report} />
        {instance && <TimePanel instance={instance} />}
      </div>
    </div>
  </>
)

const counted = (about: string) => (
  <Hint
    word="counted"
    sentence="Counted by TCE from the agents’ own records, each response once."
    about={`Origin of ${about}`}
  />
)

function Figures({ report, instance }: MetricsProps) {
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

const shareOf = ({ contextTokens, contextWindowTokens }: InstanceMetrics): number =>
  contextTokens === undefined || contextWindowTokens === undefined ? 0 : contextTokens / contextWindowTokens

function Gauge({ label, rate }: { readonly label: string; readonly rate: MinuteRate }) {
  const { now, highest, minutes, limit } = rate
  const [width, height] = [240, 40]
  const top = Math.max(limit ?? 0, highest, 1)
  const scale = linearScale(minutes)
  const course = pathOf(
    minutes.map((value, at) => ({
      x: (at / (minutes.length - 1)) * width,
      y: height - 2 - scale.at(value) * (height - 14),
    })),
  )
  return (
    <div>
      <p class="muted fine">{label}</p>
      <p>
        <b>{formatTokens(now)}</b>{' '}
        <span class="muted">{limit === undefined ? 'now' : `of ${formatTokens(limit)}`}</span>
      </p>
      <svg class="chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="gauge-track" width={width} height={4} />
        <rect class="gauge-used" width={(now / top) * width} height={4} />
        <rect class="gauge-high" x={Math.min(width - 2, (highest / top) * width)} width={2} height={6} />
        <path class="trend" d={course} />
      </svg>
      <p class="muted fine">
        last hour, highest {formatTokens(highest)}
        {limit !== undefined && `, ${formatShare(highest / limit)}`}
      </p>
    </div>
  )
}

const ByAgent = ({ report }: { readonly report: MetricsReport }) => (
  <Panel
    title="By agent"
    aside={<span class="muted">{report.instances.length}, by cost</span>}
    isScroller
    label="By agent"
  >
    <MiniTable
      class="wide"
      columns={[
        {
          id: 'agent',
          head: 'Agent',
          class: 'clip',
          isName: true,
          cell: (one) => (
            <button type="button" class="pick-row" onClick={() => setQuery({ session: one.sessionId })}>
              <KindMark agent={one.agent} /> {titleOf(one)}
            </button>
          ),
        },
        { id: 'model', head: 'Model', class: 'clip', cell: (one) => plainText(one.modelLabel ?? one.model ?? '–') },
        {
          id: 'cost',
          head: 'Cost',
          class: 'num',
          cell: ({ costUsd }) => (costUsd === undefined ? <i>unpriced</i> : formatUsd(costUsd)),
        },
        { id: 'tokens', head: 'Tokens', class: 'num', cell: (one) => formatTokens(one.totalTokens) },
        {
          id: 'cache',
          head: 'Cache',
          class: 'num',
          cell: ({ cacheShare }) => (cacheShare === undefined ? '–' : formatShare(cacheShare)),
        },
        {
          id: 'context',
          head: 'Context',
          class: 'num',
          cell: (one) => (shareOf(one) === 0 ? '–' : formatShare(shareOf(one))),
        },
        {
          id: 'tools',
          head: 'Tools',
          class: 'num',
          cell: ({ tools }) => formatCount(tools.reduce((sum, { calls }) => sum + calls, 0)),
        },
        {
          id: 'failed',
          head: 'Failed',
          class: 'num',
          cell: ({ tools }) => formatCount(tools.reduce((sum, { failures }) => sum + failures, 0)),
        },
        {
          id: 'errors',
          head: 'Errors',
          class: 'num',
          cell: ({ errors }) => (errors === 0 ? '–' : formatCount(errors)),
        },
      ]}
      rows={report.instances}
      keyOf={({ sessionId }) => sessionId}
    />
  </Panel>
)

const classes: readonly (readonly [name: keyof Tokens, label: string])[] = [
  ['cacheRead', 'Read from cache'],
  ['cacheWrite5m', 'Written, 5 min'],
  ['cacheWrite1h', 'Written, 1 h'],
  ['output', 'Output'],
  ['input', 'Input'],
]

const ClassPanel = ({ report }: { readonly report: MetricsReport }) => {
  const all = Object.values(report.classUsd).reduce((sum, usd) => sum + usd, 0)
  return (
    <Panel title="Tokens by class" aside={<span class="muted">the bar is cost, the share of tokens</span>}>
      <MiniTable
        class="wide"
        columns={[
          { id: 'class', head: 'Class', isName: true, cell: ([, label]) => label },
          {
            id: 'bar',
            head: <span class="sr">Share</span>,
            class: 'bar-cell',
            cell: ([name]) => <ShareBar share={all === 0 ? 0 : report.classUsd[name] / all} />,
          },
          {
            id: 'tokens',
            head: 'Tokens',
            class: 'num',
            cell: ([name]) => (report.tokens[name] === 0 ? '–' : formatTokens(report.tokens[name])),
          },
          {
            id: 'share',
            head: 'Share',
            class: 'num',
            cell: ([name]) => (report.totalTokens === 0 ? '–' : formatShare(report.tokens[name] / report.totalTokens)),
          },
          {
            id: 'cost',
            head: 'Cost',
            class: 'num',
            cell: ([name]) => (report.classUsd[name] === 0 ? '–' : formatUsd(report.classUsd[name])),
          },
        ]}
        rows={classes}
        keyOf={([name]) => name}
      />
    </Panel>
  )
}

const ToolsPanel = ({ report }: { readonly report: MetricsReport }) => {
  const sum = (of: 'calls' | 'failures') => report.tools.reduce((total, tool) => total + tool[of], 0)
  return (
    <Panel
      title="Tools"
      aside={<span class="muted">{`${plural(sum('calls'), 'call')}, ${formatCount(sum('failures'))} failed`}</span>}
    >
      {report.tools.length === 0 ? (
        <p class="quiet">No tool was called.</p>
      ) : (
        <MiniTable
          class="wide"
          columns={[
            {
              id: 'tool',
              head: 'Tool',
              class: 'clip',
              isName: true,
              cell: ({ name }) => <code>{plainText(name)}</code>,
            },
            {
              id: 'bar',
              head: <span class="sr">Share</span>,
              class: 'bar-cell',
              cell: ({ calls }) => <ShareBar share={calls / (report.tools[0]?.calls || 1)} />,
            },
            { id: 'calls', head: 'Calls', class: 'num', cell: ({ calls }) => formatCount(calls) },
            {
              id: 'failed',
              head: 'Failed',
              class: 'num',
              cell: ({ failures }) => (failures === 0 ? '–' : formatCount(failures)),
            },
          ]}
          rows={report.tools.slice(0, 12)}
          keyOf={({ name }) => name}
        />
      )}
    </Panel>
  )
}

const TimePanel = ({ instance }: { readonly instance: InstanceMetrics }) => {
  const { modelMs, modelOrigin, toolMs, waitingMs } = instance.time
  const rows: readonly (readonly [string, string, string])[] = [
    ['In the model', formatDuration(modelMs), modelOrigin],
    ['In tools', formatDuration(toolMs), 'estimate'],
    ['Waiting for you', formatDuration(waitingMs), 'estimate'],
    ['Errors', formatCount(instance.errors), 'counted'],
    ['Retries', formatCount(instance.retries), 'counted'],
    ['You interrupted', plural(instance.interrupted, 'time'), 'counted'],
    ['Subagents', formatCount(instance.subagents), 'counted'],
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
    </Panel>
  )
}

function ContextPanel({ instance }: { readonly instance: InstanceMetrics }) {
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

function FilesPanel({ instance }: { readonly instance: InstanceMetrics }) {
  const created = new Set(instance.created)
  const lists: readonly (readonly [string, InstanceMetrics['files']])[] = [
    ['Edited', instance.files.filter(({ path, isEdited }) => isEdited && !created.has(path))],
    ['Created', instance.files.filter(({ path }) => created.has(path))],
    ['Read', instance.files.filter(({ path, isRead, isEdited }) => isRead && !isEdited && !created.has(path))],
  ]
  return (
    <Panel title="Files" aside={<span class="muted">{formatCount(instance.files.length)}</span>}>
      <div class="three">
        {lists.map(([label, files]) => (
          <div key={label}>
            <h3 class="fine">
              {label} <span class="muted">{files.length}</span>
            </h3>
            <ul>
              {files.slice(0, 8).map(({ path, linesAdded = 0, linesRemoved = 0 }) => (
                <li key={path} title={plainText(path)}>
                  {plainText(path.split(/[\\/]/).at(-1) ?? path)}
                  {linesAdded + linesRemoved > 0 && <span class="muted">{` +${linesAdded} −${linesRemoved}`}</span>}
                </li>
              ))}
              {files.length > 8 && <li class="muted">{files.length - 8} more</li>}
            </ul>
          </div>
        ))}
      </div>
    </Panel>
  )
}
