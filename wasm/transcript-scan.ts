/**
 * Reads lines of Claude Code's transcripts: each is skipped, becomes a record as scan-layout.ts has it, or is left to the other reader, which
 * is src/agents/claude/transcript-lines.ts. What this one takes means there the very same; in doubt it takes nothing, and it calls no line bad.
 */
import {
  callWords,
  flagCreate,
  flagCreateFirst,
  flagEnd,
  flagError,
  flagFast,
  flagForked,
  flagPatch,
  flagResult,
  flagSidechain,
  flagUs,
  flagUserFirst,
  kindAnswer,
  kindOther,
  kindSystem,
  kindToolResult,
  mostCalls,
  otherWords,
  recordWords,
  stringMessage,
  stringModel,
  stringRequest,
  stringSession,
  strings,
  stringsOfChain,
  word1h,
  word5m,
  wordAdded,
  wordCacheCreation,
  wordCacheRead,
  wordCalls,
  wordEnd,
  wordFlags,
  wordInput,
  wordKind,
  wordOutput,
  wordRemoved,
  wordResultId,
  wordSame,
  wordSearches,
  wordStart,
  wordStrings,
  wordTime,
} from '../src/agents/claude/scan-layout'
import {
  hasMessage,
  hasResult,
  hasResultKey,
  hasSidechainKey,
  hasTime,
  isBoundary,
  isForked,
  isRequesterEscaped,
  isSessionEscaped,
  isSidechain,
  isSidechainInHead,
  isTimeBehindText,
  recordEnd,
  requesterBytes,
  requesterFrom,
  type,
} from './fields'
import { isSame, lineEnd, momentMs } from './json'
import {
  beginLine,
  beginsQueue,
  errors,
  mayBeJoined,
  patches,
  resultIds,
  results,
  sidechains,
  teller,
  tellsOther,
  tellsSkipped,
  tellsUser,
  times,
} from './keys'
import {
  blocks,
  calls,
  hasContent,
  hasErrorKey,
  hasUsage,
  isEnd,
  isError,
  resultIdFrom,
  resultIdTo,
  toolResults,
} from './message'
import { added, hasPatch, hasPatchKey, isCreate, isCreateFirst, removed } from './result'
import { bytesOf, forgetStrings, placeOf, writeString } from './strings'
import { cacheCreation, cacheRead, in1h, in5m, input, isFast, isUs, output, searches } from './usage'

/** Strings of lines before are forgotten, as a new caller knows none. */
export function begin(): void {
  forgetStrings()
}

let written: usize = 0

/** Where the records end that the last `scan` wrote. */
export function recordsEnd(): usize {
  return written
}

const largestRecord: usize = recordWords * 4 + (mostCalls + 1) * callWords * 4

/** Whole lines, each with its end. Returns where it stopped because there was no more room for records, or `end`. */
export function scan(start: usize, end: usize, out: usize, outEnd: usize): usize {
  let at = start
  while (at < end && out + largestRecord <= outEnd) {
    const behind = lineOf(at, out)
    if (behind !== 0) {
      out = taken
      at = behind
      continue
    }
    const newline = lineEnd(at)
    if (newline > at) {
      store<i32>(out + wordKind * 4, kindOther)
      store<i32>(out + wordStart * 4, <i32>at)
      store<i32>(out + wordEnd * 4, <i32>newline)
      out += otherWords * 4
    }
    at = newline + 1
  }
  written = out
  return at
}

/** Where the records end with this one. */
let taken: usize = 0

/** The line behind this one; 0 when this is for the other reader. */
function lineOf(start: usize, out: usize): usize {
  if (load<u8>(start) !== 123) return 0
  beginLine(start)
  const end = recordEnd(start, out)
  if (end === 0 || mayBeJoined) return 0
  let behind = end
  if (load<u8>(behind) === 13) behind++
  if (load<u8>(behind) !== 10) return 0
  behind++
  taken = out
  if (teller === tellsSkipped) return beginsQueue(start) ? 0 : behind
  if (!hasTime) return 0
  let flags = isSidechain ? flagSidechain : 0
  if (type === kindAnswer) {
    if (teller !== tellsOther || !isAnswerKnown()) return 0
    if (isForked || requesterIsAnother) flags |= flagForked
    if (isFast) flags |= flagFast
    if (isUs) flags |= flagUs
    if (isEnd) flags |= flagEnd
    writeAnswer(out)
    taken = out + (recordWords + calls * callWords) * 4
  } else if (type === kindToolResult) {
    if (teller === tellsSkipped || !isResultKnown()) return 0
    if (teller === tellsUser) flags |= flagUserFirst
    if (isError) flags |= flagError
    if (hasResult) flags |= flagResult
    if (hasPatch) flags |= flagPatch
    if (isCreate) flags |= flagCreate
    if (isCreateFirst) flags |= flagCreateFirst
    store<i32>(out + wordResultId * 4, <i32>resultIdFrom)
    store<i32>(out + wordResultId * 4 + 4, <i32>resultIdTo)
    store<i32>(out + wordAdded * 4, added)
    store<i32>(out + wordRemoved * 4, removed)
    taken = out + recordWords * 4
  } else if (type === kindSystem) {
    if (teller !== tellsOther || isBoundary) return 0
    taken = out + recordWords * 4
  } else return 0
  store<i32>(out + wordKind * 4, type)
  store<i32>(out + wordStart * 4, <i32>start)
  store<i32>(out + wordEnd * 4, <i32>end)
  store<f64>(out + wordTime * 4, momentMs)
  store<i32>(out + wordFlags * 4, flags)
  writeStrings(out, type === kindAnswer ? strings : stringsOfChain)
  return behind
}

let requesterIsAnother: bool = false

function isAnswerKnown(): bool {
  if (!hasMessage || !hasUsage || !hasContent) return false
  if (bytesOf(stringMessage) === 0 || bytesOf(stringModel) === 0 || bytesOf(stringRequest) === 0) return false
  requesterIsAnother = false
  if (requesterBytes === 0) return true
  if (isRequesterEscaped || isSessionEscaped) return false
  requesterIsAnother =
    requesterBytes !== bytesOf(stringSession) || !isSame(requesterFrom, placeOf(stringSession), requesterBytes)
  return true
}

/** One result and nothing else, and none of the words that are looked for stands anywhere but in its place. */
function isResultKnown(): bool {
  if (!hasMessage || !hasContent || blocks !== 1 || toolResults !== 1 || resultIds !== 1 || times !== 1) return false
  if (errors > 1 || patches > 1 || results > 1 || sidechains > 1) return false
  if (!isTimeBehindText || resultIdFrom === resultIdTo || (isSidechain && !isSidechainInHead)) return false
  if ((patches === 1 && !hasPatchKey) || (errors === 1 && !hasErrorKey)) return false
  if ((results === 1 && !hasResultKey) || (sidechains === 1 && !hasSidechainKey)) return false
  for (let at = resultIdFrom; at < resultIdTo; at++) if (load<u8>(at) > 126) return false
  return true
}

function writeAnswer(out: usize): void {
  store<i32>(out + wordInput * 4, input)
  store<i32>(out + wordOutput * 4, output)
  store<i32>(out + wordCacheRead * 4, cacheRead)
  store<i32>(out + wordCacheCreation * 4, cacheCreation)
  store<i32>(out + word5m * 4, in5m)
  store<i32>(out + word1h * 4, in1h)
  store<i32>(out + wordSearches * 4, searches)
  store<i32>(out + wordCalls * 4, calls)
}

function writeStrings(out: usize, n: i32): void {
  let same = 0
  for (let i = 0; i < n; i++) if (writeString(i, out + (wordStrings + i * 2) * 4)) same |= 1 << i
  store<i32>(out + wordSame * 4, same)
}
