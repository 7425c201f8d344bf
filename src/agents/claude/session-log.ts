/**
 * Claude Code's session log: one line of a transcript → the events it tells of, none, one or several. Each line is read by
 * itself, so a line read again later gives the same events. Pure.
 *
 * Every type of 1.0.128 to 2.1.329 is known; docs/data-sources.md shows them. A type that is not known becomes `other`, a line
 * that is no JSON as well: nothing is lost, and nothing throws.
 */
import type { SessionEvent } from '../../core/session/session-event.ts'
import type { LogLine, LogPlace, LogReader, SessionLog } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { placeEvents } from '../event-draft.ts'
import { createTextKeeper, keepLine, keptLimits, limitsOf, type TextLimits } from '../event-text.ts'
import { isRecord, type JsonRecord, stringOf, timeOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import { readAssistant } from './session-log-assistant.ts'
import type { ReadContext } from './session-log-parts.ts'
import { readAttachment, readNote, readSystem, wordyAttachments } from './session-log-system.ts'
import { readUser } from './session-log-user.ts'
import { mayBeJoined, splitLine } from './transcript-split.ts'

const reader: LogReader = { readLine: (line, place, detail) => readSessionLine(line, place, limitsOf[detail]) }

export const sessionLog: SessionLog = {
  headBytes: 240,
  isSilent: isSilentLine,
  split: (bytes, start, end) => (mayBeJoined(bytes, start, end) ? splitLine(bytes, start, end) : undefined),
  splitBroken: splitLine,
  open: () => reader,
}

const nothing: LogLine = { events: [], facts: {} }

/** How much of a line's beginning `isSilentLine` wants to see. */
const headLength = 240

/**
 * Full requests of the API, which repeat the conversation (megabytes each), and mirrors of what other lines tell better: they
 * give no event, and are not parsed. `head` is the beginning of the line.
 */
function isSilentLine(head: string): boolean {
  if (head.startsWith('{"type":"api-request') || head.startsWith('{"type":"atis-latch"')) return true
  const data = head.indexOf('"data":{"type":"')
  if (data !== -1 && head.lastIndexOf('"type":"progress"', data) !== -1)
    return !head.startsWith('hook_progress', data + 16)
  return false
}

export function readSessionLine(line: string, place: LogPlace, limits: TextLimits = keptLimits): LogLine {
  if (line.startsWith('{"type":"api-request')) return nothing
  const skimmed = skimAttachment(line, place)
  if (skimmed !== undefined) return { events: skimmed, facts: {} }
  const record = parseJson(line)
  return isRecord(record)
    ? { events: readSessionRecord(record, place, limits), facts: factsOf(record) }
    : { events: placeEvents([{ kind: 'other', type: 'unreadable', isKnown: false }], {}, place), facts: {} }
}

function readSessionRecord(record: JsonRecord, place: LogPlace, limits: TextLimits): readonly SessionEvent[] {
  const keeper = createTextKeeper(limits)
  const drafts = draftsOf(record, { keeper })
  const atMs = timeOf(record['timestamp'])
  return placeEvents(drafts, { atMs, isCut: keeper.isCut }, place)
}

/** The long ones are not parsed. */
function skimAttachment(line: string, place: LogPlace): readonly SessionEvent[] | undefined {
  if (line.length < longAttachment || !line.endsWith('}')) return undefined
  const head = line.slice(0, headLength)
  const [, type] = /"attachment":\{"type":"([\w-]{1,60})"/.exec(head) ?? []
  if (type === undefined || !wordyAttachments.has(type)) return undefined
  const at = line.lastIndexOf('"timestamp":"')
  const atMs = at === -1 ? undefined : timeOf(line.slice(at + 13, line.indexOf('"', at + 13)))
  return placeEvents([{ kind: 'attachment', type }], { atMs }, place)
}

const longAttachment = 2_000
/** Types that are known and have nothing to show; some are told by other lines. */
const quietTypes = new Set([
  'file-history-snapshot',
  'file-history-delta',
  'last-prompt',
  'tools-used',
  'worktree-state',
  'relocated',
  'bridge-session',
  'frame-link',
  'started',
  'result',
  'tool_use',
  'tool_result',
])
const notes = new Set([
  'custom-title',
  'ai-title',
  'summary',
  'agent-name',
  'mode',
  'permission-mode',
  'queue-operation',
  'pr-link',
  'cost-state',
  'progress',
])

function draftsOf(record: JsonRecord, context: ReadContext): readonly EventDraft[] {
  const type = typeOf(record)
  switch (type) {
    case 'user':
      return readUser(record, context)
    case 'assistant':
      return readAssistant(record, context)
    case 'system':
      return readSystem(record, context)
    case 'attachment':
      return readAttachment(record, context)
    default:
      if (notes.has(type)) return readNote(record, context)
      if (type.startsWith('api-request') || type === 'atis-latch') return []
      return [{ kind: 'other', type: keepLine(type, 60), isKnown: quietTypes.has(type) }]
  }
}

/** Lines of other writers lack the type and have the message all the same. */
function typeOf(record: JsonRecord): string {
  const type = stringOf(record['type'])
  if (type !== undefined) return type
  const { message } = record
  if (!isRecord(message)) return 'untyped'
  return message['role'] === 'user' ? 'user' : 'assistant'
}

/** Types with a dash or an unknown one say nothing of the chain; their ids may be of another session. */
function factsOf(record: JsonRecord): LogLine['facts'] {
  return {
    sessionId: stringOf(record['sessionId']),
    cwd: stringOf(record['cwd']),
    branch: stringOf(record['gitBranch']),
    version: stringOf(record['version']),
  }
}

/** For `tce doctor --transcripts`: the type as this reader sees it, and whether it knows it. */
export function recordTypeOf(record: JsonRecord): { readonly type: string; readonly isKnown: boolean } {
  const base = typeOf(record)
  const type = [base, subtypeOf(base, record)].filter((part) => part !== undefined).join('/')
  const drafts = draftsOf(record, { keeper: createTextKeeper(keptLimits) })
  return { type: keepLine(type, 100), isKnown: drafts.every((draft) => draft.kind !== 'other' || draft.isKnown) }
}

function subtypeOf(base: string, record: JsonRecord): string | undefined {
  if (base === 'system') return stringOf(record['subtype'])
  if (base === 'attachment' && isRecord(record['attachment'])) return stringOf(record['attachment']['type'])
  if (base === 'progress' && isRecord(record['data'])) return stringOf(record['data']['type'])
  return undefined
}
