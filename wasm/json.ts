/**
 * JSON as bytes, strictly: no white space between tokens, and nothing of a string but its end is looked at. Every function is given the
 * place where something begins and returns the one behind it, or 0 when it is not as expected. A line's own end is no part of any token, so
 * nothing reads on behind it.
 */

/** Bytes of a word, kept for comparing, and before them how many they are. */
export function word(text: string): usize {
  const at = heap.alloc(text.length + 24) + 16
  store<u32>(at - 4, text.length)
  for (let i = 0; i < text.length; i++) store<u8>(at + i, <u8>text.charCodeAt(i))
  return at
}

/** These bytes and no more are the word. */
export function isWordHere(at: usize, n: usize, text: usize): bool {
  const wanted = <usize>load<u32>(text - 4)
  return n === wanted && isSame(at, text, wanted)
}

/** @param n more than 0 */
export function isSame(a: usize, b: usize, n: usize): bool {
  if (n < 8) {
    const mask: u64 = ((<u64>1) << (<u64>n * 8)) - 1
    return ((load<u64>(a) ^ load<u64>(b)) & mask) === 0
  }
  for (let i: usize = 0; i + 8 <= n; i += 8) if (load<u64>(a + i) !== load<u64>(b + i)) return false
  return load<u64>(a + n - 8) === load<u64>(b + n - 8)
}

/** Of the string that was passed last. */
export let isEscaped: bool = false
/** Line ends in it, and whether the last is its end. */
export let stringLines: i32 = 0
export let endsInLine: bool = false

const quote = i8x16.splat(34)
const backslash = i8x16.splat(92)
const space = i8x16.splat(32)

/** `at` behind the quote; returns the place of the closing one. */
export function stringEnd(at: usize): usize {
  isEscaped = false
  stringLines = 0
  endsInLine = false
  let afterLine: usize = 0
  while (true) {
    const bytes = v128.load(at)
    const found = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), i8x16.lt_u(bytes, space)),
    )
    if (found === 0) {
      at += 16
      continue
    }
    at += ctz(found)
    const byte = load<u8>(at)
    if (byte === 34) {
      endsInLine = afterLine === at
      // Behind a text that ends so, another record might begin.
      return load<u16>(at - 2) === 0x7b7d ? 0 : at
    }
    if (byte !== 92) return 0
    isEscaped = true
    const escaped = load<u8>(at + 1)
    if (escaped === 110) {
      at += 2
      stringLines++
      afterLine = at
    } else if (escaped === 117) {
      for (let i: usize = 2; i < 6; i++) if (!isHex(load<u8>(at + i))) return 0
      // Of a line end that is written by its number the rest is told by the other reader.
      if (load<u16>(at + 2) === 0x3030 && load<u8>(at + 4) === 48 && (load<u8>(at + 5) | 32) === 97) return 0
      at += 6
    } else if (isPlainEscape(escaped)) at += 2
    else return 0
  }
}

function isPlainEscape(byte: u8): bool {
  return byte === 34 || byte === 92 || byte === 47 || byte === 98 || byte === 102 || byte === 114 || byte === 116
}

function isHex(byte: u8): bool {
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102)
}

function isDigit(byte: u8): bool {
  return byte >= 48 && byte <= 57
}

function digitsEnd(at: usize): usize {
  if (!isDigit(load<u8>(at))) return 0
  while (isDigit(load<u8>(at))) at++
  return at
}

function numberEnd(at: usize): usize {
  if (load<u8>(at) === 45) at++
  if (load<u8>(at) === 48) at++
  else {
    at = digitsEnd(at)
    if (at === 0) return 0
  }
  if (load<u8>(at) === 46) {
    at = digitsEnd(at + 1)
    if (at === 0) return 0
  }
  if ((load<u8>(at) | 32) === 101) {
    at++
    if (load<u8>(at) === 43 || load<u8>(at) === 45) at++
    at = digitsEnd(at)
  }
  return at
}

export let counted: i32 = 0

/** A count as a line tells it: a whole number up to 1e9. Anything else is for the other reader. */
export function countEnd(at: usize): usize {
  let value: i64 = 0
  const start = at
  while (isDigit(load<u8>(at)) && at - start < 11) {
    value = value * 10 + (load<u8>(at) - 48)
    at++
  }
  if (at === start || value > 1_000_000_000 || (load<u8>(start) === 48 && at - start > 1)) return 0
  const next = load<u8>(at)
  if (next !== 44 && next !== 125) return 0
  counted = <i32>value
  return at
}

export let momentMs: f64 = 0

function digits(at: usize, n: i32): i32 {
  let value = 0
  for (let i = 0; i < n; i++) {
    const byte = load<u8>(at + i)
    if (!isDigit(byte)) return -1
    value = value * 10 + (byte - 48)
  }
  return value
}

/** 2026-11-20T18:24:41.957Z, the only way in which times are written; `at` behind the quote, returns whether it is one. */
export function isMoment(at: usize, n: usize): bool {
  if (n !== 24 || load<u8>(at + 4) !== 45 || load<u8>(at + 7) !== 45 || load<u8>(at + 10) !== 84) return false
  if (load<u8>(at + 13) !== 58 || load<u8>(at + 16) !== 58 || load<u8>(at + 19) !== 46 || load<u8>(at + 23) !== 90)
    return false
  const year = digits(at, 4)
  const month = digits(at + 5, 2)
  const day = digits(at + 8, 2)
  const hour = digits(at + 11, 2)
  const minute = digits(at + 14, 2)
  const second = digits(at + 17, 2)
  const ms = digits(at + 20, 3)
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || ms < 0) return false
  momentMs = <f64>daysBefore(year, month, day) * 86_400_000.0 + <f64>(((hour * 60 + minute) * 60 + second) * 1000 + ms)
  return true
}

function daysIn(year: i32, month: i32): i32 {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days since 1970, by years that begin in March. */
function daysBefore(year: i32, month: i32, day: i32): i32 {
  const y = month <= 2 ? year - 1 : year
  const era = y / 400
  const ofEra = y - era * 400
  const ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
}

/** A line's end, from anywhere in it. */
export function lineEnd(at: usize): usize {
  const newline = i8x16.splat(10)
  while (true) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), newline))
    if (found !== 0) return at + ctz(found)
    at += 16
  }
}

const literalTrue = load<u32>(word('true'))
const literalNull = load<u32>(word('null'))
const literalAlse = load<u32>(word('alse'))

export function isTrue(at: usize): bool {
  return load<u32>(at) === literalTrue
}

/** A value of no interest that is neither text, object nor list. */
export function plainEnd(at: usize): usize {
  const byte = load<u8>(at)
  if (byte === 116) return load<u32>(at) === literalTrue ? at + 4 : 0
  if (byte === 110) return load<u32>(at) === literalNull ? at + 4 : 0
  if (byte === 102) return load<u32>(at + 1) === literalAlse ? at + 5 : 0
  return numberEnd(at)
}
