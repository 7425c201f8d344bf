/**
 * A stand-in for the models of all agents that says what it is told, act after act, and can stop in the middle of it: what an agent is at is
 * known from here. What an agent asks for itself, a title or a summary, comes without tools and gets a word.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import * as gemini from '../model/gemini.ts'
import type { ModelAnswer, ModelRequest, ModelTool } from '../model/model-answer.ts'
import { bodyOf, writeEvents } from '../model/model-http.ts'
import * as chat from '../model/openai-chat.ts'
import * as responses from '../model/openai-responses.ts'
import { anthropicEvents, anthropicRequest } from './anthropic.ts'

export interface Act {
  readonly text?: string | undefined
  /** `asked`: the whole request. */
  readonly call?:
    | ((
        tools: readonly ModelTool[],
        asked: string,
      ) => { readonly name: string; readonly input: object | string } | undefined)
    | undefined
  /** After its text nothing more comes until the agent leaves. */
  readonly isHeld?: boolean | undefined
  /** It thinks for so long before all of it. */
  readonly afterMs?: number | undefined
  /** It fails so. */
  readonly status?: number | undefined
}

export interface ScriptedModel {
  readonly url: string
  /** What it says next; after the last one "Done.". */
  play(...acts: readonly Act[]): void
  /** Answers that it holds. */
  held(): number
  /** When it was asked, had said all, and was left in the middle: `performance.now()`. */
  readonly moments: readonly Moment[]
  /** Requests of turns so far. */
  asked(): number
  readonly tools: readonly ModelTool[]
  close(): Promise<void>
}

export interface Moment {
  readonly what: 'asked' | 'said' | 'left'
  readonly atMs: number
}

const done: Act = { text: 'Done.' }

export async function startScriptedModel(): Promise<ScriptedModel> {
  let acts: readonly Act[] = []
  let tools: readonly ModelTool[] = []
  let asked = 0
  const held = new Set<ServerResponse>()
  const moments: Moment[] = []
  const note = (what: Moment['what']) => moments.push({ what, atMs: performance.now() })
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const body = await bodyOf(request)
    const protocol = request.method === 'POST' ? protocols.find((one) => one.path.test(path)) : undefined
    if (protocol === undefined || body === undefined)
      return sendJson(response, 404, { error: { message: 'not served here', code: 404, type: 'not_found_error' } })
    if (path.includes('count')) return sendJson(response, 200, { totalTokens: 1234, input_tokens: 1234 })
    const wanted = protocol.requestIn(body as never, path)
    // Codex asks for a title with one tool.
    const isTurn = wanted.tools.length > 1
    const act = isTurn ? (acts[0] ?? done) : done
    if (isTurn) {
      acts = acts.slice(1)
      tools = wanted.tools
      asked += 1
      note('asked')
    }
    if (act.afterMs !== undefined) await sleep(act.afterMs)
    if (act.status !== undefined) return sendFault(response, act.status)
    const usage = { input: 1_000 + asked, cacheRead: 300, output: 40, reasoning: 0 }
    const called = act.call?.(wanted.tools, JSON.stringify(body))
    const answer: ModelAnswer = {
      ...{ id: `answer_${asked}`, model: wanted.model, usage, text: act.text ?? '' },
      call: called && { id: `call_${asked}`, ...called },
    }
    protocol.send(response, answer, { isHeld: act.isHeld === true, isStream: isStream(path, body) })
    if (act.isHeld !== true) {
      if (!response.writableEnded) response.end()
      if (isTurn) note('said')
      return undefined
    }
    held.add(response)
    response.on('close', () => {
      held.delete(response)
      note('left')
    })
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    play(...next) {
      acts = next
    },
    held: () => held.size,
    moments,
    asked: () => asked,
    get tools() {
      return tools
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

interface Sending {
  readonly isHeld: boolean
  readonly isStream: boolean
}

interface Protocol {
  readonly path: RegExp
  requestIn(body: never, path: string): ModelRequest
  send(response: ServerResponse, answer: ModelAnswer, how: Sending): void
}

const protocols: readonly Protocol[] = [
  {
    path: /\/v1\/messages/,
    requestIn: anthropicRequest,
    send: (response, answer, { isHeld }) => writeEvents(response, anthropicEvents(answer, isHeld)),
  },
  {
    path: /\/responses$/,
    requestIn: responses.requestIn,
    send: (response, answer, { isHeld }) =>
      writeEvents(response, isHeld ? halfResponse(answer) : responses.eventsOf(answer)),
  },
  {
    path: /\/chat\/completions$/,
    requestIn: chat.requestIn,
    send(response, answer, { isHeld, isStream }) {
      if (!isStream) return sendJson(response, 200, chat.wholeOf(answer))
      const chunks = chat.chunksOf(answer)
      writeEvents(response, isHeld ? chunks.slice(0, 1) : [...chunks, '[DONE]'])
    },
  },
  {
    path: /\/models\/[^/]+:(?:generateContent|streamGenerateContent|countTokens)/,
    requestIn: gemini.requestIn,
    send(response, answer, { isHeld, isStream }) {
      if (!isStream) return sendJson(response, 200, gemini.contentOf(answer))
      if (!isHeld) return writeEvents(response, [gemini.contentOf(answer)])
      const parts = [{ text: answer.text === '' ? ' ' : answer.text }]
      writeEvents(response, [{ candidates: [{ index: 0, content: { role: 'model', parts } }] }])
    },
  },
]

const isStream = (path: string, body: object): boolean =>
  path.includes(':streamGenerateContent') || (body as { stream?: boolean }).stream === true

/** OpenAI's responses, as they come piece by piece: begun, and a part of a text. */
function halfResponse({ id, model, text }: ModelAnswer): readonly object[] {
  const response = { id, object: 'response', model, status: 'in_progress', output: [] }
  const item = { type: 'message', id: `msg_${id}`, role: 'assistant', content: [] }
  const place = { item_id: item.id, output_index: 0, content_index: 0 }
  return [
    { type: 'response.created', response },
    ...(text === ''
      ? []
      : [
          { type: 'response.output_item.added', output_index: 0, item },
          { type: 'response.output_text.delta', ...place, delta: text },
        ]),
  ]
}

function sendFault(response: ServerResponse, status: number): void {
  const message = status === 429 ? 'Rate limit reached' : `The model failed with ${status}`
  const error = { type: status === 429 ? 'rate_limit_error' : 'api_error', code: status, message }
  response.setHeader('x-should-retry', 'false')
  sendJson(response, status, { type: 'error', error })
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
