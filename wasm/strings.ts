/** The strings of a line that are given on, and those of the lines before: what is said again is not given again. */
import { strings } from '../src/agents/claude/scan-layout'
import { isEscaped, isSame, stringEnd } from './json'
import { valueEnd } from './keys'

const longestKept: usize = 1000
const room = 1024

const from = heap.alloc(strings * 4)
const to = heap.alloc(strings * 4)
const escaped = heap.alloc(strings)
/** -1: nothing is kept. */
const keptBytes = heap.alloc(strings * 4)
const kept = heap.alloc(strings * room)

export function forgetStrings(): void {
  for (let i = 0; i < strings; i++) store<i32>(keptBytes + i * 4, -1)
}

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

/** Writes the string, or tells that it is the one of before. */
export function writeString(index: i32, at: usize): bool {
  const start = placeOf(index)
  const n = bytesOf(index)
  const known = load<i32>(keptBytes + index * 4)
  const place = kept + index * room
  if (known === <i32>n && (n === 0 || isSame(start, place, n))) return true
  store<i32>(at, n === 0 ? 0 : <i32>start)
  store<i32>(at + 4, n === 0 ? 0 : load<u8>(escaped + index) !== 0 ? -(<i32>(start + n)) : <i32>(start + n))
  if (n <= longestKept) {
    memory.copy(place, start, n)
    store<i32>(keptBytes + index * 4, <i32>n)
  } else store<i32>(keptBytes + index * 4, -1)
  return false
}
