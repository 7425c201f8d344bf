/** The file beside a subagent's records: what it is called. Pure. */
import { isRecord, stringOf } from '../json-fields.ts'
import { parseJson } from '../json-line.ts'
import type { SubagentFacts } from '../session-source.ts'

export const descriptionEnding = '.meta.json'

export const descriptionOf = (log: string): string => log.replace(/\.jsonl$/, descriptionEnding)

/** Source: {"agentId":"general-purpose-call_17","agentType":"general-purpose","description":"sub work","toolUseId":"call_17"}; older {"agentName":"Explore"} */
export function decodeSubagent(text: string): SubagentFacts | undefined {
  const meta = parseJson(text)
  if (!isRecord(meta)) return undefined
  const type = stringOf(meta['agentType']) ?? stringOf(meta['agentName']) ?? stringOf(meta['subagentName'])
  return { type, description: stringOf(meta['description']), toolId: stringOf(meta['toolUseId']) }
}
