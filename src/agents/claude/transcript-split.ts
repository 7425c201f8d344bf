/**
 * Records that share a line: two writers that did not wait for each other, or one that was killed before its line's end and the
 * next that wrote on behind it. Pure.
 */
import { isRecord, type JsonRecord } from '../json-fields.ts'

export interface LinePiece {
  readonly start: number
  readonly end: number
  /** False: the beginning of a record whose rest was never written, or no record at all. */
  readonly isWhole: boolean
}

/** Inside a JSON string quotes are escaped: in a whole record these bytes stand at its beginning alone. */
const chainStart = Buffer.from('{"parentUuid":')
const typeStart = Buffer.from('{"type":"')
const seam = Buffer.from('}{"')

/** Up to here looking for any seam costs nothing; behind longer records only one of a chain is looked for. */
const shortLineBytes = 2048

/** Whether another record may begin inside this line, which was not parsed. */
export function mayBeJoined(bytes: Buffer, start: number, end: number): boolean {
  const rest = bytes.subarray(start + 1, end)
  return rest.includes(chainStart) || (rest.length < shortLineBytes && rest.includes(seam))
}

/** A line that is no mistake of a writer holds no more. */
const mostAttempts = 200

/** What a line holds, in its order; without what pads it. */
export function splitLine(bytes: Buffer, lineStart: number, lineEnd: number): readonly LinePiece[] {
  const line = bytes.subarray(lineStart, lineEnd)
  const pieces: LinePiece[] = []
  const add = (start: number, end: number, isWhole: boolean): void => {
    if (end > start) pieces.push({ start: lineStart + start, end: lineStart + end, isWhole })
  }
  /** Up to here all is told. */
  let told = 0
  let at = 0
  for (let attempts = 0; at < line.length && attempts < mostAttempts; attempts++) {
    const end = objectEnd(line, at)
    const record = end === undefined ? undefined : parse(line, at, end)
    if (end !== undefined && isRecord(record) && (at === told || isOfTranscript(record))) {
      add(told, at, false)
      add(at, end, true)
      told = skipPadding(line, end)
      at = told
    } else at = recordStart(line, at + 1)
  }
  add(told, line.length, false)
  return pieces
}

/** Objects inside a record have none of these. */
const isOfTranscript = (record: JsonRecord): boolean =>
  ['sessionId', 'uuid', 'leafUuid', 'timestamp'].some((key) => record[key] !== undefined)

function recordStart(line: Buffer, from: number): number {
  const starts = [chainStart, typeStart].map((start) => line.indexOf(start, from)).filter((at) => at !== -1)
  return Math.min(line.length, ...starts)
}

function skipPadding(line: Buffer, from: number): number {
  let at = from
  while (at < line.length && (line[at] ?? 0) <= 32) at++
  return at
}

/** Behind the brace that closes the one at `start`; undefined when none does. */
function objectEnd(line: Buffer, start: number): number | undefined {
  let depth = 0
  let isInString = false
  for (let at = start; at < line.length; at++) {
    const byte = line[at]
    if (isInString) {
      if (byte === 92) at++
      else if (byte === 34) isInString = false
    } else if (byte === 34) isInString = true
    else if (byte === 123) depth++
    else if (byte === 125 && --depth <= 0) return depth === 0 ? at + 1 : undefined
  }
  return undefined
}

function parse(line: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(line.toString('utf8', start, end))
  } catch {
    return undefined
  }
}
