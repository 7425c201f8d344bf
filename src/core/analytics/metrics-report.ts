/** `GET /api/metrics`: sessions, each and all together, and how far the plans are used that they count against. Pure. */
import type { AccountLimits, WindowReport } from '../limits/limits-report.ts'
import type { SessionDetail } from '../session/session.ts'
import { addTokens, noTokens, type Tokens } from '../usage/tokens.ts'
import { byText } from '../words/by-text.ts'
import type { InstanceMetrics } from './instance-metrics.ts'
import { addRates, type MinuteRates, type RateLimits } from './minute-rates.ts'
import { addTimes, type SpentTime } from './told-times.ts'

/** How far a plan is used, as its maker says. */
export interface PlanWindow extends Pick<WindowReport, 'window' | 'label' | 'state' | 'at'> {
  /** Of its account. */
  readonly agent: string
  readonly name: string
  readonly usedPercent?: number | undefined
  readonly usedUsd?: number | undefined
  readonly limitUsd?: number | undefined
  readonly resetsAt?: string | undefined
  /** By an even pace; absent: it lasts, or nobody can tell. */
  readonly fullAt?: string | undefined
}

/** Files, each once. */
export interface FileCounts {
  readonly edited: number
  readonly created: number
  /** And neither edited nor created. */
  readonly read: number
}

export interface MetricsReport {
  readonly at: string
  /** Of all together. */
  readonly costUsd?: number | undefined
  readonly unpricedModels: readonly string[]
  readonly tokens: Tokens
  readonly totalTokens: number
  readonly classUsd: Tokens
  readonly rates: MinuteRates
  readonly tools: SessionDetail['tools']
  readonly files: FileCounts
  readonly responses: number
  readonly errors: number
  readonly retries: number
  readonly interrupted: number
  readonly subagents: number
  readonly time: SpentTime
  /** Of the agents that these sessions are of. */
  readonly plans: readonly PlanWindow[]
  readonly instances: readonly InstanceMetrics[]
}

export interface MetricsBeside {
  readonly limits: RateLimits
  readonly accounts: readonly AccountLimits[]
  /** Of all requests that tell it. */
  readonly firstTokensMs: readonly number[]
  readonly nowMs: number
}

export function metricsReport(
  instances: readonly InstanceMetrics[],
  { limits, accounts, firstTokensMs, nowMs }: MetricsBeside,
): MetricsReport {
  const costs = instances.flatMap(({ costUsd }) => costUsd ?? [])
  const sum = (of: (instance: InstanceMetrics) => number) => instances.reduce((all, instance) => all + of(instance), 0)
  const agents = new Set(instances.map(({ agent }) => agent))
  return {
    at: new Date(nowMs).toISOString(),
    costUsd: costs.length === 0 ? undefined : costs.reduce((all, usd) => all + usd, 0),
    unpricedModels: [...new Set(instances.flatMap(({ unpricedModels }) => unpricedModels))].sort(),
    tokens: instances.reduce((all, { tokens }) => addTokens(all, tokens), noTokens),
    totalTokens: sum(({ totalTokens }) => totalTokens),
    classUsd: instances.reduce((all, { classUsd }) => addTokens(all, classUsd), noTokens),
    rates: addRates(
      instances.map(({ rates }) => rates),
      limits,
    ),
    tools: toolsOf(instances),
    files: fileCounts(instances),
    responses: sum(({ responses }) => responses),
    errors: sum(({ errors }) => errors),
    retries: sum(({ retries }) => retries),
    interrupted: sum(({ interrupted }) => interrupted),
    subagents: sum(({ subagents }) => subagents),
    time: addTimes(
      instances.map(({ time }) => time),
      firstTokensMs,
    ),
    plans: planWindows(accounts.filter(({ agent }) => agents.has(agent))),
    instances: instances.toSorted((a, b) => (b.costUsd ?? -1) - (a.costUsd ?? -1)),
  }
}

function toolsOf(instances: readonly InstanceMetrics[]): MetricsReport['tools'] {
  const tools = new Map<string, { calls: number; failures: number }>()
  for (const { name, calls, failures } of instances.flatMap((instance) => instance.tools)) {
    const known = tools.get(name)
    tools.set(name, { calls: (known?.calls ?? 0) + calls, failures: (known?.failures ?? 0) + failures })
  }
  return [...tools]
    .map(([name, counts]) => ({ name, ...counts }))
    .sort((a, b) => b.calls - a.calls || byText(a.name, b.name))
}

/** A file that one session created and another read is a created one. */
export function fileCounts(instances: readonly Pick<InstanceMetrics, 'files' | 'created'>[]): FileCounts {
  const created = new Set(instances.flatMap((instance) => instance.created))
  const all = instances.flatMap(({ files }) => files).filter(({ path }) => !created.has(path))
  const edited = new Set(all.flatMap(({ path, isEdited }) => (isEdited ? [path] : [])))
  const read = new Set(all.flatMap(({ path, isRead }) => (isRead && !edited.has(path) ? [path] : [])))
  return { edited: edited.size, created: created.size, read: read.size }
}

/** What its maker says alone: limits that their user typed in stand beside the rates. A window that ended tells nothing. */
function planWindows(accounts: readonly AccountLimits[]): readonly PlanWindow[] {
  return accounts.flatMap(({ agent, name, windows }) =>
    windows
      .filter(({ origin, state }) => origin === 'official' && state !== 'ended')
      .map(({ window, label, state, at, usedPercent, usedUsd, limitUsd, resetsAt, forecast }) => ({
        ...{ agent, name, window, label, state, at, usedPercent, usedUsd, limitUsd, resetsAt },
        fullAt: forecast?.fullAt,
      })),
  )
}
