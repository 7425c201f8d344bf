/**
 * What a transcript tells of its session besides usage. Pure.
 * Every field may be missing; a count is undefined only where no transcript of the session was ever read.
 */

import { activeMsOf, joinStretches } from './active-time.ts'
import type { CostState } from './cost-state.ts'
import { callInWords, subagentsInWords } from './doing.ts'
import type { FileFacts } from './file-facts.ts'

export interface ToolUse {
  readonly calls: number
  readonly failures: number
}

export interface TouchedFile {
  readonly path: string
  readonly linesAdded: number
  readonly linesRemoved: number
  readonly isRead: boolean
  readonly isEdited: boolean
}

export interface SessionFacts {
  /** custom-title, else ai-title, else summary. */
  readonly title: string | undefined
  /** What /insights wrote of it (facets), else the transcript's own summary. */
  readonly summary: string | undefined
  readonly firstPrompt: string | undefined
  readonly cwd: string | undefined
  readonly branch: string | undefined
  readonly version: string | undefined
  readonly startedAtMs: number | undefined
  readonly lastActiveAtMs: number | undefined
  /** Time in which something happened: gaps over 5 minutes are left out. */
  readonly activeMs: number | undefined
  readonly prompts: number | undefined
  readonly tools: ReadonlyMap<string, ToolUse>
  readonly linesAdded: number | undefined
  readonly linesRemoved: number | undefined
  readonly files: readonly TouchedFile[]
  readonly commits: number | undefined
  readonly compactions: number
  /** Input + cache read + cache write of the last response of the main chain. */
  readonly contextTokens: number | undefined
  /** The model of that response. */
  readonly contextModel: string | undefined
  /** Claude Code's own running total; the last one. */
  readonly costState: CostState | undefined
}

/** A file's facts with where they are from. */
export interface FactsOfFile {
  readonly path: string
  /** Undefined for the main chain. */
  readonly subagentId: string | undefined
  readonly facts: FileFacts
}

/**
 * All files of a session as one: its transcript (rarely several, in two config folders) and its subagents' transcripts.
 * Prompts, tools, titles and context are of the main chain; lines, files, commits and activity of all. The order does not matter.
 */
export function mergeSessionFacts(files: readonly FactsOfFile[]): SessionFacts {
  const ordered = [...files].sort(byActivity)
  const all = ordered.map(({ facts }) => facts)
  const main = ordered.filter(({ subagentId }) => subagentId === undefined).map(({ facts }) => facts)
  const first = main.length > 0 ? main : all
  const stretches = joinStretches(all.map(({ stretches }) => stretches))
  return {
    title: last(main, 'customTitle') ?? last(main, 'aiTitle') ?? last(main, 'summary'),
    summary: last(main, 'summary'),
    firstPrompt: main.find(({ firstPrompt }) => firstPrompt !== undefined)?.firstPrompt,
    cwd: first.find(({ cwd }) => cwd !== undefined)?.cwd,
    branch: last(first, 'branch'),
    version: last(first, 'version'),
    startedAtMs: stretches[0],
    lastActiveAtMs: stretches.at(-1),
    activeMs: stretches.length > 0 ? activeMsOf(stretches) : undefined,
    prompts: main.length > 0 ? sum(main, ({ prompts }) => prompts) : undefined,
    tools: mergeTools(main),
    linesAdded: sum(all, ({ linesAdded }) => linesAdded),
    linesRemoved: sum(all, ({ linesRemoved }) => linesRemoved),
    files: mergeFiles(all),
    commits: sum(all, ({ commits }) => commits),
    compactions: sum(main, ({ compactions }) => compactions),
    contextTokens: last(main, 'context')?.tokens,
    contextModel: last(main, 'context')?.model,
    costState: last(main, 'costState'),
  }
}

/**
 * What the session is at: the newest call of its main chain that has no result yet; else its subagents, those that work in the
 * background included; else whether it thinks or writes. Undefined when its turn is over.
 */
export function doingNow(facts: FileFacts, subagents: readonly FileFacts[] = []): string | undefined {
  const calls = [...facts.pending.values()]
  const newest = calls.findLast(({ name }) => !isSubagentTool(name))
  if (newest) return callInWords(newest.name, newest.hint, newest.path)
  const called = calls.length
  const running = Math.max(called, runningAmong(subagents, facts))
  if (running > 0) return subagentsInWords(running)
  if (facts.isAwaitingAnswer) return 'thinking'
  return facts.isAnswering === true ? 'writing' : undefined
}

const isSubagentTool = (name: string): boolean => name === 'Agent' || name === 'Task'

/** One that was cut off never ends; when all else went on without it for this long, it does not count. */
const abandonedAfterMs = 10 * 60_000

function runningAmong(subagents: readonly FileFacts[], main: FileFacts): number {
  const lastMs = (facts: FileFacts) => facts.stretches.at(-1) ?? 0
  const newestMs = Math.max(lastMs(main), ...subagents.map(lastMs))
  return subagents.filter(
    (facts) => (facts.pending.size > 0 || facts.isAnswering === true) && newestMs - lastMs(facts) < abandonedAfterMs,
  ).length
}

/** The file that was written last comes last; of equals the larger path, so that the order of reading can't tell. */
function byActivity(a: FactsOfFile, b: FactsOfFile): number {
  return (a.facts.stretches.at(-1) ?? 0) - (b.facts.stretches.at(-1) ?? 0) || (a.path < b.path ? -1 : 1)
}

function last<K extends keyof FileFacts>(files: readonly FileFacts[], key: K): FileFacts[K] | undefined {
  return files.findLast((facts) => facts[key] !== undefined)?.[key]
}

const sum = (files: readonly FileFacts[], of: (facts: FileFacts) => number): number =>
  files.reduce((total, facts) => total + of(facts), 0)

function mergeTools(files: readonly FileFacts[]): ReadonlyMap<string, ToolUse> {
  const tools = new Map<string, ToolUse>()
  for (const [name, [calls, failures]] of files.flatMap(({ tools }) => [...tools])) {
    const known = tools.get(name) ?? { calls: 0, failures: 0 }
    tools.set(name, { calls: known.calls + calls, failures: known.failures + failures })
  }
  return tools
}

function mergeFiles(files: readonly FileFacts[]): readonly TouchedFile[] {
  const touched = new Map<string, TouchedFile>()
  for (const [path, [added, removed, how]] of files.flatMap(({ files }) => [...files])) {
    const known = touched.get(path)
    touched.set(path, {
      path,
      linesAdded: (known?.linesAdded ?? 0) + added,
      linesRemoved: (known?.linesRemoved ?? 0) + removed,
      isRead: (known?.isRead ?? false) || (how & 1) !== 0,
      isEdited: (known?.isEdited ?? false) || (how & 2) !== 0,
    })
  }
  return [...touched.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}
