/**
 * Codex's rollouts: one line → the events it tells of. What a line means depends on lines before it (the model and turn of
 * `turn_context`, whether this version writes usage records, what a fork copied): a small carry goes along. Pure.
 *
 * Conversation comes from `response_item`, which every version writes; `event_msg` repeats it and is asked only for what it alone
 * knows. A second `session_meta` is a fork's copy of its parent's, never a second session.
 */
import type { LogDetail, LogLine, LogPlace, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf, timeOf, wordOf } from '../json-fields.ts'
import { imagesIn, knownRecord, readJsonLine, type ToldLine, textsIn } from '../json-line.ts'
import { carryingReader, type LedgerReader, logOf } from '../scan-events.ts'
import { accountIn } from './limits.ts'
import { skimRollout } from './skim.ts'
import { wordsOfCall, wordsOfResult } from './tools.ts'
import { countedRequest, oldUsage, totalOf, type UsageVector, usageOf, vectorOf } from './usage.ts'

/** What earlier lines tell of later ones; small, and JSON. */
interface Carry {
  threadId?: string
  /** The thread is a subagent's. */
  isSubagent?: boolean
  model?: string
  turnId?: string
  isFast?: boolean
  /** This file has usage records: `token_count` tells the same again. */
  hasRecords?: boolean
  total?: UsageVector
  /** Requests so far that were told without any total: up to 0.52. */
  untotalled?: number
  /** Before this ordinal everything was copied from the parent. */
  ownFrom?: number
  /** The last prompt and text: other records repeat them. */
  prompt?: string
  /** A `compacted` was told; the item that says so again follows. */
  isCompacted?: boolean
  /** Calls whose patch tells what will have changed: id → lines. */
  changes?: Record<string, [added: number, removed: number]>
}

export const createCodexReader = (carried: string | undefined): LogReader & LedgerReader =>
  carryingReader<Carry>({}, carried, readLine, skimRollout)

export const sessionLog: SessionLog = logOf((_, carried) => createCodexReader(carried))

function readLine(line: string, _place: LogPlace, detail: LogDetail, carry: Carry): ToldLine {
  return readJsonLine(line, detail, (record, keeper) => {
    const payload = isRecord(record['payload']) ? record['payload'] : {}
    // A parent's turns are shown where they happened.
    const isCopied = carry.ownFrom !== undefined && (countOf(record['ordinal']) ?? carry.ownFrom) < carry.ownFrom
    const atMs = timeOf(record['timestamp'])
    const facts = record['type'] === 'session_meta' ? noteMeta(payload, carry) : factsIn(payload, atMs)
    const drafts = draftsOf(stringOf(record['type']) ?? 'untyped', payload, { carry, keeper })
    return { drafts: isCopied ? [] : drafts, atMs, facts }
  })
}

/** Limits are told with the count of an answer. */
function factsIn({ rate_limits: limits }: JsonRecord, atMs: number | undefined): LogLine['facts'] {
  const account = limits === undefined ? undefined : accountIn(limits, atMs)
  return account === undefined ? {} : { account }
}

/** Source: {"id":"<thread>","session_id":"<root thread>","cwd":"…","cli_version":"0.169.0","source":{"subagent":{…}},"git":{"branch":"main"}} */
function noteMeta(meta: JsonRecord, carry: Carry): LogLine['facts'] {
  const threadId = stringOf(meta['id'])
  if (carry.threadId !== undefined || threadId === undefined) return {}
  carry.threadId = threadId
  const ownFrom = countOf(meta['subagent_history_start_ordinal'])
  if (ownFrom !== undefined) carry.ownFrom = ownFrom
  const { git, source } = meta
  const spawned = isRecord(source) && isRecord(source['subagent']) ? source['subagent']['thread_spawn'] : undefined
  const parent = parentOf(meta, spawned)
  if (parent !== undefined) carry.isSubagent = true
  return {
    sessionId: (parent === undefined ? undefined : (stringOf(meta['session_id']) ?? parent)) ?? threadId,
    subagentId: parent === undefined ? undefined : threadId,
    subagentType: isRecord(spawned) ? (stringOf(spawned['agent_role']) ?? stringOf(spawned['agent_path'])) : undefined,
    cwd: stringOf(meta['cwd']),
    branch: isRecord(git) ? stringOf(git['branch']) : undefined,
    version: stringOf(meta['cli_version']),
  }
}

/** A fork of the user's is a session of its own; only what an agent spawned is a subagent. */
const parentOf = (meta: JsonRecord, spawned: unknown): string | undefined =>
  isRecord(spawned) || meta['thread_source'] === 'subagent'
    ? (stringOf(meta['parent_thread_id']) ?? (isRecord(spawned) ? stringOf(spawned['parent_thread_id']) : undefined))
    : undefined

interface Context {
  readonly carry: Carry
  readonly keeper: TextKeeper
}

function draftsOf(type: string, payload: JsonRecord, context: Context): readonly EventDraft[] {
  switch (type) {
    case 'session_meta':
    case 'world_state':
    case 'inter_agent_communication_metadata':
      return [knownRecord(type)]
    case 'turn_context':
      return readTurnContext(payload, context)
    case 'response_item':
      return readItem(payload, context)
    case 'event_msg':
      return readMessage(payload, context)
    case 'token_usage_record':
      return readUsageRecord(payload, context)
    case 'compacted':
      context.carry.isCompacted = true
      return [{ kind: 'compaction', phase: 'boundary' }]
    default:
      return [{ kind: 'other', type: keepLine(type, 60), isKnown: false }]
  }
}

function readTurnContext(payload: JsonRecord, { carry }: Context): readonly EventDraft[] {
  const model = stringOf(payload['model'])
  const turnId = stringOf(payload['turn_id'])
  if (turnId !== undefined) carry.turnId = turnId
  noteTier(payload, carry)
  if (model === undefined || model === carry.model) return [knownRecord('turn_context')]
  carry.model = model
  return [{ kind: 'mode', of: 'model', value: model }]
}

/** The tier that was asked for then; today's config.toml would price the past anew. The response itself always says "default". */
function noteTier(settings: JsonRecord, carry: Carry): void {
  const tier = stringOf(settings['service_tier'])
  if (tier !== undefined) carry.isFast = tier === 'fast' || tier === 'priority'
}

function readItem(item: JsonRecord, context: Context): readonly EventDraft[] {
  const type = stringOf(item['type']) ?? 'untyped'
  switch (type) {
    case 'message':
      return readTalk(item, context)
    case 'reasoning':
      return [
        { kind: 'thinking', text: keepText(context.keeper, textsIn(item['summary']) || textsIn(item['content'])) },
      ]
    case 'function_call':
    case 'custom_tool_call':
    case 'local_shell_call':
    case 'web_search_call':
      return [readCall(type, item, context)]
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [readResult(item, context)]
    case 'agent_message':
      return [{ kind: 'prompt', text: keepText(context.keeper, textsIn(item['content'])), images: 0, source: 'agent' }]
    default:
      return [knownRecord(keepLine(type, 60))]
  }
}

function readTalk(item: JsonRecord, context: Context): readonly EventDraft[] {
  const { role, content } = item
  const text = textsIn(content)
  if (role === 'assistant') return [{ kind: 'text', text: keepText(context.keeper, text) }]
  if (role !== 'user' || isContext(text)) return [knownRecord('context')]
  return prompt(text, imagesIn(content), context)
}

/** What Codex itself puts before a prompt, as if the user had said it. */
const isContext = (text: string): boolean =>
  text.trim() === '' || /^\s*(?:<[a-z_ ]+>|# AGENTS\.md instructions)/i.test(text)

const promptKept = 120

/** Told by several records: the first of them counts. */
function prompt(text: string, images: number, { carry, keeper }: Context): readonly EventDraft[] {
  const beginning = text.slice(0, promptKept)
  if (carry.prompt === beginning) return []
  carry.prompt = beginning
  return [{ kind: 'prompt', text: keepText(keeper, text), images }]
}

function readCall(type: string, item: JsonRecord, { carry, keeper }: Context): EventDraft {
  const action = item['action']
  const input =
    stringOf(item['arguments']) ?? stringOf(item['input']) ?? (isRecord(action) ? JSON.stringify(action) : '')
  const tool = stringOf(item['name']) ?? (type === 'local_shell_call' ? 'shell' : type.replace(/_call$/, ''))
  const toolId = stringOf(item['call_id']) ?? stringOf(item['id']) ?? ''
  const { changes, ...words } = wordsOfCall(tool, input)
  if (changes !== undefined) noteChanges(carry, toolId, [changes.added, changes.removed])
  // The next prompt with the same words is another one.
  delete carry.prompt
  return { kind: 'tool-call', toolId, tool, input: keepText(keeper, input), ...words }
}

const mostChanges = 32

function noteChanges(carry: Carry, toolId: string, lines: [number, number]): void {
  carry.changes = { ...carry.changes, [toolId]: lines }
  const ids = Object.keys(carry.changes)
  if (ids.length > mostChanges) delete carry.changes[ids[0] ?? '']
}

function readResult(item: JsonRecord, { carry, keeper }: Context): EventDraft {
  const toolId = stringOf(item['call_id']) ?? ''
  const { outcome, summary, text } = wordsOfResult(item['output'])
  const [added, removed] = carry.changes?.[toolId] ?? []
  if (added !== undefined) delete carry.changes?.[toolId]
  const changed =
    added !== undefined && removed !== undefined && outcome === 'done' ? { changed: { added, removed } } : {}
  return { kind: 'tool-result', toolId, outcome, summary, text: keepText(keeper, text), images: 0, ...changed }
}

function readMessage(message: JsonRecord, context: Context): readonly EventDraft[] {
  const { carry, keeper } = context
  const type = stringOf(message['type']) ?? 'untyped'
  switch (type) {
    case 'token_count':
      return readTokenCount(message, context)
    case 'turn.completed':
      return [{ kind: 'turn-end', ...usageOfOldTurn(message, carry) }]
    case 'task_complete':
      delete carry.prompt
      return [{ kind: 'turn-end', durationMs: countOf(message['duration_ms']) }, ...subagentEnd(carry, 'done')]
    case 'turn_aborted':
      delete carry.prompt
      return [
        { kind: 'interrupt', text: keepLine(stringOf(message['reason']) ?? 'interrupted') },
        ...subagentEnd(carry, 'interrupted'),
      ]
    case 'error':
      return [{ kind: 'api-error', text: keepText(keeper, stringOf(message['message']) ?? 'error') }]
    case 'stream_error':
      return [{ kind: 'retry', text: keepText(keeper, stringOf(message['message']) ?? 'stream error') }]
    case 'user_message':
      return prompt(stringOf(message['message']) ?? '', arrayLength(message['images']), context)
    case 'thread_settings_applied':
      if (isRecord(message['thread_settings'])) noteTier(message['thread_settings'], carry)
      return [knownRecord(type)]
    case 'item_completed':
      return isRecord(message['item']) ? readCompleted(message['item'], context) : [knownRecord(type)]
    case 'context_compacted':
      return compacted(context)
    default:
      return [knownRecord(keepLine(type, 60))]
  }
}

/** Its parent's thread says only that it was started. */
const subagentEnd = ({ isSubagent, threadId }: Carry, outcome: 'done' | 'interrupted'): readonly EventDraft[] =>
  isSubagent === true && threadId !== undefined ? [{ kind: 'subagent-end', agentId: threadId, outcome }] : []

const arrayLength = (value: unknown): number => (Array.isArray(value) ? value.length : 0)

function readCompleted(item: JsonRecord, context: Context): readonly EventDraft[] {
  const type = stringOf(item['type']) ?? 'untyped'
  if (type === 'UserMessage') return prompt(textsIn(item['content']), imagesIn(item['content']), context)
  if (type === 'ContextCompaction') return compacted(context)
  if (type === 'SubAgentActivity') return readSubagent(item)
  return [knownRecord(type)]
}

/** `compacted` tells it first, where it is written at all. */
function compacted({ carry }: Context): readonly EventDraft[] {
  const isTold = carry.isCompacted === true
  carry.isCompacted = false
  return isTold ? [] : [{ kind: 'compaction', phase: 'boundary' }]
}

/** Source: {"type":"SubAgentActivity","id":"call_2","kind":"started","agent_thread_id":"…","agent_path":"/root/sub_one"} */
function readSubagent(item: JsonRecord): readonly EventDraft[] {
  const toolId = stringOf(item['id'])
  const agentId = stringOf(item['agent_thread_id'])
  if (item['kind'] === 'started' && toolId !== undefined) {
    return [
      {
        kind: 'subagent-start',
        toolId,
        agentId,
        description: stringOf(item['agent_path']),
        isBackground: true,
      },
    ]
  }
  const outcome = item['kind'] === 'failed' ? 'failed' : item['kind'] === 'interrupted' ? 'interrupted' : 'done'
  const isEnd = ['completed', 'closed', 'finished', 'failed', 'interrupted'].includes(wordOf(item['kind']))
  return isEnd ? [{ kind: 'subagent-end', toolId, agentId, outcome }] : [knownRecord('SubAgentActivity')]
}

/** Source: {"thread_id":"…","turn_id":"t1","response_id":"resp_1","usage":{…}}; ids of responses repeat at gateways. */
function readUsageRecord(payload: JsonRecord, { carry }: Context): readonly EventDraft[] {
  carry.hasRecords = true
  const usage = vectorOf(payload['usage'])
  const threadId = stringOf(payload['thread_id'])
  const isOwn = threadId === undefined || carry.threadId === undefined || threadId === carry.threadId
  if (usage === undefined || !isOwn) return [knownRecord('token_usage_record')]
  const turnId = stringOf(payload['turn_id']) ?? carry.turnId ?? ''
  const id = `codex ${threadId ?? carry.threadId ?? ''} ${turnId} ${stringOf(payload['response_id']) ?? usage.join(' ')}`
  return [{ ...knownRecord('token_usage_record'), response: responseOf(id, usage, carry) }]
}

/** A copy of it in a fork has the turn and the total of its original: it is the same request, wherever it is told. */
function readTokenCount(message: JsonRecord, { carry }: Context): readonly EventDraft[] {
  const { info } = message
  const isCounted = carry.hasRecords !== true
  const request = isCounted ? countedRequest(info, carry.total) : undefined
  carry.total = totalOf(info) ?? carry.total
  const old = isCounted ? oldUsage(info) : undefined
  if (old !== undefined) return [{ ...knownRecord('token_count'), ...oldResponse(old, carry) }]
  if (request === undefined) return [knownRecord('token_count')]
  const id = `codex ${carry.turnId ?? carry.threadId ?? ''} ${request.total.join(' ')}`
  return [{ ...knownRecord('token_count'), response: responseOf(id, request.usage, carry) }]
}

/** 0.51 and 0.52 told the usage with the end of a turn, before there were totals. */
function usageOfOldTurn({ usage }: JsonRecord, carry: Carry) {
  const vector = carry.total === undefined && carry.hasRecords !== true ? vectorOf(usage) : undefined
  return vector === undefined ? {} : oldResponse(vector, carry)
}

/** Nothing names such a request: its number in the file does. */
function oldResponse(usage: UsageVector, carry: Carry) {
  carry.untotalled = (carry.untotalled ?? 0) + 1
  return { response: responseOf(`codex ${carry.threadId ?? ''} old ${carry.untotalled}`, usage, carry) }
}

const responseOf = (id: string, usage: UsageVector, { model, isFast }: Carry) => ({
  id,
  model,
  ...usageOf(usage),
  ...(isFast === true ? { isFast } : {}),
})
