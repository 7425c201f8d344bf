/** The strings of a line's calls. */
import {
  callCommand,
  callDescription,
  callFilePath,
  callLines,
  callNotebookPath,
  callPattern,
  callQuery,
  callsAt,
  callWords,
} from '../src/agents/claude/scan-layout'
import { endsInLine, isEscaped, stringEnd, stringLines, word } from './json'
import { isKey, keyEnd, valueEnd } from './keys'

const CONTENT = word('content')
const FILE_PATH = word('file_path')
const NOTEBOOK_PATH = word('notebook_path')
const COMMAND = word('command')
const PATTERN = word('pattern')
const DESCRIPTION = word('description')
const QUERY = word('query')

/** Where the next call is written. */
let callAt: usize = callsAt

export function beginCalls(): void {
  callAt = callsAt
}

export function beginCall(): void {
  memory.fill(callAt, 0, callWords * 4)
}

export function keepCall(): void {
  callAt += callWords * 4
}

/** What is no string is as good as missing. */
export function noteCallString(index: i32, at: usize): usize {
  if (load<u8>(at) !== 34) return valueEnd(at)
  const end = stringEnd(at + 1)
  if (end === 0) return 0
  store<i32>(callAt + index * 8, <i32>(at + 1))
  store<i32>(callAt + index * 8 + 4, isEscaped ? -(<i32>end) : <i32>end)
  return end + 1
}

export function inputEnd(at: usize): usize {
  let seen = 0
  if (load<u8>(at + 1) === 125) return at + 2
  while (true) {
    at = keyEnd(at + 1)
    if (at === 0) return 0
    let bit = 0
    if (isKey(QUERY)) {
      bit = 1
      at = noteCallString(callQuery, at)
    } else if (isKey(COMMAND)) {
      bit = 2
      at = noteCallString(callCommand, at)
    } else if (isKey(PATTERN)) {
      bit = 4
      at = noteCallString(callPattern, at)
    } else if (isKey(CONTENT)) {
      bit = 8
      at = linesEnd(at)
    } else if (isKey(FILE_PATH)) {
      bit = 16
      at = noteCallString(callFilePath, at)
    } else if (isKey(DESCRIPTION)) {
      bit = 32
      at = noteCallString(callDescription, at)
    } else if (isKey(NOTEBOOK_PATH)) {
      bit = 64
      at = noteCallString(callNotebookPath, at)
    } else at = valueEnd(at)
    if (at === 0 || (seen & bit) !== 0) return 0
    seen |= bit
    const byte = load<u8>(at)
    if (byte === 125) return at + 1
    if (byte !== 44) return 0
  }
}

/** How many lines a text has; the last one may lack its end. */
function linesEnd(at: usize): usize {
  if (load<u8>(at) !== 34) return valueEnd(at)
  const end = stringEnd(at + 1)
  if (end === 0) return 0
  store<i32>(callAt + callLines * 4, end === at + 1 ? 0 : endsInLine ? stringLines : stringLines + 1)
  return end + 1
}
