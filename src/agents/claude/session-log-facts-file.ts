/** What a transcript's lines tell of their session besides usage: each record is noted in the facts of its file. Pure. */
import {
  addPending,
  countOfTool,
  type FileFacts,
  noteCompaction,
  noteMoment,
  type PendingTool,
  type SubagentMeta,
  touchFile,
} from '../../core/session/file-facts.ts'
import { countOf, isRecord, type JsonRecord, stringOf, timeOf } from '../json-fields.ts'
import { decodeCostState } from './cost-state.ts'
import { countContentLines, countPatchLines, type PatchCount } from './session-log-facts-patch.ts'

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
      if (record['subtype'] === 'compact_boundary') noteCompaction(facts, timeOf(record['timestamp']))
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

export interface ChainFields {
  readonly atMs: number | undefined
  readonly sessionId: string | undefined
  readonly cwd: string | undefined
  readonly branch: string | undefined
  readonly version: string | undefined
}

const noteChain = (facts: FileFacts, record: JsonRecord): void =>
  noteChainFields(facts, {
    atMs: timeOf(record['timestamp']),
    sessionId: stringOf(record['sessionId']),
    cwd: stringOf(record['cwd']),
    branch: stringOf(record['gitBranch']),
    version: stringOf(record['version']),
  })

/** What every line of a chain tells. `facts` is changed. */
export function noteChainFields(facts: FileFacts, { atMs, sessionId, cwd, branch, version }: ChainFields): void {
  noteMoment(facts, atMs)
  facts.sessionId ??= sessionId
  facts.cwd ??= cwd
  facts.branch = branch ?? facts.branch
  facts.version = version ?? facts.version
}

function noteAssistant(facts: FileFacts, record: JsonRecord): void {
  const message = record['message']
  if (!isRecord(message) || message['model'] === '<synthetic>') return
  const blocks = Array.isArray(message['content']) ? message['content'] : []
  for (const block of blocks) if (isRecord(block) && block['type'] === 'tool_use') noteToolUse(facts, block)
  const usage = message['usage']
  noteAnswer(facts, {
    atMs: timeOf(record['timestamp']),
    model: stringOf(message['model']),
    isLast: message['stop_reason'] === 'end_turn' || message['stop_reason'] === 'stop_sequence',
    contextTokens:
      record['isSidechain'] === true || !isRecord(usage)
        ? undefined
        : (countOf(usage['input_tokens']) ?? 0) +
          (countOf(usage['cache_read_input_tokens']) ?? 0) +
          (countOf(usage['cache_creation_input_tokens']) ?? 0),
  })
}

export interface AnswerFields {
  readonly atMs: number | undefined
  readonly model: string | undefined
  /** Nothing comes after it but a prompt. */
  readonly isLast: boolean
  /** Undefined on a sidechain, and where no counts are told. */
  readonly contextTokens: number | undefined
}

/** `facts` is changed. */
export function noteAnswer(facts: FileFacts, { atMs, model, isLast, contextTokens }: AnswerFields): void {
  facts.isAwaitingAnswer = false
  facts.isAnswering = !isLast
  if (model === undefined) return
  facts.lastModel = model
  if (contextTokens === undefined) return
  facts.context = { atMs: atMs ?? facts.context?.atMs ?? 0, tokens: contextTokens, model }
}

function noteToolUse(facts: FileFacts, block: JsonRecord): void {
  const name = stringOf(block['name']) ?? 'unknown'
  const input = isRecord(block['input']) ? block['input'] : {}
  noteCall(facts, {
    name,
    id: stringOf(block['id']),
    path: stringOf(input['file_path']) ?? stringOf(input['notebook_path']),
    command: name === 'Bash' ? stringOf(input['command']) : undefined,
    about: stringOf(input['pattern']) ?? stringOf(input['description']) ?? stringOf(input['query']),
    newLines: name === 'Write' ? countContentLines(input['content']) : undefined,
  })
}

export interface CallFields {
  readonly name: string
  readonly id: string | undefined
  readonly path: string | undefined
  /** Of a shell alone. */
  readonly command: string | undefined
  /** Asked for where there is neither command nor path. */
  readonly about: string | undefined
  /** Lines of what is written, of `Write` alone. */
  readonly newLines: number | undefined
}

/** A call of a tool. `facts` is changed. */
export function noteCall(facts: FileFacts, { name, id, path, command, about, newLines }: CallFields): void {
  const isCommit = command !== undefined && /\bgit\b[^|;&\n]*\bcommit\b/.test(command)
  countOfTool(facts, name)[0]++
  if (isCommit) facts.commits++
  if (path !== undefined) touchFile(facts, path, isEditTool(name) ? 2 : 1)
  if (id === undefined) return
  const pending: PendingTool = { name }
  const hint = command ?? path ?? about
  if (hint !== undefined) pending.hint = hintOf(hint)
  if (path !== undefined) pending.path = path
  if (isCommit) pending.isCommit = true
  if (newLines !== undefined) pending.newLines = newLines
  addPending(facts, id, pending)
}

export const hintOf = (text: string): string => text.slice(0, 120)

export const isEditTool = (name: string): boolean =>
  name === 'Edit' || name === 'Write' || name === 'MultiEdit' || name === 'NotebookEdit' || name === 'Update'

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
  facts.firstPrompt ??= promptOf(prompt)
}

/** As it is shown. */
export const promptOf = (text: string): string => text.trim().slice(0, longestPrompt)

const isToolResult = (block: unknown): block is JsonRecord => isRecord(block) && block['type'] === 'tool_result'

const changeOf = (result: unknown): FileChange | undefined =>
  isRecord(result)
    ? { ...countPatchLines(result['structuredPatch']), isNewFile: result['type'] === 'create' }
    : undefined

function textOf(content: unknown): string | undefined {
  if (!Array.isArray(content)) return undefined
  const text = content.find((block) => isRecord(block) && block['type'] === 'text')
  return isRecord(text) ? stringOf(text['text']) : undefined
}

/** What Claude Code writes as if the user had: commands, their output, notices, interruptions. */
const machineMade =
  /^\s*(?:<(?:task-notification|command-name|command-message|local-command-stdout|local-command-stderr|local-command-caveat|bash-input|bash-stdout|bash-stderr|system-reminder)>|Caveat: The messages below|\[Request interrupted by user)/
const isMachineMade = (prompt: string): boolean => prompt.trim() === '' || machineMade.test(prompt)

export interface FileChange extends PatchCount {
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
  const added = change.isNewFile ? (pending.newLines ?? change.added) : change.added
  facts.linesAdded += added
  facts.linesRemoved += change.removed
  if (pending.path === undefined) return
  const file = touchFile(facts, pending.path, 2)
  file[0] += added
  file[1] += change.removed
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
