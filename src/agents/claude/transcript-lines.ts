/**
 * What a line of bytes holds, with as little parsing as will do: most bytes of a transcript are attachments, request bodies and
 * tool results, of which nothing or three fields are needed. A quote inside a JSON string is escaped, so `"is_error":` as bytes
 * is always a real key, never text.
 */

import { noteMoment } from '../../core/session/file-facts.ts'
import type { UsageLine } from '../../core/usage/response-line.ts'
import { isRecord, type JsonRecord, numberOf, stringOf, timeOf } from '../json-fields.ts'
import { advicePrefix, type LineScanner, type RecordSink, webSearchPrefix } from '../records.ts'
import { NamelessResponses } from './nameless-responses.ts'
import { type FileChange, isEditTool, noteRecord, noteToolResult } from './session-log-facts-file.ts'
import { countPatchLines } from './session-log-facts-patch.ts'
import { isNameless } from './transcript-request.ts'
import { type LinePiece, mayBeJoined, splitLine } from './transcript-split.ts'
import { decodeUsageLine, isForkedCopy } from './transcript-usage.ts'

const toolUseIdKey = '"tool_use_id":"'
const toolUseIdNeedle = Buffer.from(toolUseIdKey)
const errorNeedle = Buffer.from('"is_error":')
const patchNeedle = Buffer.from('"structuredPatch":[')
const createNeedle = Buffer.from('"toolUseResult":{"type":"create"')
/** In every version the time stands behind the line's own uuid. */
const timestampKey = '","timestamp":"'
const timestampNeedle = Buffer.from(timestampKey)

/** Records without usage or facts, some of them huge. */
const skippedTypes = new Set([
  'api-request',
  'api-request-shape',
  'api-request-blob',
  'attachment',
  'file-history-snapshot',
  'file-history-delta',
  'progress',
  'queue-operation',
  'last-prompt',
  'mode',
  'permission-mode',
  'agent-name',
  'atis-latch',
  'tools-used',
])

/** A session without a terminal begins with these: the moment of this file, not that of a copied chain. */
const queueStart = '{"type":"queue-operation"'

const headBytes = 384
/** Up to here parsing is cheaper than looking for fields. */
export const cheapLineBytes = 512

/** Of one file; lines are without padding around them. */
export function createScanner(carry: string | undefined): LineScanner {
  const nameless = new NamelessResponses(carry)
  return {
    scan(bytes, start, end, offset, sink) {
      if (!scanRecord(bytes, start, end, offset, { sink, nameless })) {
        scanPieces(bytes, start, end, offset, { sink, nameless })
      }
    },
    carry: () => nameless.carry(),
  }
}

interface Scan {
  readonly sink: RecordSink
  readonly nameless: NamelessResponses
}

/** False when it is not one record. */
function scanRecord(bytes: Buffer, start: number, end: number, offset: number, scan: Scan): boolean {
  const { sink } = scan
  if (bytes[start] !== 123) return false
  const head = bytes.toString('latin1', start, Math.min(end, start + headBytes))
  const kind = kindOf(head)
  if (kind === 'skipped' && isUnparsedRecord(bytes, start, end)) {
    if (head.startsWith(queueStart)) sink.facts.beganAtMs ??= timestampIn(head)
    return true
  }
  if (kind === 'user' && end - start > cheapLineBytes && scanToolResult(bytes, start, end, head, sink)) return true
  return scanWhole(bytes, start, end, offset, scan)
}

const isUnparsedRecord = (bytes: Buffer, start: number, end: number): boolean =>
  bytes[end - 1] === 125 && !mayBeJoined(bytes, start, end)

/** Records that share a line, or what is left of one. What is whole was billed. */
function scanPieces(bytes: Buffer, start: number, end: number, offset: number, scan: Scan): void {
  for (const piece of splitLine(bytes, start, end)) {
    const pieceOffset = offset + piece.start - start
    if (piece.isWhole) scanRecord(bytes, piece.start, piece.end, pieceOffset, scan)
    else scan.sink.bad(pieceOffset, whatIsWrong(bytes, piece, end))
  }
}

function whatIsWrong(bytes: Buffer, piece: LinePiece, lineEnd: number): string {
  if (bytes[piece.start] !== 123) return 'not a JSON object'
  return piece.end < lineEnd || bytes[lineEnd - 1] !== 125 ? 'not JSON: it breaks off' : 'not JSON'
}

type LineKind = 'skipped' | 'user' | 'other'

/** What tells the kind of a line of a chain; after `"message":` comes content, where the same words may stand. */
const firstTeller = /"(?:type":"([a-z-]+)"|attachment":\{|message":)/

/** Spaces around the first colon: another program wrote it, and no needle is sure. */
const looseStart = /^\{(?:\s|"[^"]*"(?:\s+:|:\s))/

/** The type stands first in records without a chain; in a chain before the content or behind it. */
function kindOf(head: string): LineKind {
  if (looseStart.test(head)) return 'other'
  const teller = firstTeller.exec(head)
  if (!teller) return 'other'
  const [text, type] = teller
  if (type === undefined) return text.startsWith('"attachment') ? 'skipped' : 'other'
  return type === 'user' ? 'user' : skippedTypes.has(type) ? 'skipped' : 'other'
}

function scanWhole(bytes: Buffer, start: number, end: number, offset: number, { sink, nameless }: Scan): boolean {
  const record = parse(bytes, start, end)
  if (!isRecord(record)) return false
  const usage = decodeUsageLine(record)
  if (usage.kind === 'absurd') {
    sink.bad(offset, `a count that can't be true: ${usage.reason}`)
    return true
  }
  if (usage.kind === 'usage') {
    const { line, advice } = usage
    const named = isNameless(line) ? nameless.named(line, stringOf(record['uuid']), sink.facts) : line
    sink.usage(named, offset)
    for (const [at, asked] of advice.entries()) {
      sink.usage({ ...asked, messageId: `${advicePrefix}${at} ${named.messageId}` }, offset)
    }
  }
  noteWebSearches(record, offset, sink)
  noteRecord(sink.facts, record)
  return true
}

function noteWebSearches(record: JsonRecord, offset: number, sink: RecordSink): void {
  const result = record['toolUseResult']
  const count = record['type'] === 'user' && isRecord(result) ? numberOf(result['searchCount']) : undefined
  const content = isRecord(record['message']) ? record['message']['content'] : undefined
  const block = Array.isArray(content) ? content.find((block) => isRecord(block) && block['tool_use_id']) : undefined
  const toolUseId = isRecord(block) ? stringOf(block['tool_use_id']) : undefined
  if (count === undefined || count <= 0 || count >= 1e6 || !toolUseId) return
  sink.usage(searchLine(record, `${webSearchPrefix}${toolUseId}`, count, sink.facts.context?.model), offset)
}

/** Web searches run in a call of their own that is in no transcript; its result tells how many. */
const searchLine = (
  record: JsonRecord,
  messageId: string,
  webSearches: number,
  model: string | undefined,
): UsageLine => ({
  messageId,
  requestId: '',
  isSidechain: record['isSidechain'] === true,
  isForkedCopy: isForkedCopy(record),
  sessionId: stringOf(record['sessionId']),
  agentId: stringOf(record['agentId']),
  cwd: undefined,
  branch: stringOf(record['gitBranch']),
  atMs: timeOf(record['timestamp']),
  model,
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWrite1h: 0,
  webSearches,
  isFast: false,
  isUsInference: false,
})

const uuidKey = '"uuid":"'
const uuidNeedle = Buffer.from(uuidKey)

/** The line's own, behind which its time stands: not one inside of what it holds. */
export function uuidOfLine(bytes: Buffer, start: number, end: number): string | undefined {
  const line = bytes.subarray(start, end)
  for (let at = line.indexOf(uuidNeedle); at !== -1; at = line.indexOf(uuidNeedle, at + 1)) {
    const from = at + uuidKey.length
    const to = line.indexOf(34, from)
    if (to !== -1 && line.subarray(to, to + timestampNeedle.length).equals(timestampNeedle)) {
      return line.toString('latin1', from, to)
    }
  }
  return undefined
}

function parse(bytes: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(bytes.toString('utf8', start, end))
  } catch {
    return undefined
  }
}

/** A long tool result: its time, whether it failed and what it changed. False when it is something else: parse it then. */
function scanToolResult(bytes: Buffer, start: number, end: number, head: string, sink: RecordSink): boolean {
  const { facts } = sink
  if (facts.sessionId === undefined || facts.cwd === undefined || !isUnparsedRecord(bytes, start, end)) return false
  const line = bytes.subarray(start, end)
  const toolUseId = textAfter(head, toolUseIdKey) ?? stringAfter(line, toolUseIdNeedle)
  const atMs = timestampOf(head, line)
  if (toolUseId === undefined || atMs === undefined) return false
  const pending = facts.pending.get(toolUseId)
  if (pending?.name === 'WebSearch') return false
  if (pending && saysError(line)) return false
  const patch = pending && isEditTool(pending.name) ? patchOf(line) : undefined
  noteMoment(facts, atMs)
  noteToolResult(facts, toolUseId, false, patch)
  if (!head.includes('"isSidechain":true')) facts.isAwaitingAnswer = true
  return true
}

function patchOf(line: Buffer): FileChange | undefined {
  const at = line.indexOf(patchNeedle)
  if (at === -1) return undefined
  const start = at + patchNeedle.length - 1
  return { ...countPatchLines(parse(line, start, arrayEnd(line, start))), isNewFile: line.includes(createNeedle) }
}

/** Behind the bracket that closes the one at `start`; brackets inside strings don't count. */
function arrayEnd(line: Buffer, start: number): number {
  let depth = 0
  let isInString = false
  for (let at = start; at < line.length; at++) {
    const byte = line[at]
    if (isInString) {
      if (byte === 92) at++
      else if (byte === 34) isInString = false
    } else if (byte === 34) isInString = true
    else if (byte === 91) depth++
    else if (byte === 93 && --depth === 0) return at + 1
  }
  return line.length
}

const timestampOf = (head: string, line: Buffer): number | undefined =>
  timestampIn(head) ?? timeOf(stringAfter(line, timestampNeedle))

const timestampIn = (text: string): number | undefined => timeOf(textAfter(text, timestampKey))

/** The string behind a key, where both are whole in this piece of a line. */
function textAfter(text: string, key: string): string | undefined {
  const at = text.indexOf(key)
  if (at === -1) return undefined
  const start = at + key.length
  const end = text.indexOf('"', start)
  return end === -1 ? undefined : text.slice(start, end)
}

/** Its key is the only `_` in most results, and one byte is found ten times as fast as a word. */
function saysError(line: Buffer): boolean {
  let at = line.indexOf(underscore)
  for (let tries = 0; at !== -1 && tries < mostTries; tries++) {
    if (line[at + 6] === 34 && line[at - 3] === 34 && line.compare(errorNeedle, 0, 11, at - 3, at + 8) === 0) {
      return line[at + 8] === 116
    }
    at = line.indexOf(underscore, at + 1)
  }
  const key = at === -1 ? -1 : line.indexOf(errorNeedle, Math.max(0, at - 3))
  return key !== -1 && line[key + errorNeedle.length] === 116
}

const underscore = 95
/** In code full of them the word is searched after all. */
const mostTries = 64

function stringAfter(line: Buffer, needle: Buffer): string | undefined {
  const at = line.indexOf(needle)
  if (at === -1) return undefined
  const start = at + needle.length
  const end = line.indexOf(34, start)
  return end === -1 ? undefined : line.toString('utf8', start, end)
}
