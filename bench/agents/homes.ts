/**
 * What the agents beside Claude Code leave behind, of any size and with known totals: sessions of turns with a prompt, a tool with a long
 * result, an answer, and each request told as often as its agent tells it. The output depends on the size alone.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fillOpencodeDatabase } from './opencode-database.ts'
import {
  beganAtMs,
  command,
  cwd,
  prompt,
  type Request,
  type Requests,
  requestMaker,
  resultOf,
  type Truth,
} from './requests.ts'

type Line = object

/** How an agent that keeps lines writes a session down. */
interface LineAgent {
  /** Of all bytes. */
  readonly share: number
  pathOf(session: number): string
  begin(session: number): readonly Line[]
  turn(session: number, request: Request, result: string): readonly Line[]
}

const turnsOfSession = 120

const iso = (ms: number): string => new Date(ms).toISOString()
const idOf = (agent: string, no: number): string => `01a20000-0000-7000-8000-${agent}${String(no).padStart(8, '0')}`
const instructions = 'Be exact, and say what you did. '.repeat(700)

const promptTokens = ({ input, cached }: Request): number => input + cached

const codex: LineAgent = {
  share: 0.4,
  pathOf(session) {
    const day = iso(beganAtMs + (session % 60) * 86_400_000).slice(0, 10)
    return `.codex/sessions/${day.replaceAll('-', '/')}/rollout-${day}T08-00-00-${idOf('c0de', session)}.jsonl`
  },
  begin: (session) => {
    const id = idOf('c0de', session)
    return [
      codexLine(0, 'session_meta', { id, session_id: id, cwd, cli_version: '0.169.0', source: 'cli', instructions }),
    ]
  },
  turn(session, request, result) {
    const { no, atMs, output, reasoning } = request
    const turn_id = `t${no}`
    const usage = {
      input_tokens: promptTokens(request),
      cached_input_tokens: request.cached,
      output_tokens: output,
      reasoning_output_tokens: reasoning,
      total_tokens: promptTokens(request) + output,
    }
    const item = (payload: object) => codexLine(atMs, 'response_item', payload)
    const event = (payload: object) => codexLine(atMs, 'event_msg', payload)
    return [
      event({ type: 'task_started', turn_id }),
      codexLine(atMs, 'turn_context', { turn_id, cwd, model: 'gpt-5.5' }),
      event({ type: 'user_message', message: prompt }),
      item({
        type: 'function_call',
        call_id: `c${no}`,
        name: 'exec_command',
        arguments: JSON.stringify({ cmd: command }),
      }),
      item({ type: 'function_call_output', call_id: `c${no}`, output: result }),
      item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: prompt }] }),
      codexLine(atMs, 'token_usage_record', {
        thread_id: idOf('c0de', session),
        turn_id,
        response_id: `r${no}`,
        usage,
      }),
      event({ type: 'token_count', info: { total_token_usage: usage, last_token_usage: usage } }),
      event({ type: 'task_complete', turn_id }),
    ]
  },
}
const codexLine = (atMs: number, type: string, payload: object): Line => ({ timestamp: iso(atMs), type, payload })

const gemini: LineAgent = {
  share: 0.15,
  pathOf: (session) => `.gemini/tmp/shop/chats/session-2026-09-01T08-00-${hex8(session)}.jsonl`,
  begin: (session) => [
    { sessionId: `${hex8(session)}-0000-4000-8000-000000000000`, startTime: iso(beganAtMs), kind: 'main' },
  ],
  turn(_, request, result) {
    const { no, atMs, output, reasoning } = request
    const total = promptTokens(request) + output
    const tokens = {
      input: promptTokens(request),
      cached: request.cached,
      output: output - reasoning,
      thoughts: reasoning,
      tool: 0,
      total,
    }
    const answer = {
      id: `g${no}`,
      timestamp: iso(atMs),
      type: 'gemini',
      content: prompt,
      tokens,
      model: 'gemini-2.5-pro',
    }
    const toolCalls = [
      { id: `c${no}`, name: 'run_shell_command', args: { command }, status: 'success', resultDisplay: result },
    ]
    return [
      { id: `u${no}`, timestamp: iso(atMs), type: 'user', content: [{ text: prompt }] },
      answer,
      { ...answer, toolCalls },
    ]
  },
}
const hex8 = (session: number): string => session.toString(16).padStart(8, '0')

const copilot: LineAgent = {
  share: 0.1,
  pathOf: (session) => `.copilot/session-state/${idOf('c0b1', session)}/events.jsonl`,
  begin: (session) => [
    copilotLine('b', beganAtMs, 'session.start', { sessionId: idOf('c0b1', session), context: { cwd } }),
  ],
  turn(session, request, result) {
    const { no, atMs, output, reasoning } = request
    const usage = {
      model: 'gpt-5.4',
      inputTokens: promptTokens(request),
      outputTokens: output,
      cacheReadTokens: request.cached,
      cacheWriteTokens: 0,
      reasoningTokens: reasoning,
      accounting: { sourceSessionId: idOf('c0b1', session), sequence: no },
    }
    const line = (type: string, data: object) => copilotLine(`${type} ${no}`, atMs, type, data)
    const call = { toolCallId: `c${no}`, toolName: 'bash' }
    return [
      line('user.message', { content: prompt }),
      line('tool.execution_start', { ...call, arguments: { command } }),
      line('tool.execution_complete', { ...call, success: true, result: { content: result } }),
      line('assistant.message', { content: prompt, outputTokens: output }),
      line('session.usage_record', { usage }),
    ]
  },
}
const copilotLine = (id: string, atMs: number, type: string, data: object): Line => ({
  type,
  data,
  id,
  timestamp: iso(atMs),
})

const pi: LineAgent = {
  share: 0.15,
  pathOf: (session) => `.pi/agent/sessions/--home-dev-shop--/2026-09-01T08-00-00-000Z_${idOf('0031', session)}.jsonl`,
  begin: (session) => [{ type: 'session', version: 3, id: idOf('0031', session), timestamp: iso(beganAtMs), cwd }],
  turn(_, { no, atMs, input, cached, output, reasoning }, result) {
    const message = (kind: string, fields: object): Line => ({
      type: 'message',
      id: `${kind}${no}`,
      timestamp: iso(atMs),
      message: fields,
    })
    const usage = { input, cacheRead: cached, cacheWrite: 0, output, reasoning, totalTokens: input + cached + output }
    const content = [{ type: 'toolCall', id: `c${no}`, name: 'bash', arguments: { command } }]
    const answer = { role: 'assistant', content, provider: 'openai', model: 'gpt-5.4', usage, responseId: `r${no}` }
    return [
      message('u', { role: 'user', content: [{ type: 'text', text: prompt }] }),
      message('a', answer),
      message('t', {
        role: 'toolResult',
        toolCallId: `c${no}`,
        content: [{ type: 'text', text: result }],
        isError: false,
      }),
    ]
  },
}

const kimi: LineAgent = {
  share: 0.1,
  pathOf: (session) => `.kimi-code/sessions/wd_shop_0000/session_${session}/agents/main/wire.jsonl`,
  begin: () => [{ type: 'metadata', protocol_version: '1.5', created_at: beganAtMs }],
  turn(_, { no, atMs, input, cached, output }, result) {
    const usage = { inputOther: input, output, inputCacheRead: cached, inputCacheCreation: 0 }
    const line = (type: string, fields: object): Line => ({ type, agentId: 'main', ...fields, time: atMs })
    const loop = (event: object) => line('context.append_loop_event', { event })
    return [
      line('turn.prompt', { input: [{ type: 'text', text: prompt }], turnId: no }),
      line('llm.request', { model: 'kimi-k3', modelAlias: 'main' }),
      line('usage.record', { model: 'main', usage, usageScope: 'turn' }),
      loop({ type: 'tool.call', toolCallId: `c${no}`, name: 'Bash', args: { command } }),
      loop({ type: 'tool.result', toolCallId: `c${no}`, result: { output: result } }),
      loop({ type: 'step.end', turnId: `${no}`, step: 1, usage }),
    ]
  },
}

const lineAgents: readonly LineAgent[] = [codex, gemini, copilot, pi, kimi]
const opencodeShare = 0.1

/** Writes a home of about so many bytes. */
export function writeAgentsHome(home: string, bytes: number): Truth {
  const requests = requestMaker()
  for (const agent of lineAgents) writeSessions(home, agent, bytes * agent.share, requests)
  fillOpencodeDatabase(join(home, '.local/share/opencode/opencode.db'), bytes * opencodeShare, requests)
  return requests.truth()
}

function writeSessions(home: string, agent: LineAgent, bytes: number, requests: Requests): void {
  let written = 0
  for (let session = 0; written < bytes; session += 1) {
    const path = join(home, agent.pathOf(session))
    mkdirSync(dirname(path), { recursive: true })
    const fd = openSync(path, 'w')
    const write = (lines: readonly Line[]): void => {
      written += writeSync(fd, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    }
    write(agent.begin(session))
    for (let turn = 0; turn < turnsOfSession && written < bytes; turn += 1) {
      const request = requests.next()
      write(agent.turn(session, request, resultOf(request)))
    }
    closeSync(fd)
  }
}
