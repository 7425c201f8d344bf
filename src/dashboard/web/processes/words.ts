/** The figures of an agent as the page writes them. Its words are core/process/agent-words.ts. Pure. */

import { modelLabel } from '../../../agents/model-label.ts'
import { contextShareOf, timeOf } from '../../../core/process/agent-words.ts'
import { childPurpose } from '../../../core/process/child-words.ts'
import type { AgentReport, ChildReport, FleetAgentReport } from '../../../core/process/report.ts'
import type { SettingsReport } from '../../../core/settings/settings.ts'
import { formatBytes, formatPercent, formatUsd } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'

/** Stands for a fact that is not known. */
export const unknown = '–'

export const memoryText = (bytes: number | undefined): string => (bytes === undefined ? unknown : formatBytes(bytes))

/** `86 %`, below one `0.4 %`: that something happens at all is worth a decimal. */
export function cpuText(percent: number | undefined): string {
  if (percent === undefined) return unknown
  return percent >= 0.05 && percent < 0.95 ? `${percent.toFixed(1)} %` : formatPercent(percent)
}

export function contextPercentOf(agent: Pick<FleetAgentReport, 'figures'>): number | undefined {
  const share = contextShareOf(agent)
  return share === undefined ? undefined : Math.min(100, Math.round(share * 100))
}

export function costText({ figures }: Pick<FleetAgentReport, 'figures'>): string {
  if (figures?.costUsd !== undefined) return formatUsd(figures.costUsd)
  return (figures?.unpricedModels ?? []).length > 0 ? 'unpriced' : unknown
}

/** Which part of the cost is not in it. */
export function costTitle({ figures }: Pick<FleetAgentReport, 'figures'>): string | undefined {
  const unpriced = (figures?.unpricedModels ?? []).map(plainText)
  if (figures?.costUsd === undefined && unpriced.length === 0) return undefined
  const origin = 'Counted from the transcript × price list.'
  return unpriced.length === 0 ? origin : `${origin} Without ${unpriced.join(', ')}: no price is known.`
}

export const modelText = ({ figures }: Pick<FleetAgentReport, 'figures'>): string =>
  figures?.model === undefined ? unknown : modelLabel(plainText(figures.model))

/** What a child is there for. */
export function childWords(
  child: ChildReport,
  family: readonly ChildReport[],
  formatTime: (ms: number) => string,
): string {
  return childPurpose(child) ?? startOf(child, family, formatTime)
}

function startOf(
  { startedAt, ppid }: ChildReport,
  family: readonly ChildReport[],
  formatTime: (ms: number) => string,
): string {
  const startedMs = timeOf(startedAt)
  if (startedMs === undefined) return ''
  const parent = family.find(({ pid }) => pid === ppid)
  return `${parent?.kind === 'tool-shell' ? 'started by Bash,' : 'started'} ${formatTime(startedMs)}`
}

/** How many hours an agent of this kind may be quiet; undefined where the server does not tell. */
export function staleLimitOf({ settings }: Pick<SettingsReport, 'settings'>, role: AgentReport['role']) {
  const kind = role === 'interactive' || role === 'ide' ? 'interactive' : 'background'
  const setting = settings.find(({ key }) => key === `health.${kind}_stale_after_hours`)
  return typeof setting?.value === 'number' ? setting.value : undefined
}
