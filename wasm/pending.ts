/** Calls without a result so far, oldest first: what core/session/file-facts.ts has as `pending`. */
import {
  mostPending,
  pendingAt,
  pendingBytes,
  pendingFile,
  pendingHintAt,
  pendingHintBytes,
  pendingIdAt,
  pendingIdBytes,
  pendingIsHintEscaped,
  pendingLines,
  pendingName,
  pendingOrderAt,
  wordPending,
  wordPendingChanged,
} from '../src/agents/claude/scan-layout'
import { isSame } from './json'
import { longestHint, longestId, pendingFreeAt } from './layout'
import { isPlain } from './texts'
import { setWord, toldWord } from './told'

export function forgetPending(): void {
  setWord(wordPending, 0)
  setWord(wordPendingChanged, 0)
  for (let i = 0; i <= mostPending; i++) store<i32>(pendingFreeAt + i * 4, i)
}

export function slotAt(place: i32): usize {
  return pendingAt + load<i32>(pendingOrderAt + place * 4) * pendingBytes
}

/** Its place in the order, or -1. */
export function findPending(id: usize, bytes: usize): i32 {
  const pending = toldWord(wordPending)
  for (let place = 0; place < pending; place++) {
    const slot = slotAt(place)
    if (<usize>load<u32>(slot + pendingIdBytes * 4) === bytes && isSame(slot + pendingIdAt, id, bytes)) return place
  }
  return -1
}

export function removePending(place: i32): void {
  const pending = toldWord(wordPending) - 1
  const number = load<i32>(pendingOrderAt + place * 4)
  const at: usize = pendingOrderAt + place * 4
  memory.copy(at, at + 4, (pending - place) * 4)
  // As many are free as are not in the order.
  store<i32>(pendingFreeAt + pending * 4, number)
  setWord(wordPending, pending)
  setWord(wordPendingChanged, 1)
}

/** One more; one of the same id has its place. Returns its slot, of which all is to be told. */
export function addPending(id: usize, bytes: usize): usize {
  setWord(wordPendingChanged, 1)
  const known = bytes === 0 ? -1 : findPending(id, bytes)
  if (known >= 0) return slotAt(known)
  if (toldWord(wordPending) === mostPending) removePending(0)
  const pending = toldWord(wordPending)
  store<i32>(pendingOrderAt + pending * 4, load<i32>(pendingFreeAt + pending * 4))
  setWord(wordPending, pending + 1)
  const slot = slotAt(pending)
  store<u32>(slot + pendingIdBytes * 4, <u32>bytes)
  memory.copy(slot + pendingIdAt, id, bytes)
  return slot
}

/** One that the caller knows all about; of an id that no result here can have nothing is kept. */
export function addTold(id: usize, bytes: usize, number: i32): void {
  const slot = addPending(id, bytes > longestId || !isPlain(id, bytes) ? 0 : bytes)
  store<i32>(slot + pendingName * 4, -1 - number)
}

export function tellPending(slot: usize, name: i32, file: i32, lines: i32): void {
  store<i32>(slot + pendingName * 4, name)
  store<i32>(slot + pendingFile * 4, file)
  store<i32>(slot + pendingLines * 4, lines)
  store<i32>(slot + pendingHintBytes * 4, 0)
}

/** The beginning of a text; what is cut off lies behind all that is shown. */
export function tellHint(slot: usize, from: usize, bytes: usize, isEscaped: bool): void {
  const kept = bytes <= longestHint ? bytes : isEscaped ? wholeEscapes(from, longestHint) : longestHint
  memory.copy(slot + pendingHintAt, from, kept)
  store<u32>(slot + pendingHintBytes * 4, <u32>kept)
  store<i32>(slot + pendingIsHintEscaped * 4, isEscaped ? 1 : 0)
}

function wholeEscapes(from: usize, most: usize): usize {
  let at: usize = 0
  while (at < most) {
    const step: usize = load<u8>(from + at) !== 92 ? 1 : load<u8>(from + at + 1) === 117 ? 6 : 2
    if (at + step > most) break
    at += step
  }
  return at
}
