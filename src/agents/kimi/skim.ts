/** Lines of Kimi Code's wires that need not be parsed for the ledger: what tools wrote, and what repeats. Pure. */
import type { SkimmedLine } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { quiet, resultOf, type SkimLine, someText, someThinking } from '../skim.ts'

/** Source: {"type":"context.append_loop_event","event":{"type":"tool.result","parentUuid":"…","toolCallId":"c1","result":{"output":"… */
const start =
  /^\{"type":"(?:(llm\.tools_snapshot)"|context\.append_loop_event",(?:"agentId":"[^"\\]*",)?"event":\{"type":"(step\.begin|step\.end|content\.part|tool\.result)"(?:,"(?!part")[a-zA-Z]+":(?:"[^"\\]*"|\d+))*(?:,"part":\{"type":"(text|think)"|,"result":\{"output":"))?/
const callId = /"toolCallId":"([^"\\]+)"/
/** …},"time":1795000000000,"agentId":"main"} */
const end = /[}\]],"time":(\d{13})(?:,"agentId":"[^"\\]*")?\}$/
const error = '"isError":true'

export function skimWire(line: SkimLine): SkimmedLine | undefined {
  const found = start.exec(line.head)
  const [, at] = (found && end.exec(line.tail)) || []
  if (found === null || at === undefined) return undefined
  const draft = draftOf(found, line)
  return draft !== undefined && line.isOneRecord() ? { atMs: Number(at), draft } : undefined
}

function draftOf([told, snapshot, event, part]: RegExpExecArray, line: SkimLine): EventDraft | undefined {
  if (snapshot !== undefined || event === 'step.begin' || event === 'step.end') return quiet
  if (event === 'content.part') return part === undefined ? undefined : part === 'text' ? someText : someThinking
  const [, toolId] = callId.exec(told) ?? []
  return toolId === undefined || !told.endsWith('"output":"') || line.includes(error)
    ? undefined
    : resultOf(toolId, 'done')
}
