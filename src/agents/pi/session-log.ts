/**
 * pi's session files: a header, then entries that form a tree. All branches were paid for; entries that a fork copied keep id, time
 * and response id, and count once by them. One line → its events; the model is named by each answer. Pure.
 */
import type { LogDetail, LogEntry, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, numberOf, stringOf, timeOf, wordOf } from '../json-fields.ts'
import { imagesIn, knownRecord, placeLine, readJsonLine, type ToldLine, textsIn } from '../json-line.ts'
import { type LedgerReader, logOf } from '../scan-events.ts'
import { SkimLine } from '../skim.ts'
import { toolCall } from '../tool-call.ts'
import { skimSession } from './skim.ts'

export const piReader: LogReader & LedgerReader = {
  readLine: (line, place, detail) => placeLine(readLine(line, detail), place),
  tell: (line) => readLine(line, 'brief'),
  skim: (bytes, start, end) => skimSession(new SkimLine(bytes, start, end)),
}

export const sessionLog: SessionLog = logOf(() => piReader, { isTree: true })

function readLine(line: string, detail: LogDetail): ToldLine {
  return readJsonLine(line, detail, (record, keeper) => ({
    drafts: draftsOf(record, keeper),
    atMs: timeOf(record['timestamp']),
    entry: entryOf(record),
    facts:
      record['type'] === 'session' ? { sessionId: stringOf(record['id']), cwd: stringOf(record['cwd']) } : undefined,
  }))
}

/** Source: {"type":"message","id":"a2","parentId":"u1",…}: another answer to the same prompt, or a place in the tree that was gone back to. */
function entryOf({ type, id, parentId }: JsonRecord): LogEntry | undefined {
  const own = stringOf(id)
  if (type === 'session' || own === undefined) return undefined
  return { id: own, parentId: parentId === null ? null : stringOf(parentId) }
}

function draftsOf(record: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  const type = stringOf(record['type']) ?? 'untyped'
  switch (type) {
    case 'message':
      return isRecord(record['message']) ? readMessage(record, record['message'], keeper) : [knownRecord(type)]
    case 'model_change':
      return [{ kind: 'mode', of: 'model', value: stringOf(record['modelId']) ?? 'unknown' }]
    case 'compaction':
      return [
        { kind: 'compaction', phase: 'boundary', tokensBefore: countOf(record['tokensBefore']) },
        { kind: 'compaction', phase: 'summary', text: keepText(keeper, stringOf(record['summary']) ?? '') },
      ]
    case 'session_info':
      return stringOf(record['name']) === undefined
        ? [knownRecord(type)]
        : [{ kind: 'title', of: 'custom', text: keepLine(wordOf(record['name'])) }]
    default:
      return [{ kind: 'other', type: keepLine(type, 60), isKnown: knownTypes.has(type) }]
  }
}

const knownTypes = new Set(['session', 'thinking_level_change', 'branch_summary', 'custom', 'custom_message', 'label'])

function readMessage(entry: JsonRecord, message: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  const { role, content } = message
  if (role === 'user') return [{ kind: 'prompt', text: keepText(keeper, textsIn(content)), images: imagesIn(content) }]
  if (role === 'assistant') return readAnswer(entry, message, keeper)
  if (role === 'toolResult') return [readResult(message, keeper)]
  if (role === 'bashExecution') return [{ kind: 'command', phase: 'run', text: keepLine(wordOf(message['command'])) }]
  return [knownRecord(`message ${keepLine(wordOf(role), 30)}`)]
}

/** Source: {"role":"assistant","content":[{"type":"toolCall",…}],"provider":"openai","model":"gpt-6-sol","usage":{…},"responseId":"resp-1"} */
function readAnswer(entry: JsonRecord, message: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  const { content, usage } = message
  const parts = Array.isArray(content) ? content.filter(isRecord) : []
  const drafts = parts.flatMap((part) => readPart(part, keeper))
  if (message['stopReason'] === 'aborted') drafts.push({ kind: 'interrupt', text: 'interrupted' })
  if (message['stopReason'] === 'error') {
    drafts.push({ kind: 'api-error', text: keepText(keeper, stringOf(message['errorMessage']) ?? 'error') })
  }
  if (message['stopReason'] === 'stop') drafts.push({ kind: 'turn-end' })
  const [first = knownRecord('answer'), ...rest] = drafts
  const response = isRecord(usage) ? responseOf(entry, message, usage) : undefined
  return response === undefined ? [first, ...rest] : [{ ...first, response }, ...rest]
}

function responseOf(entry: JsonRecord, message: JsonRecord, usage: JsonRecord) {
  const [input, cacheRead, cacheWrite] = ['input', 'cacheRead', 'cacheWrite'].map(
    (key) => countOf(usage[key]) ?? 0,
  ) as [number, number, number]
  const output = countOf(usage['output']) ?? 0
  // Written when it is told to end: the model was not asked, or had said nothing.
  if (input + cacheRead + cacheWrite + output === 0) return undefined
  const { cost } = usage
  return {
    id: `pi ${stringOf(entry['id']) ?? ''} ${stringOf(message['responseId']) ?? ''} ${wordOf(entry['timestamp'], 'undefined')}`,
    model: stringOf(message['model']),
    tokens: { input, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h: 0 },
    contextTokens: input + cacheRead + cacheWrite,
    reportedCostUsd: isRecord(cost) ? numberOf(cost['total']) : undefined,
  }
}

function readPart(part: JsonRecord, keeper: TextKeeper): EventDraft[] {
  switch (part['type']) {
    case 'text':
      return [{ kind: 'text', text: keepText(keeper, stringOf(part['text']) ?? '') }]
    case 'thinking':
      return [{ kind: 'thinking', text: keepText(keeper, stringOf(part['thinking']) ?? '') }]
    case 'toolCall':
      return [readCall(part, keeper)]
    default:
      return []
  }
}

function readCall(part: JsonRecord, keeper: TextKeeper): EventDraft {
  const tool = stringOf(part['name']) ?? 'unknown'
  const toolId = stringOf(part['id']) ?? ''
  const args = isRecord(part['arguments']) ? part['arguments'] : {}
  const touches = tool === 'write' ? 'write' : tool === 'edit' ? 'edit' : tool === 'read' ? 'read' : undefined
  return toolCall({ toolId, tool, args, pathKeys: ['path', 'file_path'], otherKey: 'query', touches }, keeper)
}

function readResult(message: JsonRecord, keeper: TextKeeper): EventDraft {
  const text = textsIn(message['content'])
  const isFailed = message['isError'] === true
  return {
    kind: 'tool-result',
    toolId: stringOf(message['toolCallId']) ?? '',
    outcome: isFailed ? 'failed' : 'done',
    summary: isFailed ? keepLine(text, 120) : undefined,
    text: keepText(keeper, text),
    images: imagesIn(message['content']),
    durationMs: countOf(message['durationMs']),
  }
}
