/** What a tool's result tells beside its text: which lines it changed. */
import { isEscaped, isSame, stringEnd, word } from './json'
import { isKey, key, keyEnd, valueEnd } from './keys'

const TYPE = word('type')
const PATCH = word('structuredPatch')
const SEARCHES = word('searchCount')
const LINES = word('lines')
const CREATE = word('create')

/** The key stands in it; it is a list. */
export let hasPatchKey: bool = false
export let hasPatch: bool = false
export let isCreate: bool = false
/** Says so before all else. */
export let isCreateFirst: bool = false
export let added: i32 = 0
export let removed: i32 = 0

export function beginResult(): void {
  hasPatchKey = false
  hasPatch = false
  isCreate = false
  isCreateFirst = false
  added = 0
  removed = 0
}

/** `at` at the brace. Searches count, and are for the other reader. */
export function resultEnd(at: usize): usize {
  let seen = 0
  const first = at + 2
  if (load<u8>(at + 1) === 125) return at + 2
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    let bit = 0
    if (isKey(TYPE)) {
      bit = 1
      const isFirst = key === first
      isCreate = load<u8>(at) === 34 && load<u8>(at + 7) === 34 && isSame(at + 1, CREATE, 6)
      isCreateFirst = isCreate && isFirst
      const isText = load<u8>(at) === 34
      at = valueEnd(at)
      if (isText && isEscaped) return 0
    } else if (isKey(PATCH)) {
      bit = 2
      hasPatchKey = true
      hasPatch = load<u8>(at) === 91
      at = hasPatch ? patchEnd(at) : valueEnd(at)
    } else if (isKey(SEARCHES)) return 0
    else at = valueEnd(at)
    if (at === 0 || (seen & bit) !== 0) return 0
    seen |= bit
    const byte = load<u8>(at)
    if (byte === 125) return at + 1
    if (byte !== 44) return 0
  }
}

function patchEnd(at: usize): usize {
  if (load<u8>(at + 1) === 93) return at + 2
  while (true) {
    at++
    at = load<u8>(at) === 123 ? hunkEnd(at) : valueEnd(at)
    if (at === 0) return 0
    const byte = load<u8>(at)
    if (byte === 93) return at + 1
    if (byte !== 44) return 0
  }
}

function hunkEnd(at: usize): usize {
  let hasLines: bool = false
  if (load<u8>(at + 1) === 125) return at + 2
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    if (isKey(LINES)) {
      if (hasLines) return 0
      hasLines = true
      at = load<u8>(at) === 91 ? linesEnd(at) : valueEnd(at)
    } else at = valueEnd(at)
    if (at === 0) return 0
    const byte = load<u8>(at)
    if (byte === 125) return at + 1
    if (byte !== 44) return 0
  }
}

function linesEnd(at: usize): usize {
  if (load<u8>(at + 1) === 93) return at + 2
  while (true) {
    at++
    if (load<u8>(at) === 34) {
      const sign = load<u8>(at + 1)
      if (sign === 43) added++
      else if (sign === 45) removed++
      // A sign may be written by its number.
      else if (sign === 92 && load<u8>(at + 2) === 117) return 0
      const end = stringEnd(at + 1)
      at = end === 0 ? 0 : end + 1
    } else at = valueEnd(at)
    if (at === 0) return 0
    const byte = load<u8>(at)
    if (byte === 93) return at + 1
    if (byte !== 44) return 0
  }
}
