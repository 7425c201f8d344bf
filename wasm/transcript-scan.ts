/**
 * Reads lines of Claude Code's transcripts: each is skipped, noted in tables that scan-layout.ts tells of, or left to the other reader, which
 * is src/agents/claude/transcript-lines.ts. What this one takes means there the very same; in doubt it takes nothing, and it calls no line bad.
 *
 * Of 208 MiB (505 files) reading takes a processor 250 ms once all is warm, nearly all of it the system's copying and this program; the first time
 * it takes 450 to 500 (without this program 790 to 840): the rest is V8 that loads, interprets and compiles what stands around it. Fewer lines
 * that are left to the other reader make that less, a faster program hardly does.
 */
import {
  callsAt,
  floatAdded,
  floatRemoved,
  stopAside,
  stopEnd,
  stopFull,
  stopOther,
  wordAnswering,
  wordAwaiting,
  wordContextModel,
  wordLastModel,
  wordOtherFrom,
  wordOtherTo,
  wordPendingChanged,
  wordStop,
} from '../src/agents/claude/scan-layout'
import { hasAnswerRoom, isAnswerKnown, noteAnswer } from './answer'
import { forgetChain, hasRunRoom, noteChain, noteChainStart, passChain } from './chain'
import {
  hasMessage,
  hasTime,
  hasType,
  isBoundary,
  isForked,
  isSidechain,
  recordEnd,
  skippedTo,
  type,
  typeAnswer,
  typeOther,
  typeSystem,
  typeUser,
} from './fields'
import { lineEnd } from './json'
import { beginLine, beginsQueue, mayBeJoined, teller, tellsOther, tellsSkipped } from './keys'
import { forgetLabels } from './labels'
import { hasContent, hasUsage } from './message'
import { addTold, forgetPending } from './pending'
import { isPromptKnown, notePrompt } from './prompt'
import { forgetResponses } from './responses'
import { areStringsShort } from './strings'
import { forgetTexts } from './texts'
import { setFloat, setWord } from './told'
import { isResultKnown, noteResult } from './tool-result'
import { forgetTools, passTools } from './tools'

/** Another file, or the same with empty tables. */
export function begin(): void {
  forgetChain()
  forgetResponses()
  forgetLabels()
  forgetTools()
  forgetTexts()
  forgetPending()
  pass()
}

/** The caller noted all that was told; responses, labels and models stay, and what is pending. */
export function pass(): void {
  passChain()
  passTools()
  setWord(wordAwaiting, -1)
  setWord(wordAnswering, -1)
  setWord(wordLastModel, -1)
  setWord(wordContextModel, -1)
  setFloat(floatAdded, 0)
  setFloat(floatRemoved, 0)
  setWord(wordPendingChanged, 0)
}

/** Before the caller tells which calls wait for a result. */
export function beginPending(): void {
  forgetPending()
}

/** The `number`-th of them; its id was laid where calls are. */
export function tellPending(bytes: usize, number: i32): void {
  addTold(callsAt, bytes, number)
  setWord(wordPendingChanged, 0)
}

/** Whole lines, each with its end, the first at `offset` of its file. Returns where it stopped; `wordStop` tells why. */
export function scan(start: usize, end: usize, offset: f64): usize {
  let at = start
  const base = offset - <f64>start
  setWord(wordStop, stopEnd)
  while (at < end) {
    isFull = false
    isAside = false
    const behind = lineOf(at, base + <f64>at)
    if (behind !== 0) {
      at = behind
      continue
    }
    if (isFull) {
      setWord(wordStop, stopFull)
      return at
    }
    const newline = lineEnd(at)
    if (newline > at) {
      setWord(wordStop, isAside ? stopAside : stopOther)
      setWord(wordOtherFrom, <i32>at)
      setWord(wordOtherTo, <i32>newline)
      return newline + 1
    }
    at = newline + 1
  }
  return at
}

/** The line would have been taken, had there been room. */
let isFull: bool = false

/** The line behind this one; 0 when this is for the other reader. Nothing is noted of one that is not taken. */
function lineOf(start: usize, offset: f64): usize {
  if (load<u8>(start) !== 123) return 0
  beginLine(start)
  const end = recordEnd(start)
  if (end === 0 || mayBeJoined) return 0
  if (skippedTo !== 0) return beginsQueue(start) ? 0 : skippedTo
  let behind = end
  if (load<u8>(behind) === 13) behind++
  if (load<u8>(behind) !== 10) return 0
  behind++
  if (teller === tellsSkipped) return beginsQueue(start) ? 0 : behind
  if (type === typeOther && hasType && teller === tellsOther) return aside()
  if (!hasTime || !areStringsShort()) return 0
  if (type === typeAnswer) {
    if (teller !== tellsOther || !hasMessage || !hasUsage || !hasContent || !isAnswerKnown()) return 0
    if (!hasAnswerRoom()) return full()
    noteAnswer(offset, isSidechain, isForked)
  } else if (type === typeUser) {
    if (!hasMessage) return 0
    if (!hasRunRoom()) return full()
    if (hasContent) {
      if (!isResultKnown(isSidechain)) return 0
      noteResult(end - start, isSidechain)
    } else {
      if (!isPromptKnown()) return 0
      notePrompt(isSidechain)
    }
  } else if (type === typeSystem) {
    if (teller !== tellsOther || isBoundary) return 0
    if (!hasRunRoom()) return full()
    noteChain()
  } else return 0
  noteChainStart(offset)
  return behind
}

/** A title, a state, what is not known: nothing that the tables tell of. */
function aside(): usize {
  isAside = true
  return 0
}

let isAside: bool = false

function full(): usize {
  isFull = true
  return 0
}
