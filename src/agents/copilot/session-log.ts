/**
 * GitHub Copilot CLI's events.jsonl: one line → its events. A request is told up to four times: `session.usage_record` (from 1.0.102 one
 * a request) is the one that counts here; older sessions count by the rows of session-store.db, those without rows by the growth of
 * `session.shutdown`. Pure.
 */
import type { LogDetail, LogLine, LogPlace, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf, timeOf } from '../json-fields.ts'
import { knownRecord, readJsonLine, textsIn } from '../json-line.ts'
import { logOf } from '../scan-events.ts'
import { toolCall } from '../tool-call.ts'

export const copilotReader: LogReader = { readLine }

export const sessionLog: SessionLog = logOf(() => copilotReader)

function readLine(line: string, place: LogPlace, detail: LogDetail): LogLine {
  // After a crash the file may end in NUL bytes.
  return readJsonLine(line.replace(/\0+/g, ''), place, detail, (record, keeper) => {
    const data = isRecord(record['data']) ? record['data'] : {}
    return {
      drafts: draftsOf(stringOf(record['type']) ?? 'untyped', data, keeper),
      atMs: timeOf(record['timestamp']),
      facts: record['type'] === 'session.start' ? factsOf(data) : undefined,
    }
  })
}

function factsOf(data: JsonRecord): LogLine['facts'] {
  const context = isRecord(data['context']) ? data['context'] : {}
  return {
    sessionId: stringOf(data['sessionId']),
    cwd: stringOf(context['cwd']),
    branch: stringOf(context['branch']),
    version: stringOf(data['copilotVersion']),
  }
}

function draftsOf(type: string, data: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  switch (type) {
    case 'user.message':
      return [{ kind: 'prompt', text: keepText(keeper, stringOf(data['content']) ?? ''), images: 0 }]
    case 'assistant.message':
      return readAnswer(data, keeper)
    case 'assistant.reasoning':
      return [{ kind: 'thinking', text: keepText(keeper, stringOf(data['content']) ?? '') }]
    case 'tool.execution_start':
      return [readCall(data, keeper)]
    case 'tool.execution_complete':
      return [readResult(data, keeper)]
    case 'session.usage_record':
      return readUsage(data)
    case 'session.model_change':
      return [{ kind: 'mode', of: 'model', value: stringOf(data['newModel']) ?? 'unknown' }]
    case 'session.error':
      return [{ kind: 'api-error', text: keepText(keeper, stringOf(data['message']) ?? 'error') }]
    case 'session.compaction_complete':
      return [{ kind: 'compaction', phase: 'boundary', tokensBefore: countOf(data['preCompactionTokens']) }]
    case 'abort':
      return [{ kind: 'interrupt', text: keepLine(stringOf(data['reason']) ?? 'interrupted') }]
    case 'subagent.started':
      return [readSubagentStart(data)]
    case 'subagent.completed':
    case 'subagent.failed':
      return [readSubagentEnd(type, data)]
    default:
      return [{ kind: 'other', type: keepLine(type, 60), isKnown: knownFamily.test(type) }]
  }
}

const knownFamily = /^(?:session|assistant|system|tool|hook|user|subagent|skill)\./

function readAnswer(data: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  const thinking = stringOf(data['reasoningText'])
  const text = stringOf(data['content'])
  const { toolRequests } = data
  // `assistant.turn_end` comes after every step; an answer that asks for nothing is the last one.
  const isLast = text !== undefined && Array.isArray(toolRequests) && toolRequests.length === 0
  return [
    ...(thinking === undefined ? [] : [{ kind: 'thinking' as const, text: keepText(keeper, thinking) }]),
    ...(text === undefined ? [] : [{ kind: 'text' as const, text: keepText(keeper, text) }]),
    ...(thinking === undefined && text === undefined ? [knownRecord('assistant.message')] : []),
    ...(isLast ? [{ kind: 'turn-end' as const }] : []),
  ]
}

function readCall(data: JsonRecord, keeper: TextKeeper): EventDraft {
  const tool = stringOf(data['toolName']) ?? 'unknown'
  const toolId = stringOf(data['toolCallId']) ?? ''
  const args = isRecord(data['arguments']) ? data['arguments'] : {}
  const pathKeys = ['path', 'file_path']
  return toolCall({ toolId, tool, args, pathKeys, otherKey: 'description', touches: touchOf(tool) }, keeper)
}

function touchOf(tool: string): 'read' | 'write' | 'edit' | undefined {
  if (tool === 'create') return 'write'
  if (tool === 'edit' || tool === 'str_replace') return 'edit'
  return tool === 'view' ? 'read' : undefined
}

function readResult(data: JsonRecord, keeper: TextKeeper): EventDraft {
  const { result, error } = data
  const failure = isRecord(error) ? (stringOf(error['message']) ?? 'failed') : undefined
  const text = failure ?? (isRecord(result) ? textsIn(result['content']) : '')
  const isFailed = data['success'] === false
  return {
    kind: 'tool-result',
    toolId: stringOf(data['toolCallId']) ?? '',
    outcome: isFailed ? 'failed' : 'done',
    summary: isFailed ? keepLine(text, 120) : undefined,
    text: keepText(keeper, text),
    images: 0,
  }
}

function readSubagentStart(data: JsonRecord): EventDraft {
  return {
    kind: 'subagent-start',
    toolId: stringOf(data['toolCallId']) ?? stringOf(data['parentToolCallId']) ?? '',
    type: stringOf(data['agentName']),
    description: stringOf(data['agentDescription']),
    isBackground: false,
  }
}

function readSubagentEnd(type: string, data: JsonRecord): EventDraft {
  const toolId = stringOf(data['toolCallId']) ?? stringOf(data['parentToolCallId'])
  return { kind: 'subagent-end', toolId, outcome: type === 'subagent.failed' ? 'failed' : 'done' }
}

/** Source: {"usage":{"model":"gpt-6-sol","inputTokens":5000,"cacheReadTokens":4000,"accounting":{"sourceSessionId":"…","sequence":1}}} */
function readUsage({ usage }: JsonRecord): readonly EventDraft[] {
  if (!isRecord(usage)) return [knownRecord('session.usage_record')]
  const accounting = isRecord(usage['accounting']) ? usage['accounting'] : {}
  const session = stringOf(accounting['sourceSessionId']) ?? ''
  const number = countOf(accounting['sequence']) ?? stringOf(usage['apiCallId']) ?? ''
  const response = copilotResponse(`copilot ${session} ${number}`, {
    model: stringOf(usage['model']),
    input: countOf(usage['inputTokens']),
    output: countOf(usage['outputTokens']),
    cacheRead: countOf(usage['cacheReadTokens']),
    cacheWrite: countOf(usage['cacheWriteTokens']),
  })
  return [{ ...knownRecord('session.usage_record'), response }]
}

export interface CopilotCounts {
  readonly model: string | undefined
  /** With both cache counts. */
  readonly input: number | undefined
  readonly output: number | undefined
  readonly cacheRead: number | undefined
  readonly cacheWrite: number | undefined
}

export function copilotResponse(id: string, counts: CopilotCounts) {
  const { model, input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = counts
  const uncached = Math.max(0, input - cacheRead - cacheWrite)
  return {
    id,
    model,
    tokens: { input: uncached, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0 },
    contextTokens: input,
  }
}
