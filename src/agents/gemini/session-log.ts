/**
 * Gemini CLI's chats: one line → its events. A record is written again when its tool calls are known, with the same id and tokens; a
 * resume writes a second header and sends all messages again in `$set`, without tokens: that changes the conversation, never the bill.
 * `$rewindTo` takes messages out of the conversation, not out of the bill either. Pure.
 */
import type { LogDetail, LogEntry, LogLine, LogPlace, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf, timeOf, wordOf } from '../json-fields.ts'
import { knownRecord, readJsonLine, type ToldLine, textsIn } from '../json-line.ts'
import { carryingReader, type LedgerReader, logOf } from '../scan-events.ts'
import { toolCall } from '../tool-call.ts'
import { skimChat } from './skim.ts'

interface Carry {
  sessionId?: string
  /** The record that is written again when its tools are known or done: the calls that were told, and those of them still open. */
  last?: { readonly id: string; readonly tools: number; readonly open: readonly string[] }
}

export const createGeminiReader = (carried: string | undefined): LogReader & LedgerReader =>
  carryingReader<Carry>({}, carried, readLine, skimChat)

export const sessionLog: SessionLog = logOf((_, carried) => createGeminiReader(carried), { isTree: true })

function readLine(line: string, _place: LogPlace, detail: LogDetail, carry: Carry): ToldLine {
  return readJsonLine(line, detail, (record, keeper) => {
    const sessionId = stringOf(record['sessionId'])
    if (sessionId !== undefined && record['type'] === undefined) {
      carry.sessionId ??= sessionId
      return { drafts: [knownRecord('header')], atMs: timeOf(record['startTime']), facts: factsOfHeader(record) }
    }
    const drafts = draftsOfMessage(record, keeper, carry)
    return { drafts, atMs: timeOf(record['timestamp']), entry: entryOf(record) }
  })
}

/** Source: {"$rewindTo":"<id of a message>"}: it and what follows it are taken back. */
function entryOf(record: JsonRecord): LogEntry | undefined {
  const [id, back] = [stringOf(record['id']), stringOf(record['$rewindTo'])]
  if (back !== undefined) return { backBefore: back }
  return id === undefined || record['type'] === undefined ? undefined : { id }
}

/** Source: {"sessionId":"…","projectHash":"…","startTime":"…","kind":"main","directories":["/home/dev/proj"]} */
export function factsOfHeader(header: JsonRecord): LogLine['facts'] {
  const { directories } = header
  const cwd = Array.isArray(directories) ? stringOf(directories[0]) : undefined
  return { sessionId: stringOf(header['sessionId']), cwd }
}

/** One message, as a line of a chat or an entry of an older document. */
export function draftsOfMessage(record: JsonRecord, keeper: TextKeeper, carry: Carry): readonly EventDraft[] {
  switch (record['type']) {
    case 'user':
      return readUser(record, keeper)
    case 'gemini':
      return readAnswer(record, keeper, carry)
    case 'error':
      return [{ kind: 'api-error', text: keepText(keeper, textsIn(record['content'])) }]
    case 'info':
    case 'warning':
      return [{ kind: 'notice', text: keepText(keeper, textsIn(record['content'])), isError: false }]
    case undefined:
      return readChange(record)
    default:
      return [{ kind: 'other', type: keepLine(wordOf(record['type']), 60), isKnown: false }]
  }
}

function readChange(record: JsonRecord): readonly EventDraft[] {
  const set = record['$set']
  if (isRecord(set)) {
    const summary = stringOf(set['summary'])
    return summary === undefined ? [knownRecord('$set')] : [{ kind: 'title', of: 'ai', text: keepLine(summary) }]
  }
  if (record['$rewindTo'] !== undefined) return [{ kind: 'notice', text: 'rewound', isError: false }]
  return [{ kind: 'other', type: 'untyped', isKnown: false }]
}

/** A tool's result and the context that the program sends are no prompts. */
function readUser(record: JsonRecord, keeper: TextKeeper): readonly EventDraft[] {
  const { content } = record
  const isResult =
    Array.isArray(content) && content.some((part) => isRecord(part) && isRecord(part['functionResponse']))
  const text = textsIn(content)
  if (isResult || text.trimStart().startsWith('<session_context>')) return [knownRecord('user')]
  return [{ kind: 'prompt', text: keepText(keeper, text), images: 0 }]
}

function readAnswer(record: JsonRecord, keeper: TextKeeper, carry: Carry): readonly EventDraft[] {
  const id = stringOf(record['id']) ?? ''
  const calls = Array.isArray(record['toolCalls']) ? record['toolCalls'].filter(isRecord) : []
  const isAgain = carry.last?.id === id
  const { tools: told = 0, open = [] } = isAgain ? (carry.last ?? {}) : {}
  carry.last = { id, tools: calls.length, open: calls.filter(isOpen).map(idOfCall) }
  const drafts: EventDraft[] = isAgain ? [] : [...thoughtsOf(record, keeper), ...textOf(record, keeper)]
  for (const [at, call] of calls.entries()) {
    const [started, ...ended] = readCall(call, keeper)
    if (at >= told) drafts.push(started, ...ended)
    else if (open.includes(idOfCall(call))) drafts.push(...ended)
  }
  const [first = knownRecord('gemini'), ...rest] = drafts
  const response = responseOf(record, id, carry)
  return response === undefined ? [first, ...rest] : [{ ...first, response }, ...rest]
}

const idOfCall = (call: JsonRecord): string => stringOf(call['id']) ?? ''
const isOpen = (call: JsonRecord): boolean => outcomeOf(call['status']) === undefined

function thoughtsOf({ thoughts }: JsonRecord, keeper: TextKeeper): EventDraft[] {
  if (!Array.isArray(thoughts)) return []
  return thoughts.filter(isRecord).map((thought) => {
    const text = [stringOf(thought['subject']), stringOf(thought['description'])].filter(Boolean).join(': ')
    return { kind: 'thinking', text: keepText(keeper, text) }
  })
}

function textOf({ content }: JsonRecord, keeper: TextKeeper): EventDraft[] {
  const text = textsIn(content)
  return text === '' ? [] : [{ kind: 'text', text: keepText(keeper, text) }]
}

/** Source: {"input":1400,"output":60,"cached":400,"thoughts":24,"tool":0,"total":1484}: what was cached is inside the input, thoughts beside the output. */
function responseOf(record: JsonRecord, id: string, { sessionId = '' }: Carry) {
  const { tokens } = record
  if (!isRecord(tokens)) return undefined
  const count = (key: string): number => countOf(tokens[key]) ?? 0
  const cacheRead = count('cached')
  const input = Math.max(0, count('input') - cacheRead) + count('tool')
  return {
    id: `gemini ${sessionId} ${id}`,
    model: stringOf(record['model']),
    tokens: { input, output: count('output') + count('thoughts'), cacheRead, cacheWrite5m: 0, cacheWrite1h: 0 },
    contextTokens: input + cacheRead,
  }
}

/** Source: {"id":"c1","name":"run_shell_command","args":{…},"status":"success","result":[{"functionResponse":{"response":{"output":"…"}}}]} */
function readCall(call: JsonRecord, keeper: TextKeeper): readonly [EventDraft, ...EventDraft[]] {
  const tool = stringOf(call['name']) ?? 'unknown'
  const toolId = idOfCall(call)
  const args = isRecord(call['args']) ? call['args'] : {}
  const pathKeys = ['file_path', 'absolute_path']
  const started = toolCall({ toolId, tool, args, pathKeys, otherKey: 'query', touches: touchOf(tool) }, keeper)
  const outcome = outcomeOf(call['status'])
  if (outcome === undefined) return [started]
  const text = resultText(call)
  const summary = outcome === 'failed' ? keepLine(text, 120) : undefined
  return [started, { kind: 'tool-result', toolId, outcome, summary, text: keepText(keeper, text), images: 0 }]
}

function touchOf(tool: string): 'read' | 'write' | 'edit' | undefined {
  if (tool === 'write_file') return 'write'
  if (tool === 'replace' || tool === 'edit') return 'edit'
  return tool === 'read_file' ? 'read' : undefined
}

function outcomeOf(status: unknown): 'done' | 'failed' | 'interrupted' | undefined {
  if (status === 'success') return 'done'
  if (status === 'error') return 'failed'
  return status === 'cancelled' ? 'interrupted' : undefined
}

function resultText({ result, resultDisplay }: JsonRecord): string {
  if (typeof resultDisplay === 'string') return resultDisplay
  if (!Array.isArray(result)) return ''
  return result
    .flatMap((part) => {
      const response = isRecord(part) && isRecord(part['functionResponse']) ? part['functionResponse']['response'] : {}
      return isRecord(response) ? (stringOf(response['output']) ?? stringOf(response['error']) ?? []) : []
    })
    .join('\n')
}
