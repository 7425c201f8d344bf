/** What every line of a chain tells of its file, as src/agents/claude/session-log-facts-file.ts notes it. */
import {
  chainTextBytes,
  chainTextsAt,
  floatBegan,
  floatChainStart,
  mostRuns,
  runsAt,
  stringBranch,
  stringCwd,
  stringSession,
  stringsOfChain,
  stringVersion,
  toldAt,
  wordChain,
  wordFirstPrompt,
  wordKnows,
  wordPrompts,
  wordRuns,
} from '../src/agents/claude/scan-layout'
import { isSame, momentMs } from './json'
import { bytesOf, isEscapedOf, placeOf } from './strings'
import { isTold, setFloat, setText, setWord, toldWord } from './told'

const longestPauseMs: f64 = 300_000

/** Of branch and version what was told since the caller noted all of it; -1 for nothing. */
const keptBytes = heap.alloc(stringsOfChain * 4)

export function forgetChain(): void {
  setFloat(floatBegan, NaN)
  setFloat(floatChainStart, NaN)
  setWord(wordKnows, 0)
  passChain()
}

/** The caller noted all of it. */
export function passChain(): void {
  for (let i = 0; i < stringsOfChain; i++) store<i32>(keptBytes + i * 4, -1)
  memory.fill(toldAt + wordChain * 4, 0, stringsOfChain * 8)
  setWord(wordPrompts, 0)
  memory.fill(toldAt + wordFirstPrompt * 4, 0, 8)
  setWord(wordRuns, 0)
}

export function hasRunRoom(): bool {
  return toldWord(wordRuns) < mostRuns
}

export function knowsSession(): bool {
  return (toldWord(wordKnows) & 1) !== 0
}

export function knowsFolder(): bool {
  return (toldWord(wordKnows) & 2) !== 0
}

export function noteMoment(): void {
  noteBeginning()
  const runs = toldWord(wordRuns)
  const at: usize = runsAt + (runs - 1) * 16
  if (runs > 0 && momentMs >= load<f64>(at) && momentMs <= load<f64>(at + 8) + longestPauseMs) {
    if (momentMs > load<f64>(at + 8)) store<f64>(at + 8, momentMs)
    return
  }
  store<f64>(at + 16, momentMs)
  store<f64>(at + 24, momentMs)
  setWord(wordRuns, runs + 1)
}

export function noteBeginning(): void {
  if (!isTold(floatBegan)) setFloat(floatBegan, momentMs)
}

/** Behind each line. */
export function noteChainStart(offset: f64): void {
  if (!isTold(floatChainStart)) setFloat(floatChainStart, offset)
}

export function noteChain(): void {
  noteMoment()
  noteFirst(stringSession, 1)
  noteFirst(stringCwd, 2)
  noteLast(stringBranch)
  noteLast(stringVersion)
}

function noteFirst(index: i32, bit: i32): void {
  if ((toldWord(wordKnows) & bit) !== 0 || bytesOf(index) === 0) return
  setWord(wordKnows, toldWord(wordKnows) | bit)
  keep(index)
}

function noteLast(index: i32): void {
  const bytes = bytesOf(index)
  if (bytes === 0) return
  const place: usize = chainTextsAt + index * chainTextBytes
  if (load<i32>(keptBytes + index * 4) !== <i32>bytes || !isSame(placeOf(index), place, bytes)) keep(index)
}

function keep(index: i32): void {
  const bytes = bytesOf(index)
  const place: usize = chainTextsAt + index * chainTextBytes
  memory.copy(place, placeOf(index), bytes)
  store<i32>(keptBytes + index * 4, <i32>bytes)
  setText(toldAt + (wordChain + index * 2) * 4, place, bytes, isEscapedOf(index))
}
