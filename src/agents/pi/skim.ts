/** Lines of pi's sessions that need not be parsed for the ledger: what tools wrote. Pure. */
import type { SkimmedLine } from '../agent.ts'
import { timeOf } from '../json-fields.ts'
import { resultOf, type SkimLine } from '../skim.ts'

/** Source: {"type":"message","id":"t1","parentId":"a1","timestamp":"…","message":{"role":"toolResult","toolCallId":"c1","toolName":"bash","content":[{"type":"text","text":"… */
const start =
  /^\{"type":"message","id":"[^"\\]*",(?:"parentId":(?:"[^"\\]*"|null),)?"timestamp":"([^"\\]+)","message":\{"role":"toolResult","toolCallId":"([^"\\]+)",(?:"toolName":"[^"\\]*",)?"content":\[\{"type":"text","text":"/
/** …"}],"isError":false,"durationMs":12,"timestamp":1795000000000}} */
const end = /\],"isError":(true|false)(?:,"[a-zA-Z]+":[\w.]+)*\}\}$/

export function skimSession(line: SkimLine): SkimmedLine | undefined {
  const [, at, toolId] = start.exec(line.head) ?? []
  const [, isError] = (toolId && end.exec(line.tail)) || []
  if (toolId === undefined || isError === undefined || !line.isOneRecord()) return undefined
  return { atMs: timeOf(at), draft: resultOf(toolId, isError === 'true' ? 'failed' : 'done') }
}
