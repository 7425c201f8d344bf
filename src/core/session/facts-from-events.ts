/** The facts of one log of a session from its events, for every agent whose log is read as events alone. Pure. */
import {
  addPending,
  countOfTool,
  type FileFacts,
  noteCompaction,
  noteMoment,
  type PendingTool,
  touchFile,
} from './file-facts.ts'
import type { Placeless, ResponseRef, TitleEvent, ToldEvent, ToolCallEvent, ToolResultEvent } from './session-event.ts'

const longestPrompt = 300
const longestHint = 120

/** Takes in one event, wherever it stands. `facts` is changed. */
export function noteEvent(facts: FileFacts, event: ToldEvent, atMs: number | undefined): void {
  noteMoment(facts, atMs)
  if (event.response !== undefined) noteResponse(facts, event.response, atMs)
  switch (event.kind) {
    case 'prompt':
      facts.prompts++
      facts.firstPrompt ??= event.text.trim().slice(0, longestPrompt)
      // What has no result when the user speaks again was cut off.
      facts.pending.clear()
      beginTurn(facts)
      break
    case 'tool-call':
      noteCall(facts, event)
      break
    case 'tool-result':
      noteResult(facts, event)
      break
    case 'thinking':
    case 'text':
      facts.isAwaitingAnswer = false
      facts.isAnswering = true
      break
    case 'interrupt':
      facts.pending.clear()
      endTurn(facts)
      break
    case 'turn-end':
      endTurn(facts)
      break
    case 'compaction':
      if (event.phase === 'boundary') noteCompaction(facts, atMs)
      break
    case 'title':
      noteTitle(facts, event)
      break
  }
}

function beginTurn(facts: FileFacts): void {
  facts.isAwaitingAnswer = true
  facts.isAnswering = false
}

function endTurn(facts: FileFacts): void {
  facts.isAwaitingAnswer = false
  facts.isAnswering = false
}

function noteResponse(facts: FileFacts, response: ResponseRef, atMs: number | undefined): void {
  const { model, contextTokens } = response
  if (model === undefined) return
  facts.lastModel = model
  if (contextTokens !== undefined && contextTokens > 0) {
    facts.context = { atMs: atMs ?? facts.context?.atMs ?? 0, tokens: contextTokens, model }
  }
}

function noteCall(facts: FileFacts, { toolId, tool, summary, path, touches }: Placeless<ToolCallEvent>): void {
  const isCommit = summary !== undefined && /\bgit\b[^|;&\n]*\bcommit\b/.test(summary)
  countOfTool(facts, tool)[0]++
  if (isCommit) facts.commits++
  if (path !== undefined && touches !== undefined) touchFile(facts, path, touches === 'read' ? 1 : 2)
  const pending: PendingTool = { name: tool }
  const hint = summary ?? path
  if (hint !== undefined) pending.hint = hint.slice(0, longestHint)
  if (path !== undefined) pending.path = path
  if (isCommit) pending.isCommit = true
  addPending(facts, toolId, pending)
  facts.isAwaitingAnswer = false
  facts.isAnswering = true
}

function noteResult(facts: FileFacts, { toolId, outcome, changed, path }: Placeless<ToolResultEvent>): void {
  const pending = facts.pending.get(toolId)
  facts.isAwaitingAnswer = true
  if (pending === undefined) return
  facts.pending.delete(toolId)
  if (outcome !== 'done') {
    if (outcome === 'failed') countOfTool(facts, pending.name)[1]++
    if (pending.isCommit) facts.commits--
    return
  }
  if (changed === undefined) return
  facts.linesAdded += changed.added
  facts.linesRemoved += changed.removed
  const changedPath = path ?? pending.path
  if (changedPath === undefined) return
  const file = touchFile(facts, changedPath, 2)
  file[0] += changed.added
  file[1] += changed.removed
}

export function noteTitle(facts: FileFacts, { of, text }: Pick<TitleEvent, 'of' | 'text'>): void {
  if (of === 'custom') facts.customTitle = text
  else if (of === 'ai') facts.aiTitle = text
  else if (of === 'summary') facts.summary = text
}
