/** OpenAI's chat completions, as far as coding agents use them: POST …/chat/completions, streamed or whole. */
import type { ModelAnswer, ModelRequest, ModelTool } from './model-answer.ts'

interface Body {
  readonly model: string
  readonly messages?: readonly Message[]
  readonly tools?: readonly {
    readonly function?: { readonly name: string; readonly parameters?: ModelTool['input'] }
  }[]
}

interface Message {
  readonly role: string
  readonly content?: string | readonly { readonly text?: string }[] | null
}

export function requestIn({ model, messages = [], tools = [] }: Body): ModelRequest {
  const newest = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1)
  return {
    model,
    // Reminders of the agent's own may come before it and after it.
    text: newest.map(({ role, content }) => (role === 'user' ? textOf(content) : '')).join('\n'),
    isToolResult: newest.some(({ role }) => role === 'tool'),
    tools: tools.flatMap(({ function: tool }) =>
      tool === undefined ? [] : [{ name: tool.name, input: tool.parameters ?? {} }],
    ),
  }
}

const textOf = (content: Message['content']): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('\n')

const headOf = ({ id, model }: ModelAnswer) => ({ id: `chatcmpl-${id}`, created: Math.floor(Date.now() / 1000), model })

const callsOf = ({ call }: ModelAnswer) =>
  call === undefined
    ? []
    : [
        {
          index: 0,
          id: call.id,
          type: 'function',
          function: { name: call.name, arguments: JSON.stringify(call.input) },
        },
      ]

const finishOf = ({ call }: ModelAnswer) => (call === undefined ? 'stop' : 'tool_calls')

export function chunksOf(answer: ModelAnswer): readonly object[] {
  const head = { ...headOf(answer), object: 'chat.completion.chunk' }
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason }],
  })
  const calls = callsOf(answer)
  return [
    chunk({ role: 'assistant', content: answer.text }),
    ...(calls.length === 0 ? [] : [chunk({ tool_calls: calls })]),
    chunk({}, finishOf(answer)),
    { ...head, choices: [], usage: usageOf(answer.usage) },
  ]
}

export const wholeOf = (answer: ModelAnswer): object => ({
  ...headOf(answer),
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: answer.text, tool_calls: callsOf(answer) },
      finish_reason: finishOf(answer),
    },
  ],
  usage: usageOf(answer.usage),
})

const usageOf = ({ input, cacheRead, output, reasoning }: ModelAnswer['usage']) => ({
  prompt_tokens: input + cacheRead,
  prompt_tokens_details: { cached_tokens: cacheRead },
  completion_tokens: output + reasoning,
  completion_tokens_details: { reasoning_tokens: reasoning },
  total_tokens: input + cacheRead + output + reasoning,
})
