/** Events over HTTP, as programs of the first servers of this kind send and read them, and who may. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RawAnswer, startTestDashboard, type TestDashboard, unknownPeers } from './running-dashboard.ts'

let dashboard: TestDashboard
let key: string
beforeAll(async () => {
  dashboard = await startTestDashboard()
  key = (await newKey({ label: 'ci' })).secret
})
afterAll(async () => {
  await dashboard.close()
  await dashboard.services.close()
})

async function newKey(body: object): Promise<{ readonly secret: string; readonly key: { readonly last4: string } }> {
  const response = await dashboard.post('/api/keys', body)
  if (response.status !== 200) throw new Error(await response.text())
  return response.json() as never
}

interface Answered {
  readonly events: readonly { readonly event_type: string }[]
  readonly sources: readonly string[]
  readonly event_types: readonly string[]
  readonly bins: readonly unknown[]
  readonly nextCursor?: number
}

const least = { source: 'my-app', event_type: 'startup' }
const send = (body: unknown, headers: Record<string, string> = { 'X-API-Key': key }, path = '/events') =>
  fetch(`${dashboard.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  })
const read = async (path: string) => (await dashboard.fetch(path)).json() as Promise<Answered>
async function sent(body: unknown, headers?: Record<string, string>): Promise<number> {
  const response = await send(body, headers)
  const answer = (await response.json()) as { readonly event_id: number }
  expect([response.status, answer]).toEqual([200, { status: 'captured', event_id: expect.any(Number) }])
  return answer.event_id
}

describe('the intake', () => {
  const refusedNow = async () => {
    const { refused } = (await (await dashboard.fetch('/api/events/intake')).json()) as {
      readonly refused: readonly { readonly status: number; readonly count: number }[]
    }
    return new Map(refused.map(({ status, count }) => [status, count]))
  }
  const grown = (before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>) =>
    Object.fromEntries(
      [...after].map(([status, count]) => [status, count - (before.get(status) ?? 0)]).filter(([, n]) => n),
    )

  it('counts what was refused, whoever refused it and of several each, and nothing else', async () => {
    const before = await refusedNow()
    await send(least, {})
    await send('{', undefined, '/api/events')
    await send([least, { source: 'x' }, { ...least, nope: 1 }])
    await send({}, { 'X-API-Key': 'tce_no' }, '/v1/logs')
    await sent(least)
    await read('/events?limit=0')
    expect(grown(before, await refusedNow())).toEqual({ 401: 2, 422: 3 })
  })

  it('says how soon events are on disk', async () => {
    await sent(least)
    const intake = (await (await dashboard.fetch('/api/events/intake')).json()) as { readonly storedAfterMs: number }
    expect(intake.storedAfterMs).toBeGreaterThan(0)
  })
})

describe('one event', () => {
  it('tells the key it came with and the id its sender gave it', async () => {
    const { secret, key: made } = await newKey({ label: 'nightly' })
    const id = await sent({ ...least, id: 'run 7' }, { 'X-API-Key': secret })
    const name = `nightly …${made.last4}`
    expect(await read(`/api/events/${id}`)).toMatchObject({ sender_id: 'run 7', key: name })
    const { keys } = (await read('/api/events/totals')) as unknown as { readonly keys: readonly object[] }
    expect(keys).toContainEqual({ key: name, events: 1 })
    const own = await sent(least, { Authorization: `Bearer ${dashboard.token}` })
    expect(await read(`/api/events/${own}`)).not.toHaveProperty('key')
  })

  it('is answered with its id when it is on disk, and is there as it was sent', async () => {
    const data = { version: '1.0.0', id: 'x' }
    const id = await sent({
      ...least,
      message: 'Application started',
      level: 'info',
      timestamp: '2025-11-20T12:34:56Z',
      data,
    })
    expect(await read(`/api/events/${id}`)).toMatchObject({
      id,
      ...least,
      message: 'Application started',
      level: 'info',
      timestamp: '2025-11-20T12:34:56Z',
      data,
    })
    expect((await read('/events?limit=1')).events).toMatchObject([{ id, data }])
  })

  it('keeps a number that no double holds, from the sender to the reader', async () => {
    const id = await sent(`{"source":"my-app","event_type":"n","data":{"id":12345678901234567890}}`)
    expect(await (await dashboard.fetch(`/api/events/${id}`)).text()).toContain('"data":{"id":12345678901234567890}')
  })

  it.each([
    ['a missing field', { source: 'my-app' }, 422, 'event_type'],
    ['an unknown field', { ...least, sesion: 1 }, 422, 'sesion'],
    ['an unknown level', { ...least, level: 'fatal' }, 422, 'level'],
    ['a source of TCE', { ...least, source: 'tce' }, 403, 'source'],
  ])(
    'with %s is refused, and the field is named in our way and in that of the original',
    async (_, body, status, field) => {
      const response = await send(body)
      const answer = (await response.json()) as never
      expect(response.status).toBe(status)
      expect(answer).toMatchObject({ error: { field, message: expect.stringContaining(field) } })
      const { detail } = answer as { detail: unknown }
      expect(detail).toEqual(
        status === 422 ? [{ type: 'value_error', loc: ['body', field], msg: expect.any(String) }] : expect.any(String),
      )
    },
  )

  it('is refused when it is no JSON, no UTF-8, of another type, or too large by a byte', async () => {
    expect((await send('{"source":')).status).toBe(422)
    expect((await send(new Uint8Array([0x7b, 0xff, 0x7d]))).status).toBe(422)
    expect((await send(least, { 'X-API-Key': key, 'Content-Type': 'text/plain' })).status).toBe(415)
    const ofBytes = (bytes: number) => {
      const empty = JSON.stringify({ ...least, message: '' }).length
      return JSON.stringify({ ...least, message: 'x'.repeat(bytes - empty) })
    }
    expect((await send(ofBytes(512 * 1024))).status).toBe(200)
    const tooLarge = await send(ofBytes(512 * 1024 + 1))
    expect([tooLarge.status, await tooLarge.json()]).toMatchObject([413, { detail: expect.stringContaining('512 KB') }])
  })

  it('that was sent before under its id is answered with the same event, another one under that id with 409', async () => {
    const event = { ...least, id: 'deploy-7', message: 'one' }
    const id = await sent(event)
    expect(await (await send(event)).json()).toEqual({ status: 'duplicate', event_id: id })
    const other = await send({ ...event, message: 'two' })
    expect([other.status, await other.json()]).toMatchObject([409, { error: { field: 'id' } }])
  })
})

describe('many at once', () => {
  it('are answered one by one, in an array or in lines, and what is right is captured', async () => {
    const expected = { captured: 1, duplicates: 0, refused: 1 }
    const results = [
      { status: 'captured', event_id: expect.any(Number) },
      { status: 'refused', error: { code: 'invalid', field: 'source', message: '"source" is missing.' } },
    ]
    const array = await send([least, { event_type: 'x' }])
    expect([array.status, await array.json()]).toEqual([200, { ...expected, results }])
    const lines = await send(`${JSON.stringify(least)}\n\n{"event_type":"x"}\n`, {
      'X-API-Key': key,
      'Content-Type': 'application/x-ndjson',
    })
    expect([lines.status, await lines.json()]).toEqual([200, { ...expected, results }])
  })

  it('are no success when none is right; and more than 1,000, or 5 MB, are too many', async () => {
    expect((await send([{}, {}])).status).toBe(422)
    expect(await (await send([])).json()).toEqual({ captured: 0, duplicates: 0, refused: 0, results: [] })
    expect((await send(Array(1_001).fill(least))).status).toBe(422)
    expect((await send(Array(12).fill({ ...least, message: 'x'.repeat(500_000) }))).status).toBe(413)
  })

  it('may come packed, up to 20 MB unpacked', async () => {
    const packed = (bytes: Uint8Array) => send(bytes, { 'X-API-Key': key, 'Content-Encoding': 'gzip' })
    const many = Array(1_000).fill({ ...least, message: 'x'.repeat(15_000) })
    expect(await (await packed(gzipSync(JSON.stringify(many)))).json()).toMatchObject({ captured: 1_000 })
    const larger = Array(1_000).fill({ ...least, message: 'x'.repeat(25_000) })
    expect((await packed(gzipSync(JSON.stringify(larger)))).status).toBe(413)
    expect((await packed(new TextEncoder().encode('no gzip'))).status).toBe(415)
  })
})

describe('at once and by the router', () => {
  let lenient: TestDashboard
  beforeAll(async () => {
    lenient = await startTestDashboard({ services: dashboard.services, failureLimit: { burst: 100, refillMs: 1_000 } })
  })
  afterAll(() => lenient.close())

  /** Sent as programs mostly do, and with a type that only the router takes. */
  it.each<[string, string, Record<string, string>?]>([
    ['an event', JSON.stringify(least)],
    ['one that is wrong', '{"source":"x"}'],
    ['a field that nobody knows', JSON.stringify({ ...least, nope: 1 })],
    ['a source of ours', '{"source":"tce","event_type":"x"}'],
    ['one that is too large', JSON.stringify({ ...least, message: 'x'.repeat(60_000), data: { id: 1 } })],
    ['no JSON', '{'],
    ['nothing but space', '  '],
    ['no object', '7'],
    ['several', JSON.stringify([least, { source: 'x' }])],
    ['several that are all wrong', '[{},{}]'],
    ['too many', JSON.stringify(Array(1_001).fill(1))],
    ['a wrong key', JSON.stringify(least), { 'X-API-Key': 'tce_no' }],
    ['a wrong token', JSON.stringify(least), { Authorization: 'Bearer x' }],
    ['another host', JSON.stringify(least), { Host: 'evil.example' }],
    ['another site', JSON.stringify(least), { 'Sec-Fetch-Site': 'cross-site' }],
  ])('%s is answered alike', async (_, body, more = {}) => {
    for (const path of ['/events', '/api/events']) {
      const [atOnce, routed] = await Promise.all(
        ['application/json', 'application/json; charset=utf-8'].map((type) => {
          const headers = { Host: `127.0.0.1:${lenient.port}`, 'X-API-Key': key, ...more, 'Content-Type': type }
          const lines = Object.entries({ ...headers, 'Content-Length': body.length, Connection: 'close' })
          return lenient.raw([`POST ${path} HTTP/1.1`, ...lines.map((pair) => pair.join(': ')), '', body].join('\n'))
        }),
      )
      const alike = ({ status, headers, body: text = '' }: Partial<RawAnswer> = {}) => {
        const { date: _, ...same } = headers ?? {}
        return { status, headers: same, body: text.replace(/"event_id":\d+/g, '"event_id":0') }
      }
      expect(alike(atOnce)).toEqual(alike(routed))
      expect(atOnce?.status).toBeGreaterThan(0)
    }
  })
})

describe('who may', () => {
  it('write: a key or the token, and nobody without one, not even the same user', async () => {
    await sent(least, { Authorization: `Bearer ${key}` })
    await sent(least, { Authorization: `Bearer ${dashboard.token}` })
    await sent(least, { 'X-API-Key': dashboard.token })
    const without = await send(least, {})
    expect([without.status, await without.json()]).toMatchObject([
      401,
      { detail: expect.stringContaining('tce keys add') },
    ])
    for (const wrong of ['tce_wrong', 'wrong', '']) expect((await send(least, { 'X-API-Key': wrong })).status).toBe(401)
  })

  it('write as a source: a key that is bound to one as that alone', async () => {
    const { secret } = await newKey({ label: 'only sable', source: 'sable' })
    expect((await send({ ...least, source: 'sable' }, { 'X-API-Key': secret })).status).toBe(200)
    const other = await send(least, { 'X-API-Key': secret })
    expect([other.status, await other.json()]).toMatchObject([403, { error: { field: 'source' } }])
  })

  it('read: the same user, and a key that was made to; another key is judged as none', async () => {
    expect((await dashboard.fetch('/events', { headers: { 'X-API-Key': key } })).status).toBe(200)
    expect((await dashboard.fetch('/events', { headers: { 'X-API-Key': 'tce_wrong' } })).status).toBe(401)
    const reader = (await newKey({ label: 'reader', mayRead: true })).secret
    await using strangers = await startTestDashboard({ peers: unknownPeers, findKey: dashboard.services.findKey })
    const asked = async (headers: Record<string, string>, path = '/events') =>
      (await strangers.fetch(path, { headers })).status
    expect(await asked({})).toBe(401)
    expect(await asked({ 'X-API-Key': key })).toBe(403)
    expect(await asked({ 'X-API-Key': reader })).toBe(200)
    expect(await asked({ 'X-API-Key': reader }, '/api/processes')).toBe(403)
    expect(await asked({ 'X-API-Key': reader }, '/api/keys')).toBe(403)
  })

  it('make keys: nobody with a key; and a key that is revoked is good for nothing at once', async () => {
    const { secret, key: made } = await newKey({ label: 'short-lived' })
    expect(secret).toMatch(/^tce_[\w-]{43}$/)
    expect(secret.endsWith(made.last4)).toBe(true)
    expect((await dashboard.post('/api/keys', { label: 'more' }, { Authorization: `Bearer ${secret}` })).status).toBe(
      403,
    )
    expect((await dashboard.post('/api/keys', { label: 'short-lived' })).status).toBe(409)
    await sent(least, { 'X-API-Key': secret })
    const listed = (await read('/api/keys')) as unknown as { keys: { label: string }[] }
    expect(JSON.stringify(listed)).not.toContain(secret)
    expect(listed.keys.find(({ label }) => label === 'short-lived')).toMatchObject({ lastUsedAt: expect.any(String) })
    expect((await dashboard.post('/api/keys/revoke', { key: 'short-lived' })).status).toBe(200)
    expect((await dashboard.post('/api/keys/revoke', { key: 'short-lived' })).status).toBe(404)
    expect((await send(least, { 'X-API-Key': secret })).status).toBe(401)
    expect(dashboard.services.recorded.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['key.add', 'key.revoke']),
    )
  })
})

describe('reading', () => {
  it('filters by field, list, query and time, newest first, page by page', async () => {
    const source = 'reading'
    for (const level of ['debug', 'info', 'warn', 'error'])
      await sent({ source, event_type: level, level, message: `a ${level}` })
    const typesOf = async (query: string) =>
      (await read(`/events?source=${source}&${query}`)).events.map(({ event_type }) => event_type)
    expect(await typesOf('')).toEqual(['error', 'warn', 'info', 'debug'])
    expect(await typesOf('level=warn,error&order=oldest')).toEqual(['warn', 'error'])
    expect(await typesOf(`query=${encodeURIComponent('-level:error "a warn" OR level:debug')}`)).toEqual([
      'warn',
      'debug',
    ])
    expect(await typesOf('since=1h&limit=2')).toEqual(['error', 'warn'])
    const { nextCursor } = await read(`/events?source=${source}&limit=2`)
    expect(await typesOf(`limit=2&cursor=${nextCursor}`)).toEqual(['info', 'debug'])
    expect(await typesOf('until=2020-01-01T00:00:00Z')).toEqual([])
    expect((await read('/sources')).sources).toContain(source)
    expect((await read('/event-types')).event_types).toEqual(expect.arrayContaining(['debug', 'error']))
  })

  it.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=1001', 'limit'],
    ['level=fatal', 'level'],
    ['since=soon', 'since'],
    ['query=nokey:1', 'nokey'],
  ])('refuses %s with 400, in our words and as the detail of the original', async (query, named) => {
    const response = await dashboard.fetch(`/events?${query}`)
    const body = (await response.json()) as { error: { message: string }; detail: string }
    expect(response.status).toBe(400)
    expect(body.error.message).toContain(named)
    expect(body.detail).toBe(body.error.message)
  })

  it('names the character at which a query goes wrong', async () => {
    const body = await read(`/events?query=${encodeURIComponent('level:warn nokey:1')}`)
    expect(body).toMatchObject({ error: { field: 'query', atCharacter: 11, characters: 5 } })
  })

  it('counts by time and level', async () => {
    const now = Date.now()
    await sent({ source: 'counted', event_type: 'x', level: 'warn', timestamp: new Date(now).toISOString() })
    const since = new Date(now - 3_600_000).toISOString()
    const until = new Date(now + 60_000).toISOString()
    const { bins } = await read(`/api/events/histogram?since=${since}&until=${until}&source=counted`)
    expect(bins).toMatchObject([{ counts: { warn: 1 } }])
    expect(await read('/api/events/totals')).toMatchObject({ events: expect.any(Number), sources: expect.any(Array) })
  })

  it('gives a browser that asks for the page the page', async () => {
    const response = await dashboard.fetch('/events', { headers: { Accept: 'text/html,application/xhtml+xml' } })
    expect(response.headers.get('content-type')).toContain('text/html')
  })
})

describe('an export', () => {
  const source = 'exported'
  const lines = (text: string) => text.trim().split('\n')
  const exported = async (query: string) => (await dashboard.fetch(`/api/events/export?${query}`)).text()

  it('is the whole result, oldest first, however many pages it has and whatever comes meanwhile', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => ({
      source,
      event_type: n % 2 ? 'odd' : 'even',
      message: `${n}`,
    }))
    await send(many)
    const response = await dashboard.fetch(`/api/events/export?source=${source}&query=type:odd`)
    await sent({ source, event_type: 'odd', message: 'too late' })
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="tce-events.ndjson"')
    const events = lines(await response.text()).map((line) => JSON.parse(line) as { message: string })
    expect(events.map(({ message }) => Number(message))).toEqual(Array.from({ length: 500 }, (_, n) => 2 * n + 1))
    expect(JSON.parse(lines(await exported(`source=${source}&order=newest`))[0] ?? '')).toMatchObject({
      message: 'too late',
    })
  })

  it('is a table with a head, in which no cell is a formula', async () => {
    await sent({
      source: 'sheet',
      event_type: '=cmd()',
      message: '=HYPERLINK("http://evil")\r\nx',
      data: { n: 1 },
      duration_ms: 3,
    })
    const [head = '', row = '', ...more] = (await exported('source=sheet&format=csv')).split('\r\n')
    expect(head).toMatch(
      /^id,timestamp,level,source,event_type,message,session_id,.*,data,created_at,machine,sender_id,key$/,
    )
    expect(row).toMatch(/^\d+,[^,]+,,sheet,'=cmd\(\),"'=HYPERLINK\(""http:\/\/evil""\) .*x",,,,,,3,/)
    expect(row).toContain(',"{""n"":1}",')
    expect(more).toEqual([''])
    expect(lines(await exported('source=nobody&format=csv'))).toHaveLength(1)
    expect(await exported('source=nobody')).toBe('')
  })

  it('has no secrets in it, and every number as it was sent', async () => {
    const token = `ghp_${'a1B2'.repeat(9)}`
    await send(
      `{"source":"leaky","event_type":"x","message":"with ${token}","status":"${token}","data":{"n":12345678901234567890,"list":[{"password":"a \\"b\\" c"}],"id":"${token}"}}`,
    )
    const text = await exported('source=leaky')
    expect(text).not.toContain(token)
    expect(JSON.parse(text)).toMatchObject({
      message: 'with [redacted]',
      data: { list: [{ password: '[redacted]' }], id: '[redacted]' },
    })
    expect(text).toContain('"n":12345678901234567890')
    expect(await exported('source=leaky&format=csv')).not.toContain(token)
    expect(await (await dashboard.fetch('/events?source=leaky')).text()).toContain(token)
  })

  it('is refused as the question itself would be; who asks for its head alone gets that', async () => {
    const wrong = await dashboard.fetch('/api/events/export?query=nokey:1')
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { error: { field: 'query' } }])
    expect((await dashboard.fetch('/api/events/export?format=xml')).status).toBe(400)
    expect((await dashboard.fetch('/api/events/export', { method: 'HEAD' })).status).toBe(200)
  })

  it('is made no faster than it is read, and let go of when nobody reads it', async () => {
    const text = 'x'.repeat(400_000)
    for (let n = 0; n < 40; n += 1) await sent({ source: 'large', event_type: 'x', message: text })
    let asked = 0
    const { events } = dashboard.services
    const ask = events.ask.bind(events)
    events.ask = (request) => {
      asked += 1
      return ask(request)
    }
    const stop = new AbortController()
    const response = await dashboard.fetch('/api/events/export?source=large', { signal: stop.signal })
    const reader = response.body?.getReader()
    await reader?.read()
    let before = -1
    await vi.waitFor(
      () => {
        const isStill = asked === before
        before = asked
        if (!isStill) throw new Error('it goes on')
      },
      { interval: 300, timeout: 20_000 },
    )
    expect(asked).toBeLessThan(30)
    stop.abort()
    events.ask = ask
    expect(dashboard.errors).toEqual([])
  })
})
