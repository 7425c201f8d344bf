/** Tools and files by what was done since the caller last looked. */
import {
  callFilePath,
  callName,
  callNotebookPath,
  fileAdded,
  fileHow,
  fileRemoved,
  filesAt,
  fileWords,
  mostFiles,
  mostNames,
  nameCalls,
  nameFailures,
  namesAt,
  nameWords,
  touchedFilesAt,
  touchedNamesAt,
  wordTouchedFiles,
  wordTouchedNames,
} from '../src/agents/claude/scan-layout'
import { isSame, isWordHere, word } from './json'
import { fileSlots, fileSlotsAt } from './layout'
import { hashOf, keepText } from './texts'
import { setText, setWord, textBytes, toldWord } from './told'

const UNKNOWN = word('unknown')
const EDIT = word('Edit')
const WRITE = word('Write')
const MULTI_EDIT = word('MultiEdit')
const NOTEBOOK_EDIT = word('NotebookEdit')
const UPDATE = word('Update')
const BASH = word('Bash')
const WEB_SEARCH = word('WebSearch')

/** Of a tool, behind what the caller reads. */
const nameKind = 5
const nameIsTouched = 6
export const isEdit = 1
export const isWrite = 2
export const isBash = 4
export const isSearch = 8

/** Of a file. */
const fileIsTouched = 5
const fileSlot = 6

let names = 0
let files = 0

export function forgetTools(): void {
  for (let i = 0; i < files; i++) store<i32>(fileSlotsAt + load<u32>(fileAt(i) + fileSlot * 4) * 4, 0)
  names = 0
  files = 0
  setWord(wordTouchedNames, 0)
  setWord(wordTouchedFiles, 0)
}

/** The caller noted all of it. */
export function passTools(): void {
  for (let i = 0; i < toldWord(wordTouchedNames); i++) {
    const at = nameAt(load<i32>(touchedNamesAt + i * 4))
    store<i32>(at + nameCalls * 4, 0)
    store<i32>(at + nameFailures * 4, 0)
    store<i32>(at + nameIsTouched * 4, 0)
  }
  for (let i = 0; i < toldWord(wordTouchedFiles); i++) {
    const at = fileAt(load<i32>(touchedFilesAt + i * 4))
    store<i32>(at + fileAdded * 4, 0)
    store<i32>(at + fileRemoved * 4, 0)
    store<i32>(at + fileHow * 4, 0)
    store<i32>(at + fileIsTouched * 4, 0)
  }
  setWord(wordTouchedNames, 0)
  setWord(wordTouchedFiles, 0)
}

export function hasToolRoom(calls: i32): bool {
  return names + calls <= mostNames && files + calls <= mostFiles
}

function nameAt(index: i32): usize {
  return namesAt + index * nameWords * 4
}

function fileAt(index: i32): usize {
  return filesAt + index * fileWords * 4
}

export function kindOf(name: i32): i32 {
  return load<i32>(nameAt(name) + nameKind * 4)
}

export function isNamed(call: usize, name: usize): bool {
  return isWordHere(load<u32>(call + callName * 8), callBytes(call, callName), name)
}

/** Bytes of a call's text, escapes and all. */
export function callBytes(call: usize, index: i32): usize {
  return textBytes(call + index * 8)
}

export function isShell(call: usize): bool {
  return isNamed(call, BASH)
}

/** The tool of a call. */
export function nameOf(call: usize): i32 {
  let from = <usize>load<u32>(call + callName * 8)
  let bytes = callBytes(call, callName)
  if (bytes === 0) {
    from = UNKNOWN
    bytes = <usize>load<u32>(UNKNOWN - 4)
  }
  for (let i = 0; i < names; i++) {
    const at = nameAt(i)
    if (textBytes(at) === bytes && isSame(<usize>load<u32>(at), from, bytes)) return i
  }
  const at = nameAt(names)
  memory.fill(at, 0, nameWords * 4)
  setText(at, keepText(from, bytes), bytes, false)
  let kind = 0
  if (isNamed(call, WRITE)) kind = isEdit | isWrite
  else if (isNamed(call, EDIT) || isNamed(call, MULTI_EDIT) || isNamed(call, NOTEBOOK_EDIT) || isNamed(call, UPDATE)) {
    kind = isEdit
  } else if (isNamed(call, BASH)) kind = isBash
  else if (isNamed(call, WEB_SEARCH)) kind = isSearch
  store<i32>(at + nameKind * 4, kind)
  names++
  return names - 1
}

export function countCall(name: i32): void {
  touchName(name, nameCalls)
}

export function countFailure(name: i32): void {
  touchName(name, nameFailures)
}

function touchName(name: i32, what: i32): void {
  const at = nameAt(name)
  store<i32>(at + what * 4, load<i32>(at + what * 4) + 1)
  if (load<i32>(at + nameIsTouched * 4) !== 0) return
  store<i32>(at + nameIsTouched * 4, 1)
  const touched = toldWord(wordTouchedNames)
  store<i32>(touchedNamesAt + touched * 4, name)
  setWord(wordTouchedNames, touched + 1)
}

/** Of a call the one of its texts that names the file; -1 when none does. */
export function pathOf(call: usize): i32 {
  if (callBytes(call, callFilePath) !== 0) return callFilePath
  return callBytes(call, callNotebookPath) !== 0 ? callNotebookPath : -1
}

export function fileOf(call: usize, path: i32): i32 {
  const from = <usize>load<u32>(call + path * 8)
  const bytes = callBytes(call, path)
  let slot = hashOf(from, bytes) & (fileSlots - 1)
  while (true) {
    const index = load<i32>(fileSlotsAt + slot * 4) - 1
    if (index < 0) break
    if (textBytes(fileAt(index)) === bytes && isSame(<usize>load<u32>(fileAt(index)), from, bytes)) return index
    slot = (slot + 1) & (fileSlots - 1)
  }
  store<i32>(fileSlotsAt + slot * 4, files + 1)
  const at = fileAt(files)
  memory.fill(at, 0, fileWords * 4)
  setText(at, keepText(from, bytes), bytes, load<i32>(call + path * 8 + 4) < 0)
  store<i32>(at + fileSlot * 4, slot)
  files++
  return files - 1
}

export function touchFile(file: i32, how: i32, added: i32, removed: i32): void {
  const at = fileAt(file)
  store<i32>(at + fileHow * 4, load<i32>(at + fileHow * 4) | how)
  store<i32>(at + fileAdded * 4, load<i32>(at + fileAdded * 4) + added)
  store<i32>(at + fileRemoved * 4, load<i32>(at + fileRemoved * 4) + removed)
  if (load<i32>(at + fileIsTouched * 4) !== 0) return
  store<i32>(at + fileIsTouched * 4, 1)
  const touched = toldWord(wordTouchedFiles)
  store<i32>(touchedFilesAt + touched * 4, file)
  setWord(wordTouchedFiles, touched + 1)
}
