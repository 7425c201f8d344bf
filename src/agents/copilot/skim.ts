/** Lines of Copilot CLI's events that need not be parsed for the ledger: what tools wrote. Pure. */
import type { SkimmedLine } from '../agent.ts'
import { timeOf } from '../json-fields.ts'
import { headOf, isOneRecord, resultOf, tailOf } from '../skim.ts'

/** Source: {"type":"tool.execution_complete","data":{"toolCallId":"c1","model":"…","success":true,"result":{"content":"… */
const start =
  /^\{"type":"tool\.execution_complete","data":\{"toolCallId":"([^"\\]+)",(?:"[a-zA-Z]+":(?:"[^"\\]*"|\{[^{}\\]*\}|[\w.]+),)*?"success":true,"result":\{"content":"/
/** …"},"id":"…","timestamp":"2026-11-26T22:56:33.079Z","parentId":"…"} */
const end = /\},"id":"[^"\\]*","timestamp":"([^"\\]+)"(?:,"parentId":(?:"[^"\\]*"|null))?\}$/
const names = [Buffer.from('"agentId":'), Buffer.from('"parentToolCallId":')]

export function skimEvents(line: Buffer): SkimmedLine | undefined {
  const [, toolId] = start.exec(headOf(line, 480)) ?? []
  const [, at] = (toolId && end.exec(tailOf(line))) || []
  // What a subagent did is told of it.
  if (toolId === undefined || at === undefined || names.some((name) => line.includes(name))) return undefined
  return isOneRecord(line) ? { atMs: timeOf(at), draft: resultOf(toolId, 'done') } : undefined
}
