/**
 * A row of opencode 2.x's `session_message`, in the form that 1.x kept a message and its parts in: the content stands in the message
 * itself, calls have another shape, and the type is a column. Read from the published schema, not recorded. Pure.
 */
import { isRecord, type JsonRecord, numberOf, stringOf } from '../json-fields.ts'
import { parseJson, textsIn } from '../json-line.ts'
import { boundedParts, type MessageRow } from './session-rows.ts'

export function messageOfRow(row: JsonRecord): MessageRow | undefined {
  const data = parseJson(String(row['data']))
  if (!isRecord(data)) return undefined
  const type = stringOf(row['type']) ?? stringOf(data['type']) ?? 'untyped'
  const time = { created: numberOf(row['time_created']), ...(isRecord(data['time']) ? data['time'] : {}) }
  switch (type) {
    case 'user':
      return { message: { role: 'user', time }, parts: promptParts(data) }
    case 'assistant':
      return { message: answerOf(data, time), parts: boundedParts(partsOf(data, time)) }
    case 'compaction':
      return { message: { role: 'assistant', time: { ...time, completed: time.created }, summary: true }, parts: [] }
    default:
      // Switches of model and agent, what the program says itself, shell commands of the user's.
      return { message: { role: type, time }, parts: [] }
  }
}

/** Words have no times of their own: they were whole when the next call began, or the answer ended. */
function partsOf(data: JsonRecord, { completed }: JsonRecord): readonly JsonRecord[] {
  let nextMs = numberOf(completed)
  const parts = partsIn(data)
    .toReversed()
    .map((part) => {
      if (part['type'] !== 'tool') return nextMs === undefined ? part : { ...part, time: { end: nextMs } }
      const call = partOf(part)
      nextMs = isRecord(part['time']) ? (numberOf(part['time']['created']) ?? nextMs) : nextMs
      return call
    })
  return parts.toReversed()
}

const partsIn = ({ content }: JsonRecord): readonly JsonRecord[] =>
  Array.isArray(content) ? content.filter(isRecord) : []

function promptParts(data: JsonRecord): readonly JsonRecord[] {
  const { files } = data
  const images = Array.isArray(files)
    ? files.filter(isRecord).map((file) => ({ type: 'file', mime: file['mime'] }))
    : []
  const text = stringOf(data['text']) ?? textsIn(data['content'])
  return [{ type: 'text', text }, ...images]
}

/** Source: {"agent":"build","model":{"id":"gpt-6-sol","providerID":"openai"},"content":[…],"cost":0.1,"tokens":{…},"finish":"stop"} */
function answerOf(data: JsonRecord, time: JsonRecord): JsonRecord {
  const model = isRecord(data['model']) ? data['model'] : {}
  const { error } = data
  return {
    ...data,
    role: 'assistant',
    time,
    modelID: model['id'],
    providerID: model['providerID'],
    error: typeof error === 'string' ? { name: error, data: { message: error } } : error,
  }
}

/** Source: {"type":"tool","callID":"c1","name":"bash","state":{"status":"completed","input":{},"content":[{"type":"text","text":""}],"structured":{}},"time":{"created":1,"ran":2,"completed":3}} */
function partOf(part: JsonRecord): JsonRecord {
  if (part['type'] !== 'tool') return part
  const state = isRecord(part['state']) ? part['state'] : {}
  const time = isRecord(part['time']) ? part['time'] : {}
  const { error } = state
  return {
    type: 'tool',
    tool: part['name'],
    callID: part['callID'] ?? part['id'],
    state: {
      status: state['status'],
      input: state['input'],
      output: textsIn(state['content']),
      error: isRecord(error) ? error['message'] : error,
      metadata: state['structured'],
      time: { start: time['ran'] ?? time['created'], end: time['completed'] },
    },
  }
}
