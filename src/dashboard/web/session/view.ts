/** One session's page as text and numbers. Everything that transcripts say is made plain here. Pure. */

import { kindOf } from '../../../agents/kinds.ts'
import { modelLabel } from '../../../agents/model-label.ts'
import { projectPlace } from '../../../core/session/project-place.ts'
import type { SessionDetail } from '../../../core/session/session.ts'
import { titleOf } from '../../../core/session/session-title.ts'
import type { Tokens } from '../../../core/usage/tokens.ts'
import { totalTokens } from '../../../core/usage/tokens.ts'
import { toldTitle, toldTokens } from '../../../core/usage/told-usage.ts'
import type { UsageReport } from '../../../core/usage/usage.ts'
import { formatDuration, formatShare, formatTokens, formatUsd, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { momentOf } from '../parts/time.ts'
import type { SessionWords } from '../sessions/session-words.ts'
import { costWords, linesWords, tokensWords } from '../sessions/session-words.ts'
import type { ModelHue } from '../usage/model-hue.ts'
import { hueModels } from '../usage/model-hue.ts'

export interface Fact {
  readonly name: string
  readonly value: string
  /** Behind it, quieter. */
  readonly note: string
  /** In full or where it is from. */
  readonly title: string
}

export interface SessionView {
  readonly title: string
  /** The agent's own, where its user gave it another. */
  readonly ownTitle: string
  readonly project: string
  readonly projectFolder: string
  /** Empty where it is in none. */
  readonly worktree: string
  readonly meta: readonly { readonly text: string; readonly isMono: boolean; readonly title: string }[]
  readonly summary: string
  readonly firstPrompt: string
  readonly facts: readonly Fact[]
  readonly lines: SessionWords['lines']
  readonly context?: ContextView | undefined
  readonly cost: CostView
  readonly models: readonly ModelRow[]
  readonly subagents: readonly SubagentRow[]
  readonly tools: { readonly total: string; readonly rows: readonly ToolRow[] }
  readonly files: FilesView
  readonly resumeCommand?: string | undefined
}

export interface ContextView {
  readonly percent: number
  readonly words: string
  readonly title: string
}

export interface CostView {
  readonly counted: string
  readonly countedTitle: string
  /** What the agent itself says of its responses. */
  readonly reported?: { readonly words: string; readonly cost: string; readonly difference: string } | undefined
  /** The agent's own total of the session. */
  readonly ledger?: { readonly words: string; readonly cost: string; readonly difference: string } | undefined
  /** What it says of itself by OpenTelemetry. */
  readonly told?: { readonly cost: string; readonly tokens: string; readonly title: string } | undefined
}

export interface ModelRow extends ModelHue {
  readonly model: string
  readonly label: string
  readonly cost: string
  readonly isPriced: boolean
  readonly responses: string
  readonly cells: readonly { readonly words: string; readonly exact: string }[]
}

export interface SubagentRow {
  readonly id: string
  readonly name: string
  readonly what: string
  readonly cost: string
  readonly title: string
}

export interface ToolRow {
  readonly name: string
  readonly calls: string
  readonly failures: number
  readonly barPercent: number
}

export interface FilesView {
  readonly count: number
  readonly edited: readonly {
    readonly path: string
    readonly name: string
    readonly folder: string
    readonly added: string
    readonly removed: string
  }[]
  readonly read: readonly string[]
}

export function toSessionView(session: SessionDetail, nowMs: number, usedModels?: UsageReport['models']): SessionView {
  const title = plainText(titleOf(session) ?? '')
  const project = plainText(session.project ?? '')
  return {
    title: title || `Session ${session.id.slice(0, 8)}`,
    project,
    projectFolder: session.cwd === undefined ? '' : plainText(projectPlace(session.cwd).folder),
    worktree: plainText(session.worktree ?? ''),
    meta: metaOf(session, nowMs),
    summary: plainText(session.summary ?? ''),
    firstPrompt: firstPromptOf(session, plainText(session.title ?? '')),
    ownTitle: session.name === undefined ? '' : plainText(session.title ?? ''),
    facts: factsOf(session),
    lines: hasUncountedEdits(session) ? undefined : linesWords(session.linesAdded, session.linesRemoved),
    context: contextOf(session),
    cost: costOf(session),
    models: modelsOf(session, usedModels),
    subagents: subagentsOf(session),
    tools: toolsOf(session),
    files: filesOf(session, plainText(session.cwd ?? '')),
    resumeCommand: session.resumeCommand,
  }
}

function metaOf(session: SessionDetail, nowMs: number): SessionView['meta'] {
  const { agent, model, branch, version, startedAt, id } = session
  const started = startedAt === undefined ? '' : `started ${momentOf(startedAt, nowMs)}`
  const entry = (text: string, isMono = false, title = '') => ({ text, isMono, title })
  return [
    entry(model === undefined ? '' : modelLabel(plainText(model)), false, plainText(model ?? '')),
    entry(plainText(branch ?? ''), true, 'Branch'),
    entry(`${kindOf(agent).displayName} ${plainText(version ?? '')}`.trim()),
    entry(started, false, startedAt ?? ''),
    entry(id.slice(0, 8), true, id),
  ].filter(({ text }) => text !== '')
}

/** The title is often its beginning; then it says more only where it goes on. */
function firstPromptOf({ firstPrompt = '' }: SessionDetail, title: string): string {
  const text = plainText(firstPrompt)
  return text === title ? '' : text
}

function factsOf(session: SessionDetail): readonly Fact[] {
  const { tokens, prompts, responses, activeMs, durationMs, compactions, commits } = session
  const prompt = totalTokens(tokens) - tokens.output
  const facts: (Fact | undefined)[] = [
    {
      name: 'Tokens',
      value: tokensWords(session).tokens,
      note: prompt > 0 ? `${formatShare(tokens.cacheRead / prompt)} from cache` : '',
      title: tokensWords(session).exactTokens,
    },
    {
      name: 'Turns',
      value: prompts === undefined ? '–' : prompts.toLocaleString('en-US'),
      note: `of yours, ${plural(responses, 'response')}`,
      title: '',
    },
    durationMs === undefined
      ? undefined
      : {
          name: 'Active',
          value: activeMs === undefined ? '–' : formatDuration(activeMs),
          note: `of ${formatDuration(durationMs)}`,
          title: 'Gaps of more than 5 minutes are left out',
        },
    compactions > 0
      ? {
          name: 'Compacted',
          value: compactions.toLocaleString('en-US'),
          note: compactions === 1 ? 'time' : 'times',
          title: '',
        }
      : undefined,
    commits ? { name: 'Commits', value: commits.toLocaleString('en-US'), note: '', title: '' } : undefined,
  ]
  return facts.filter((fact) => fact !== undefined)
}

/** The gauge of the context window; undefined where one of both is not known. */
function contextOf({ contextTokens, contextWindowTokens }: SessionDetail): ContextView | undefined {
  if (contextTokens === undefined || !contextWindowTokens) return undefined
  const percent = Math.min(100, Math.round((contextTokens / contextWindowTokens) * 100))
  return {
    percent,
    words: `${formatTokens(contextTokens)} of ${formatTokens(contextWindowTokens)}`,
    title: `${contextTokens.toLocaleString('en-US')} tokens with the last response`,
  }
}

function costOf(session: SessionDetail): CostView {
  const { cost, costTitle } = costWords(session)
  const { ledger, reported, told } = session
  return {
    counted: cost,
    countedTitle: costTitle,
    reported: reported && {
      words: `${reported.agents.map((agent) => kindOf(agent).displayName).join(', ')} itself`,
      cost: formatUsd(reported.costUsd),
      difference: differenceWords(reported.differenceUsd),
    },
    ledger: ledger && {
      words: `${kindOf(session.agent).displayName}'s own ledger`,
      cost: formatUsd(ledger.costUsd),
      difference: differenceWords(ledger.differenceUsd),
    },
    told: told && {
      cost: told.costUsd === undefined ? 'no cost' : formatUsd(told.costUsd),
      tokens: `${formatTokens(toldTokens(told))} tokens`,
      title: toldTitle(told),
    },
  }
}

/** From what we counted to what Claude Code wrote down, with its sign. */
function differenceWords(usd: number | undefined): string {
  if (usd === undefined) return ''
  if (Math.abs(usd) < 0.005) return 'the same'
  return `${usd > 0 ? '+' : ''}${formatUsd(usd)}`
}

function modelsOf({ models }: SessionDetail, used: UsageReport['models'] | undefined): readonly ModelRow[] {
  const withTotals = models.map((model) => ({
    ...model,
    totalTokens: totalTokens(model.tokens),
    costUsd: model.costUsd,
  }))
  return hueModels(withTotals, used).map(({ model, label, hue, shade, costUsd, responses, tokens }) => ({
    model,
    label: plainText(label),
    hue,
    shade,
    cost: costUsd === undefined ? 'unpriced' : formatUsd(costUsd),
    isPriced: costUsd !== undefined,
    responses: responses.toLocaleString('en-US'),
    cells: tokenCells(tokens),
  }))
}

export const tokenHeads = ['Input', 'Output', 'Cache write', 'Cache read'] as const

const tokenCells = (tokens: Tokens): ModelRow['cells'] =>
  [tokens.input, tokens.output, tokens.cacheWrite5m + tokens.cacheWrite1h, tokens.cacheRead].map((count) => ({
    words: formatTokens(count),
    exact: count.toLocaleString('en-US'),
  }))

function subagentsOf({ subagents }: SessionDetail): readonly SubagentRow[] {
  return subagents.map(({ id, type, description, model, totalTokens: tokens, costUsd, durationMs }) => ({
    id,
    name: plainText(type ?? '') || 'subagent',
    what: plainText(description ?? ''),
    cost: costUsd === undefined ? formatTokens(tokens) : formatUsd(costUsd),
    title: [
      plainText(description ?? ''),
      model === undefined ? '' : modelLabel(plainText(model)),
      `${formatTokens(tokens)} tokens`,
      durationMs === undefined ? '' : formatDuration(durationMs),
    ]
      .filter((part) => part !== '')
      .join(', '),
  }))
}

function toolsOf({ tools }: SessionDetail): SessionView['tools'] {
  const sorted = tools.toSorted((a, b) => b.calls - a.calls)
  const most = sorted[0]?.calls ?? 0
  return {
    total: sorted.reduce((sum, { calls }) => sum + calls, 0).toLocaleString('en-US'),
    rows: sorted.map(({ name, calls, failures }) => ({
      name: plainText(name),
      calls: calls.toLocaleString('en-US'),
      failures,
      barPercent: most > 0 ? Math.round((calls / most) * 1000) / 10 : 0,
    })),
  }
}

function filesOf({ files }: SessionDetail, cwd: string): FilesView {
  const edited = files
    .filter(({ isEdited }) => isEdited)
    .toSorted((a, b) => changed(b) - changed(a))
    .map(({ path, linesAdded, linesRemoved }) => {
      const shown = relativeTo(cwd, plainText(path))
      const slash = shown.lastIndexOf('/')
      return {
        path: shown,
        name: shown.slice(slash + 1),
        folder: slash > 0 ? shown.slice(0, slash) : '',
        added: linesAdded ? `+${linesAdded.toLocaleString('en-US')}` : '',
        removed: linesRemoved ? `−${linesRemoved.toLocaleString('en-US')}` : '',
      }
    })
  const read = files.filter(({ isEdited }) => !isEdited).map(({ path }) => relativeTo(cwd, plainText(path)))
  return { count: files.length, edited, read }
}

/** Files were edited, and nobody wrote down by how many lines. */
const hasUncountedEdits = ({ files, linesAdded, linesRemoved }: SessionDetail): boolean =>
  !linesAdded && !linesRemoved && files.some(({ isEdited }) => isEdited)

const changed = ({ linesAdded = 0, linesRemoved = 0 }: SessionDetail['files'][number]): number =>
  linesAdded + linesRemoved

/** A file of the project without the project's folder. */
const relativeTo = (cwd: string, path: string): string =>
  cwd !== '' && path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path
