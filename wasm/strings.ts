/** The strings of a line that are asked for. */
import { strings } from '../src/agents/claude/scan-layout'
import { isEscaped, isSame, stringEnd } from './json'
import { valueEnd } from './keys'
import { mostStringBytes } from './layout'
import { keepText } from './texts'
import { setText, textBytes } from './told'

const from = heap.alloc(strings * 4)
const to = heap.alloc(strings * 4)
const escaped = heap.alloc(strings)

export function beginStrings(): void {
  memory.fill(from, 0, strings * 4)
  memory.fill(to, 0, strings * 4)
  memory.fill(escaped, 0, strings)
}

/** A string; what is none is as good as missing. `at` at its quote. */
export function noteString(index: i32, at: usize): usize {
  isEscapedHere = false
  if (load<u8>(at) !== 34) return valueEnd(at)
  const end = stringEnd(at + 1)
  if (end === 0) return 0
  store<u32>(from + index * 4, <u32>(at + 1))
  store<u32>(to + index * 4, <u32>end)
  store<u8>(escaped + index, isEscaped ? 1 : 0)
  isEscapedHere = isEscaped
  return end + 1
}

export let isEscapedHere: bool = false

export function bytesOf(index: i32): usize {
  return <usize>(load<u32>(to + index * 4) - load<u32>(from + index * 4))
}

export function placeOf(index: i32): usize {
  return <usize>load<u32>(from + index * 4)
}

export function isEscapedOf(index: i32): bool {
  return load<u8>(escaped + index) !== 0
}

export function areStringsShort(): bool {
  for (let i = 0; i < strings; i++) if (bytesOf(i) > mostStringBytes) return false
  return true
}

/** The string as it stands in a table. An empty one is as good as none. */
export function isTextOf(index: i32, at: usize): bool {
  const bytes = bytesOf(index)
  return bytes === textBytes(at) && (bytes === 0 || isSame(placeOf(index), <usize>load<u32>(at), bytes))
}

export function keepTextOf(index: i32, at: usize): void {
  const bytes = bytesOf(index)
  setText(at, bytes === 0 ? 0 : keepText(placeOf(index), bytes), bytes, isEscapedOf(index))
}
