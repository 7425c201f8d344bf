/**
 * A session of opencode as its rows tell it: messages with their parts → events. A fork copies rows under new ids, with equal times,
 * tokens and cost: that fingerprint is what makes two messages one request, in this database, a stale copy of it or the files of older
 * versions. `step-finish` repeats the message and is no usage; a message under way has zeros. Pure.
 */
import type { SessionEvent } from '../../core/session/session-event.ts'
import type { LogDetail } from '../agent.ts'
import { type EventDraft, placeEvents } from '../event-draft.ts'
import { createTextKeeper, keepLine, keepText, limitsOf, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, numberOf, stringOf } from '../json-fields.ts'
import { knownRecord } from '../json-line.ts'
import { toolCall } from '../tool-call.ts'

export interface MessageRow {
  readonly message: JsonRecord
  /** In their order. */
  readonly parts: readonly JsonRecord[]
}

/** `offset` is the message's number in its session. */
export function eventsOfMessage(
  { message, parts }: MessageRow,
  place: { readonly lane: string; readonly offset: number },
  detail: LogDetail,
): readonly SessionEvent[] {
  const keeper = createTextKeeper(limitsOf[detail])
  const drafts = message['role'] === 'user' ? readUser(parts, keeper) : readAnswer(message, parts, keeper)
  return placeEvents(drafts, { atMs: timeIn(message, 'created'), isCut: keeper.isCut }, place)
}

export const timeIn = ({ time }: JsonRecord, key: string): number | undefined =>
  isRecord(time) ? numberOf(time[key]) : undefined

function readUser(parts: readonly JsonRecord[], keeper: TextKeeper): readonly EventDraft[] {
  const texts = parts.filter(({ type, synthetic }) => type === 'text' && synthetic !== true)
  const text = texts.flatMap((part) => stringOf(part['text']) ?? []).join('\n')
  const images = parts.filter((part) => part['type'] === 'file' && /^image\//.test(String(part['mime']))).length
  return text === '' && images === 0
    ? [knownRecord('user')]
    : [{ kind: 'prompt', text: keepText(keeper, text), images }]
}

function readAnswer(message: JsonRecord, parts: readonly JsonRecord[], keeper: TextKeeper): readonly EventDraft[] {
  const drafts = parts.flatMap((part) => readPart(part, keeper))
  const { error, finish } = message
  if (isRecord(error)) drafts.push(readError(error, keeper))
  else if (finish !== undefined && finish !== 'tool-calls') drafts.push({ kind: 'turn-end' })
  if (message['summary'] === true) drafts.unshift({ kind: 'compaction', phase: 'boundary' })
  const [first = knownRecord('assistant'), ...rest] = drafts
  const response = responseOf(message)
  return response === undefined ? [first, ...rest] : [{ ...first, response }, ...rest]
}

function readError(error: JsonRecord, keeper: TextKeeper): EventDraft {
  const data = isRecord(error['data']) ? error['data'] : {}
  const text = stringOf(data['message']) ?? stringOf(error['name']) ?? 'error'
  return error['name'] === 'MessageAbortedError'
    ? { kind: 'interrupt', text: keepLine(text) }
    : { kind: 'api-error', text: keepText(keeper, text) }
}

/** A bug has stored hundreds of equal parts, megabytes a session. */
const mostParts = 2_000

function readPart(part: JsonRecord, keeper: TextKeeper): EventDraft[] {
  switch (part['type']) {
    case 'text':
      return [{ kind: 'text', text: keepText(keeper, stringOf(part['text']) ?? '') }]
    case 'reasoning':
      return [{ kind: 'thinking', text: keepText(keeper, stringOf(part['text']) ?? '') }]
    case 'tool':
      return readTool(part, keeper)
    default:
      return []
  }
}

export const boundedParts = (parts: readonly JsonRecord[]): readonly JsonRecord[] => parts.slice(0, mostParts)

/** Source: {"type":"tool","tool":"bash","callID":"c1","state":{"status":"completed","input":{…},"output":"","metadata":{"exit":1}}} */
function readTool(part: JsonRecord, keeper: TextKeeper): EventDraft[] {
  const tool = stringOf(part['tool']) ?? 'unknown'
  const toolId = stringOf(part['callID']) ?? ''
  const state = isRecord(part['state']) ? part['state'] : {}
  const call = callOf(tool, toolId, isRecord(state['input']) ? state['input'] : {}, keeper)
  const status = state['status']
  if (status !== 'completed' && status !== 'error') return [call]
  const metadata = isRecord(state['metadata']) ? state['metadata'] : {}
  const exit = numberOf(metadata['exit'])
  // A command that failed completed all the same; a call of a tool that does not exist is stored as a call of "invalid".
  const isFailed = status === 'error' || (exit !== undefined && exit !== 0) || tool === 'invalid'
  const text = stringOf(state['output']) ?? stringOf(state['error']) ?? ''
  const result: EventDraft = {
    kind: 'tool-result',
    toolId,
    outcome: isFailed ? 'failed' : 'done',
    summary: isFailed ? failure(exit, text) : undefined,
    text: keepText(keeper, text),
    images: 0,
    ...changesOf(metadata),
  }
  return [call, result]
}

const failure = (exit: number | undefined, text: string): string =>
  [exit === undefined ? '' : `exit ${exit}`, keepLine(text, 120)].filter((word) => word !== '').join(', ')

function callOf(tool: string, toolId: string, args: JsonRecord, keeper: TextKeeper): EventDraft {
  const touches =
    tool === 'write' ? 'write' : tool === 'edit' || tool === 'patch' ? 'edit' : tool === 'read' ? 'read' : undefined
  return toolCall({ toolId, tool, args, pathKeys: ['filePath'], otherKey: 'description', touches }, keeper)
}

/** Source: edit's metadata {"filediff":{"additions":2,"deletions":1}} */
function changesOf({ filediff }: JsonRecord) {
  if (!isRecord(filediff)) return {}
  return { changed: { added: countOf(filediff['additions']) ?? 0, removed: countOf(filediff['deletions']) ?? 0 } }
}

/** Source: {"tokens":{"input":1100,"output":40,"reasoning":16,"cache":{"read":5000,"write":0}},"cost":0.00364,"modelID":"gpt-6-sol","providerID":"openai"} */
function responseOf(message: JsonRecord) {
  const { tokens } = message
  if (!isRecord(tokens)) return undefined
  const cache = isRecord(tokens['cache']) ? tokens['cache'] : {}
  const [input, output, reasoning] = [tokens['input'], tokens['output'], tokens['reasoning']].map(
    (count) => countOf(count) ?? 0,
  ) as [number, number, number]
  const [cacheRead, cacheWrite] = [countOf(cache['read']) ?? 0, countOf(cache['write']) ?? 0]
  if (input + output + reasoning + cacheRead + cacheWrite === 0) return undefined
  const counts = [input, output, reasoning, cacheRead, cacheWrite].join(' ')
  const model = stringOf(message['modelID'])
  return {
    id: `opencode ${timeIn(message, 'created')} ${timeIn(message, 'completed')} ${model} ${counts}`,
    model,
    tokens: { input, output: output + reasoning, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0 },
    contextTokens: input + cacheRead + cacheWrite,
    reportedCostUsd: numberOf(message['cost']),
  }
}
