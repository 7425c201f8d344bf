/** What the scanner's tables tell of a file since they were last read, noted as session-log-facts-file.ts would line by line. */
import { addStretch } from '../../core/session/active-time.ts'
import { countOfTool, type FileFacts, touchFile } from '../../core/session/file-facts.ts'
import * as layout from './scan-layout.ts'
import type { ScanTables } from './scan-tables.ts'
import { promptOf } from './session-log-facts-file.ts'

/** All but the calls without a result. `facts` is changed. */
export function noteScanned(facts: FileFacts, tables: ScanTables): void {
  facts.beganAtMs ??= tables.toldFloat(layout.floatBegan)
  noteChain(facts, tables)
  noteTools(facts, tables)
  noteFiles(facts, tables)
  noteAnswers(facts, tables)
  facts.prompts += tables.told(layout.wordPrompts)
  const prompt = tables.text((layout.toldAt >> 2) + layout.wordFirstPrompt)
  if (prompt !== undefined) facts.firstPrompt ??= promptOf(prompt)
  facts.linesAdded += tables.toldFloat(layout.floatAdded) ?? 0
  facts.linesRemoved += tables.toldFloat(layout.floatRemoved) ?? 0
  facts.chainStartsAt ??= tables.toldFloat(layout.floatChainStart)
}

function noteChain(facts: FileFacts, tables: ScanTables): void {
  const runs = tables.told(layout.wordRuns)
  for (let i = 0, at = layout.runsAt >> 3; i < runs; i++, at += 2) {
    addStretch(facts.stretches, tables.floats[at] ?? 0, tables.floats[at + 1] ?? 0)
  }
  const chain = (layout.toldAt >> 2) + layout.wordChain
  facts.sessionId ??= tables.text(chain + layout.stringSession * 2)
  facts.cwd ??= tables.text(chain + layout.stringCwd * 2)
  facts.branch = tables.text(chain + layout.stringBranch * 2) ?? facts.branch
  facts.version = tables.text(chain + layout.stringVersion * 2) ?? facts.version
}

function noteTools(facts: FileFacts, tables: ScanTables): void {
  const touched = tables.told(layout.wordTouchedNames)
  for (let i = 0; i < touched; i++) {
    const name = tables.words[(layout.touchedNamesAt >> 2) + i] ?? 0
    const at = (layout.namesAt >> 2) + name * layout.nameWords
    const counts = countOfTool(facts, tables.nameOf(name))
    counts[0] += tables.words[at + layout.nameCalls] ?? 0
    counts[1] += tables.words[at + layout.nameFailures] ?? 0
  }
}

function noteFiles(facts: FileFacts, tables: ScanTables): void {
  const touched = tables.told(layout.wordTouchedFiles)
  for (let i = 0; i < touched; i++) {
    const file = tables.words[(layout.touchedFilesAt >> 2) + i] ?? 0
    const at = (layout.filesAt >> 2) + file * layout.fileWords
    const known = touchFile(facts, tables.fileOf(file), tables.words[at + layout.fileHow] ?? 0)
    known[0] += tables.words[at + layout.fileAdded] ?? 0
    known[1] += tables.words[at + layout.fileRemoved] ?? 0
  }
}

function noteAnswers(facts: FileFacts, tables: ScanTables): void {
  const awaiting = tables.told(layout.wordAwaiting)
  if (awaiting >= 0) facts.isAwaitingAnswer = awaiting === 1
  const answering = tables.told(layout.wordAnswering)
  if (answering >= 0) facts.isAnswering = answering === 1
  const last = tables.told(layout.wordLastModel)
  if (last >= 0) facts.lastModel = tables.modelOf(last)
  const model = tables.told(layout.wordContextModel)
  const atMs = tables.toldFloat(layout.floatContextAt)
  const tokens = tables.toldFloat(layout.floatContextTokens)
  if (model < 0 || atMs === undefined || tokens === undefined) return
  facts.context = { atMs, tokens, model: tables.modelOf(model) }
}
