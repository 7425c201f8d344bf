/** Sessions as they leave the program: what the ledger stored, with dollars. Pure. */

import { isoTime } from '../process/report.ts'
import type { PriceBook } from '../usage/price.ts'
import { tokensIfAny } from '../usage/tokens.ts'
import type { UsageFigures } from '../usage/usage.ts'
import type { UsageEntry } from '../usage/usage-entry.ts'
import { projectLabel } from '../usage/usage-groups.ts'
import type { Tally } from '../usage/usage-tally.ts'
import { byCost, createTally, priceEntries, tallyFor } from '../usage/usage-tally.ts'
import { byText } from '../words/by-text.ts'
import type { ShellCommand } from '../words/command.ts'
import { projectPlace } from './project-place.ts'
import type { SessionDetail, SessionFigures, SessionSummary } from './session.ts'

/** What the list needs of a stored session. */
export interface SessionRecord {
  readonly id: string
  readonly agent: string
  readonly title: string | undefined
  readonly summary: string | undefined
  readonly firstPrompt: string | undefined
  readonly projectSlug: string | undefined
  readonly cwd: string | undefined
  readonly branch: string | undefined
  readonly startedAtMs: number | undefined
  readonly lastActiveAtMs: number | undefined
  readonly activeMs: number | undefined
  readonly prompts: number | undefined
  readonly responses: number
  readonly linesAdded: number | undefined
  readonly linesRemoved: number | undefined
  readonly toolCalls?: number | undefined
}

/** What the page of one session needs besides. */
export interface SessionFullRecord extends SessionRecord {
  readonly version: string | undefined
  readonly compactions: number
  readonly contextTokens: number | undefined
  readonly contextModel: string | undefined
  readonly commits: number | undefined
  readonly tools: ReadonlyMap<string, { readonly calls: number; readonly failures: number }>
  readonly files: SessionDetail['files']
  readonly costState: { readonly costUsd: number } | undefined
  readonly subagents: readonly {
    readonly id: string
    readonly type: string | undefined
    readonly description: string | undefined
    readonly model: string | undefined
    readonly startedAtMs: number | undefined
    readonly lastActiveAtMs: number | undefined
  }[]
}

/** `usage`: the session's entries, subagents' included. */
export function sessionSummary(record: SessionRecord, usage: readonly UsageEntry[], prices: PriceBook): SessionSummary {
  const { total, models } = tallySession(usage, prices)
  return summaryOf(record, total, models)
}

function summaryOf(record: SessionRecord, total: UsageFigures, models: readonly ModelFigures[]): SessionSummary {
  const { startedAtMs, lastActiveAtMs } = record
  return {
    id: record.id,
    agent: record.agent,
    title: record.title ?? titleFromPrompt(record.firstPrompt),
    project: projectLabel(record) || undefined,
    worktree: record.cwd === undefined ? undefined : projectPlace(record.cwd).worktree,
    cwd: record.cwd,
    branch: record.branch,
    startedAt: optionalTime(startedAtMs),
    lastActiveAt: optionalTime(lastActiveAtMs),
    durationMs: duration(startedAtMs, lastActiveAtMs),
    activeMs: record.activeMs,
    prompts: record.prompts,
    responses: record.responses,
    model: models[0]?.model,
    totalTokens: total.totalTokens,
    costUsd: tokensIfAny(total) === undefined ? undefined : total.costUsd,
    unpricedModels: total.unpriced.map(({ model }) => model),
    linesAdded: record.linesAdded,
    linesRemoved: record.linesRemoved,
    toolCalls: record.toolCalls,
    summary: record.summary,
  }
}

const titleLength = 120

/** Without a title a session is called by what it was first asked. */
function titleFromPrompt(prompt: string | undefined): string | undefined {
  const firstLine = prompt?.trim().split('\n')[0]?.trim()
  if (!firstLine) return undefined
  return firstLine.length > titleLength ? `${firstLine.slice(0, titleLength - 1)}…` : firstLine
}

export function sessionDetail(
  record: SessionFullRecord,
  usage: readonly UsageEntry[],
  { prices, resumeCommand }: { readonly prices: PriceBook; readonly resumeCommand?: ShellCommand | undefined },
): SessionDetail {
  const { total, models, bySubagent } = tallySession(usage, prices)
  const calls = [...record.tools.values()].reduce((count, tool) => count + tool.calls, 0)
  return {
    ...summaryOf({ ...record, toolCalls: record.toolCalls ?? calls }, total, models),
    firstPrompt: record.firstPrompt,
    version: record.version,
    resumeCommand,
    compactions: record.compactions,
    contextTokens: record.contextTokens,
    contextWindowTokens: windowFor(record.contextModel, record.contextTokens, prices),
    tokens: total.tokens,
    models: models.map(({ model, tokens, responses, costUsd }) => ({
      model,
      label: prices.labelOf(model),
      tokens,
      responses,
      costUsd,
    })),
    ledger: besideLedger(record.costState?.costUsd, total.costUsd),
    reported: total.reported,
    tools: [...record.tools]
      .map(([name, { calls, failures }]) => ({ name, calls, failures }))
      .sort((a, b) => b.calls - a.calls || byText(a.name, b.name)),
    files: [...record.files].sort(byChange),
    commits: record.commits,
    subagents: record.subagents.map(({ startedAtMs, lastActiveAtMs, ...subagent }) => {
      const figures = bySubagent.get(subagent.id)
      return {
        ...subagent,
        totalTokens: figures?.totalTokens ?? 0,
        costUsd: figures?.costUsd,
        startedAt: optionalTime(startedAtMs),
        durationMs: duration(startedAtMs, lastActiveAtMs),
      }
    }),
  }
}

/** Claude Code's own figure beside ours: more by the helper calls that are in no transcript. */
export function besideLedger(ledgerUsd: number | undefined, countedUsd: number | undefined): SessionDetail['ledger'] {
  if (ledgerUsd === undefined) return undefined
  return { costUsd: ledgerUsd, differenceUsd: countedUsd === undefined ? undefined : ledgerUsd - countedUsd }
}

const byChange = (a: SessionDetail['files'][number], b: SessionDetail['files'][number]): number =>
  Number(b.isEdited) - Number(a.isEdited) ||
  (b.linesAdded ?? 0) + (b.linesRemoved ?? 0) - (a.linesAdded ?? 0) - (a.linesRemoved ?? 0)

export interface LiveRecord {
  readonly sessionId: string
  readonly title: string | undefined
  readonly model: string | undefined
  readonly contextTokens: number | undefined
  readonly doing: string | undefined
  readonly messages: number | undefined
  readonly subagents: number | undefined
}

/** What the live views show beside a process. */
export function sessionFigures(live: LiveRecord, usage: readonly UsageEntry[], prices: PriceBook): SessionFigures {
  const { total } = tallySession(usage, prices)
  return {
    ...live,
    contextWindowTokens: windowFor(live.model, live.contextTokens, prices),
    totalTokens: tokensIfAny(total),
    costUsd: tokensIfAny(total) === undefined ? undefined : total.costUsd,
    unpricedModels: total.unpriced.map(({ model }) => model),
  }
}

/** A prompt that was larger than the listed window proves that the larger window was on. */
function windowFor(model: string | undefined, tokens: number | undefined, prices: PriceBook): number | undefined {
  const listed = model === undefined ? undefined : prices.contextWindowOf(model)
  return listed !== undefined && tokens !== undefined && tokens > listed && listed < 1_000_000 ? 1_000_000 : listed
}

interface ModelFigures extends UsageFigures {
  readonly model: string
}

function tallySession(usage: readonly UsageEntry[], prices: PriceBook) {
  const total = createTally()
  const models = new Map<string, Tally>()
  const subagents = new Map<string, Tally>()
  for (const priced of priceEntries(usage, prices)) {
    total.add(priced)
    tallyFor(models, priced.modelId).add(priced)
    if (priced.entry.subagentId !== undefined) tallyFor(subagents, priced.entry.subagentId).add(priced)
  }
  return {
    total: total.figures(),
    models: [...models].map(([model, tally]): ModelFigures => ({ model, ...tally.figures() })).sort(byCost),
    bySubagent: new Map([...subagents].map(([id, tally]) => [id, tally.figures()])),
  }
}

const optionalTime = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : isoTime(ms))
const duration = (startMs: number | undefined, endMs: number | undefined): number | undefined =>
  startMs === undefined || endMs === undefined ? undefined : Math.max(0, endMs - startMs)
