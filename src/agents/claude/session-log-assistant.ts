/** `assistant` records: one content block of a response each, older ones several. Pure. */
import type { ResponseRef } from '../../core/session/session-event.ts'
import type { Tokens } from '../../core/usage/tokens.ts'
import type { EventDraft } from '../event-draft.ts'
import { keepLine, keepText } from '../event-text.ts'
import { countOf, isRecord, type JsonRecord, stringOf, wordOf } from '../json-fields.ts'
import { type ReadContext, textOfContent } from './session-log-parts.ts'
import { isSubagentTool, pathOfInput, summaryOfInput, todoOfInput, todosOfInput, touchOf } from './session-log-tools.ts'
import { isNameless, promptOf, requestOf } from './transcript-request.ts'
import { adviceIn } from './transcript-usage.ts'

/** Source: {"type":"assistant","message":{"id":"msg_…","content":[{"type":"tool_use","id":"toolu_…","name":"Bash","input":{…}}],"usage":{…}},…} */
export function readAssistant(record: JsonRecord, context: ReadContext): EventDraft[] {
  const message = isRecord(record['message']) ? record['message'] : {}
  const { content } = message
  if (record['isApiErrorMessage'] === true) {
    return [{ kind: 'api-error', text: keepText(context.keeper, textOfContent(content).text) }]
  }
  if (message['model'] === '<synthetic>') {
    return [{ kind: 'notice', text: keepText(context.keeper, textOfContent(content).text), isError: false }]
  }
  const response = responseOf(record, message)
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : Array.isArray(content) ? content : []
  const drafts = blocks.flatMap((block) => (isRecord(block) ? readBlock(block, record, context) : []))
  if (drafts.length === 0) drafts.push({ kind: 'other', type: 'assistant', isKnown: true })
  return response === undefined ? drafts : drafts.map((draft) => ({ ...draft, response }))
}

function readBlock(block: JsonRecord, record: JsonRecord, { keeper }: ReadContext): EventDraft[] {
  switch (block['type']) {
    case 'text':
      return [{ kind: 'text', text: keepText(keeper, stringOf(block['text']) ?? '') }]
    case 'thinking':
    case 'redacted_thinking':
      return [
        {
          kind: 'thinking',
          text: keepText(keeper, stringOf(block['thinking']) ?? ''),
          durationMs: countOf(record['thinkingDurationMs']),
        },
      ]
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return readToolUse(block, keeper)
    case 'fallback':
      return [{ kind: 'other', type: 'assistant/fallback', isKnown: true }]
    default:
      return isServerResult(block)
        ? [readServerResult(block, keeper)]
        : [{ kind: 'other', type: `assistant/${keepLine(wordOf(block['type']), 60)}`, isKnown: false }]
  }
}

function readToolUse(block: JsonRecord, keeper: ReadContext['keeper']): EventDraft[] {
  const tool = stringOf(block['name']) ?? 'unknown'
  const toolId = stringOf(block['id']) ?? ''
  const input = isRecord(block['input']) ? block['input'] : {}
  const isBackground = input['run_in_background'] === true
  const call: EventDraft = {
    kind: 'tool-call',
    toolId,
    tool,
    summary: summaryOfInput(tool, input),
    path: pathOfInput(input),
    touches: touchOf(tool, input),
    input: keepText(keeper, JSON.stringify(block['input'] ?? {})),
    isBackground: isBackground || undefined,
    todos: todosOfInput(tool, input),
    todo: todoOfInput(tool, input),
  }
  if (!isSubagentTool(tool)) return [call]
  return [
    call,
    {
      kind: 'subagent-start',
      toolId,
      type: stringOf(input['subagent_type']),
      description: summaryOfInput(tool, input),
      task: stringOf(input['prompt']) === undefined ? undefined : keepLine(String(input['prompt'])),
      isBackground,
    },
  ]
}

/** `web_search_tool_result`, `code_execution_tool_result` …: results of tools that the API itself ran. */
const isServerResult = (block: JsonRecord): boolean =>
  typeof block['type'] === 'string' && block['type'].endsWith('tool_result')

function readServerResult(block: JsonRecord, keeper: ReadContext['keeper']): EventDraft {
  const { text, images } = textOfContent(block['content'])
  const isError = isRecord(block['content']) && 'error_code' in block['content']
  return {
    kind: 'tool-result',
    toolId: stringOf(block['tool_use_id']) ?? '',
    outcome: isError ? 'failed' : 'done',
    text: keepText(keeper, text),
    images,
  }
}

function responseOf(record: JsonRecord, message: JsonRecord): ResponseRef | undefined {
  const messageId = stringOf(message['id']) ?? stringOf(record['uuid'])
  if (messageId === undefined) return undefined
  const usage = isRecord(message['usage']) ? message['usage'] : undefined
  return {
    id: idOf(record, messageId, usage),
    model: stringOf(message['model']),
    ...(usage && countsOf(usage)),
    stopReason: stringOf(message['stop_reason']),
  }
}

function idOf(record: JsonRecord, messageId: string, usage: JsonRecord | undefined): string {
  const request = requestOf(record, messageId)
  const id = `${request.messageId} ${request.requestId}`.trim()
  if (usage === undefined || !isNameless(request)) return id
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = tokensOf(usage)
  return `${id} ${promptOf({ input, cacheRead, cacheWrite: cacheWrite5m + cacheWrite1h })}`
}

function countsOf(usage: JsonRecord): Partial<ResponseRef> {
  const tokens = tokensOf(usage)
  const advice = adviceIn(usage).map((asked) => ({ model: stringOf(asked['model']), tokens: tokensOf(asked) }))
  return {
    tokens,
    contextTokens: tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h,
    isFast: usage['speed'] === 'fast' || undefined,
    isUsInference: usage['inference_geo'] === 'us' || undefined,
    ...(advice.length > 0 && { advice }),
  }
}

function tokensOf(usage: JsonRecord): Tokens {
  const count = (of: JsonRecord, field: string) => countOf(of[field]) ?? 0
  const lifetimes = isRecord(usage['cache_creation']) ? usage['cache_creation'] : {}
  const written1h = count(lifetimes, 'ephemeral_1h_input_tokens')
  const written = Math.max(
    count(usage, 'cache_creation_input_tokens'),
    written1h + count(lifetimes, 'ephemeral_5m_input_tokens'),
  )
  return {
    input: count(usage, 'input_tokens'),
    output: count(usage, 'output_tokens'),
    cacheRead: count(usage, 'cache_read_input_tokens'),
    cacheWrite5m: written - written1h,
    cacheWrite1h: written1h,
  }
}
