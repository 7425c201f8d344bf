/**
 * The wire of kimi-cli, which Kimi Code took the place of: one line → its events. A request is told by `StatusUpdate`, by the id of its
 * message, and names no model. Read from published descriptions, not recorded. Pure.
 */
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf, wordOf } from '../json-fields.ts'
import { imagesIn, knownRecord, parseJson, textsIn } from '../json-line.ts'
import { toolCall } from '../tool-call.ts'

/** Source: {"timestamp":1767225600.12,"message":{"type":"StatusUpdate","payload":{…}}} */
export const legacyMessage = ({ message }: JsonRecord): JsonRecord | undefined =>
  isRecord(message) && typeof message['type'] === 'string' && isRecord(message['payload']) ? message : undefined

export function legacyMs({ timestamp }: JsonRecord): number | undefined {
  const seconds = countOf(timestamp)
  return seconds !== undefined && seconds < 1e11 ? Math.round(seconds * 1000) : undefined
}

export function readLegacy(message: JsonRecord, keeper: TextKeeper, wire: string): EventDraft {
  const type = wordOf(message['type'])
  const payload = isRecord(message['payload']) ? message['payload'] : {}
  switch (type) {
    case 'TurnBegin':
      return prompt(payload['user_input'], keeper)
    case 'ContentPart':
      return readPart(payload, keeper)
    case 'ToolCall':
      return readCall(payload, keeper)
    case 'ToolResult':
      return readResult(payload, keeper)
    case 'TurnEnd':
      return { kind: 'turn-end' }
    case 'StepInterrupted':
      return { kind: 'interrupt', text: 'interrupted' }
    case 'CompactionEnd':
      return { kind: 'compaction', phase: 'boundary' }
    case 'StatusUpdate':
      return readStatus(payload, wire)
    default:
      return { kind: 'other', type: keepLine(type, 60), isKnown: known.has(type) }
  }
}

const known = new Set([
  'StepBegin',
  'CompactionBegin',
  'ToolCallPart',
  'ApprovalRequest',
  'ApprovalResponse',
  'SubagentEvent',
])

const prompt = (input: unknown, keeper: TextKeeper): EventDraft => ({
  kind: 'prompt',
  text: keepText(keeper, textsIn(input)),
  images: imagesIn(input),
})

function readPart(part: JsonRecord, keeper: TextKeeper): EventDraft {
  if (part['type'] === 'think') return { kind: 'thinking', text: keepText(keeper, stringOf(part['think']) ?? '') }
  if (part['type'] === 'text') return { kind: 'text', text: keepText(keeper, stringOf(part['text']) ?? '') }
  return knownRecord('ContentPart')
}

function readCall(call: JsonRecord, keeper: TextKeeper): EventDraft {
  const of = isRecord(call['function']) ? call['function'] : {}
  const args = parseJson(stringOf(of['arguments']) ?? '')
  const tool = stringOf(of['name']) ?? 'unknown'
  const touches =
    tool === 'WriteFile' ? 'write' : tool === 'StrReplaceFile' ? 'edit' : tool === 'ReadFile' ? 'read' : undefined
  return toolCall(
    {
      toolId: stringOf(call['id']) ?? '',
      tool,
      args: isRecord(args) ? args : {},
      pathKeys: ['path'],
      otherKey: 'description',
      touches,
    },
    keeper,
  )
}

function readResult(result: JsonRecord, keeper: TextKeeper): EventDraft {
  const value = isRecord(result['return_value']) ? result['return_value'] : {}
  const text = textsIn(value['output'])
  const isFailed = value['is_error'] === true
  return {
    kind: 'tool-result',
    toolId: stringOf(result['tool_call_id']) ?? '',
    outcome: isFailed ? 'failed' : 'done',
    summary: isFailed ? keepLine(text, 120) : undefined,
    text: keepText(keeper, text),
    images: 0,
  }
}

/** Source: {"token_usage":{"input_other":900,"output":54,"input_cache_read":3000,"input_cache_creation":0},"message_id":"chatcmpl-1"} */
function readStatus(status: JsonRecord, wire: string): EventDraft {
  const usage = status['token_usage']
  const id = stringOf(status['message_id'])
  if (!isRecord(usage) || id === undefined) return knownRecord('StatusUpdate')
  const count = (key: string): number => countOf(usage[key]) ?? 0
  const tokens = {
    input: count('input_other'),
    output: count('output'),
    cacheRead: count('input_cache_read'),
    cacheWrite5m: count('input_cache_creation'),
    cacheWrite1h: 0,
  }
  const contextTokens = tokens.input + tokens.cacheRead + tokens.cacheWrite5m
  return {
    ...knownRecord('StatusUpdate'),
    response: { id: `kimi ${wire} ${id}`, model: undefined, tokens, contextTokens },
  }
}
