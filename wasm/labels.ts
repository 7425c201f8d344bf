/** Where responses were made, and by which models: few of a file, each told once. */
import {
  labelAgent,
  labelBranch,
  labelKnowsFolder,
  labelSidechain,
  labelsAt,
  labelWords,
  modelsAt,
  modelWords,
  mostLabels,
  mostModels,
  stringAgent,
  stringBranch,
  stringModel,
  stringSession,
  wordLabels,
  wordModels,
} from '../src/agents/claude/scan-layout'
import { isTextOf, keepTextOf } from './strings'
import { setWord } from './told'

let labels = 0
let models = 0
let lastLabel = -1
let lastModel = -1

export function forgetLabels(): void {
  labels = 0
  models = 0
  lastLabel = -1
  lastModel = -1
  setWord(wordLabels, 0)
  setWord(wordModels, 0)
}

export function hasLabelRoom(): bool {
  return labels < mostLabels && models < mostModels
}

export function modelOf(): i32 {
  if (lastModel >= 0 && isTextOf(stringModel, modelAt(lastModel))) return lastModel
  for (lastModel = 0; lastModel < models; lastModel++) {
    if (isTextOf(stringModel, modelAt(lastModel))) return lastModel
  }
  keepTextOf(stringModel, modelAt(models))
  models++
  setWord(wordModels, models)
  return lastModel
}

function modelAt(index: i32): usize {
  return modelsAt + index * modelWords * 4
}

/** Of the line: by its session, branch, agent, and whether it is of a sidechain. */
export function labelOf(isSidechain: bool, knowsFolder: bool): i32 {
  if (lastLabel >= 0 && isLabel(lastLabel, isSidechain)) return lastLabel
  for (lastLabel = 0; lastLabel < labels; lastLabel++) if (isLabel(lastLabel, isSidechain)) return lastLabel
  const at = labelAt(labels)
  keepTextOf(stringSession, at)
  keepTextOf(stringBranch, at + labelBranch * 4)
  keepTextOf(stringAgent, at + labelAgent * 4)
  store<i32>(at + labelSidechain * 4, isSidechain ? 1 : 0)
  store<i32>(at + labelKnowsFolder * 4, knowsFolder ? 1 : 0)
  labels++
  setWord(wordLabels, labels)
  return lastLabel
}

function labelAt(index: i32): usize {
  return labelsAt + index * labelWords * 4
}

function isLabel(index: i32, isSidechain: bool): bool {
  const at = labelAt(index)
  return (
    load<i32>(at + labelSidechain * 4) === (isSidechain ? 1 : 0) &&
    isTextOf(stringBranch, at + labelBranch * 4) &&
    isTextOf(stringSession, at) &&
    isTextOf(stringAgent, at + labelAgent * 4)
  )
}
