/** The fields of a line, from its first brace to its last. */
import {
  stringAgent,
  stringBranch,
  stringCwd,
  stringRequest,
  stringRequestRef,
  stringSession,
  stringVersion,
} from '../src/agents/claude/scan-layout'
import { isEscaped, isMoment, isTrue, isWordHere, stringEnd, word } from './json'
import { headBytes, isKey, isWord, key, keyEnd, teller, tellsSkipped, textEnd, valueEnd } from './keys'
import { beginMessage, messageEnd } from './message'
import { beginResult, resultEnd } from './result'
import { skippedEnd } from './skipped'
import { beginStrings, isEscapedHere, noteString } from './strings'

const TYPE = word('type')
const CWD = word('cwd')
const MESSAGE = word('message')
const VERSION = word('version')
const AGENT_ID = word('agentId')
const SUBTYPE = word('subtype')
const SESSION_ID = word('sessionId')
const TIMESTAMP = word('timestamp')
const GIT_BRANCH = word('gitBranch')
const REQUEST_ID = word('requestId')
const REQUEST_REF = word('requestRef')
const FORKED_FROM = word('forkedFrom')
const IS_SIDECHAIN = word('isSidechain')
const IS_META = word('isMeta')
const IS_SUMMARY = word('isCompactSummary')
const PROMPT_SOURCE = word('promptSource')
const TOOL_USE_RESULT = word('toolUseResult')
const REQUEST_SESSION = word('requestSessionId')
const ASSISTANT = word('assistant')
const USER = word('user')
const SYSTEM = word('system')
const QUEUED = word('queued')
const COMPACT_BOUNDARY = word('compact_boundary')

/** What is no answer, result or note of a system. */
export const typeOther = 0
export const typeAnswer = 1
export const typeUser = 2
export const typeSystem = 3

export let type = 0
export let hasType: bool = false
/** A prompt that says of itself what the other reader has to know. */
export let isSpecialPrompt: bool = false
export let hasMessage: bool = false
export let hasTime: bool = false
export let isTimeBehindText: bool = false
export let isSidechain: bool = false
export let isSidechainInHead: bool = false
export let isForked: bool = false
export let isBoundary: bool = false
export let hasResult: bool = false
export let requesterFrom: usize = 0
export let requesterBytes: usize = 0
export let isRequesterEscaped: bool = false
export let isSessionEscaped: bool = false
export let hasResultKey: bool = false
export let hasSidechainKey: bool = false

/** Behind the whole line, where nothing of it is needed and nothing in it doubtful; otherwise 0. */
export let skippedTo: usize = 0
let isLookedThrough: bool = false

/** Behind the brace that closes the line, unless it was skipped; 0 when it is unusual. */
export function recordEnd(start: usize): usize {
  type = typeOther
  hasType = false
  isSpecialPrompt = false
  hasMessage = false
  hasTime = false
  isTimeBehindText = false
  isSidechain = false
  isSidechainInHead = false
  isForked = false
  isBoundary = false
  hasResult = false
  requesterBytes = 0
  isRequesterEscaped = false
  isSessionEscaped = false
  hasResultKey = false
  hasSidechainKey = false
  skippedTo = 0
  isLookedThrough = false
  beginStrings()
  beginMessage()
  beginResult()
  let seen = 0
  let at = start
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    if (teller === tellsSkipped && !isLookedThrough) {
      isLookedThrough = true
      skippedTo = skippedEnd(at)
      if (skippedTo !== 0) return skippedTo
    }
    const bit = fieldAt(at, start)
    at = fieldEnd
    if (at === 0 || (seen & bit) !== 0) return 0
    seen |= bit
    const byte = load<u8>(at)
    if (byte === 125) return at + 1
    if (byte !== 44) return 0
  }
}

let fieldEnd: usize = 0

/** Takes in one field of the line and sets `fieldEnd`; returns its bit, by which a second one of its name is known. */
function fieldAt(at: usize, start: usize): i32 {
  if (isKey(CWD)) return noted(stringCwd, at, 1)
  if (isKey(TYPE)) {
    fieldEnd = typeEnd(at)
    return 2
  }
  if (isKey(MESSAGE)) {
    hasMessage = load<u8>(at) === 123
    fieldEnd = hasMessage ? messageEnd(at) : valueEnd(at)
    return 4
  }
  if (isKey(VERSION)) return noted(stringVersion, at, 8)
  if (isKey(AGENT_ID)) return noted(stringAgent, at, 16)
  if (isKey(SUBTYPE)) {
    const end = textEnd(at)
    isBoundary = end !== 0 && isWord(at, end, COMPACT_BOUNDARY)
    fieldEnd = end
    return 32
  }
  if (isKey(SESSION_ID)) {
    noted(stringSession, at, 0)
    isSessionEscaped = isEscapedHere
    return 64
  }
  if (isKey(TIMESTAMP)) {
    isTimeBehindText = load<u16>(key - 3) === 0x2c22
    const end = load<u8>(at) === 34 ? stringEnd(at + 1) : 0
    hasTime = end !== 0 && isMoment(at + 1, end - at - 1)
    fieldEnd = hasTime ? end + 1 : 0
    return 128
  }
  if (isKey(GIT_BRANCH)) return noted(stringBranch, at, 256)
  if (isKey(REQUEST_ID)) return noted(stringRequest, at, 512)
  if (isKey(REQUEST_REF)) return noted(stringRequestRef, at, 1024)
  if (isKey(FORKED_FROM)) {
    isForked = load<u8>(at) === 123
    fieldEnd = valueEnd(at)
    return 2048
  }
  if (isKey(IS_SIDECHAIN)) {
    const byte = load<u8>(at)
    isSidechain = isTrue(at)
    fieldEnd = byte === 116 || byte === 102 ? valueEnd(at) : 0
    hasSidechainKey = true
    isSidechainInHead = fieldEnd <= start + headBytes
    return 4096
  }
  if (isKey(TOOL_USE_RESULT)) {
    hasResult = load<u8>(at) === 123
    hasResultKey = true
    fieldEnd = hasResult ? resultEnd(at) : valueEnd(at)
    return 8192
  }
  if (isKey(REQUEST_SESSION)) {
    const end = load<u8>(at) === 34 ? stringEnd(at + 1) : 0
    if (end !== 0) {
      isRequesterEscaped = isEscaped
      requesterFrom = at + 1
      requesterBytes = end - at - 1
      fieldEnd = end + 1
    } else fieldEnd = load<u8>(at) === 34 ? 0 : valueEnd(at)
    return 16384
  }
  if (isKey(IS_META) || isKey(IS_SUMMARY)) {
    // Twice would be another matter, too.
    isSpecialPrompt = isSpecialPrompt || load<u8>(at) === 116
    fieldEnd = valueEnd(at)
    return 0
  }
  if (isKey(PROMPT_SOURCE)) {
    const end = textEnd(at)
    isSpecialPrompt = isSpecialPrompt || end === 0 || isWord(at, end, QUEUED)
    fieldEnd = valueEnd(at)
    return 0
  }
  fieldEnd = valueEnd(at)
  return 0
}

function noted(index: i32, at: usize, bit: i32): i32 {
  fieldEnd = noteString(index, at)
  return bit
}

function typeEnd(at: usize): usize {
  if (load<u8>(at) !== 34) return 0
  const end = textEnd(at)
  if (end === 0) return 0
  const n = end - at - 2
  hasType = true
  if (isWordHere(at + 1, n, ASSISTANT)) type = typeAnswer
  else if (isWordHere(at + 1, n, USER)) type = typeUser
  else if (isWordHere(at + 1, n, SYSTEM)) type = typeSystem
  return end
}
