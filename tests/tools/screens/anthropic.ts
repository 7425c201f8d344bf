/** Anthropic's messages, as far as Claude Code uses them here: POST /v1/messages, streamed. */
import type { ModelAnswer, ModelRequest, ModelTool } from '../model/model-answer.ts'

interface Body {
  readonly model: string
  readonly messages?: readonly {
    readonly role: string
    readonly content: string | readonly { readonly type: string; readonly text?: string }[]
  }[]
  readonly tools?: readonly { readonly name: string; readonly input_schema?: ModelTool['input'] }[]
}

export function anthropicRequest({ model, messages = [], tools = [] }: Body): ModelRequest {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  return {
    model,
    text: parts.map(({ text = '' }) => text).join('\n'),
    isToolResult: parts.some(({ type }) => type === 'tool_result'),
    tools: tools.map(({ name, input_schema: input = {} }) => ({ name, input })),
  }
}

export function anthropicEvents({ id, model, usage, text, call }: ModelAnswer, isHeld: boolean): readonly object[] {
  const counted = { input_tokens: usage.input, cache_read_input_tokens: usage.cacheRead, output_tokens: 0 }
  const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model, content: [], usage: counted }
  const said = [
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
  ]
  const begun = [
    { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } },
    ...(text === '' ? [] : said),
  ]
  if (isHeld) return begun
  const at = text === '' ? 0 : 1
  const tool = call && { type: 'tool_use', id: `toolu_01${call.id}`, name: call.name, input: {} }
  const json = { type: 'input_json_delta', partial_json: JSON.stringify(call?.input) }
  return [
    ...begun,
    ...(text === '' ? [] : [{ type: 'content_block_stop', index: 0 }]),
    ...(tool === undefined
      ? []
      : [
          { type: 'content_block_start', index: at, content_block: tool },
          { type: 'content_block_delta', index: at, delta: json },
          { type: 'content_block_stop', index: at },
        ]),
    {
      type: 'message_delta',
      delta: { stop_reason: call === undefined ? 'end_turn' : 'tool_use', stop_sequence: null },
      usage: { output_tokens: usage.output },
    },
    { type: 'message_stop' },
  ]
}
