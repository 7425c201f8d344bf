/** Responses of a file, each of however many lines: what core/usage/response-merge.ts has, in columns. */
import {
  idsAt,
  modelsAt,
  modelWords,
  mostResponses,
  responseColumns,
  responsesAt,
  stringMessage,
  stringRequest,
  stringRequestRef,
  wordIdsEnd,
  wordResponses,
} from '../src/agents/claude/scan-layout'
import { isSame } from './json'
import { idsBytes, keysAt, longestId, responseSlots, responseSlotsAt } from './layout'
import { bytesOf, isEscapedOf, placeOf } from './strings'
import { hashOf, isPlain } from './texts'
import { setWord, textBytes } from './told'
import { cacheCreation, cacheRead, in1h, in5m, input, isFast, isUs, output, searches } from './usage'

const columnBytes: usize = responseColumns * 8
const keyBytes: usize = 12

let count = 0
let idsEnd: usize = idsAt
/** Nearly always the next line is of the same response. */
let last = -1

export function forgetResponses(): void {
  for (let i = 0; i < count; i++) store<i32>(responseSlotsAt + load<u32>(keysAt + <usize>i * keyBytes + 8) * 4, 0)
  count = 0
  idsEnd = idsAt
  last = -1
  tell()
}

function tell(): void {
  setWord(wordResponses, count)
  setWord(wordIdsEnd, <i32>idsEnd)
}

export function hasResponseRoom(): bool {
  return count < mostResponses && idsEnd + 4 * longestId <= <usize>idsAt + idsBytes
}

/** Ids as they are made out of letters alone: what is laid down is what is meant. */
export function areIdsPlain(): bool {
  return isIdPlain(stringMessage) && isIdPlain(stringRequest) && isIdPlain(stringRequestRef)
}

function isIdPlain(index: i32): bool {
  const bytes = bytesOf(index)
  return bytes <= longestId && !isEscapedOf(index) && isPlain(placeOf(index), bytes)
}

/** An id that has no room to differ from others, as src/agents/claude/transcript-request.ts has it. */
function isConstant(index: i32): bool {
  const at = placeOf(index)
  const bytes = bytesOf(index)
  if (bytes < 16 && !(bytes >= 4 && (load<u32>(at) === 0x5f67736d || load<u32>(at) === 0x5f716572))) return true
  for (let i: usize = 0; i < bytes; i++) if (load<u8>(at + i) >= 48 && load<u8>(at + i) <= 57) return false
  return true
}

function copyId(index: i32, at: usize, behind: u8): usize {
  const bytes = bytesOf(index)
  memory.copy(at, placeOf(index), bytes)
  store<u8>(at + bytes, behind)
  return at + bytes + 1
}

const space: u8 = 32
const tab: u8 = 9
const lineFeed: u8 = 10

/** Lays the response's ids behind all others; returns where they end. */
function layIds(): usize {
  let request = stringRequest
  let second = -1
  if (bytesOf(stringRequestRef) !== 0 && isConstant(stringRequest)) {
    request = stringRequestRef
    second = stringRequestRef
  } else if (isConstant(stringMessage)) second = stringRequest
  let at = copyId(stringMessage, idsEnd, second < 0 ? tab : space)
  if (second >= 0) at = copyId(second, at, tab)
  return copyId(request, at, lineFeed)
}

/** Takes in what the line's usage says. */
export function noteResponse(atMs: f64, rank: f64, place: f64, isOwn: bool, model: i32, label: i32): void {
  const bytes = layIds() - idsEnd
  if (last < 0 || !isKey(last, bytes)) last = find(bytes)
  const flags = (isOwn ? 1 : 0) | (isFast ? 2 : 0) | (isUs ? 4 : 0)
  const written = max<i64>(<i64>cacheCreation, <i64>in5m + <i64>in1h)
  const at: usize = <usize>responsesAt + <usize>last * columnBytes
  if (last < count) merge(at, atMs, rank, place, flags, model, label, <f64>written)
  else {
    store<f64>(at, atMs)
    store<f64>(at + 8, <f64>input)
    store<f64>(at + 16, <f64>output)
    store<f64>(at + 24, <f64>cacheRead)
    store<f64>(at + 32, <f64>written)
    store<f64>(at + 40, <f64>in1h)
    store<f64>(at + 48, <f64>searches)
    store<f64>(at + 56, <f64>flags)
    store<f64>(at + 64, rank)
    store<f64>(at + 72, place)
    store<f64>(at + 80, <f64>model)
    store<f64>(at + 88, <f64>label)
    // Claude Code tells no price of one response.
    store<f64>(at + 96, NaN)
    count++
    idsEnd += bytes
    tell()
  }
}

function merge(at: usize, atMs: f64, rank: f64, place: f64, flags: i32, model: i32, label: i32, written: f64): void {
  if (atMs < load<f64>(at)) store<f64>(at, atMs)
  raise(at + 8, <f64>input)
  raise(at + 16, <f64>output)
  raise(at + 24, <f64>cacheRead)
  raise(at + 32, written)
  raise(at + 40, <f64>in1h)
  raise(at + 48, <f64>searches)
  store<f64>(at + 56, <f64>(<i32>load<f64>(at + 56) | flags))
  const ranked = load<f64>(at + 64)
  if (rank < ranked || (rank === ranked && place < load<f64>(at + 72))) {
    store<f64>(at + 64, rank)
    store<f64>(at + 72, place)
    store<f64>(at + 88, <f64>label)
  }
  const named = <i32>load<f64>(at + 80)
  if (named !== model && isModelBefore(model, named)) store<f64>(at + 80, <f64>model)
}

function raise(at: usize, value: f64): void {
  if (value > load<f64>(at)) store<f64>(at, value)
}

/** Both of ASCII, so that bytes compare as characters do. */
function isModelBefore(a: i32, b: i32): bool {
  const first: usize = modelsAt + a * modelWords * 4
  const second: usize = modelsAt + b * modelWords * 4
  const n = min(textBytes(first), textBytes(second))
  for (let i: usize = 0; i < n; i++) {
    const difference = <i32>load<u8>(<usize>load<u32>(first) + i) - <i32>load<u8>(<usize>load<u32>(second) + i)
    if (difference !== 0) return difference < 0
  }
  return textBytes(first) < textBytes(second)
}

/** The ids that were laid last are those of this response. */
function isKey(index: i32, bytes: usize): bool {
  const key = keysAt + <usize>index * keyBytes
  return <usize>load<u32>(key + 4) === bytes && isSame(<usize>load<u32>(key), idsEnd, bytes)
}

/** `count` for one that is new: it has its place then. */
function find(bytes: usize): i32 {
  let slot = hashOf(idsEnd, bytes) & (responseSlots - 1)
  while (true) {
    const index = load<i32>(responseSlotsAt + slot * 4) - 1
    if (index < 0) break
    if (isKey(index, bytes)) return index
    slot = (slot + 1) & (responseSlots - 1)
  }
  store<i32>(responseSlotsAt + slot * 4, count + 1)
  const key = keysAt + <usize>count * keyBytes
  store<u32>(key, <u32>idsEnd)
  store<u32>(key + 4, <u32>bytes)
  store<u32>(key + 8, slot)
  return count
}
