/**
 * A stand-in for the models of the agents that are not Claude Code, on loopback: OpenAI's two protocols and Google's. What it answers:
 * model-answer.ts. Claude Code's own is ../mock-model-server.ts.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as gemini from './gemini.ts'
import { answerTo, isStill, type ModelAnswer, type ModelRequest, type ServedAnswer } from './model-answer.ts'
import { bodyOf, writeEvents } from './model-http.ts'
import * as chat from './openai-chat.ts'
import * as responses from './openai-responses.ts'

export interface ModelServer {
  /** Without a path: "http://127.0.0.1:4711". */
  readonly url: string
  /** Every answer so far, in order. */
  readonly served: readonly ServedAnswer[]
  /** Requests of RUN_STILL that wait. */
  stillAsking(): number
  close(): Promise<void>
}

export async function startModelServer(port = 0): Promise<ModelServer> {
  const served: ServedAnswer[] = []
  const waiting = new Set<ServerResponse>()
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    const body = await bodyOf(request)
    const protocol = request.method === 'POST' ? protocolOf(path) : undefined
    if (protocol === undefined || body === undefined)
      return sendJson(response, 404, { error: { message: 'not served here', code: 404 } })
    if (path.includes(':countTokens')) return sendJson(response, 200, { totalTokens: 1234 })
    const asked = protocol.requestIn(body, path)
    if (isStill(asked)) return void waitForLeaving(response, waiting)
    const answer = answerTo(asked, served.length + 1)
    served.push({ ...answer, hadTools: asked.tools.length > 0, asked: asked.text })
    protocol.send(
      response,
      answer,
      path.includes(':streamGenerateContent') || (body as { stream?: boolean }).stream === true,
    )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served,
    stillAsking: () => waiting.size,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

interface Protocol {
  requestIn(body: never, path: string): ModelRequest
  send(response: ServerResponse, answer: ModelAnswer, isStream: boolean): void
}

const protocols: readonly { readonly path: RegExp; readonly protocol: Protocol }[] = [
  {
    path: /\/responses$/,
    protocol: {
      requestIn: responses.requestIn,
      send: (response, answer) => sendEvents(response, responses.eventsOf(answer)),
    },
  },
  {
    path: /\/chat\/completions$/,
    protocol: {
      requestIn: chat.requestIn,
      send: (response, answer, isStream) =>
        isStream
          ? sendEvents(response, [...chat.chunksOf(answer), '[DONE]'])
          : sendJson(response, 200, chat.wholeOf(answer)),
    },
  },
  {
    path: /\/models\/[^/]+:(?:generateContent|streamGenerateContent|countTokens)/,
    protocol: {
      requestIn: gemini.requestIn,
      send: (response, answer, isStream) =>
        isStream ? sendEvents(response, [gemini.contentOf(answer)]) : sendJson(response, 200, gemini.contentOf(answer)),
    },
  },
]

const protocolOf = (
  path: string,
): { requestIn(body: unknown, path: string): ModelRequest; send: Protocol['send'] } | undefined =>
  protocols.find((one) => one.path.test(path))?.protocol as never

function waitForLeaving(response: ServerResponse, waiting: Set<ServerResponse>): void {
  waiting.add(response)
  response.on('close', () => waiting.delete(response))
}

function sendEvents(response: ServerResponse, events: readonly (object | string)[]): void {
  writeEvents(response, events)
  response.end()
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
