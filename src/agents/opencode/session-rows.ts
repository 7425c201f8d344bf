/**
 * A session of opencode as its rows tell it: messages with their parts → events. A fork copies rows under new ids, with equal times,
 * tokens and cost: that fingerprint is what makes two messages one request, in this database, a stale copy of it or the files of older
 * versions. `step-finish` repeats the message and is no usage; a message under way has zeros. Pure.
 */
import { mainLane, type SessionEvent } from '../../core/session/session-event.ts'
import type { LogDetail } from '../agent.ts'
import { type EventDraft, placeEvent } from '../event-draft.ts'
import { createTextKeeper, keepLine, keepText, limitsOf, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, numberOf, stringOf, wordOf } from '../json-fields.ts'
import { knownRecord } from '../json-line.ts'
import { toolCall } from '../tool-call.ts'

export interface MessageRow {
  readonly message: JsonRecord
  /** In their order. */
  readonly parts: readonly JsonRecord[]
}

/** What a part or the end of a message tells: when, and in which of the message's slots. */
export interface Told {
  readonly slot: number
  readonly atMs: number | undefined
  readonly draft: EventDraft
  readonly isCut: boolean
}

/** A call, the subagent that it starts, and its result. */
const slotsOfPart = 3

/**
 * `offset` is the message's number in its session. Rows change in place: an event keeps its slot whatever is added around it, and is told
 * once it is whole.
 */
export function eventsOfMessage(
  row: MessageRow,
  place: { readonly lane: string; readonly offset: number },
  detail: LogDetail,
): readonly SessionEvent[] {
  const told = readMessage(row, detail)
  return told.map(({ slot, draft, atMs, isCut }) => placeEvent(draft, { atMs, isCut }, { ...place, index: slot }))
}

export function readMessage(row: MessageRow, detail: LogDetail): readonly Told[] {
  const { role = 'assistant' } = row.message
  if (role === 'user') return readUser(row, detail)
  if (role === 'assistant') return readAnswer(row, detail)
  const draft: EventDraft = { kind: 'other', type: keepLine(wordOf(role), 60), isKnown: otherRoles.has(wordOf(role)) }
  return [{ slot: 0, atMs: timeIn(row.message, 'created'), draft, isCut: false }]
}

/** Types of 2.x that are no part of the conversation. */
const otherRoles = new Set(['system', 'synthetic', 'shell', 'model-switched', 'agent-switched'])

/** Of a session without a title of its own it holds the moment it began. */
export function titleEvents(session: JsonRecord, createdMs: number | undefined): readonly SessionEvent[] {
  const title = stringOf(session['title'])
  if (title === undefined || /^New session - \d{4}-/.test(title)) return []
  const place = { lane: mainLane, offset: 0, index: 0 }
  return [placeEvent({ kind: 'title', of: 'ai', text: title }, { atMs: createdMs }, place)]
}

export const timeIn = ({ time }: JsonRecord, key: string): number | undefined =>
  isRecord(time) ? numberOf(time[key]) : undefined

function readUser({ message, parts }: MessageRow, detail: LogDetail): readonly Told[] {
  const keeper = createTextKeeper(limitsOf[detail])
  const texts = parts.filter(({ type, synthetic }) => type === 'text' && synthetic !== true)
  const text = texts.flatMap((part) => stringOf(part['text']) ?? []).join('\n')
  const images = parts.filter((part) => part['type'] === 'file' && /^image\//.test(wordOf(part['mime']))).length
  // Its parts are written after the message.
  if (text === '' && images === 0) return []
  const draft: EventDraft = { kind: 'prompt', text: keepText(keeper, text), images }
  return [{ slot: 0, atMs: timeIn(message, 'created'), draft, isCut: keeper.isCut }]
}

function readAnswer({ message, parts }: MessageRow, detail: LogDetail): readonly Told[] {
  const completedMs = timeIn(message, 'completed')
  const isOver = completedMs !== undefined || isRecord(message['error']) || message['finish'] !== undefined
  const endedMs = completedMs ?? timeIn(message, 'created')
  const told = parts.flatMap((part, at) => readPart(part, { isOver, endedMs, detail, firstSlot: 1 + at * slotsOfPart }))
  const keeper = createTextKeeper(limitsOf[detail])
  const response = responseOf(message)
  if (isOver || response !== undefined) {
    const draft = { ...endOf(message, keeper), ...(response === undefined ? {} : { response }) }
    told.push({ slot: 1 + parts.length * slotsOfPart, atMs: endedMs, draft, isCut: keeper.isCut })
  }
  if (!isOver || message['summary'] !== true) return told
  const boundary: EventDraft = { kind: 'compaction', phase: 'boundary' }
  return [{ slot: 0, atMs: timeIn(message, 'created'), draft: boundary, isCut: false }, ...told]
}

function endOf({ error, finish }: JsonRecord, keeper: TextKeeper): EventDraft {
  if (isRecord(error)) return readError(error, keeper)
  return finish !== undefined && finish !== 'tool-calls' ? { kind: 'turn-end' } : knownRecord('assistant')
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

interface PartContext {
  /** The message that it is part of. */
  readonly isOver: boolean
  readonly endedMs: number | undefined
  readonly detail: LogDetail
  readonly firstSlot: number
}

function readPart(part: JsonRecord, context: PartContext): Told[] {
  switch (part['type']) {
    case 'text':
    case 'reasoning':
      return readWords(part, context)
    case 'tool':
      return readTool(part, context)
    default:
      return []
  }
}

/** A text grows until it has an end. */
function readWords(part: JsonRecord, { isOver, endedMs, detail, firstSlot }: PartContext): Told[] {
  const [startMs, endMs] = [timeIn(part, 'start'), timeIn(part, 'end')]
  if (endMs === undefined && !isOver) return []
  const keeper = createTextKeeper(limitsOf[detail])
  const text = keepText(keeper, stringOf(part['text']) ?? '')
  const durationMs = startMs === undefined || endMs === undefined ? undefined : endMs - startMs
  const draft: EventDraft = part['type'] === 'text' ? { kind: 'text', text } : { kind: 'thinking', text, durationMs }
  return [{ slot: firstSlot, atMs: endMs ?? endedMs, draft, isCut: keeper.isCut }]
}

export const boundedParts = (parts: readonly JsonRecord[]): readonly JsonRecord[] => parts.slice(0, mostParts)

/** Source: {"type":"tool","tool":"bash","callID":"c1","state":{"status":"completed","input":{…},"output":"","metadata":{"exit":1},"time":{"start":…,"end":…}}} */
function readTool(part: JsonRecord, { isOver, endedMs, detail, firstSlot }: PartContext): Told[] {
  const state = isRecord(part['state']) ? part['state'] : {}
  const { status } = state
  // Its input is still being written.
  if (status === 'pending' && !isOver) return []
  const tool = stringOf(part['tool']) ?? 'unknown'
  const toolId = stringOf(part['callID']) ?? ''
  const args = isRecord(state['input']) ? state['input'] : {}
  const startMs = timeIn(state, 'start') ?? endedMs
  const keeper = createTextKeeper(limitsOf[detail])
  const draft = callOf(tool, toolId, args, keeper)
  const told: Told[] = [{ slot: firstSlot, atMs: startMs, draft, isCut: keeper.isCut }]
  const metadata = isRecord(state['metadata']) ? state['metadata'] : {}
  const isEnded = status === 'completed' || status === 'error'
  const start = subagentStart(tool, toolId, args, metadata)
  if (start !== undefined) told.push({ slot: firstSlot + 1, atMs: startMs, draft: start, isCut: false })
  if (!isEnded) return told
  const result = createTextKeeper(limitsOf[detail])
  const ended = readResult(tool, toolId, state, result)
  told.push({ slot: firstSlot + 2, atMs: timeIn(state, 'end') ?? startMs, draft: ended, isCut: result.isCut })
  return told
}

/** Source: {"tool":"task","state":{"input":{"description":"sub work","subagent_type":"general"},"metadata":{"sessionId":"ses_…"}}} */
function subagentStart(
  tool: string,
  toolId: string,
  args: JsonRecord,
  { sessionId }: JsonRecord,
): EventDraft | undefined {
  const agentId = stringOf(sessionId)
  if (tool !== 'task' || agentId === undefined) return undefined
  const [type, description] = [stringOf(args['subagent_type']), stringOf(args['description'])]
  return { kind: 'subagent-start', toolId, agentId, type, description, isBackground: false }
}

function readResult(tool: string, toolId: string, state: JsonRecord, keeper: TextKeeper): EventDraft {
  const metadata = isRecord(state['metadata']) ? state['metadata'] : {}
  const exit = numberOf(metadata['exit'])
  // A command that failed completed all the same; a call of a tool that does not exist is stored as a call of "invalid".
  const isFailed = state['status'] === 'error' || (exit !== undefined && exit !== 0) || tool === 'invalid'
  const text = stringOf(state['output']) ?? stringOf(state['error']) ?? ''
  return {
    kind: 'tool-result',
    toolId,
    outcome: isFailed ? 'failed' : 'done',
    summary: isFailed ? failure(exit, text) : undefined,
    text: keepText(keeper, text),
    images: 0,
    ...changesOf(metadata),
  }
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
