/** An answer of the model: its response, and the calls that are in it. */
import {
  callCommand,
  callDescription,
  callId,
  callLines,
  callName,
  callPattern,
  callQuery,
  callsAt,
  callWords,
  floatContextAt,
  floatContextTokens,
  stringMessage,
  stringModel,
  stringRequest,
  stringRequestRef,
  stringSession,
  wordAnswering,
  wordAwaiting,
  wordContextModel,
  wordLastModel,
} from '../src/agents/claude/scan-layout'
import { hasRunRoom, knowsFolder, noteBeginning, noteChain } from './chain'
import { isRequesterEscaped, isSessionEscaped, requesterBytes, requesterFrom } from './fields'
import { isSame, momentMs } from './json'
import { hasLabelRoom, labelOf, modelOf } from './labels'
import { longestId, mostNameBytes, mostPathBytes } from './layout'
import { calls, isEnd } from './message'
import { originPlace, originRank } from './origin'
import { addPending, tellHint, tellPending } from './pending'
import { areIdsPlain, hasResponseRoom, noteResponse } from './responses'
import { bytesOf, isEscapedOf, placeOf } from './strings'
import { hasTextRoom, isPlain } from './texts'
import { setFloat, setWord } from './told'
import {
  callBytes,
  countCall,
  fileOf,
  hasToolRoom,
  isEdit,
  isShell,
  isWrite,
  kindOf,
  nameOf,
  pathOf,
  touchFile,
} from './tools'
import { cacheCreation, cacheRead, input } from './usage'

let requesterIsAnother: bool = false

/** Nothing is unusual about it. */
export function isAnswerKnown(): bool {
  if (bytesOf(stringMessage) === 0 || bytesOf(stringModel) === 0 || bytesOf(stringRequest) === 0) return false
  if (!areIdsPlain() || isEscapedOf(stringModel) || !isPlain(placeOf(stringModel), bytesOf(stringModel))) return false
  for (let i = 0; i < calls; i++) if (!isCallKnown(callAt(i))) return false
  requesterIsAnother = false
  if (requesterBytes === 0) return true
  if (isRequesterEscaped || isSessionEscaped) return false
  requesterIsAnother =
    requesterBytes !== bytesOf(stringSession) || !isSame(requesterFrom, placeOf(stringSession), requesterBytes)
  return true
}

function callAt(index: i32): usize {
  return callsAt + index * callWords * 4
}

function isCallKnown(call: usize): bool {
  if (isCallEscaped(call, callName) || callBytes(call, callName) > mostNameBytes) return false
  if (isCallEscaped(call, callId) || callBytes(call, callId) > longestId) return false
  const path = pathOf(call)
  if (path >= 0 && callBytes(call, path) > mostPathBytes) return false
  return !isShell(call) || !mayCommit(call)
}

function isCallEscaped(call: usize, index: i32): bool {
  return load<i32>(call + index * 8 + 4) < 0
}

/** Whether a command commits the other reader finds out. */
function mayCommit(call: usize): bool {
  const from = <usize>load<u32>(call + callCommand * 8)
  const end = from + callBytes(call, callCommand)
  const isEscaped = isCallEscaped(call, callCommand)
  for (let at = from; at + 6 <= end; at++) {
    // "comm", "it".
    if (load<u32>(at) === 0x6d6d6f63 && load<u16>(at + 4) === 0x7469) return true
    // A letter that is written by its number.
    if (isEscaped && load<u16>(at) === 0x755c) return true
  }
  return false
}

/** More than one line's texts ever take. */
const mostTextBytes: usize = 262_144

export function hasAnswerRoom(): bool {
  return hasResponseRoom() && hasLabelRoom() && hasRunRoom() && hasToolRoom(calls) && hasTextRoom(mostTextBytes)
}

export function noteAnswer(offset: f64, isSidechain: bool, isForked: bool): void {
  noteBeginning()
  const model = modelOf()
  const isOwn = !isSidechain || bytesOf(stringRequestRef) !== 0
  const rank = originRank(isSidechain, isForked || requesterIsAnother)
  noteResponse(momentMs, rank, originPlace(offset), isOwn, model, labelOf(isSidechain, knowsFolder()))
  noteChain()
  for (let i = 0; i < calls; i++) noteCall(callAt(i))
  setWord(wordAwaiting, 0)
  setWord(wordAnswering, isEnd ? 0 : 1)
  setWord(wordLastModel, model)
  if (isSidechain) return
  setWord(wordContextModel, model)
  setFloat(floatContextAt, momentMs)
  setFloat(floatContextTokens, <f64>input + <f64>cacheRead + <f64>cacheCreation)
}

function noteCall(call: usize): void {
  const name = nameOf(call)
  countCall(name)
  const kind = kindOf(name)
  const path = pathOf(call)
  const file = path < 0 ? -1 : fileOf(call, path)
  if (file >= 0) touchFile(file, (kind & isEdit) !== 0 ? 2 : 1, 0, 0)
  const bytes = callBytes(call, callId)
  if (bytes === 0) return
  const slot = addPending(<usize>load<u32>(call + callId * 8), bytes)
  tellPending(slot, name, file, (kind & isWrite) !== 0 ? load<i32>(call + callLines * 4) : -1)
  let hint = path
  if (isShell(call) && callBytes(call, callCommand) !== 0) hint = callCommand
  else if (hint < 0) {
    hint =
      callBytes(call, callPattern) !== 0
        ? callPattern
        : callBytes(call, callDescription) !== 0
          ? callDescription
          : callQuery
  }
  tellHint(slot, <usize>load<u32>(call + hint * 8), callBytes(call, hint), isCallEscaped(call, hint))
}
