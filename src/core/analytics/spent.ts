/**
 * What was spent, as analytics has it: the ledger's own entries, grouped as its reports group them. So a day, a model, a project costs here
 * what `tce usage` says, to the cent. Pure.
 */
import { isOfProject } from '../session/project-place.ts'
import type { Calendar } from '../time/calendar.ts'
import { dayText } from '../time/calendar.ts'
import type { PriceBook } from '../usage/price.ts'
import type { UsageEntry } from '../usage/usage-entry.ts'
import { projectLabel } from '../usage/usage-groups.ts'
import { type PricedEntry, priceEntries } from '../usage/usage-tally.ts'
import { byText } from '../words/by-text.ts'
import type { MessageFilter } from './analytics.ts'
import { type CountedMessage, quarterMs } from './message.ts'
import type { MessageOrigin, PricedMessage } from './priced-message.ts'

export interface Spent {
  /** Undefined: nothing of it has a price. */
  readonly costUsd: number | undefined
  readonly totalTokens: number
  /** The most tokens first. */
  readonly models: readonly { readonly model: string; readonly totalTokens: number }[]
}

export interface SpentReport extends Spent {
  readonly unpriced: readonly string[]
  readonly byModel: ReadonlyMap<string, Spent>
  /** By label; '' where none is known. */
  readonly byProject: ReadonlyMap<string, Spent>
  readonly byAgent: ReadonlyMap<string, Spent>
  /** `2026-11-20`, or the start of its hour in ms. */
  readonly byTime: ReadonlyMap<string, Spent>
}

export interface SpentQuery extends MessageFilter {
  readonly sinceMs: number
  readonly untilMs: number
  readonly isByHour: boolean
}

export function spentIn(
  entries: readonly UsageEntry[],
  query: SpentQuery,
  { prices, calendar }: { readonly prices: PriceBook; readonly calendar: Calendar },
): SpentReport {
  const isAskedFor = spentFilter(query)
  const asked = priceEntries(entries.filter(isAskedFor), prices, calendar).filter(
    ({ modelId }) => query.model === undefined || modelId === query.model,
  )
  const timeOf = ({ entry: { quarterMs: atMs = 0 }, day = 0 }: PricedEntry): string =>
    query.isByHour ? String(calendar.hourOf(atMs).startMs) : dayText(day)
  const groups = (keyOf: (priced: PricedEntry) => string): ReadonlyMap<string, Spent> =>
    new Map([...Map.groupBy(asked, keyOf)].map(([key, own]) => [key, sumOf(own)]))
  return {
    ...sumOf(asked),
    unpriced: [...new Set(asked.flatMap(({ costUsd, modelId }) => (costUsd === undefined ? modelId : [])))].sort(),
    byModel: groups(({ modelId }) => modelId),
    byProject: groups(({ entry }) => projectLabel(entry)),
    byAgent: groups(({ entry: { agent = '' } }) => agent),
    byTime: groups(timeOf),
  }
}

function spentFilter({ agent, project, sinceMs, untilMs }: SpentQuery): (entry: UsageEntry) => boolean {
  return (entry) =>
    entry.quarterMs !== undefined &&
    entry.quarterMs >= sinceMs &&
    entry.quarterMs <= untilMs &&
    (agent === undefined || agent.length === 0 || agent.some((id) => id === entry.agent)) &&
    (project === undefined || isOfProject(entry, project))
}

function sumOf(entries: readonly PricedEntry[]): Spent {
  let costUsd: number | undefined
  const models = new Map<string, number>()
  for (const { modelId, totalTokens, costUsd: usd } of entries) {
    if (usd !== undefined) costUsd = (costUsd ?? 0) + usd
    models.set(modelId, (models.get(modelId) ?? 0) + totalTokens)
  }
  return {
    costUsd,
    totalTokens: entries.reduce((sum, { totalTokens }) => sum + totalTokens, 0),
    models: [...models]
      .map(([model, totalTokens]) => ({ model, totalTokens }))
      .sort((a, b) => b.totalTokens - a.totalTokens || byText(a.model, b.model)),
  }
}

/** What of it the messages themselves are made of, in the same time, of the same project, agent and model. */
export function spentByMessages(messages: readonly PricedMessage[], query: SpentQuery): number {
  const isOfMessage = ({ agent, project }: PricedMessage) =>
    (query.agent === undefined || query.agent.length === 0 || query.agent.some((id) => id === agent)) &&
    (query.project === undefined || project === query.project)
  let usd = 0
  for (const message of messages) {
    if (!isOfMessage(message)) continue
    for (const { quarter, model, costUsd = 0 } of message.parts) {
      const atMs = quarter === undefined ? undefined : quarter * quarterMs
      if (atMs === undefined || atMs < query.sinceMs || atMs > query.untilMs) continue
      if (query.model === undefined || query.model === model) usd += costUsd
    }
  }
  return usd
}

/** The same of one message, where no ledger can be read. */
export const entriesOfMessage = (
  { spent }: Pick<CountedMessage, 'spent'>,
  { agent, project, sessionId }: Partial<MessageOrigin> = {},
): readonly UsageEntry[] =>
  spent.map(({ quarter, ...part }) => ({
    ...{ ...part, agent, sessionId, projectSlug: project },
    quarterMs: quarter === undefined ? undefined : quarter * quarterMs,
  }))
