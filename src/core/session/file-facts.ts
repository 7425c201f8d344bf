/**
 * The facts of one log of a session, gathered record by record, the same for every agent. Pure. The state is stored with how far the
 * log was read, so that reading in pieces gives the same facts as reading at once.
 */
import { addMoment } from './active-time.ts'
import type { CostState } from './cost-state.ts'

export interface FileFacts {
  /** Of the first line that names one. */
  sessionId?: string
  beganAtMs?: number
  /** Where the first line of the chain stands, in bytes. */
  chainStartsAt?: number
  customTitle?: string
  aiTitle?: string
  summary?: string
  firstPrompt?: string
  cwd?: string
  branch?: string
  version?: string
  stretches: number[]
  prompts: number
  compactions: number
  /** When, of the last ones. */
  compactedAtMs?: number[]
  commits: number
  linesAdded: number
  linesRemoved: number
  /** By name. */
  tools: Map<string, [calls: number, failures: number]>
  /** By path; `how` is 1 for read | 2 for edited. */
  files: Map<string, [added: number, removed: number, how: number]>
  /** Tool calls without a result so far, by id, oldest first. */
  pending: Map<string, PendingTool>
  context?: { atMs: number; tokens: number; model: string }
  /** Of the last response, on whatever chain. */
  lastModel?: string
  /** These are a subagent's records, where the records and not the place of the file tell. */
  subagentId?: string
  /** Of a subagent, from the file beside its transcript. */
  subagent?: SubagentMeta
  costState?: CostState
  /** The last line of the main chain was a prompt or a tool's result: an answer is awaited. */
  isAwaitingAnswer: boolean
  /** The last line was a part of an answer, and not its last. */
  isAnswering?: boolean
}

export interface SubagentMeta {
  type?: string
  description?: string
}

export interface PendingTool {
  name: string
  hint?: string
  path?: string
  /** Lines of a file that is written anew. */
  newLines?: number
  isCommit?: boolean
}

export const noFileFacts = (): FileFacts => ({
  stretches: [],
  prompts: 0,
  compactions: 0,
  commits: 0,
  linesAdded: 0,
  linesRemoved: 0,
  tools: new Map(),
  files: new Map(),
  pending: new Map(),
  isAwaitingAnswer: false,
})

/** As stored: the files apart, which can be thousands, because lists of sessions don't show them. */
export interface SerializedFacts {
  readonly facts: string
  readonly files: string
}

export const serializeFacts = (facts: FileFacts): SerializedFacts => ({
  // Of many thousands of files: no copy is made but this one.
  facts: JSON.stringify({ ...facts, tools: [...facts.tools], pending: [...facts.pending], files: undefined }),
  files: facts.files.size === 0 ? '[]' : JSON.stringify([...facts.files]),
})

/** Of our own making, hence not decoded but taken. Without `files` for whoever needs none. */
export function restoreFacts(facts: string, files = '[]'): FileFacts {
  const { tools, pending, ...rest } = JSON.parse(facts) as Omit<FileFacts, 'tools' | 'files' | 'pending'> & {
    tools: [string, [number, number]][]
    pending: [string, PendingTool][]
  }
  return {
    ...noFileFacts(),
    ...rest,
    tools: new Map(tools),
    pending: new Map(pending),
    files: new Map(JSON.parse(files) as [string, [number, number, number]][]),
  }
}

/** A result never comes for a call that was cut off; what is older than this many calls is forgotten. */
const mostPending = 64

/** A call is waited for until its result comes. `facts` is changed. */
export function addPending(facts: FileFacts, id: string, pending: PendingTool): void {
  facts.pending.set(id, pending)
  if (facts.pending.size <= mostPending) return
  const [oldest] = facts.pending.keys()
  if (oldest !== undefined) facts.pending.delete(oldest)
}

export function noteMoment(facts: FileFacts, atMs: number | undefined): void {
  if (atMs === undefined) return
  facts.beganAtMs ??= atMs
  addMoment(facts.stretches, atMs)
}

/** Behind each line, which stands at `offset`: the first one that told a moment begins the chain. */
export function noteChainStart(facts: FileFacts, offset: number): void {
  if (facts.chainStartsAt === undefined && facts.stretches.length > 0) facts.chainStartsAt = offset
}

/** More in one look at a log there never are. */
const mostCompactionTimes = 8

/** `facts` is changed. Where the record has no time it is that of the last that had one. */
export function noteCompaction(facts: FileFacts, atMs: number | undefined = facts.stretches.at(-1)): void {
  facts.compactions++
  if (atMs === undefined) return
  facts.compactedAtMs = [...(facts.compactedAtMs ?? []), atMs].slice(-mostCompactionTimes)
}

export function countOfTool(facts: FileFacts, name: string): [number, number] {
  let known = facts.tools.get(name)
  if (!known) {
    known = [0, 0]
    facts.tools.set(name, known)
  }
  return known
}

export function touchFile(facts: FileFacts, path: string, how: number): [number, number, number] {
  let known = facts.files.get(path)
  if (!known) {
    known = [0, 0, 0]
    facts.files.set(path, known)
  }
  known[2] |= how
  return known
}
