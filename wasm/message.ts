/** What a line says: the model's answer with its calls and counts, or what a tool gave back. Whatever is unusual ends in 0. */
import { callId, callName, mostCalls, stringMessage, stringModel } from '../src/agents/claude/scan-layout'
import { beginCall, beginCalls, inputEnd, keepCall, noteCallString } from './calls'
import { isEscaped, isTrue, isWordHere, stringEnd, word } from './json'
import { isKey, isWord, keyEnd, textEnd, valueEnd } from './keys'
import { noteString } from './strings'
import { beginUsage, usageEnd } from './usage'

const ID = word('id')
const TYPE = word('type')
const NAME = word('name')
const INPUT = word('input')
const MODEL = word('model')
const USAGE = word('usage')
const CONTENT = word('content')
const STOP_REASON = word('stop_reason')
const IS_ERROR = word('is_error')
const TOOL_USE_ID = word('tool_use_id')
const TOOL_USE = word('tool_use')
const TOOL_RESULT = word('tool_result')
const END_TURN = word('end_turn')
const STOP_SEQUENCE = word('stop_sequence')
const SYNTHETIC = word('<synthetic>')

export let hasContent: bool = false
/** Of a content that is a text. */
export let contentFrom: usize = 0
export let contentTo: usize = 0
export let isContentEscaped: bool = false
export let hasUsage: bool = false
export let isEnd: bool = false
export let calls: i32 = 0
/** All of a list, whatever they are, and those of them that are a tool's result: of the last one its id and whether it is an error. */
export let blocks: i32 = 0
export let toolResults: i32 = 0
export let resultIdFrom: usize = 0
export let resultIdTo: usize = 0
export let isError: bool = false
export let hasErrorKey: bool = false

export function beginMessage(): void {
  beginCalls()
  beginUsage()
  hasContent = false
  contentFrom = 0
  hasUsage = false
  isEnd = false
  calls = 0
  blocks = 0
  toolResults = 0
  isError = false
  hasErrorKey = false
}

/** `at` at the brace. */
export function messageEnd(at: usize): usize {
  let seen = 0
  if (load<u8>(at + 1) === 125) return at + 2
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    let bit = 0
    if (isKey(ID)) {
      bit = 1
      at = noteString(stringMessage, at)
    } else if (isKey(MODEL)) {
      bit = 2
      at = modelEnd(at)
    } else if (isKey(USAGE)) {
      bit = 4
      hasUsage = load<u8>(at) === 123
      at = hasUsage ? usageEnd(at) : valueEnd(at)
    } else if (isKey(CONTENT)) {
      bit = 8
      hasContent = load<u8>(at) === 91
      at = hasContent ? contentEnd(at) : textContentEnd(at)
    } else if (isKey(STOP_REASON)) {
      bit = 16
      at = stopEnd(at)
    } else at = valueEnd(at)
    if (at === 0 || (seen & bit) !== 0) return 0
    seen |= bit
    const byte = load<u8>(at)
    if (byte === 125) return at + 1
    if (byte !== 44) return 0
  }
}

function modelEnd(at: usize): usize {
  const from = at + 1
  at = noteString(stringModel, at)
  if (at === 0 || isEscaped) return 0
  return isWordHere(from, at - 1 - from, SYNTHETIC) ? 0 : at
}

function stopEnd(at: usize): usize {
  const end = textEnd(at)
  if (end === 0) return 0
  isEnd = isWord(at, end, END_TURN) || isWord(at, end, STOP_SEQUENCE)
  return end
}

function textContentEnd(at: usize): usize {
  if (load<u8>(at) !== 34) return valueEnd(at)
  const end = stringEnd(at + 1)
  if (end === 0) return 0
  contentFrom = at + 1
  contentTo = end
  isContentEscaped = isEscaped
  return end + 1
}

function contentEnd(at: usize): usize {
  if (load<u8>(at + 1) === 93) return at + 2
  while (true) {
    at++
    blocks++
    at = load<u8>(at) === 123 ? blockEnd(at) : valueEnd(at)
    if (at === 0) return 0
    const byte = load<u8>(at)
    if (byte === 93) return at + 1
    if (byte !== 44) return 0
  }
}

function blockEnd(at: usize): usize {
  let seen = 0
  let isCall: bool = false
  let isResult: bool = false
  if (calls >= mostCalls) return 0
  beginCall()
  if (load<u8>(at + 1) === 125) return at + 2
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    let bit = 0
    if (isKey(TYPE)) {
      bit = 1
      const end = textEnd(at)
      if (end === 0) return 0
      isCall = isWord(at, end, TOOL_USE)
      isResult = isWord(at, end, TOOL_RESULT)
      at = end
    } else if (isKey(ID)) {
      bit = 2
      at = noteCallString(callId, at)
    } else if (isKey(NAME)) {
      bit = 4
      at = noteCallString(callName, at)
    } else if (isKey(INPUT)) {
      bit = 8
      at = load<u8>(at) === 123 ? inputEnd(at) : valueEnd(at)
    } else if (isKey(TOOL_USE_ID)) {
      bit = 16
      const end = textEnd(at)
      if (end === 0 || load<u8>(at) !== 34) return 0
      resultIdFrom = at + 1
      resultIdTo = end - 1
      at = end
    } else if (isKey(IS_ERROR)) {
      bit = 32
      hasErrorKey = true
      isError = isTrue(at)
      at = valueEnd(at)
    } else at = valueEnd(at)
    if (at === 0 || (seen & bit) !== 0) return 0
    seen |= bit
    const byte = load<u8>(at)
    if (byte === 125) break
    if (byte !== 44) return 0
  }
  if (isCall) {
    calls++
    keepCall()
  }
  // A result without an id is none that is known.
  if (isResult) {
    if ((seen & 16) === 0) return 0
    toolResults++
  }
  return at + 1
}
