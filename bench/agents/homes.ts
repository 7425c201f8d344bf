/**
 * What the agents beside Claude Code leave behind, of any size and with known totals: sessions of turns with a prompt, a tool with a long
 * result, an answer, and each request told as often as its agent tells it. The output depends on the size alone.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openDatabase } from '../../src/storage/sqlite.ts'

export interface Truth {
  readonly requests: number
  readonly tokens: number
}

/** One request of a turn; each token in one class, reasoning inside the output. */
interface Request {
  /** Of all requests of the home: no two have the same usage. */
  readonly no: number
  readonly atMs: number
  readonly input: number
  readonly cached: number
  readonly output: number
  readonly reasoning: number
}

type Line = object

/** How an agent that keeps lines writes a session down. */
interface LineAgent {
  /** Of all bytes. */
  readonly share: number
  pathOf(session: number): string
  begin(session: number): readonly Line[]
  turn(session: number, request: Request, result: string): readonly Line[]
}

const beganAtMs = Date.parse('2026-09-01T08:00:00.000Z')
const turnsOfSession = 120
const cwd = '/home/dev/shop'

const iso = (ms: number): string => new Date(ms).toISOString()
const idOf = (agent: string, no: number): string => `01a20000-0000-7000-8000-${agent}${String(no).padStart(8, '0')}`
const prompt = 'Find out why the totals of the basket are wrong and mend it'
const command = 'npm test -- tests/basket'
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
  writeOpencode(join(home, '.local/share/opencode/opencode.db'), bytes * opencodeShare, requests)
  return requests.truth()
}

type Requests = ReturnType<typeof requestMaker>

function requestMaker() {
  let made = 0
  let tokens = 0
  return {
    next(): Request {
      made += 1
      const usage = {
        input: 500 + (made % 4000),
        cached: 20_000 + made,
        output: 200 + (made % 900),
        reasoning: made % 150,
      }
      tokens += usage.input + usage.cached + usage.output
      return { no: made, atMs: beganAtMs + made * 30_000, ...usage }
    },
    truth: (): Truth => ({ requests: made, tokens }),
  }
}

/** Half of the turns have a short result, a few a long one. */
function resultOf({ no }: Request): string {
  const lines = no % 17 === 0 ? 700 : 30 + ((no * 37) % 120)
  return Array.from(
    { length: lines },
    (_, line) => `tests/basket/total-${line}.test.ts: passed "${no * line}" ms\n`,
  ).join('')
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

/** The columns that are read, with the indices of 1.18. */
const opencodeSchema = `
  CREATE TABLE session (id TEXT PRIMARY KEY, parent_id TEXT, directory TEXT NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL,
    agent TEXT, time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL);
  CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT NOT NULL, time_created INTEGER NOT NULL, time_updated INTEGER NOT NULL,
    data TEXT NOT NULL);
  CREATE TABLE part (id TEXT PRIMARY KEY, message_id TEXT NOT NULL, session_id TEXT NOT NULL, time_created INTEGER NOT NULL,
    time_updated INTEGER NOT NULL, data TEXT NOT NULL);
  CREATE INDEX message_session_time_created_id_idx ON message (session_id, time_created, id);
  CREATE INDEX part_message_id_id_idx ON part (message_id, id);
  CREATE INDEX part_session_idx ON part (session_id);
  CREATE INDEX session_parent_idx ON session (parent_id);`

/** Only a database of about so many bytes. */
export function writeOpencodeDatabase(path: string, bytes: number): Truth {
  const requests = requestMaker()
  writeOpencode(path, bytes, requests)
  return requests.truth()
}

function writeOpencode(path: string, bytes: number, requests: Requests): void {
  mkdirSync(dirname(path), { recursive: true })
  const opened = openDatabase(path, { migrations: [opencodeSchema] })
  if (!opened.ok) throw new Error(opened.error.message)
  const database = opened.value
  const insert = (table: string, columns: number) =>
    database.prepare(`INSERT INTO ${table} VALUES (${Array(columns).fill('?').join()})`)
  const [sessions, messages, parts] = [insert('session', 8), insert('message', 5), insert('part', 6)]
  let written = 0
  const add = (id: string, message: string, session: string, atMs: number, data: object): void => {
    const text = JSON.stringify(data)
    parts.run(id, message, session, atMs, atMs, text)
    written += text.length
  }
  for (let session = 0; written < bytes; session += 1) {
    const id = `ses_${String(session).padStart(10, '0')}`
    database.exec('BEGIN')
    let atMs = beganAtMs
    for (let turn = 0; turn < turnsOfSession && written < bytes; turn += 1) {
      const request = requests.next()
      atMs = request.atMs
      const [user, answer] = [`msg_${request.no}u`, `msg_${request.no}v`]
      messages.run(user, id, atMs, atMs, JSON.stringify({ role: 'user', time: { created: atMs } }))
      add(`prt_${request.no}a`, user, id, atMs, { type: 'text', text: prompt })
      messages.run(answer, id, atMs, atMs, JSON.stringify(opencodeAnswer(request)))
      add(`prt_${request.no}b`, answer, id, atMs, opencodeTool(request))
      add(`prt_${request.no}c`, answer, id, atMs, { type: 'text', text: prompt, time: { start: atMs, end: atMs } })
    }
    sessions.run(id, null, cwd, 'Mend the basket', '1.18.33', 'build', beganAtMs, atMs)
    database.exec('COMMIT')
  }
  database.close()
}

const opencodeAnswer = ({ atMs, input, cached, output, reasoning }: Request) => ({
  role: 'assistant',
  modelID: 'gpt-5.4',
  providerID: 'openai',
  path: { cwd, root: cwd },
  cost: 0,
  tokens: { input, output: output - reasoning, reasoning, cache: { read: cached, write: 0 } },
  time: { created: atMs, completed: atMs + 1000 },
  finish: 'stop',
})

const opencodeTool = (request: Request) => ({
  type: 'tool',
  tool: 'bash',
  callID: `c${request.no}`,
  state: {
    status: 'completed',
    input: { command },
    output: resultOf(request),
    metadata: { exit: 0 },
    time: { start: request.atMs, end: request.atMs + 500 },
  },
})
