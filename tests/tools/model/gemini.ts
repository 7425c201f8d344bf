/** Google's Gemini API, as far as Gemini CLI uses it: POST …/models/<model>:generateContent, :streamGenerateContent, :countTokens. */
import type { ModelAnswer, ModelRequest, ModelTool } from './model-answer.ts'

interface Body {
  readonly contents?: readonly { readonly role?: string; readonly parts?: readonly Part[] }[]
  readonly tools?: readonly { readonly functionDeclarations?: readonly Declaration[] }[]
}

interface Part {
  readonly text?: string
  readonly functionResponse?: object
}

interface Declaration {
  readonly name: string
  readonly parametersJsonSchema?: ModelTool['input']
  readonly parameters?: ModelTool['input']
}

export function requestIn({ contents = [], tools = [] }: Body, path: string): ModelRequest {
  const parts = contents.at(-1)?.parts ?? []
  const declarations = tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations)
  return {
    model: /\/models\/([^:/]+):/.exec(path)?.[1] ?? 'unnamed',
    text: parts.map(({ text = '' }) => text).join('\n'),
    isToolResult: parts.some(({ functionResponse }) => functionResponse !== undefined),
    tools: declarations.map(({ name, parametersJsonSchema, parameters }) => ({
      name,
      input: parametersJsonSchema ?? parameters ?? {},
    })),
  }
}

export function contentOf({ id, model, usage, text, call }: ModelAnswer): object {
  const parts = [
    { text },
    ...(call === undefined ? [] : [{ functionCall: { id: call.id, name: call.name, args: call.input } }]),
  ]
  const { input, cacheRead, output, reasoning } = usage
  return {
    candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: 'STOP' }],
    usageMetadata: {
      promptTokenCount: input + cacheRead,
      cachedContentTokenCount: cacheRead,
      candidatesTokenCount: output,
      thoughtsTokenCount: reasoning,
      totalTokenCount: input + cacheRead + output + reasoning,
    },
    modelVersion: model,
    responseId: id,
  }
}
