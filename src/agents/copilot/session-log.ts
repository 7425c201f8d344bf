/**
 * GitHub Copilot CLI's events.jsonl: one line → its events. A request is told up to four times: `session.usage_record` (from 1.0.102 one
 * a request) is the one that counts here; older sessions count by the rows of session-store.db, those without rows by what
 * `session.shutdown` adds up to (totals.ts). A subagent's records stand in its session's file, and name it. Pure.
 */
import { mainLane } from '../../core/session/session-event.ts'
import type { LogDetail, LogLine, LogPlace, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf, timeOf } from '../json-fields.ts'
import { knownRecord, readJsonLine, requestRecord, type ToldLine, textsIn } from '../json-line.ts'
import { carryingReader, type LedgerReader, logOf } from '../scan-events.ts'
import { toolCall } from '../tool-call.ts'
import { skimEvents } from './skim.ts'
import { countsIn, noTotals, noteRequest, type SumCounts, sumsId, type TotalsCarry, untoldSums } from './totals.ts'

interface Carry extends TotalsCarry {
  sessionId?: string
}

/** `sessionId` as the file's place tells it: a log that was begun by an older version has no first line that does. */
export const createCopilotReader = (
  sessionId: string | undefined,
  carried: string | undefined,
): LogReader & LedgerReader =>
  carryingReader<Carry>(
    { ...noTotals(), ...(sessionId === undefined ? {} : { sessionId }) },
    carried,
    readLine,
    skimEvents,
  )

export const sessionLog: SessionLog = logOf(({ sessionId }, carried) => createCopilotReader(sessionId, carried))

function readLine(line: string, place: LogPlace, detail: LogDetail, carry: Carry): ToldLine {
  let lane: string | undefined
  // After a crash the file may end in NUL bytes.
  const read = readJsonLine(line.replace(/\0+/g, ''), detail, (record, keeper) => {
    const data = isRecord(record['data']) ? record['data'] : {}
    const facts = record['type'] === 'session.start' ? factsOf(data) : accountIn(data)
    carry.sessionId = facts.sessionId ?? carry.sessionId ?? ''
    lane = subagentOf(record, data)
    return {
      drafts: draftsOf(stringOf(record['type']) ?? 'untyped', data, { keeper, carry, lane }),
      atMs: timeOf(record['timestamp']),
      facts,
    }
  })
  const { kind } = read.drafts[0] ?? {}
  const isOfSession = place.lane !== mainLane || kind === 'subagent-start' || kind === 'subagent-end'
  return lane === undefined || isOfSession ? read : { ...read, lane }
}

/** A key of the user's own, or the plan. */
function accountIn({ usage }: JsonRecord): LogLine['facts'] {
  const isOwnKey = isRecord(usage) ? usage['isByok'] : undefined
  return typeof isOwnKey === 'boolean' ? { account: { billing: isOwnKey ? 'key' : 'plan', windows: [] } } : {}
}

/** Whose a record is where it is no record of the session's own: newer versions name the agent, older ones the call that started it. */
function subagentOf(record: JsonRecord, data: JsonRecord): string | undefined {
  const usage = isRecord(data['usage']) ? data['usage'] : {}
  const names = [record['agentId'], data['agentId'], data['parentToolCallId'], usage['parentToolCallId']]
  return names.map(stringOf).find((name) => name !== undefined && /^[\w-]{1,128}$/.test(name))
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

interface Context {
  readonly keeper: TextKeeper
  readonly carry: Carry
  /** Of the subagent that the record names. */
  readonly lane: string | undefined
}

function draftsOf(type: string, data: JsonRecord, context: Context): readonly EventDraft[] {
  const { keeper, carry, lane } = context
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
      return readUsage(data, carry)
    case 'session.shutdown':
      return readShutdown(data, carry)
    case 'session.model_change':
      return [{ kind: 'mode', of: 'model', value: stringOf(data['newModel']) ?? 'unknown' }]
    case 'session.error':
      return [{ kind: 'api-error', text: keepText(keeper, stringOf(data['message']) ?? 'error') }]
    case 'session.compaction_complete':
      return [{ kind: 'compaction', phase: 'boundary', tokensBefore: countOf(data['preCompactionTokens']) }]
    case 'abort':
      return [{ kind: 'interrupt', text: keepLine(stringOf(data['reason']) ?? 'interrupted') }]
    case 'permission.requested':
    case 'permission.completed':
      return [readPermission(type, data)]
    case 'subagent.started':
      return [readSubagentStart(data, lane)]
    case 'subagent.completed':
    case 'subagent.failed':
      return [readSubagentEnd(type, data, lane)]
    default:
      return [{ kind: 'other', type: keepLine(type, 60), isKnown: knownFamily.test(type) }]
  }
}

const knownFamily = /^(?:session|assistant|system|tool|hook|user|subagent|skill|permission)\./

/** Source: {"requestId":"…","permissionRequest":{"kind":"shell","toolCallId":"call_17","fullCommandText":"npm test"}}, then {"requestId":"…","result":{"kind":"approved"}} */
function readPermission(type: string, data: JsonRecord): EventDraft {
  const id = stringOf(data['requestId'])
  const asked = isRecord(data['permissionRequest']) ? data['permissionRequest'] : {}
  if (id === undefined) return knownRecord(type)
  if (type === 'permission.completed') return requestRecord(type, { id, isOpen: false })
  const thing = ['fullCommandText', 'fileName', 'path', 'url', 'toolName'].map((key) => stringOf(asked[key]))
  const asks = [stringOf(asked['kind']), thing.find((text) => text !== undefined)].filter(Boolean).join(' ')
  const toolId = stringOf(asked['toolCallId'])
  return requestRecord(type, { id, isOpen: true, toolId, waitingFor: 'permission prompt', asks: keepLine(asks) })
}

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

function readSubagentStart(data: JsonRecord, lane: string | undefined): EventDraft {
  const toolId = stringOf(data['toolCallId']) ?? stringOf(data['parentToolCallId']) ?? ''
  return {
    kind: 'subagent-start',
    toolId,
    agentId: lane ?? (/^[\w-]{1,128}$/.test(toolId) ? toolId : undefined),
    type: stringOf(data['agentName']),
    description: stringOf(data['agentDescription']),
    isBackground: false,
  }
}

function readSubagentEnd(type: string, data: JsonRecord, lane: string | undefined): EventDraft {
  const toolId = stringOf(data['toolCallId']) ?? stringOf(data['parentToolCallId'])
  return {
    kind: 'subagent-end',
    toolId,
    agentId: lane,
    outcome: type === 'subagent.failed' ? 'failed' : 'done',
    durationMs: countOf(data['durationMs']),
    totalTokens: countOf(data['totalTokens']) || undefined,
    toolCalls: countOf(data['totalToolCalls']),
  }
}

/** Source: {"usage":{"model":"gpt-6-sol","inputTokens":5000,"cacheReadTokens":4000,"accounting":{"sourceSessionId":"…","sequence":1}}} */
function readUsage({ usage }: JsonRecord, carry: Carry): readonly EventDraft[] {
  if (!isRecord(usage)) return [knownRecord('session.usage_record')]
  const accounting = isRecord(usage['accounting']) ? usage['accounting'] : {}
  const session = stringOf(accounting['sourceSessionId']) ?? ''
  const number = countOf(accounting['sequence']) ?? stringOf(usage['apiCallId']) ?? ''
  const counts = { model: stringOf(usage['model']), ...countsIn(usage) }
  noteRequest(carry, counts)
  const response = copilotResponse(`copilot ${session} ${number}`, counts)
  return [{ ...knownRecord('session.usage_record'), response }]
}

/** One event for each model of which requests were told by the total alone. */
function readShutdown(data: JsonRecord, carry: Carry): readonly EventDraft[] {
  const snapshot = isRecord(data['accountingSnapshot']) ? data['accountingSnapshot'] : {}
  const metrics = isRecord(data['modelMetrics']) ? data['modelMetrics'] : snapshot['modelMetrics']
  const sums = untoldSums(carry, isRecord(metrics) ? metrics : {})
  const known = knownRecord('session.shutdown')
  if (sums.length === 0) return [known]
  return sums.map(({ stretch, counts }) => ({
    ...known,
    response: { ...copilotResponse(sumsId(carry.sessionId ?? ''), counts), stretch, contextTokens: undefined },
  }))
}

/** `counts.input` holds both cache counts. */
export function copilotResponse(id: string, counts: SumCounts) {
  const { model, input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = counts
  const uncached = Math.max(0, input - cacheRead - cacheWrite)
  return {
    id,
    model,
    tokens: { input: uncached, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0 },
    contextTokens: input,
  }
}
