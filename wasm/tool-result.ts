/** What came of a call. */
import {
  floatAdded,
  floatRemoved,
  pendingFile,
  pendingLines,
  pendingName,
  wordAwaiting,
} from '../src/agents/claude/scan-layout'
import { knowsFolder, knowsSession, noteChain, noteMoment } from './chain'
import { hasResult, hasResultKey, hasSidechainKey, isSidechainInHead, isTimeBehindText } from './fields'
import { errors, patches, resultIds, results, sidechains, teller, tellsUser, times } from './keys'
import { longestId } from './layout'
import { blocks, hasErrorKey, isError, resultIdFrom, resultIdTo, toolResults } from './message'
import { findPending, removePending, slotAt } from './pending'
import { added, hasPatch, hasPatchKey, isCreate, isCreateFirst, removed } from './result'
import { isPlain } from './texts'
import { setFloat, setWord, toldFloat } from './told'
import { countFailure, isEdit, isSearch, kindOf, touchFile } from './tools'

/** Up to here the other reader parses a line rather than to look for words in it: `cheapLineBytes` of transcript-lines.ts. */
const cheapLineBytes: usize = 512

/** One result and nothing else, and none of the words that are looked for stands anywhere but in its place. */
export function isResultKnown(isSidechain: bool): bool {
  if (blocks !== 1 || toolResults !== 1 || resultIds !== 1 || times !== 1) return false
  if (errors > 1 || patches > 1 || results > 1 || sidechains > 1) return false
  if (!isTimeBehindText || resultIdFrom === resultIdTo || (isSidechain && !isSidechainInHead)) return false
  if ((patches === 1 && !hasPatchKey) || (errors === 1 && !hasErrorKey)) return false
  if ((results === 1 && !hasResultKey) || (sidechains === 1 && !hasSidechainKey)) return false
  if (resultIdTo - resultIdFrom > longestId || !isPlain(resultIdFrom, resultIdTo - resultIdFrom)) return false
  call = findPending(resultIdFrom, resultIdTo - resultIdFrom)
  // Of what the caller told only the caller knows more.
  return call < 0 || load<i32>(slotAt(call) + pendingName * 4) >= 0
}

/** The place of its call among those that wait, or -1. */
let call = -1

/** `bytes` of the line. */
export function noteResult(bytes: usize, isSidechain: bool): void {
  const slot: usize = call < 0 ? 0 : slotAt(call)
  const name = call < 0 ? -1 : load<i32>(slot + pendingName * 4)
  const kind = call < 0 ? 0 : kindOf(name)
  // Of a long line the other reader looks at a few words alone, unless it has to know more.
  const isGlanced =
    bytes > cheapLineBytes &&
    teller === tellsUser &&
    knowsSession() &&
    knowsFolder() &&
    (call < 0 || ((kind & isSearch) === 0 && !isError))
  if (isGlanced) noteMoment()
  else noteChain()
  if (!isSidechain) setWord(wordAwaiting, 1)
  if (call < 0) return
  if (isError) countFailure(name)
  else if ((kind & isEdit) !== 0 && (isGlanced ? hasPatch : hasResult)) {
    noteChange(slot, isGlanced ? isCreateFirst : isCreate)
  }
  removePending(call)
}

function noteChange(slot: usize, isNewFile: bool): void {
  const lines = load<i32>(slot + pendingLines * 4)
  const more = isNewFile && lines >= 0 ? lines : added
  setFloat(floatAdded, toldFloat(floatAdded) + <f64>more)
  setFloat(floatRemoved, toldFloat(floatRemoved) + <f64>removed)
  const file = load<i32>(slot + pendingFile * 4)
  if (file >= 0) touchFile(file, 2, more, removed)
}
