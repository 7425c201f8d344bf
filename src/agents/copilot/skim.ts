/** Lines of Copilot CLI's events that need not be parsed for the ledger: what tools wrote. Pure. */
import type { SkimmedLine } from '../agent.ts'
import { timeOf } from '../json-fields.ts'
import { resultOf, type SkimLine } from '../skim.ts'

/** Source: {"type":"tool.execution_complete","data":{"toolCallId":"c1","model":"…","success":true,"result":{"content":"… */
const start =
  /^\{"type":"tool\.execution_complete","data":\{"toolCallId":"([^"\\]+)",(?:"[a-zA-Z]+":(?:"[^"\\]*"|\{[^{}\\]*\}|[\w.]+),)*?"success":true,"result":\{"content":"/
/** …"},"id":"…","timestamp":"2026-11-26T22:56:33.079Z","parentId":"…"} */
const end = /\},"id":"[^"\\]*","timestamp":"([^"\\]+)"(?:,"parentId":(?:"[^"\\]*"|null))?\}$/
const names = ['"agentId":', '"parentToolCallId":']

export function skimEvents(line: SkimLine): SkimmedLine | undefined {
  const [, toolId] = start.exec(line.text(0, 480)) ?? []
  const [, at] = (toolId && end.exec(line.tail)) || []
  // What a subagent did is told of it.
  if (toolId === undefined || at === undefined || names.some((name) => line.includes(name))) return undefined
  return line.isOneRecord() ? { atMs: timeOf(at), draft: resultOf(toolId, 'done') } : undefined
}
