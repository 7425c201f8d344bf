/**
 * The facts of one transcript file, gathered line by line. Pure. The state is stored with the file's offset, so that reading in
 * pieces gives the same facts as reading at once.
 */
import type { CostState } from './cost-state.ts'
import { decodeCostState } from './cost-state.ts'
import { countOf, isRecord, type JsonRecord, stringOf, timeOf } from './json-fields.ts'
import { addMoment } from './session-log-facts-active.ts'
import { countContentLines, countPatchLines } from './session-log-facts-patch.ts'

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

export const serializeFacts = ({ tools, files, pending, ...facts }: FileFacts): SerializedFacts => ({
  facts: JSON.stringify({ ...facts, tools: [...tools], pending: [...pending] }),
  files: JSON.stringify([...files]),
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
const longestPrompt = 300

/** Takes in one parsed line of any type. `facts` is changed. */
export function noteRecord(facts: FileFacts, record: JsonRecord): void {
  switch (record['type']) {
    case 'assistant':
      noteChain(facts, record)
      noteAssistant(facts, record)
      break
    case 'user':
      noteChain(facts, record)
      noteUser(facts, record)
      break
    case 'system':
      noteChain(facts, record)
      if (record['subtype'] === 'compact_boundary') facts.compactions++
      break
    case 'cost-state':
      facts.costState = decodeCostState(record) ?? facts.costState
      break
    case 'custom-title':
      facts.customTitle = stringOf(record['customTitle']) ?? facts.customTitle
      break
    case 'ai-title':
      facts.aiTitle = stringOf(record['aiTitle']) ?? facts.aiTitle
      break
    case 'summary':
      facts.summary = stringOf(record['summary']) ?? facts.summary
      break
  }
}

function noteChain(facts: FileFacts, record: JsonRecord): void {
  noteMoment(facts, timeOf(record['timestamp']))
  facts.sessionId ??= stringOf(record['sessionId'])
  facts.cwd ??= stringOf(record['cwd'])
  facts.branch = stringOf(record['gitBranch']) ?? facts.branch
  facts.version = stringOf(record['version']) ?? facts.version
}

export function noteMoment(facts: FileFacts, atMs: number | undefined): void {
  if (atMs === undefined) return
  facts.beganAtMs ??= atMs
  addMoment(facts.stretches, atMs)
}

function noteAssistant(facts: FileFacts, record: JsonRecord): void {
  const message = record['message']
  if (!isRecord(message) || message['model'] === '<synthetic>') return
  const blocks = Array.isArray(message['content']) ? message['content'] : []
  for (const block of blocks) if (isRecord(block) && block['type'] === 'tool_use') noteToolUse(facts, block)
  const usage = message['usage']
  const model = stringOf(message['model'])
  facts.isAwaitingAnswer = false
  facts.isAnswering = message['stop_reason'] !== 'end_turn' && message['stop_reason'] !== 'stop_sequence'
  if (model !== undefined) facts.lastModel = model
  if (record['isSidechain'] === true || !isRecord(usage) || model === undefined) return
  const tokens =
    (countOf(usage['input_tokens']) ?? 0) +
    (countOf(usage['cache_read_input_tokens']) ?? 0) +
    (countOf(usage['cache_creation_input_tokens']) ?? 0)
  facts.context = { atMs: timeOf(record['timestamp']) ?? facts.context?.atMs ?? 0, tokens, model }
}

function noteToolUse(facts: FileFacts, block: JsonRecord): void {
  const name = stringOf(block['name']) ?? 'unknown'
  const input = isRecord(block['input']) ? block['input'] : {}
  const path = stringOf(input['file_path']) ?? stringOf(input['notebook_path'])
  const command = name === 'Bash' ? stringOf(input['command']) : undefined
  const isCommit = command !== undefined && /\bgit\b[^|;&\n]*\bcommit\b/.test(command)
  countOfTool(facts, name)[0]++
  if (isCommit) facts.commits++
  if (path !== undefined) touchFile(facts, path, isEditTool(name) ? 2 : 1)
  const id = stringOf(block['id'])
  if (id === undefined) return
  const pending: PendingTool = { name }
  const hint =
    command ?? path ?? stringOf(input['pattern']) ?? stringOf(input['description']) ?? stringOf(input['query'])
  if (hint !== undefined) pending.hint = hint.slice(0, 120)
  if (path !== undefined) pending.path = path
  if (isCommit) pending.isCommit = true
  if (name === 'Write') pending.newLines = countContentLines(input['content'])
  facts.pending.set(id, pending)
  if (facts.pending.size <= mostPending) return
  const [oldest] = facts.pending.keys()
  if (oldest !== undefined) facts.pending.delete(oldest)
}

export const isEditTool = (name: string): boolean =>
  name === 'Edit' || name === 'Write' || name === 'MultiEdit' || name === 'NotebookEdit' || name === 'Update'

function countOfTool(facts: FileFacts, name: string): [number, number] {
  let known = facts.tools.get(name)
  if (!known) {
    known = [0, 0]
    facts.tools.set(name, known)
  }
  return known
}

function touchFile(facts: FileFacts, path: string, how: number): [number, number, number] {
  let known = facts.files.get(path)
  if (!known) {
    known = [0, 0, 0]
    facts.files.set(path, known)
  }
  known[2] |= how
  return known
}

function noteUser(facts: FileFacts, record: JsonRecord): void {
  const message = record['message']
  if (!isRecord(message)) return
  const { content } = message
  const results = Array.isArray(content) ? content.filter(isToolResult) : []
  for (const block of results) {
    const id = stringOf(block['tool_use_id'])
    if (id !== undefined) noteToolResult(facts, id, block['is_error'] === true, changeOf(record['toolUseResult']))
  }
  if (record['isSidechain'] === true) return
  facts.isAwaitingAnswer = true
  if (results.length > 0 || record['isMeta'] === true || record['isCompactSummary'] === true) return
  const prompt = typeof content === 'string' ? content : textOf(content)
  if (prompt === undefined || isMachineMade(prompt)) {
    // The end of a background task is answered as a prompt is; a command's output is not.
    facts.isAwaitingAnswer = prompt?.trimStart().startsWith('<task-notification>') === true
    facts.isAnswering = false
    if (prompt?.trimStart().startsWith('[Request interrupted') === true) facts.pending.clear()
    return
  }
  // What has no result when the user speaks again was cut off.
  if (record['promptSource'] !== 'queued') facts.pending.clear()
  facts.prompts++
  facts.firstPrompt ??= prompt.trim().slice(0, longestPrompt)
}

const isToolResult = (block: unknown): block is JsonRecord => isRecord(block) && block['type'] === 'tool_result'

const changeOf = (result: unknown): FileChange | undefined =>
  isRecord(result) ? { patch: result['structuredPatch'], isNewFile: result['type'] === 'create' } : undefined

function textOf(content: unknown): string | undefined {
  if (!Array.isArray(content)) return undefined
  const text = content.find((block) => isRecord(block) && block['type'] === 'text')
  return isRecord(text) ? stringOf(text['text']) : undefined
}

/** What Claude Code writes as if the user had: commands, their output, notices, interruptions. */
const machineMade =
  /^\s*(?:<(?:task-notification|command-name|command-message|local-command-stdout|local-command-stderr|local-command-caveat|bash-input|bash-stdout|bash-stderr|system-reminder)>|Caveat: The messages below|\[Request interrupted by user)/
const isMachineMade = (prompt: string): boolean => prompt.trim() === '' || machineMade.test(prompt)

export interface FileChange {
  /** `toolUseResult.structuredPatch`, parsed. */
  readonly patch: unknown
  readonly isNewFile: boolean
}

/** A tool's result: whether it failed, and what it changed. */
export function noteToolResult(
  facts: FileFacts,
  toolUseId: string,
  isError: boolean,
  change: FileChange | undefined,
): void {
  const pending = facts.pending.get(toolUseId)
  if (!pending) return
  facts.pending.delete(toolUseId)
  if (isError) {
    countOfTool(facts, pending.name)[1]++
    if (pending.isCommit) facts.commits--
  } else if (change && isEditTool(pending.name)) noteChange(facts, pending, change)
}

function noteChange(facts: FileFacts, pending: PendingTool, change: FileChange): void {
  const counted = countPatchLines(change.patch)
  const added = change.isNewFile ? (pending.newLines ?? counted.added) : counted.added
  facts.linesAdded += added
  facts.linesRemoved += counted.removed
  if (pending.path === undefined) return
  const file = touchFile(facts, pending.path, 2)
  file[0] += added
  file[1] += counted.removed
}

/** Source: agent-<id>.meta.json {"agentType":"general-purpose","description":"Look around",…} */
export function decodeSubagentMeta(text: string): SubagentMeta | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isRecord(json)) return undefined
  const meta: SubagentMeta = {}
  const type = stringOf(json['agentType'])
  const description = stringOf(json['description'])
  if (type !== undefined) meta.type = type
  if (description !== undefined) meta.description = description
  return meta
}
