/** Lines of a rollout that need not be parsed for the ledger: what tools wrote, and what the program says of its own work. Pure. */
import type { SkimmedLine } from '../agent.ts'
import type { EventDraft } from '../event-draft.ts'
import { timeOf } from '../json-fields.ts'
import { quiet, resultOf, type SkimLine, someText, someThinking } from '../skim.ts'

/** Of what the reader of the file carries. */
export interface SkimCarry {
  readonly hasRecords?: boolean
  readonly ownFrom?: number
  readonly changes?: Readonly<Record<string, unknown>>
}

/** Source: {"timestamp":"2026-11-26T22:48:48.123Z","ordinal":7,"type":"response_item","payload":{"type":"reasoning","id":"rs_1",… */
const start =
  /^\{"timestamp":"([^"\\]+)",(?:"ordinal":\d+,)?"type":"(?:(response_item|event_msg)","payload":\{"type":"([a-z_]+)"|world_state","payload":\{)/

export function skimRollout(line: SkimLine, carry: SkimCarry): SkimmedLine | undefined {
  if (carry.ownFrom !== undefined) return undefined
  const found = start.exec(line.head)
  if (found === null) return undefined
  const [, at, kind, type = ''] = found
  const draft = kind === undefined ? quiet : draftOf(kind, type, { line, carry })
  return draft !== undefined && line.isOneRecord() ? { atMs: timeOf(at), draft } : undefined
}

interface Skim {
  readonly line: SkimLine
  readonly carry: SkimCarry
}

const draftOf = (kind: string, type: string, skim: Skim): EventDraft | undefined =>
  kind === 'event_msg' ? messageOf(type, skim) : itemOf(type, skim)

/** What other records tell again, or nobody asks. */
const quietMessages = new Set([
  ...['task_started', 'agent_message', 'agent_reasoning', 'agent_reasoning_raw_content', 'turn_diff'],
  ...['exec_command_begin', 'exec_command_end', 'patch_apply_begin', 'patch_apply_end'],
  ...['mcp_tool_call_begin', 'mcp_tool_call_end', 'web_search_begin', 'web_search_end'],
])
const quietItem =
  /"item":\{"type":"(?:CommandExecution|AgentMessage|Reasoning|FileChange|McpToolCall|WebSearch|Extension)"/
const limits = '"rate_limits":{'

function messageOf(type: string, { line, carry }: Skim): EventDraft | undefined {
  if (quietMessages.has(type) || (type === 'item_completed' && quietItem.test(line.head))) return quiet
  // Where records tell the requests it is asked for limits alone.
  return type === 'token_count' && carry.hasRecords === true && !line.includes(limits) ? quiet : undefined
}

const talk = /"payload":\{"type":"message",(?:"id":"[^"\\]*",)?"role":"(assistant|developer)"/

function itemOf(type: string, skim: Skim): EventDraft | undefined {
  switch (type) {
    case 'reasoning':
      return someThinking
    case 'additional_tools':
      return quiet
    case 'message': {
      const [, role] = talk.exec(skim.line.head) ?? []
      return role === undefined ? undefined : role === 'assistant' ? someText : quiet
    }
    case 'function_call_output':
    case 'custom_tool_call_output':
      return outputOf(skim)
    default:
      return undefined
  }
}

const output = /_call_output",(?:"id":"[^"\\]*",)?"call_id":"([^"\\]+)","output":"/
const exit = /^(?:Chunk ID: [^\\"]*\\n)?(?:Wall time: [^\\"]*\\n)?Process exited with code (-?\d+)\\n/
const exitBytes = 200
/** Where else in a result an exit code or an interruption is looked for: in 400 characters, each of six bytes at most. */
const toldBytes = 2400
const endings = ['Process exited', 'aborted by user']

/** Up to 0.100 the result was JSON in a text; a patch tells with its result what it changed. */
function outputOf({ line, carry }: Skim): EventDraft | undefined {
  const found = output.exec(line.head)
  const [, callId = ''] = found ?? []
  if (found === null || carry.changes?.[callId] !== undefined) return undefined
  const from = found.index + found[0].length
  const [, code] = exit.exec(line.text(from, from + exitBytes)) ?? []
  if (code !== undefined) return resultOf(callId, Number(code) === 0 ? 'done' : 'failed')
  const text = line.text(from, from + toldBytes)
  return text.startsWith('{') || endings.some((words) => text.includes(words)) ? undefined : resultOf(callId, 'done')
}
