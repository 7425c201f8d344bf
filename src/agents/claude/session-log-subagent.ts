/** The file beside a subagent's transcript, `agent-<id>.meta.json`. Pure. */
import { isRecord, stringOf } from '../json-fields.ts'
import type { SubagentFacts } from '../session-source.ts'

/** Source: {"agentType":"general-purpose","description":"Look around","toolUseId":"toolu_…","spawnDepth":1,"model":"…","finished":true} */
export function decodeSubagentFacts(text: string): SubagentFacts | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined // half-written, it is read again
  }
  if (!isRecord(json)) return undefined
  return {
    type: stringOf(json['agentType']),
    description: stringOf(json['description']),
    toolId: stringOf(json['toolUseId']),
  }
}
