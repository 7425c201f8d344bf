/** Keys, wherever they stand: what the other reader goes by when it looks for words in a line must be told the same here. */
import { isEscaped, isSame, isWordHere, plainEnd, stringEnd, word } from './json'

const TYPE = word('type')
const ATTACHMENT = word('attachment')
const MESSAGE = word('message')
const IS_ERROR = word('is_error')
const TIMESTAMP = word('timestamp')
const PARENT = word('parentUuid')
const TOOL_USE_ID = word('tool_use_id')
const IS_SIDECHAIN = word('isSidechain')
const TOOL_RESULT = word('toolUseResult')
const PATCH = word('structuredPatch')
const USER = word('user')
const skippedTypes: usize[] = [
  word('api-request'),
  word('api-request-shape'),
  word('api-request-blob'),
  word('attachment'),
  word('file-history-snapshot'),
  word('file-history-delta'),
  word('progress'),
  word('queue-operation'),
  word('last-prompt'),
  word('mode'),
  word('permission-mode'),
  word('agent-name'),
  word('atis-latch'),
  word('tools-used'),
]
const QUEUE = word('{"type":"queue-operation"')

/** As much of a line as the other reader looks at to tell its kind. */
export const headBytes: usize = 384

export const tellsOther = 0
export const tellsUser = 1
export const tellsSkipped = 2

/** What the line's beginning says that it is. */
export let teller: i32 = tellsOther
let isOpen: bool = true
let head: usize = 0

/** How often these keys stand in the line. */
export let errors: i32 = 0
export let times: i32 = 0
export let resultIds: i32 = 0
export let sidechains: i32 = 0
export let results: i32 = 0
export let patches: i32 = 0
/** Inside of the line an object begins as lines do: it might be another. */
export let mayBeJoined: bool = false

let lineStart: usize = 0

export function beginLine(at: usize): void {
  lineStart = at
  head = at + headBytes
  teller = tellsOther
  isOpen = true
  errors = 0
  times = 0
  resultIds = 0
  sidechains = 0
  results = 0
  patches = 0
  mayBeJoined = false
}

export let key: usize = 0
export let keyBytes: usize = 0

/** The key that was passed last is this one. */
export function isKey(text: usize): bool {
  return isWordHere(key, keyBytes, text)
}

/** A key and its colon; `at` is where its quote should stand. Returns where its value begins. */
export function keyEnd(at: usize): usize {
  if (load<u8>(at) !== 34) return 0
  const from = at + 1
  const to = stringEnd(from)
  if (to === 0 || isEscaped || load<u8>(to + 1) !== 58) return 0
  key = from
  keyBytes = to - from
  const value = to + 2
  if (keyBytes > 7 && keyBytes < 16) count(at)
  if (isOpen) tell(value)
  return value
}

/** `at` at the key's quote. */
function count(at: usize): void {
  if (isKey(IS_ERROR)) errors++
  else if (isKey(TIMESTAMP)) times++
  else if (isKey(TOOL_USE_ID)) resultIds++
  else if (isKey(IS_SIDECHAIN)) sidechains++
  else if (isKey(TOOL_RESULT)) results++
  else if (isKey(PATCH)) patches++
  else if (at !== lineStart + 1 && load<u8>(at - 1) === 123 && isKey(PARENT)) mayBeJoined = true
}

/** The first of: a type in small letters, an attachment, a message. */
function tell(value: usize): void {
  if (value > head) {
    isOpen = false
    return
  }
  if (isKey(MESSAGE)) isOpen = false
  else if (isKey(ATTACHMENT)) {
    if (load<u8>(value) !== 123 || value + 1 > head) return
    teller = tellsSkipped
    isOpen = false
  } else if (isKey(TYPE) && load<u8>(value) === 34) {
    const from = value + 1
    let to = from
    while (isTypeByte(load<u8>(to))) to++
    if (to === from || load<u8>(to) !== 34 || to + 1 > head) return
    isOpen = false
    if (isWordHere(from, to - from, USER)) teller = tellsUser
    else if (isSkipped(from, to - from)) teller = tellsSkipped
  }
}

function isTypeByte(byte: u8): bool {
  return (byte >= 97 && byte <= 122) || byte === 45
}

function isSkipped(from: usize, n: usize): bool {
  for (let i = 0; i < skippedTypes.length; i++) if (isWordHere(from, n, skippedTypes[i])) return true
  return false
}

/** Of the moment in such a line the other reader knows more. */
export function beginsQueue(at: usize): bool {
  return isSame(at, QUEUE, load<u32>(QUEUE - 4))
}

const deepest = 200

/** Any value. */
export function valueEnd(at: usize, depth: i32 = 0): usize {
  const byte = load<u8>(at)
  if (byte === 34) {
    const end = stringEnd(at + 1)
    return end === 0 ? 0 : end + 1
  }
  if (byte === 123) return objectEnd(at, depth)
  if (byte === 91) return listEnd(at, depth)
  return plainEnd(at)
}

function objectEnd(at: usize, depth: i32): usize {
  if (depth > deepest) return 0
  if (load<u8>(at + 1) === 125) return at + 2
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    at = valueEnd(at, depth + 1)
    if (at === 0) return 0
    const byte = load<u8>(at)
    if (byte === 125) return at + 1
    if (byte !== 44) return 0
  }
}

function listEnd(at: usize, depth: i32): usize {
  if (depth > deepest) return 0
  if (load<u8>(at + 1) === 93) return at + 2
  while (true) {
    at = valueEnd(at + 1, depth + 1)
    if (at === 0) return 0
    const byte = load<u8>(at)
    if (byte === 93) return at + 1
    if (byte !== 44) return 0
  }
}

/** A word that is compared; not one with escapes, which would be another way to write it. */
export function textEnd(at: usize): usize {
  if (load<u8>(at) !== 34) return valueEnd(at)
  const end = stringEnd(at + 1)
  return end === 0 || isEscaped ? 0 : end + 1
}

/** A value as it stands in the line, with its quotes. */
export function isWord(at: usize, end: usize, text: usize): bool {
  return load<u8>(at) === 34 && isWordHere(at + 1, end - at - 2, text)
}
