/** OpenTelemetry over HTTP: what Claude Code sent (recorded) becomes events and series, in both encodings, and what is refused is said. */
import { gzipSync } from 'node:zlib'
import { BinaryReader } from '@bufbuild/protobuf/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asProtobuf, recorded, type Signal } from '../tools/otlp.ts'
import { startTestDashboard, type TestDashboard } from './running-dashboard.ts'

interface Event {
  readonly [field: string]: unknown
  readonly data: Readonly<Record<string, unknown>>
}

let dashboard: TestDashboard
let key: string
beforeAll(async () => {
  dashboard = await startTestDashboard()
  key = await newKey(dashboard, 'otel')
})
afterAll(async () => {
  await dashboard.close()
  await dashboard.services.close()
})

async function newKey({ services }: TestDashboard, label: string, source?: string): Promise<string> {
  const added = await services.keys.add({ label, source, mayRead: false }, { kind: 'token', name: 'cli' })
  if (!added.ok) throw new Error(added.error)
  return added.value.secret
}

const json = 'application/json'
const protobuf = 'application/x-protobuf'
const send = (
  signal: Signal,
  body: string | Uint8Array<ArrayBuffer>,
  { type = json, secret = key, to = dashboard, headers = {} as Record<string, string> } = {},
) =>
  fetch(`${to.url}/v1/${signal}`, {
    method: 'POST',
    headers: { 'Content-Type': type, 'X-API-Key': secret, ...headers },
    body,
  })
const sendJson = (signal: Signal, body: unknown, more = {}) => send(signal, JSON.stringify(body), more)

async function eventsOf({ fetch, token }: TestDashboard, query: string): Promise<readonly Event[]> {
  const answer = await fetch(`/events?limit=1000&order=oldest&${query}`, {
    headers: { Authorization: `Bearer ${token}` },
  })
  return ((await answer.json()) as { events: readonly Event[] }).events
}

const nano = (ms: number) => `${ms}000000`
const value = (plain: unknown) =>
  typeof plain === 'string'
    ? { stringValue: plain }
    : typeof plain === 'boolean'
      ? { boolValue: plain }
      : { intValue: String(plain) }
const attributes = (fields: object) =>
  Object.entries(fields).map(([name, plain]) => ({ key: name, value: value(plain) }))
const logOf = (service: string | undefined, ...records: object[]) => ({
  resourceLogs: [
    {
      resource: { attributes: service === undefined ? [] : attributes({ 'service.name': service }) },
      scopeLogs: [{ scope: { name: 'test' }, logRecords: records }],
    },
  ],
})

describe('what Claude Code sends', () => {
  it('as log records becomes events of its session, in words, the same from JSON and protobuf', async () => {
    await using asJson = await startTestDashboard()
    await using asBytes = await startTestDashboard()
    for (const body of recorded('logs')) {
      const answers = [
        await sendJson('logs', body, { to: asJson, secret: asJson.token, headers: bearer(asJson) }),
        await send('logs', asProtobuf('logs', body), { type: protobuf, to: asBytes, headers: bearer(asBytes) }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual([json, protobuf])
      expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['{}', ''])
    }
    const [fromJson, fromBytes] = [await eventsOf(asJson, ''), await eventsOf(asBytes, '')]
    expect(fromJson.length).toBeGreaterThan(80)
    const same = (events: readonly Event[]) => events.map(({ created_at: _, ...event }) => event)
    expect(same(fromBytes)).toEqual(same(fromJson))
    const find = (type: string) => fromJson.find((event) => event['event_type'] === type)
    const session_id = '969d36c5-2a54-4ae3-b82e-3ba7a0dfc133'
    const claude = { source: 'claude-otel', agent: 'claude', session_id, level: 'info' }
    expect(find('tool_result')).toMatchObject({
      ...claude,
      timestamp: '2026-11-20T18:36:01.347Z',
      message: 'Bash sleep 3; echo hello',
      tool_name: 'Bash',
      tool_use_id: 'toolu_01bb5896ca283c8aba3ffa3b',
      duration_ms: 3123,
      status: 'ok',
    })
    expect(find('api_request')).toMatchObject({
      ...claude,
      message: 'claude-opus-5-5: 19.5 k in, 589 out, $0.03, 0.2 s',
      duration_ms: 282,
      data: {
        cost_usd: 0.025928,
        'prompt.id': 'f00bc5b2-cad7-407c-8471-638c417b383a',
        resource: { 'os.type': 'linux' },
      },
    })
    expect(find('user_prompt')).toMatchObject({ ...claude, message: '12 characters' })
    expect(find('tool_decision')).toMatchObject({ message: 'Write accept by user_permanent', status: 'accept' })
    expect(find('plugin_loaded')?.data).toMatchObject({ has_hooks: true, skill_path_count: 0 })
    expect(find('managed_settings_resolved')?.data).toMatchObject({ 'managed_settings.sources': [] })
  })

  it('twice, because an answer was lost, is stored once', async () => {
    const [body] = recorded('logs')
    expect((await sendJson('logs', body)).status).toBe(200)
    const before = await eventsOf(dashboard, 'source=claude-otel')
    expect(await (await sendJson('logs', body)).json()).toEqual({})
    expect(await eventsOf(dashboard, 'source=claude-otel')).toEqual(before)
  })

  it('and by any agent, or as a span, is stored once too, and its tokens count once; another line of a log is another', async () => {
    await using server = await startTestDashboard()
    const to = { to: server, headers: bearer(server) }
    const record = (fields: object, more: object = {}) => ({
      ...{ timeUnixNano: nano(Date.now()), body: { stringValue: 'x' }, attributes: attributes(fields) },
      ...more,
    })
    const codex = record({
      ...{ 'event.name': 'codex.sse_event', 'conversation.id': 'c1', model: 'm' },
      ...{ input_token_count: 10, output_token_count: 2 },
    })
    const gemini = record({ 'event.name': 'gemini_cli.api_response', 'session.id': 'g1' })
    const span = {
      ...{ traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), name: 'step' },
      ...{ startTimeUnixNano: nano(Date.now()), endTimeUnixNano: nano(Date.now() + 5) },
    }
    const spans = { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans: [span] }] }] }
    for (let sent = 0; sent < 2; sent += 1) {
      await sendJson('logs', logOf('codex_cli_rs', codex), to)
      await sendJson('logs', logOf('gemini-cli', gemini), to)
      await sendJson('logs', logOf('shop', record({}, codex)), to)
      expect(await (await sendJson('traces', spans, to)).json()).toEqual({})
    }
    await sendJson('logs', logOf('codex_cli_rs', { ...codex, timeUnixNano: nano(Date.now() + 1_000) }), to)
    const sources = (await eventsOf(server, '')).map((event) => event['source'])
    const count = (source: string) => sources.filter((one) => one === source).length
    expect([count('codex-otel'), count('gemini-otel'), count('otlp'), count('shop')]).toEqual([2, 1, 1, 2])
    expect(await server.services.events.told('c1')).toMatchObject({ tokens: { input: 20, output: 4 }, requests: 2 })
  })

  it('is found by the names that it sends, also those with dots', async () => {
    const found = await eventsOf(dashboard, `query=${encodeURIComponent('data.prompt.id:f00bc5b2* type:api_request')}`)
    expect(found.length).toBeGreaterThan(0)
    expect(await eventsOf(dashboard, `query=${encodeURIComponent('data.prompt.id:other')}`)).toEqual([])
  })

  it('says what its session took: by its requests, and by its counters where it sends only those', async () => {
    await using server = await startTestDashboard()
    const headers = bearer(server)
    const [session = ''] = ['969d36c5-2a54-4ae3-b82e-3ba7a0dfc133']
    for (const body of recorded('metrics'))
      expect((await sendJson('metrics', body, { to: server, headers })).status).toBe(200)
    const counted = await server.services.events.told(session)
    expect(counted).toMatchObject({ by: 'metrics', tokens: { input: expect.any(Number) } })
    // Sent again it counts for nothing.
    for (const body of recorded('metrics').slice(-1)) await sendJson('metrics', body, { to: server, headers })
    expect(await server.services.events.told(session)).toEqual(counted)
    for (const body of recorded('logs')) await sendJson('logs', body, { to: server, headers })
    const told = await server.services.events.told(session)
    expect(told).toMatchObject({ by: 'logs', requests: expect.any(Number), costUsd: expect.any(Number) })
    const requests = await eventsOf(server, `event_type=api_request&session_id=${session}`)
    const sum = requests.reduce((total, { data }) => total + Number(data['cost_usd']), 0)
    expect(told?.costUsd).toBeCloseTo(sum, 9)
    expect(told?.requests).toBe(requests.length)
  })
})

const bearer = ({ token }: TestDashboard) => ({ Authorization: `Bearer ${token}`, 'X-API-Key': '' })

describe('metrics that are kept', () => {
  it('are listed with name, attributes, unit and last value, and each is there minute by minute', async () => {
    await using server = await startTestDashboard()
    const headers = bearer(server)
    for (const body of recorded('metrics')) await sendJson('metrics', body, { to: server, headers })
    const ask = async (path: string) => {
      const answer = await server.fetch(path, { headers })
      return { status: answer.status, body: (await answer.json()) as { readonly [name: string]: never } }
    }
    const { body: listed } = await ask('/api/series?source=claude-otel&name=claude_code.token.usage&limit=2')
    const { series, nextCursor } = listed as unknown as {
      series: { readonly id: number; readonly [name: string]: unknown }[]
      nextCursor: number
    }
    expect(series).toHaveLength(2)
    expect(nextCursor).toBe(series[1]?.id)
    const { body: rest } = await ask(`/api/series?name=claude_code.token.usage&limit=2&cursor=${nextCursor}`)
    expect(rest['series']).not.toContainEqual(series[0])
    const [first] = series
    expect(first).toMatchObject({
      ...{ name: 'claude_code.token.usage', unit: 'tokens', agent: 'claude', kind: expect.any(String) },
      ...{ attributes: { model: expect.any(String), type: expect.any(String) }, lastAt: expect.stringMatching(/Z$/) },
    })
    const { body: one } = await ask(`/api/series/${first?.id}`)
    expect(one).toMatchObject({
      series: first,
      points: expect.arrayContaining([{ at: expect.stringMatching(/:00\.000Z$/), value: expect.any(Number) }]),
    })
    expect((await ask(`/api/series/${first?.id}?since=1d&until=2000-01-01`)).body['points']).toEqual([])
    expect(await ask('/api/series/999999')).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
    expect(await ask(`/api/series/${first?.id}?since=soon`)).toMatchObject({
      status: 400,
      body: { error: { field: 'since' } },
    })
  })

  it('are for who reads events: a key that only writes does not', async () => {
    const answer = await fetch(`${dashboard.url}/api/series`, { headers: { 'X-API-Key': key } })
    expect(answer.status).toBe(process.platform === 'linux' ? 200 : 403)
    const stranger = await fetch(`${dashboard.url}/api/series`, { headers: { Authorization: 'Bearer wrong' } })
    expect(stranger.status).toBe(401)
  })
})

describe('a log record', () => {
  it.each([
    [
      'codex_cli_rs',
      'codex-otel',
      {
        'event.name': 'codex.tool_result',
        'conversation.id': 'c1',
        tool_name: 'shell',
        call_id: 'k1',
        arguments: 'ls',
        success: 'false',
        duration_ms: '12',
      },
      {
        agent: 'codex',
        session_id: 'c1',
        tool_use_id: 'k1',
        message: 'shell ls',
        level: 'warn',
        status: 'error',
        duration_ms: 12,
      },
    ],
    [
      'codex_exec',
      'codex-otel',
      {
        'event.name': 'codex.sse_event',
        'conversation.id': 'c1',
        model: 'gpt-6',
        input_token_count: 1000,
        cached_token_count: 600,
        output_token_count: 50,
      },
      { message: 'gpt-6: 1.0 k in, 50 out' },
    ],
    [
      'gemini-cli',
      'gemini-otel',
      {
        'event.name': 'gemini_cli.tool_call',
        'session.id': 'g1',
        function_name: 'read_file',
        function_args: '{"path":"a"}',
        success: true,
      },
      { agent: 'gemini', session_id: 'g1', tool_name: 'read_file', message: 'read_file {"path":"a"}', status: 'ok' },
    ],
    [
      'opencode',
      'opencode',
      { 'event.name': 'x', 'gen_ai.conversation.id': 'o1' },
      { agent: 'opencode', session_id: 'o1' },
    ],
    ['billing', 'billing', { 'event.name': 'invoice' }, { event_type: 'invoice' }],
    [undefined, 'otlp', {}, { event_type: 'log' }],
  ])('of %s is one of the source %s', async (service, source, sent, expected) => {
    const before = (await eventsOf(dashboard, `source=${source}`)).length
    const record = { timeUnixNano: nano(Date.now()), attributes: attributes(sent) }
    expect((await sendJson('logs', logOf(service, record))).status).toBe(200)
    const all = await eventsOf(dashboard, `source=${source}`)
    expect(all).toHaveLength(before + 1)
    expect(all.at(-1)).toMatchObject({ source, ...expected })
  })

  it.each([
    [{ severityNumber: 17 }, 'error'],
    [{ severityNumber: 13 }, 'warn'],
    [{ severityNumber: 9 }, 'info'],
    [{ severityNumber: 1 }, 'debug'],
    [{ severityText: 'WARNING' }, 'warn'],
    [{}, null],
  ])('with %j has the level %s', async (severity, level) => {
    await sendJson(
      'logs',
      logOf('levels', { ...severity, body: { stringValue: 'Text\nmore' }, traceId: 'AB'.repeat(16) }),
    )
    const event = (await eventsOf(dashboard, 'source=levels')).at(-1)
    expect(event).toMatchObject({ level, message: 'Text', trace_id: 'ab'.repeat(16), data: { body: 'Text\nmore' } })
  })

  it('is called by its attribute, else by its field: libraries write a place in their code into that', async () => {
    const eventName = 'event otel/src/events.rs:703'
    const named = { eventName, attributes: attributes({ 'event.name': 'codex.user_prompt' }) }
    await sendJson('logs', logOf('named', named, { eventName }))
    const events = await eventsOf(dashboard, 'source=named')
    expect(events.map((event) => event['event_type'])).toEqual(['codex.user_prompt', eventName])
  })

  it('is stored without its secrets, in names, texts and what it is nested in', async () => {
    const secret = `sk-ant-${'k'.repeat(40)}`
    const nested = { key: 'deep', value: { kvlistValue: { values: attributes({ api_key: 'correct horse battery' }) } } }
    const record = {
      body: { stringValue: `asked with ${secret}` },
      attributes: [...attributes({ command: `curl -H "x-api-key: ${secret}"` }), nested],
    }
    await sendJson('logs', logOf('secretive', record))
    const [event] = await eventsOf(dashboard, 'source=secretive')
    expect(event?.['message']).toBe('asked with [redacted]')
    expect(JSON.stringify(event)).not.toMatch(/k{20}|correct horse/)
  })

  it('of a key that may write as one source only is of that source', async () => {
    const bound = await newKey(dashboard, 'bound', 'sable')
    await sendJson('logs', logOf('claude-code', { attributes: attributes({ 'event.name': 'api_error' }) }), {
      secret: bound,
    })
    expect((await eventsOf(dashboard, 'source=sable')).at(-1)).toMatchObject({
      event_type: 'api_error',
      agent: 'claude',
    })
  })
})

it('a span becomes an event with its trace, its parent, its duration and how it ended, one from JSON and protobuf', async () => {
  const began = Date.now() - 5_000
  const span = {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    parentSpanId: 'c'.repeat(16),
    name: 'ai.toolCall',
    kind: 3,
    startTimeUnixNano: nano(began),
    endTimeUnixNano: `${began + 12}500000`,
    status: { code: 2, message: 'no such file' },
    attributes: attributes({ 'gen_ai.tool.name': 'read' }),
    events: [{ name: 'exception', attributes: attributes({ 'exception.type': 'ENOENT' }) }],
  }
  const body = {
    resourceSpans: [
      { resource: { attributes: attributes({ 'service.name': 'opencode' }) }, scopeSpans: [{ spans: [span] }] },
    ],
  }
  const sent = [await sendJson('traces', body), await send('traces', asProtobuf('traces', body), { type: protobuf })]
  expect(sent.map(({ status }) => status)).toEqual([200, 200])
  const events = await eventsOf(dashboard, `trace_id=${'a'.repeat(32)}`)
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({
    source: 'opencode',
    event_type: 'ai.toolCall',
    timestamp: new Date(began).toISOString(),
    duration_ms: 12.5,
    parent_id: 'c'.repeat(16),
    span_id: 'b'.repeat(16),
    status: 'error',
    level: 'error',
    message: 'no such file',
    tool_name: 'read',
    data: { 'span.kind': 'client', 'span.events': [{ name: 'exception' }] },
  })
})

describe('of what can be kept in part', () => {
  it('the rest is said: how many, and why', async () => {
    const far = { timeUnixNano: nano(Date.now() + 3 * 86_400_000) }
    const body = logOf('partly', {}, far)
    const answer = await sendJson('logs', body)
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('24 hours ahead') } },
    ])
    const bytes = new Uint8Array(await (await send('logs', asProtobuf('logs', body), { type: protobuf })).arrayBuffer())
    const reader = new BinaryReader(bytes)
    expect(reader.tag()[0]).toBe(1)
    reader.uint32()
    expect([reader.tag()[0], Number(reader.int64())]).toEqual([1, 1])
    expect([reader.tag()[0], reader.string()]).toEqual([2, expect.stringContaining('24 hours ahead')])
  })

  it("nothing is no success: TCE's own name for a source, and metrics that nobody could add up", async () => {
    const own = await sendJson('logs', logOf('tce', {}))
    expect(own.status).toBe(400)
    expect(await own.json()).toMatchObject({ code: 3, message: expect.stringContaining('“tce”') })
    const metric = { name: 'm', sum: { dataPoints: [{ asInt: '1', timeUnixNano: nano(Date.now()) }] } }
    const odd = await sendJson('metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] })
    expect([odd.status, (await odd.json()) as object]).toEqual([
      400,
      expect.objectContaining({ message: expect.stringContaining('temporality') }),
    ])
  })
})

describe('is refused in the encoding of the request, in words', () => {
  const deep = `{"resourceLogs":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
  const nestedBytes = (levels: number) => {
    let any: Record<string, unknown> = { stringValue: 'x' }
    for (let level = 0; level < levels; level++) any = { arrayValue: { values: [any] } }
    return asProtobuf('logs', logOf('deep', { body: any }))
  }
  it.each([
    ['no JSON', json, () => '{"resourceLogs":', 400, 3, /no JSON/],
    ['no object', json, () => '[]', 400, 3, /JSON object/],
    ['nested without end', json, () => deep, 400, 3, /nested too deep/],
    ['nested without end', protobuf, () => nestedBytes(200), 400, 3, /nested too deep/],
    [
      'cut off',
      protobuf,
      () => asProtobuf('logs', recorded('logs')[0] ?? {}).slice(0, 500),
      400,
      3,
      /ends early|no protobuf/,
    ],
    ['of other types', protobuf, () => new Uint8Array([0x08, 0x01]), 400, 3, /not of its type/],
    ['of another kind', 'text/plain', () => 'x', 415, 3, /application\/x-protobuf/],
    ['too long', protobuf, () => new Uint8Array(6 * 1024 * 1024), 413, 3, /at most/],
    [
      'of too many records',
      json,
      () => JSON.stringify(logOf('many', ...Array<object>(10_001).fill({}))),
      413,
      3,
      /smaller batches/,
    ],
  ])('what is %s (%s)', async (_, type, body, status, code, words) => {
    const answer = await send('logs', body(), { type })
    expect(answer.status).toBe(status)
    expect(await statusIn(answer, type === protobuf)).toEqual({ code, message: expect.stringMatching(words) })
  })

  it('who has no key, or a wrong one', async () => {
    for (const type of [json, protobuf]) {
      const none = await fetch(`${dashboard.url}/v1/logs`, {
        method: 'POST',
        headers: { 'Content-Type': type },
        body: '{}',
      })
      expect([401, 403]).toContain(none.status)
      expect((await statusIn(none, type === protobuf)).message).not.toBe('')
      const wrong = await send('logs', '{}', { type, secret: `tce_${'x'.repeat(43)}` })
      expect([wrong.status, (await statusIn(wrong, type === protobuf)).code]).toEqual([401, 16])
    }
  })

  it('who sends what the disk does not take, with when to come again', async () => {
    await using server = await startTestDashboard()
    server.services.events.capture = async () => ({
      ok: false,
      error: { kind: 'unwritable', message: 'The disk is full.', retryAfterMs: 5_000 },
    })
    const answer = await sendJson('logs', logOf('x', {}), { to: server, headers: bearer(server) })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.json()).toMatchObject({ code: 14, message: 'The disk is full.' })
  })
})

async function statusIn(answer: Response, isProtobuf: boolean): Promise<{ code: number; message: string }> {
  expect(answer.headers.get('content-type')).toBe(isProtobuf ? protobuf : json)
  if (!isProtobuf) {
    const { code, message } = (await answer.json()) as { code: number; message: string }
    return { code, message }
  }
  const reader = new BinaryReader(new Uint8Array(await answer.arrayBuffer()))
  expect(reader.tag()[0]).toBe(1)
  const code = reader.int32()
  expect(reader.tag()[0]).toBe(2)
  return { code, message: reader.string() }
}

it('is taken as gzip, and empty: a request of nothing is a success', async () => {
  const [body] = recorded('metrics')
  const bytes = new Uint8Array(gzipSync(asProtobuf('metrics', body ?? {})))
  expect((await send('metrics', bytes, { type: protobuf, headers: { 'Content-Encoding': 'gzip' } })).status).toBe(200)
  for (const type of [json, protobuf]) expect((await send('logs', '', { type })).status).toBe(200)
})
