/** OpenAI's Responses API, as far as coding agents use it: POST /v1/responses, streamed. */
import type { ModelAnswer, ModelRequest, ModelTool } from './model-answer.ts'

interface Body {
  readonly model: string
  readonly input?: readonly Item[]
  readonly tools?: readonly {
    readonly type: string
    readonly name?: string
    readonly parameters?: ModelTool['input']
  }[]
}

interface Item {
  readonly type?: string
  readonly role?: string
  readonly content?: string | readonly { readonly text?: string }[]
}

export function requestIn({ model, input = [], tools = [] }: Body): ModelRequest {
  const newest = input.at(-1)
  return {
    model,
    text: textOf(input.findLast(({ role }) => role === 'user')?.content),
    isToolResult: newest?.type?.endsWith('_output') === true,
    tools: tools.flatMap(({ name, parameters }) => (name === undefined ? [] : [{ name, input: parameters ?? {} }])),
  }
}

const textOf = (content: Item['content'] = ''): string =>
  typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('\n')

export function eventsOf({ id, model, usage, text, call }: ModelAnswer): readonly object[] {
  const response = { id, object: 'response', model, status: 'in_progress', output: [] }
  const message = {
    type: 'message',
    id: `msg_${id}`,
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [] }],
  }
  const called = call && { ...inputOf(call.input), id: `fc_${call.id}`, call_id: call.id, name: call.name }
  const output = [message, ...(called === undefined ? [] : [called])]
  return [
    { type: 'response.created', response },
    ...output.flatMap((item, output_index) => [
      { type: 'response.output_item.added', output_index, item },
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: { ...response, status: 'completed', output, usage: usageOf(usage) } },
  ]
}

const inputOf = (input: object | string) =>
  typeof input === 'string'
    ? { type: 'custom_tool_call', input }
    : { type: 'function_call', arguments: JSON.stringify(input) }

const usageOf = ({ input, cacheRead, output, reasoning }: ModelAnswer['usage']) => ({
  input_tokens: input + cacheRead,
  input_tokens_details: { cached_tokens: cacheRead },
  output_tokens: output + reasoning,
  output_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + cacheRead + output + reasoning,
})
