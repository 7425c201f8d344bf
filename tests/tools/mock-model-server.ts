/**
 * A stand-in for the model's API on loopback, so that the genuine Claude Code runs with no account and no network.
 *
 * What the newest user message says decides the answer:
 *   RUN_BASH5     calls the Bash tool: `sleep 5; echo hello` (20 at most: Claude Code refuses long sleeps)
 *   RUN_BGBASH    the same for 45 s, in the background
 *   RUN_PARALLEL  calls Bash twice and Read (the file named after it) in one answer
 *   RUN_AGENT     starts a subagent, which itself runs Bash
 *   RUN_WRITE     writes hello.txt in the working directory (asks for permission unless it is allowed)
 *   RUN_FORM      looks for the tool of tests/tools/mcp-form-server.mjs; said again, calls it
 *   WRITE_PLAN    writes the plan of a session in plan mode, whose file Claude Code names
 *   CALL Tool {…} calls any tool that is on offer with that input; several with ` ;; ` between them
 *   API_ERROR529  is answered with that HTTP status
 *   THINKS8       with one of these: what follows its tools comes 8 s later
 *   USAGE i o r w5 w1 [wsN] [spfast] [geous]
 *                 answers with exactly this usage: input, output, cache read, 5-minute and 1-hour cache write tokens, N web
 *                 searches, speed, inference geography
 *   anything else one line of text with a fixed usage (12 in, 220+n out, 18000 read, 500 + 1000 written)
 *
 * Every answer carries rate-limit headers (5-hour 42 %, 7-day 17 %).
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface MockModelServer {
  readonly url: string
  close(): Promise<void>
}

/** `delayMs` passes before each block of an answer. */
export async function startMockModelServer({ delayMs = 60, port = 0 } = {}): Promise<MockModelServer> {
  let answers = 0
  const server = createServer((request, response) => {
    readBody(request).then((text) => {
      answers += 1
      return respond(request, response, text, { answers, delayMs })
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closeServer(server) }
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

interface Answering {
  /** How many there were, this one included: makes answers tell apart. */
  readonly answers: number
  readonly delayMs: number
}

interface ModelRequest {
  readonly model: string
  readonly stream?: boolean
  readonly messages?: readonly Message[]
  readonly tools?: readonly { readonly name: string }[]
}

interface Message {
  readonly role: string
  readonly content: string | readonly { readonly type: string; readonly text?: string }[]
}

type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: object }

async function respond(request: IncomingMessage, response: ServerResponse, text: string, answering: Answering) {
  const path = request.url ?? ''
  if (request.method !== 'POST' || !path.startsWith('/v1/messages')) {
    return sendJson(response, 404, { type: 'error', error: { type: 'not_found_error', message: 'not mocked' } })
  }
  if (path.includes('count_tokens')) return sendJson(response, 200, { input_tokens: 1234 })
  const body = JSON.parse(text) as ModelRequest
  const newest = newestUserMessage(body.messages ?? [])
  const tools = (body.tools ?? []).map(({ name }) => name)
  const cwd = text.match(/working directory: ([^\\"\n]+)/i)?.[1]?.trim() ?? process.cwd()
  const planFile = text.match(/\/[\w./-]*\/plans\/[\w-]+\.md/)?.[0]
  const { blocks, stop } = answerTo(newest, tools, { cwd, planFile }, answering.answers)
  // A prompt that failed is sent again with the next one.
  const status = newest.isToolResult ? undefined : newest.text.match(/API_ERROR(\d+)(?![\s\S]*RUN_)/)?.[1]
  if (status !== undefined) {
    const error = { type: 'overloaded_error', message: `mock error ${status}` }
    return sendJson(response, Number(status), { type: 'error', error }, { 'x-should-retry': 'false' })
  }
  if (newest.isToolResult) await sleep(1_000 * Number([...text.matchAll(/\bTHINKS(\d+)/g)].at(-1)?.[1] ?? 0))
  const { usage, outputTokens } = usageFor(newest.text, answering.answers)
  const message = { id: randomId('msg_01', 11), type: 'message', role: 'assistant', model: body.model, usage }
  const headers = { 'request-id': randomId('req_011', 10), ...rateLimitHeaders() }
  if (body.stream !== true) {
    const whole = {
      content: blocks,
      stop_reason: stop,
      stop_sequence: null,
      usage: { ...usage, output_tokens: outputTokens },
    }
    return sendJson(response, 200, { ...message, ...whole }, headers)
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
  await stream(response, message, blocks, stop, outputTokens, answering.delayMs)
}

function newestUserMessage(messages: readonly Message[]): { text: string; isToolResult: boolean } {
  const message = messages.findLast(({ role }) => role === 'user')
  if (message === undefined) return { text: '', isToolResult: false }
  if (typeof message.content === 'string') return { text: message.content, isToolResult: false }
  return {
    text: message.content.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : [])).join('\n'),
    isToolResult: message.content.some(({ type }) => type === 'tool_result'),
  }
}

function answerTo(
  { text, isToolResult }: { text: string; isToolResult: boolean },
  tools: readonly string[],
  { cwd, planFile }: { readonly cwd: string; readonly planFile: string | undefined },
  answers: number,
): { blocks: readonly Block[]; stop: 'end_turn' | 'tool_use' } {
  const plain: readonly Block[] = [{ type: 'text', text: `Done. This is mock answer ${answers}.` }]
  const call = (name: string, input: object): Block => ({ type: 'tool_use', id: randomId('toolu_01', 11), name, input })
  const seconds = text.match(/RUN_BASH(\d+)/)?.[1]
  const agent = ['Agent', 'Task'].find((name) => tools.includes(name))
  if (isToolResult) return { blocks: plain, stop: 'end_turn' }
  const plan = text.includes('WRITE_PLAN') ? planFile : undefined
  if (plan !== undefined) {
    return { blocks: [call('Write', { file_path: plan, content: '# Plan\n\n1. Write it' })], stop: 'tool_use' }
  }
  const calls = callsIn(text).filter(({ name }) => tools.includes(name))
  if (calls.length > 0) return { blocks: calls.map(({ name, input }) => call(name, input)), stop: 'tool_use' }
  if (seconds !== undefined && tools.includes('Bash')) {
    const blocks: readonly Block[] = [
      { type: 'thinking', thinking: 'I should run it.', signature: 'c2ln' },
      { type: 'text', text: 'Running a command.' },
      call('Bash', { command: `sleep ${seconds}; echo hello`, description: 'Sleep, then say hello' }),
    ]
    return { blocks, stop: 'tool_use' }
  }
  if (text.includes('RUN_BGBASH') && tools.includes('Bash')) {
    return { blocks: [call('Bash', { command: 'sleep 45; echo hello', run_in_background: true })], stop: 'tool_use' }
  }
  const parallelPath = text.match(/RUN_PARALLEL (\S+)/)?.[1]
  if (parallelPath !== undefined && tools.includes('Read')) {
    const blocks: readonly Block[] = [
      call('Bash', { command: 'sleep 1; echo one', description: 'Say one' }),
      call('Read', { file_path: parallelPath }),
      call('Bash', { command: 'exit 3', description: 'Fail' }),
    ]
    return { blocks, stop: 'tool_use' }
  }
  if (text.includes('RUN_AGENT') && agent !== undefined) {
    const input = {
      description: 'Look around',
      prompt: 'RUN_BASH4 please',
      subagent_type: 'general-purpose',
      run_in_background: false,
    }
    return { blocks: [{ type: 'text', text: 'Launching a subagent.' }, call(agent, input)], stop: 'tool_use' }
  }
  if (text.includes('RUN_WRITE') && tools.includes('Write')) {
    return { blocks: [call('Write', { file_path: `${cwd}/hello.txt`, content: 'hello\n' })], stop: 'tool_use' }
  }
  if (text.includes('RUN_FORM')) {
    const form = tools.find((name) => name === 'mcp__forms__ask')
    const block = form === undefined ? call('ToolSearch', { query: 'select:mcp__forms__ask' }) : call(form, {})
    return { blocks: [block], stop: 'tool_use' }
  }
  return { blocks: plain, stop: 'end_turn' }
}

/** A reminder of the client's may follow on the next line. */
function callsIn(text: string): readonly { readonly name: string; readonly input: object }[] {
  const parts = /\bCALL (\w+ \{.*)/.exec(text)?.[1]?.split(' ;; ') ?? []
  return parts.flatMap((part) => {
    const [, name = '', json = ''] = /^\s*(\w+) (\{.*\})/.exec(part) ?? []
    return json === '' ? [] : [{ name, input: JSON.parse(json) as object }]
  })
}

function usageFor(text: string, answers: number): { usage: object; outputTokens: number } {
  const asked = text.match(/USAGE (\d+) (\d+) (\d+) (\d+) (\d+)(?: ws(\d+))?(?: sp(\w+))?(?: geo(\w+))?/)
  if (asked === null) {
    return { usage: usageOf({ input: 12, read: 18000, write5m: 500, write1h: 1000 }), outputTokens: 220 + answers }
  }
  const [input = 0, output = 0, read = 0, write5m = 0, write1h = 0] = asked.slice(1, 6).map(Number)
  const [searches, speed, geography] = asked.slice(6)
  return {
    usage: {
      ...usageOf({ input, read, write5m, write1h }),
      ...(geography && { inference_geo: geography }),
      ...(searches && { server_tool_use: { web_search_requests: Number(searches), web_fetch_requests: 0 } }),
      ...(speed && { speed }),
    },
    outputTokens: output,
  }
}

function usageOf({ input, read, write5m, write1h }: { input: number; read: number; write5m: number; write1h: number }) {
  return {
    input_tokens: input,
    cache_creation_input_tokens: write5m + write1h,
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
    output_tokens: 0,
    service_tier: 'standard',
    inference_geo: 'global',
  }
}

function rateLimitHeaders(): Record<string, string> {
  const nowSeconds = Math.floor(Date.now() / 1000)
  return {
    'anthropic-ratelimit-unified-status': 'allowed',
    'anthropic-ratelimit-unified-5h-status': 'allowed',
    'anthropic-ratelimit-unified-5h-utilization': '0.42',
    'anthropic-ratelimit-unified-5h-reset': String(nowSeconds + 7200),
    'anthropic-ratelimit-unified-7d-status': 'allowed',
    'anthropic-ratelimit-unified-7d-utilization': '0.17',
    'anthropic-ratelimit-unified-7d-reset': String(nowSeconds + 200_000),
  }
}

async function stream(
  response: ServerResponse,
  message: { readonly usage: object },
  blocks: readonly Block[],
  stop: string,
  outputTokens: number,
  delayMs: number,
): Promise<void> {
  const send = (type: string, fields: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`)
  send('message_start', { message: { ...message, content: [], stop_reason: null, stop_sequence: null } })
  for (const [index, block] of blocks.entries()) {
    await sleep(delayMs)
    send('content_block_start', { index, content_block: emptied(block) })
    for (const delta of deltasOf(block)) send('content_block_delta', { index, delta })
    send('content_block_stop', { index })
  }
  const usage = { ...message.usage, output_tokens: outputTokens }
  send('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage })
  send('message_stop', {})
  response.end()
}

function emptied(block: Block): object {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' }
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'tool_use':
      return { ...block, input: {} }
  }
}

function deltasOf(block: Block): readonly object[] {
  switch (block.type) {
    case 'text':
      return [{ type: 'text_delta', text: block.text }]
    case 'thinking':
      return [
        { type: 'thinking_delta', thinking: block.thinking },
        { type: 'signature_delta', signature: block.signature },
      ]
    case 'tool_use':
      return [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }]
  }
}

const randomId = (prefix: string, bytes: number): string => prefix + randomBytes(bytes).toString('hex')

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
