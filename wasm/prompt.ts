/** What the user wrote. */
import {
  knowsPrompt,
  promptAt,
  toldAt,
  wordAwaiting,
  wordFirstPrompt,
  wordKnows,
  wordPending,
  wordPendingChanged,
  wordPrompts,
} from '../src/agents/claude/scan-layout'
import { noteChain } from './chain'
import { isSpecialPrompt } from './fields'
import { resultIds } from './keys'
import { mostPromptBytes } from './layout'
import { contentFrom, contentTo, isContentEscaped } from './message'
import { forgetPending } from './pending'
import { setText, setWord, toldWord } from './told'

/** Nobody but a user can have written it: what Claude Code writes as if the user had begins otherwise. */
export function isPromptKnown(): bool {
  if (contentFrom === 0 || contentTo === contentFrom || isSpecialPrompt || resultIds !== 0) return false
  const byte = load<u8>(contentFrom)
  // Spaces of whatever kind, escapes, "<", "[", "C" as in "Caveat: ".
  if (byte <= 32 || byte > 126 || byte === 92 || byte === 60 || byte === 91 || byte === 67) return false
  return knowsFirst() || contentTo - contentFrom <= mostPromptBytes
}

function knowsFirst(): bool {
  return (toldWord(wordKnows) & knowsPrompt) !== 0
}

export function notePrompt(isSidechain: bool): void {
  noteChain()
  if (isSidechain) return
  setWord(wordAwaiting, 1)
  // What has no result when the user speaks again was cut off.
  if (toldWord(wordPending) !== 0) {
    forgetPending()
    setWord(wordPendingChanged, 1)
  }
  setWord(wordPrompts, toldWord(wordPrompts) + 1)
  if (knowsFirst()) return
  const bytes = contentTo - contentFrom
  memory.copy(promptAt, contentFrom, bytes)
  setText(toldAt + wordFirstPrompt * 4, promptAt, bytes, isContentEscaped)
  setWord(wordKnows, toldWord(wordKnows) | knowsPrompt)
}
