/**
 * Cursor's transcripts: one line → its events. They tell no time, no tokens and, of a call, often no id: a result belongs to the oldest call
 * that has none. Pure.
 */
import type { LogDetail, LogPlace, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText, type TextKeeper, tagText } from '../event-text.ts'
import { isRecord, type JsonRecord, stringOf, wordOf } from '../json-fields.ts'
import { knownRecord, readJsonLine, type ToldLine, textsIn } from '../json-line.ts'
import { carryingReader, type LedgerReader, logOf } from '../scan-events.ts'
import { toolCall } from '../tool-call.ts'

interface Carry {
  /** Calls without a result, the oldest first. */
  open: string[]
}

const mostOpen = 64

export const createCursorReader = (carried: string | undefined): LogReader & LedgerReader =>
  carryingReader<Carry>({ open: [] }, carried, readLine)

export const sessionLog: SessionLog = logOf((_, carried) => createCursorReader(carried))

function readLine(line: string, place: LogPlace, detail: LogDetail, carry: Carry): ToldLine {
  return readJsonLine(line, detail, (record, keeper) => {
    const [first = knownRecord('message'), ...rest] = draftsOf(record, { place, keeper, carry })
    return { drafts: [first, ...rest] }
  })
}

interface Context {
  readonly place: LogPlace
  readonly keeper: TextKeeper
  readonly carry: Carry
}

/** Source: {"role":"assistant","message":{"content":[{"type":"text","text":"…"},{"type":"tool_use","name":"Bash","input":{"command":"ls"}}]}} */
function draftsOf(record: JsonRecord, context: Context): readonly EventDraft[] {
  const { role, type, message } = record
  if (type === 'turn_ended') return [turnEnd(record['status'], context.carry)]
  const content = isRecord(message) ? message['content'] : undefined
  const parts = Array.isArray(content) ? content.filter(isRecord) : []
  if (role === 'user') return readUser(typeof content === 'string' ? content : textsIn(parts), parts, context)
  if (role === 'assistant') {
    if (typeof content === 'string') return [{ kind: 'text', text: keepText(context.keeper, content) }]
    return parts.flatMap((part, at) => readPart(part, at, context))
  }
  return [{ kind: 'other', type: keepLine(wordOf(type ?? role), 60), isKnown: false }]
}

function turnEnd(status: unknown, carry: Carry): EventDraft {
  carry.open = []
  return status === 'success' || status === undefined
    ? { kind: 'turn-end' }
    : { kind: 'interrupt', text: keepLine(wordOf(status)) }
}

/** What the user said stands in a tag of its own where the program put something before it. */
function readUser(text: string, parts: readonly JsonRecord[], context: Context): readonly EventDraft[] {
  const results = parts.flatMap((part) => (isResult(part) ? [readResult(part, context)] : []))
  const said = (tagText(text, 'user_query') ?? text).trim()
  if (said === '') return results
  return [...results, { kind: 'prompt', text: keepText(context.keeper, said), images: 0 }]
}

const isResult = ({ type }: JsonRecord): boolean => type === 'tool_result' || type === 'tool-result'

function readResult(part: JsonRecord, { keeper, carry }: Context): EventDraft {
  const named = stringOf(part['tool_use_id'])
  const at = named === undefined ? 0 : Math.max(0, carry.open.indexOf(named))
  const toolId = carry.open[at] ?? named ?? ''
  carry.open = carry.open.toSpliced(at, 1)
  const text = textsIn(part['content'])
  const isFailed = part['is_error'] === true
  return {
    kind: 'tool-result',
    toolId,
    outcome: isFailed ? 'failed' : 'done',
    summary: isFailed ? keepLine(text, 120) : undefined,
    text: keepText(keeper, text),
    images: 0,
  }
}

function readPart(part: JsonRecord, at: number, context: Context): readonly EventDraft[] {
  const { keeper } = context
  switch (part['type']) {
    case 'text':
      return [{ kind: 'text', text: keepText(keeper, stringOf(part['text']) ?? '') }]
    case 'thinking':
      return [{ kind: 'thinking', text: keepText(keeper, stringOf(part['thinking']) ?? stringOf(part['text']) ?? '') }]
    case 'tool_use':
    case 'tool_call':
    case 'tool-call':
      return [readCall(part, at, context)]
    default:
      return [{ kind: 'other', type: keepLine(String(part['type'] ?? 'untyped'), 60), isKnown: false }]
  }
}

function readCall(part: JsonRecord, at: number, { place, keeper, carry }: Context): EventDraft {
  const tool = stringOf(part['name']) ?? 'unknown'
  const toolId = stringOf(part['id']) ?? `call-${place.offset}-${at}`
  carry.open = [...carry.open, toolId].slice(-mostOpen)
  const args = isRecord(part['input']) ? part['input'] : {}
  const pathKeys = ['file_path', 'path', 'target_file']
  return toolCall({ toolId, tool, args, pathKeys, otherKey: 'description', touches: touchOf(tool) }, keeper)
}

function touchOf(tool: string): 'read' | 'write' | 'edit' | undefined {
  if (/^(?:Write|write)/.test(tool)) return 'write'
  if (/^(?:Edit|StrReplace|edit_file|search_replace)/.test(tool)) return 'edit'
  return /^(?:Read|read_file)/.test(tool) ? 'read' : undefined
}
