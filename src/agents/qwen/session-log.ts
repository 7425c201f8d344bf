/**
 * Qwen Code's chats: one line → its events. Every request, those of subagents and helpers too, is told by a telemetry line of the
 * session's file; the answer's own line repeats it and counts only where no telemetry told it before. A fork copies every line with its
 * uuid and time: the same request, made once. Pure.
 */
import { mainLane } from '../../core/session/session-event.ts'
import type { ToldAccount } from '../../core/usage/account.ts'
import type { LogDetail, LogPlace, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper, tagText } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf, timeOf, wordOf } from '../json-fields.ts'
import { knownRecord, readJsonLine, type ToldLine, textsIn } from '../json-line.ts'
import { carryingReader, type LedgerReader, logOf } from '../scan-events.ts'
import { toolCall } from '../tool-call.ts'

interface Carry {
  /** Requests that telemetry told and no answer has repeated so far: prompt and whole counts. */
  told: string[]
}

const mostTold = 32

/** `isSubagent`: its requests are told in its parent's file. */
export const createQwenReader = (isSubagent: boolean, carried: string | undefined): LogReader & LedgerReader =>
  carryingReader<Carry>({ told: [] }, carried, (line, place, detail, carry) =>
    readLine(line, place, detail, { carry, isSubagent }),
  )

export const sessionLog: SessionLog = logOf(({ lane }, carried) => createQwenReader(lane !== mainLane, carried))

interface Context {
  readonly carry: Carry
  readonly isSubagent: boolean
}

function readLine(line: string, _place: LogPlace, detail: LogDetail, context: Context): ToldLine {
  return readJsonLine(line, detail, (record, keeper) => ({
    drafts: draftsOf(record, keeper, context),
    atMs: timeOf(record['timestamp']),
    facts: {
      sessionId: stringOf(record['sessionId']),
      cwd: stringOf(record['cwd']),
      branch: stringOf(record['gitBranch']),
      version: stringOf(record['version']),
      account: accountIn(record['systemPayload']),
    },
  }))
}

/** Source: {"uiEvent":{"event.name":"qwen-code.api_response","auth_type":"openai",…}}: a key, or the maker's own sign-in. */
function accountIn(payload: unknown): ToldAccount | undefined {
  const event = isRecord(payload) ? payload['uiEvent'] : undefined
  const way = isRecord(event) ? stringOf(event['auth_type']) : undefined
  return way === undefined ? undefined : { billing: way === 'qwen-oauth' ? 'plan' : 'key', windows: [] }
}

function draftsOf(record: JsonRecord, keeper: TextKeeper, context: Context): readonly EventDraft[] {
  const parts = partsOf(record)
  switch (record['type']) {
    case 'user':
      return readUser(record, parts, keeper)
    case 'assistant':
      return readAnswer(record, parts, keeper, context)
    case 'tool_result':
      return parts.flatMap((part) => readResult(part, record, keeper))
    case 'system':
      return readSystem(record, keeper, context)
    default:
      return [{ kind: 'other', type: keepLine(wordOf(record['type']), 60), isKnown: false }]
  }
}

const partsOf = ({ message }: JsonRecord): readonly JsonRecord[] =>
  isRecord(message) && Array.isArray(message['parts']) ? message['parts'].filter(isRecord) : []

function readUser(record: JsonRecord, parts: readonly JsonRecord[], keeper: TextKeeper): readonly EventDraft[] {
  const text = textsIn(parts)
  const isPerson = record['subtype'] === undefined && record['provenance'] !== 'system'
  if (isPerson) return [{ kind: 'prompt', text: keepText(keeper, text), images: 0 }]
  if (record['subtype'] === 'notification' && text.trimStart().startsWith('<task-notification>')) {
    return [subagentEnd(text)]
  }
  return [{ kind: 'notice', text: keepText(keeper, text), isError: false }]
}

/** Source: <task-notification><task-id>general-purpose-call_17</task-id><tool-use-id>call_17</tool-use-id><status>completed</status>… */
function subagentEnd(text: string): EventDraft {
  const status = tagText(text, 'status')
  return {
    kind: 'subagent-end',
    toolId: tagText(text, 'tool-use-id'),
    agentId: tagText(text, 'task-id'),
    outcome:
      status?.startsWith('fail') === true ? 'failed' : status?.startsWith('complet') === true ? 'done' : 'interrupted',
  }
}

function readAnswer(
  record: JsonRecord,
  parts: readonly JsonRecord[],
  keeper: TextKeeper,
  context: Context,
): readonly EventDraft[] {
  const drafts: EventDraft[] = parts.flatMap((part) => readPart(part, keeper))
  if (isLastOfTurn(parts)) drafts.push({ kind: 'turn-end' })
  const [first = knownRecord('assistant'), ...rest] = drafts
  const response = answerResponse(record, context)
  return response === undefined ? [first, ...rest] : [{ ...first, response }, ...rest]
}

/** An answer that calls nothing is the last one. */
const isLastOfTurn = (parts: readonly JsonRecord[]): boolean =>
  parts.some((part) => stringOf(part['text']) !== undefined && part['thought'] !== true) &&
  !parts.some((part) => isRecord(part['functionCall']))

function readPart(part: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  const text = stringOf(part['text'])
  const call = part['functionCall']
  if (isRecord(call)) return [readCall(call, keeper), ...subagentStart(call)]
  if (text === undefined) return []
  return [{ kind: part['thought'] === true ? 'thinking' : 'text', text: keepText(keeper, text) }]
}

function readCall(call: JsonRecord, keeper: TextKeeper): EventDraft {
  const tool = stringOf(call['name']) ?? 'unknown'
  const toolId = stringOf(call['id']) ?? ''
  const args = isRecord(call['args']) ? call['args'] : {}
  const pathKeys = ['file_path', 'absolute_path']
  return toolCall({ toolId, tool, args, pathKeys, otherKey: 'description', touches: touchOf(tool) }, keeper)
}

/** Source: {"name":"agent","args":{"description":"sub work","prompt":"say sub","subagent_type":"general-purpose"}} */
function subagentStart({ name, id, args }: JsonRecord): readonly EventDraft[] {
  if ((name !== 'agent' && name !== 'task') || !isRecord(args)) return []
  return [
    {
      kind: 'subagent-start',
      toolId: stringOf(id) ?? '',
      type: stringOf(args['subagent_type']),
      description: stringOf(args['description']),
      task: keepLine(stringOf(args['prompt']) ?? ''),
      isBackground: false,
    },
  ]
}

/** One in the background goes on under this name. */
function backgroundAgent({ resultDisplay, callId }: JsonRecord): string | undefined {
  const isBackground = isRecord(resultDisplay) && resultDisplay['executionMode'] === 'background'
  const name = isBackground ? stringOf(resultDisplay['subagentName']) : undefined
  return name === undefined ? undefined : `${name}-${wordOf(callId)}`
}

function touchOf(tool: string): 'read' | 'write' | 'edit' | undefined {
  if (tool === 'write_file') return 'write'
  if (tool === 'edit' || tool === 'replace') return 'edit'
  return tool === 'read_file' ? 'read' : undefined
}

function readResult(part: JsonRecord, record: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  const answer = part['functionResponse']
  const told = isRecord(record['toolCallResult']) ? record['toolCallResult'] : {}
  if (!isRecord(answer)) return []
  const response = isRecord(answer['response']) ? answer['response'] : {}
  const text = stringOf(response['output']) ?? stringOf(response['error']) ?? ''
  const outcome = told['status'] === 'cancelled' ? 'interrupted' : told['status'] === 'error' ? 'failed' : 'done'
  return [
    {
      kind: 'tool-result',
      toolId: stringOf(told['callId']) ?? stringOf(answer['id']) ?? '',
      outcome,
      summary: outcome === 'failed' ? keepLine(text, 120) : undefined,
      text: keepText(keeper, text),
      images: 0,
      agentId: backgroundAgent(told),
    },
  ]
}

function readSystem(record: JsonRecord, keeper: TextKeeper, context: Context): readonly EventDraft[] {
  const subtype = stringOf(record['subtype']) ?? 'system'
  const payload = isRecord(record['systemPayload']) ? record['systemPayload'] : {}
  if (subtype === 'ui_telemetry') return readTelemetry(payload, keeper, context)
  if (subtype === 'chat_compression') return [{ kind: 'compaction', phase: 'boundary' }]
  const title =
    subtype === 'custom_title' ? (stringOf(payload['customTitle']) ?? stringOf(payload['title'])) : undefined
  return [
    title === undefined ? knownRecord(keepLine(subtype, 60)) : { kind: 'title', of: 'custom', text: keepLine(title) },
  ]
}

/** Source: {"uiEvent":{"event.name":"qwen-code.api_response","event.timestamp":"…","response_id":"r1","model":"…","input_token_count":1200,…}} */
function readTelemetry({ uiEvent }: JsonRecord, keeper: TextKeeper, { carry }: Context): readonly EventDraft[] {
  if (!isRecord(uiEvent)) return [knownRecord('ui_telemetry')]
  if (uiEvent['event.name'] === 'qwen-code.api_error') {
    return [{ kind: 'api-error', text: keepText(keeper, stringOf(uiEvent['error_message']) ?? 'error') }]
  }
  if (uiEvent['event.name'] !== 'qwen-code.api_response') return [knownRecord('ui_telemetry')]
  const counts = {
    prompt: countOf(uiEvent['input_token_count']) ?? 0,
    candidates: countOf(uiEvent['output_token_count']) ?? 0,
    thoughts: countOf(uiEvent['thoughts_token_count']) ?? 0,
    cached: countOf(uiEvent['cached_content_token_count']) ?? 0,
    total: countOf(uiEvent['total_token_count']) ?? 0,
  }
  carry.told = [...carry.told, `${counts.prompt} ${counts.total}`].slice(-mostTold)
  const id = `qwen ${stringOf(uiEvent['response_id']) ?? ''} ${stringOf(uiEvent['event.timestamp']) ?? ''}`
  return [{ ...knownRecord('ui_telemetry'), response: responseOf(id, stringOf(uiEvent['model']), counts) }]
}

/** Source: {"promptTokenCount":1200,"candidatesTokenCount":60,"thoughtsTokenCount":20,"totalTokenCount":1260,"cachedContentTokenCount":1000} */
function answerResponse(record: JsonRecord, { carry, isSubagent }: Context) {
  const usage = record['usageMetadata']
  if (!isRecord(usage) || isSubagent) return undefined
  const count = (key: string): number => countOf(usage[key]) ?? 0
  const counts = {
    prompt: count('promptTokenCount'),
    candidates: count('candidatesTokenCount'),
    thoughts: count('thoughtsTokenCount'),
    cached: count('cachedContentTokenCount'),
    total: count('totalTokenCount'),
  }
  const at = carry.told.indexOf(`${counts.prompt} ${counts.total}`)
  if (at === -1) return responseOf(`qwen ${stringOf(record['uuid']) ?? ''}`, stringOf(record['model']), counts)
  carry.told = carry.told.toSpliced(at, 1)
  return undefined
}

interface Counts {
  /** With what was cached. */
  readonly prompt: number
  readonly candidates: number
  readonly thoughts: number
  readonly cached: number
  readonly total: number
}

/** Thoughts are beside the candidates in Gemini's protocol and inside them in OpenAI's: the total tells which. */
function responseOf(id: string, model: string | undefined, { prompt, candidates, thoughts, cached, total }: Counts) {
  const isBeside = thoughts > 0 && total === prompt + candidates + thoughts
  return {
    id,
    model,
    tokens: {
      input: Math.max(0, prompt - cached),
      output: candidates + (isBeside ? thoughts : 0),
      cacheRead: cached,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
    },
    contextTokens: prompt,
  }
}
