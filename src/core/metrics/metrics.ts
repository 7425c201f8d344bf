/**
 * TCE's own figures for programs that watch machines, by the rules of Prometheus: base units, `_total` for what only grows. Pure. No
 * session, no path; projects only where that was set.
 */
import type { EventTotals } from '../captured/event-totals.ts'
import type { LimitsReport } from '../limits/limits-report.ts'
import type { FleetAgentReport, FleetReport } from '../process/report.ts'
import type { UsageReport } from '../usage/usage.ts'

export interface Metric {
  readonly name: string
  readonly help: string
  readonly kind: 'gauge' | 'counter'
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface MetricsInput {
  readonly version: string
  readonly fleet: Pick<FleetReport, 'processes' | 'scanMs' | 'processCount'>
  /** By agent, split by model. */
  readonly usage: Pick<UsageReport, 'rows'>
  /** By project; undefined where projects are not to be told. */
  readonly projects?: Pick<UsageReport, 'rows'> | undefined
  readonly events: EventTotals
  readonly limits: Pick<LimitsReport, 'accounts'>
}

export function metricsOf({ version, fleet, usage, projects, events, limits }: MetricsInput): readonly Metric[] {
  const isTold = projects !== undefined
  return [
    gauge('tce_build_info', 'The version of TCE that answers.', [sample({ version }, 1)]),
    ...fleetMetrics(fleet, isTold),
    ...usageMetrics(usage),
    ...(projects === undefined ? [] : [projectMetric(projects)]),
    ...eventMetrics(events),
    ...limitMetrics(limits),
  ]
}

const sample = (labels: Sample['labels'], value: number): Sample => ({ labels, value })
const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  kind: 'gauge',
  samples,
})
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  ...gauge(name, help, samples),
  kind: 'counter',
})

function fleetMetrics({ processes, scanMs, processCount }: MetricsInput['fleet'], isTold: boolean): readonly Metric[] {
  const agentLabels = ({ agent, project = '' }: FleetAgentReport): Sample['labels'] =>
    isTold ? { agent, project } : { agent }
  const states = (one: FleetAgentReport) => ({ ...agentLabels(one), activity: one.activity, health: one.health })
  return [
    gauge(
      'tce_agents',
      'Agents that run now, by what they do and how they are.',
      summed(processes, states, () => 1),
    ),
    gauge(
      'tce_agents_resident_memory_bytes',
      'Memory that agents hold with their children.',
      summed(processes, agentLabels, ({ treeRssBytes, rssBytes }) => treeRssBytes ?? rssBytes),
    ),
    gauge('tce_scan_duration_seconds', 'What the last look at the processes took.', [sample({}, scanMs / 1000)]),
    gauge('tce_scanned_processes', 'Processes that the last look saw.', [sample({}, processCount)]),
  ]
}

/** One sample for each set of labels; what nobody knows is in none. */
function summed<T>(
  items: readonly T[],
  labelsOf: (item: T) => Sample['labels'],
  figureOf: (item: T) => number | undefined,
): readonly Sample[] {
  const sums = new Map<string, Sample>()
  for (const item of items) {
    const [labels, value] = [labelsOf(item), figureOf(item)]
    if (value === undefined) continue
    const key = JSON.stringify(labels)
    sums.set(key, sample(labels, (sums.get(key)?.value ?? 0) + value))
  }
  return [...sums.values()]
}

const tokenTypes = {
  input: 'input',
  output: 'output',
  cacheRead: 'cache_read',
  cacheWrite5m: 'cache_write_5m',
  cacheWrite1h: 'cache_write_1h',
} as const

function usageMetrics({ rows }: MetricsInput['usage']): readonly Metric[] {
  const all = rows.flatMap(({ key, models = [] }) =>
    models.map(({ model, ...figures }) => ({ labels: { agent: key, model: withoutFolder(model) }, ...figures })),
  )
  const tokens = all.flatMap(({ labels, tokens }) =>
    Object.entries(tokenTypes).map(([field, type]) => ({
      labels: { ...labels, type },
      value: tokens[field as keyof typeof tokenTypes],
    })),
  )
  const labelsOf = ({ labels }: { readonly labels: Sample['labels'] }) => labels
  return [
    counter(
      'tce_tokens_total',
      'Tokens, each response counted once.',
      summed(tokens, labelsOf, ({ value }) => value),
    ),
    counter(
      'tce_cost_dollars_total',
      'What they cost at list prices; models without a price are in none.',
      summed(all, labelsOf, ({ costUsd }) => costUsd),
    ),
    counter(
      'tce_responses_total',
      'Responses of models.',
      summed(all, labelsOf, ({ responses }) => responses),
    ),
  ]
}

/** A model that runs from a file may be called by its path. */
const withoutFolder = (model: string): string =>
  /^(?:[~/\\]|[A-Za-z]:[\\/])/.test(model) ? (model.split(/[\\/]/).at(-1) ?? '') : model

/** By what people call it: a folder is a path. */
const projectMetric = ({ rows }: Pick<UsageReport, 'rows'>): Metric =>
  counter(
    'tce_project_cost_dollars_total',
    'What each project cost at list prices.',
    summed(
      rows,
      ({ label }) => ({ project: withoutFolder(label) }),
      ({ costUsd }) => costUsd,
    ),
  )

/** What ended is in none. Accounts go by their plan: a folder is a path; of two that are called alike the fuller one is told. */
function limitMetrics({ accounts }: Pick<LimitsReport, 'accounts'>): readonly Metric[] {
  const told = new Map<string, { readonly labels: Sample['labels']; used: number; resetsAtMs: number | undefined }>()
  for (const { agent, name, windows } of accounts) {
    for (const { window, state, usedPercent, resetsAt } of windows) {
      if (state === 'ended' || usedPercent === undefined) continue
      const labels = { agent, plan: name, window }
      const key = JSON.stringify(labels)
      if ((told.get(key)?.used ?? -1) >= usedPercent) continue
      told.set(key, {
        labels,
        used: usedPercent,
        resetsAtMs: resetsAt === undefined ? undefined : Date.parse(resetsAt),
      })
    }
  }
  const all = [...told.values()]
  return [
    gauge(
      'tce_limit_used_ratio',
      'How much of a limit is used, as its agent said last: 1 is all of it.',
      all.map(({ labels, used }) => sample(labels, used / 100)),
    ),
    gauge(
      'tce_limit_reset_timestamp_seconds',
      'When the window of a limit is reset.',
      all.flatMap(({ labels, resetsAtMs }) => (resetsAtMs === undefined ? [] : [sample(labels, resetsAtMs / 1000)])),
    ),
  ]
}

/** Whoever has a key names sources as it likes: so many are told by name. */
const mostSources = 100

function eventMetrics({ sources, newestId, fileBytes, notIndexed, metrics }: EventTotals): readonly Metric[] {
  const named = new Set(sources.slice(0, mostSources).map(({ source }) => source))
  const sourceOf = ({ source }: { readonly source: string }) => ({
    source: named.has(source) && !/[\\/]/.test(source) ? source : 'other',
  })
  return [
    counter('tce_events_captured_total', 'Events that were ever captured.', [sample({}, newestId)]),
    gauge(
      'tce_events',
      'Events that are kept.',
      summed(sources, sourceOf, ({ events }) => events),
    ),
    gauge('tce_events_file_bytes', 'What they take on disk.', [sample({}, fileBytes)]),
    gauge('tce_events_unindexed', 'Events whose words cannot be searched quickly yet.', [sample({}, notIndexed)]),
    gauge('tce_metric_series', 'Series of metrics that are kept.', [sample({}, metrics?.series ?? 0)]),
    counter('tce_metric_points_refused_total', 'Points of metrics for which there was no place.', [
      sample({}, metrics?.refusedPoints ?? 0),
    ]),
  ]
}
