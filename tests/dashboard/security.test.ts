/** Each point of the checklist for a local panel that can end processes, as the attack it is there for. */
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDashboard } from '../../src/dashboard/start.ts'
import { createFakeServices } from './fake-services.ts'
import {
  cookieOf,
  parseAnswer,
  problemOf,
  startTestDashboard,
  type TestDashboard,
  unknownPeers,
} from './running-dashboard.ts'

let dashboard: TestDashboard
beforeAll(async () => {
  dashboard = await startTestDashboard()
})
afterAll(() => dashboard.close())

const get = (path: string, host: string, more = '') =>
  dashboard.raw(`GET ${path} HTTP/1.1\nHost: ${host}\nConnection: close\n${more}\n`)
const own = () => `localhost:${dashboard.port}`
const everyKind = [
  '/',
  '/page.js',
  '/favicon.svg',
  '/api/processes',
  '/api/stream',
  '/api/health',
  '/api/openapi.json',
  '/nowhere',
]

describe('DNS rebinding', () => {
  it.each(everyKind)('a foreign Host gets nothing of %s', async (path) => {
    const answer = await get(path, `evil.example:${dashboard.port}`)
    expect(answer.status).toBe(403)
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'host-not-allowed' } })
  })
  it.each(['localhost', 'localhost:1', '127.0.0.1.nip.io:PORT', 'localhost:PORT.evil.example', 'localhost.:PORT'])(
    'Host: %s is not ours',
    async (host) => {
      expect((await get('/api/processes', host.replace('PORT', String(dashboard.port)))).status).not.toBe(200)
    },
  )
  it('an Origin equal to a foreign Host does not help', async () => {
    const evil = `evil.example:${dashboard.port}`
    expect((await get('/api/processes', evil, `Origin: http://${evil}\n`)).status).toBe(403)
  })
  it('no Host, two Hosts, and a host in the request line are refused', async () => {
    expect((await dashboard.raw('GET /api/processes HTTP/1.0\n\n')).status).not.toBe(200)
    expect((await dashboard.raw('GET /api/processes HTTP/1.1\nConnection: close\n\n')).status).toBe(400)
    expect((await get('/api/processes', own(), 'Host: evil.example\n')).status).not.toBe(200)
    expect((await get('/api/processes', 'evil.example', `Host: ${own()}\n`)).status).not.toBe(200)
    expect((await get('http://evil.example/api/processes', own())).status).toBe(403)
    expect((await get(`http://${own()}/api/processes`, 'evil.example')).status).toBe(403)
  })
  it('an upgrade is not a way around it', async () => {
    const upgrade = 'Upgrade: websocket\nConnection: Upgrade\n'
    const answer = await dashboard.raw(`GET /api/stream HTTP/1.1\nHost: evil.example\n${upgrade}\n`)
    expect(answer.status).not.toBe(101)
    expect(answer.status).not.toBe(200)
  })
})

describe('other web sites', () => {
  it.each(['https://evil.example', 'null', 'http://localhost:3000', 'http://evil.example:PORT'])(
    'Origin: %s is refused for reading and for changing, with the right token too',
    async (origin) => {
      const headers = {
        Origin: origin.replace('PORT', String(dashboard.port)),
        Authorization: `Bearer ${dashboard.token}`,
      }
      expect(await problemOf(await dashboard.fetch('/api/processes', { headers }))).toMatchObject({
        status: 403,
        code: 'origin-not-allowed',
      })
      expect((await dashboard.post('/api/kill/4242', {}, headers)).status).toBe(403)
      expect(dashboard.services.kills).toHaveLength(0)
    },
  )
  it('Sec-Fetch-Site: cross-site is refused even without an Origin', async () => {
    expect((await get('/', own(), 'Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\n')).status).toBe(403)
    expect((await get('/api/stream', own(), 'Sec-Fetch-Site: cross-site\n')).status).toBe(403)
  })
  it('no answer carries a CORS header, a preflight neither', async () => {
    const preflight = await dashboard.fetch('/api/kill/4242', {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect(preflight.ok).toBe(false)
    for (const response of [
      preflight,
      ...(await Promise.all(everyKind.filter((p) => p !== '/api/stream').map((p) => dashboard.fetch(p)))),
    ]) {
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })
  it('every kind of answer forbids frames, sniffing, inline scripts and keeping', async () => {
    for (const path of everyKind) {
      const { headers } = await get(path, own())
      expect(headers['content-security-policy']).toContain("default-src 'self'")
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy']).not.toContain('unsafe')
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
      })
      if (path.startsWith('/api')) expect(headers['cache-control']).toBe('no-store')
    }
  })
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
    'application/jsonx',
  ])('a form that posts %s is refused', async (type) => {
    const response = await dashboard.post('/api/kill/4242', {}, { 'Content-Type': type })
    expect(await problemOf(response)).toMatchObject({ status: 415, code: 'json-only' })
    expect((await dashboard.post('/api/session', {}, { 'Content-Type': type })).status).toBe(415)
  })
  it('a POST without body and type is refused: pages may send that without asking', async () => {
    const headers = `Authorization: Bearer ${dashboard.token}\nContent-Length: 0\nConnection: close\n`
    const answer = await dashboard.raw(`POST /api/kill/4242 HTTP/1.1\nHost: ${own()}\n${headers}\n`)
    expect(answer.status).toBe(415)
    expect(dashboard.services.kills).toHaveLength(0)
  })
})

describe('the token', () => {
  const changes = ['/api/kill/4242', '/api/kill', '/api/pin/4242', '/api/unpin/4242', '/api/session/link']
  it.each(changes)('%s needs it: a local POST without Origin and without token is refused', async (path) => {
    const response = await dashboard.fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    })
    expect(response.status).toBe(401)
    expect(dashboard.services.kills).toHaveLength(0)
  })
  it('is refused when it is wrong, of any length and in any form', async () => {
    await using lenient = await startTestDashboard({ failureLimit: { burst: 100, refillMs: 1 } })
    const { token } = lenient
    const wrong = [
      '',
      'x',
      token.slice(0, 63),
      `${token}0`,
      token.toUpperCase().replace(/\d/g, 'A'),
      `${token.slice(0, 63)}z`,
      '%00',
      'é',
    ]
    for (const given of wrong) {
      for (const authorization of [`Bearer ${encodeURI(given)}`, `Basic ${encodeURI(given)}`, encodeURI(given)]) {
        expect((await lenient.post('/api/kill/4242', {}, { Authorization: authorization })).status).toBe(401)
        expect((await lenient.fetch('/api/processes', { headers: { Authorization: authorization } })).status).toBe(401)
      }
    }
    expect((await lenient.fetch(`/api/processes?token=${token}`, { headers: { Authorization: 'x' } })).status).toBe(401)
    expect(lenient.services.kills).toHaveLength(0)
  })
  it('in the address is no token', async () => {
    const response = await dashboard.fetch(`/api/kill/4242?token=${dashboard.token}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    })
    expect(response.status).toBe(401)
  })
  it('stands in no answer', async () => {
    for (const path of [
      '/',
      '/api/health',
      '/api/openapi.json',
      `/api/identity?challenge=${'a'.repeat(32)}`,
      '/api/log',
    ]) {
      expect(await (await dashboard.fetch(path)).text()).not.toContain(dashboard.token)
    }
    expect(await (await dashboard.post('/api/session', {})).text()).not.toContain(dashboard.token)
  })
  it('wrong too often: 429 with Retry-After, and the right one still works', async () => {
    await using strict = await startTestDashboard({ failureLimit: { burst: 2, refillMs: 60_000 } })
    const attempt = () => strict.post('/api/kill/4242', {}, { Authorization: `Bearer ${'0'.repeat(64)}` })
    expect([(await attempt()).status, (await attempt()).status]).toEqual([401, 401])
    const third = await attempt()
    expect(third.status).toBe(429)
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await strict.post('/api/kill/4242', {})).status).toBe(200)
  })
  it('does not lift the limit on changes', async () => {
    await using strict = await startTestDashboard({ changeLimit: { burst: 2, refillMs: 60_000 } })
    const kill = () => strict.post('/api/kill/4242', {})
    expect([(await kill()).status, (await kill()).status, (await kill()).status]).toEqual([200, 200, 429])
    expect(strict.services.kills).toHaveLength(2)
  })
})

describe('a browser', () => {
  const signIn = (d: TestDashboard, body: object, headers: Record<string, string> = {}) =>
    d.fetch('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const kill = (d: TestDashboard, headers: Record<string, string>) =>
    d.fetch('/api/kill/4242', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: '{}',
    })

  it('comes in by the code of a link, once, and then needs cookie and CSRF value for a change', async () => {
    await using d = await startTestDashboard({ peers: unknownPeers })
    expect((await d.fetch('/api/processes')).status).toBe(401)
    const link = new URL(d.signInUrl())
    expect(link.search).toBe('')
    const code = new URLSearchParams(link.hash.slice(1)).get('code')
    const signedIn = await signIn(d, { code })
    expect(signedIn.status).toBe(200)
    expect(signedIn.headers.get('set-cookie')).toMatch(/; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict$/)
    const Cookie = cookieOf(signedIn)
    const { csrf } = (await signedIn.json()) as { csrf: string }
    expect((await d.fetch('/api/processes', { headers: { Cookie } })).status).toBe(200)
    expect(await problemOf(await kill(d, { Cookie }))).toMatchObject({ status: 403, code: 'csrf' })
    expect((await kill(d, { Cookie, 'X-TCE-CSRF': `${csrf}0` })).status).toBe(403)
    expect((await kill(d, { 'X-TCE-CSRF': csrf })).status).toBe(401)
    expect(d.services.kills).toHaveLength(0)
    expect((await kill(d, { Cookie, 'X-TCE-CSRF': csrf })).status).toBe(200)
    expect(d.services.kills[0]?.actor).toEqual({ kind: 'browser', name: 'dashboard' })
    expect((await signIn(d, { code })).status).toBe(401)
  })
  it('that never heard the answer to its renewal is not signed out: page and cookie still fit', async () => {
    await using d = await startTestDashboard({ peers: unknownPeers })
    const signedIn = await signIn(d, { token: d.token })
    const { csrf } = (await signedIn.json()) as { csrf: string }
    // The browser keeps the cookie of an answer that a reload cut off; the page never sees its body.
    const Cookie = cookieOf(await signIn(d, {}, { Cookie: cookieOf(signedIn), 'X-TCE-CSRF': csrf }))
    expect((await signIn(d, {}, { Cookie, 'X-TCE-CSRF': csrf })).status).toBe(200)
    expect((await kill(d, { Cookie, 'X-TCE-CSRF': csrf })).status).toBe(200)
  })
  it('is in the audit log: every sign-in and every wrong one, a link, but not each renewal', async () => {
    await using d = await startTestDashboard({ peers: unknownPeers })
    const code = new URLSearchParams(new URL(d.signInUrl()).hash.slice(1)).get('code')
    await signIn(d, {})
    await signIn(d, { token: 'wrong' })
    const signedIn = await signIn(d, { code })
    const { csrf } = (await signedIn.json()) as { csrf: string }
    await signIn(d, {}, { Cookie: cookieOf(signedIn), 'X-TCE-CSRF': csrf })
    await signIn(d, { token: d.token })
    await d.post('/api/session/link', {}, { 'TCE-Client': 'tray' })
    expect(d.services.recorded.map(({ action, actor, outcome }) => [action, actor.kind, actor.name, outcome])).toEqual([
      ['browser.sign-in', 'browser', 'dashboard', 'wrong-token'],
      ['browser.sign-in', 'browser', 'dashboard', 'done'],
      ['browser.sign-in', 'browser', 'dashboard', 'done'],
      ['browser.link', 'token', 'tray', 'done'],
    ])
    expect(JSON.stringify(d.services.recorded)).not.toContain(d.token)
    expect(JSON.stringify(d.services.recorded)).not.toContain(code)
  })
  it('makes a link only after a sign-in with a link or the token, not for being the same user', async () => {
    await using d = await startTestDashboard({ peers: { ownUid: 501, uidOf: async () => 501 } })
    const statuses: number[] = []
    for (const credential of [{}, { token: d.token }]) {
      const signedIn = await signIn(d, credential)
      const { csrf } = (await signedIn.json()) as { csrf: string }
      const headers = { Cookie: cookieOf(signedIn), 'X-TCE-CSRF': csrf }
      const asked = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: '{}' }
      statuses.push((await d.fetch('/api/session/link', asked)).status)
    }
    expect(statuses).toEqual([403, 200])
  })
  it('that stole the cookie on another port of this host is not told the CSRF value', async () => {
    await using d = await startTestDashboard({ peers: unknownPeers })
    const signedIn = await signIn(d, { token: d.token })
    const Cookie = cookieOf(signedIn)
    const { csrf } = (await signedIn.json()) as { csrf: string }
    expect((await signIn(d, {}, { Cookie })).status).toBe(401)
    expect((await signIn(d, {}, { Cookie, 'X-TCE-CSRF': csrf })).status).toBe(200)
  })
  it('with a stolen cookie of another user is not signed in', async () => {
    const uids = [501, 502, 0]
    await using d = await startTestDashboard({ peers: { ownUid: 501, uidOf: async () => uids[0] } })
    const Cookie = cookieOf(await signIn(d, {}))
    const statuses: number[] = []
    while (uids.length > 0) {
      statuses.push((await d.fetch('/api/processes', { headers: { Cookie } })).status)
      uids.shift()
    }
    expect(statuses).toEqual([200, 401, 200])
  })
  it('with a wrong token is told how long one is', async () => {
    expect(await problemOf(await signIn(dashboard, { token: '7f3c9a11d0' }))).toMatchObject({
      status: 401,
      message: expect.stringContaining('That is 10 characters; a token has 64.'),
    })
  })
  it('cannot forge a cookie', async () => {
    await using d = await startTestDashboard({ peers: unknownPeers })
    const Cookie = `tce_session_${d.port}=${'a'.repeat(32)}.zzzzzzzzz.0.${'b'.repeat(64)}`
    expect((await d.fetch('/api/processes', { headers: { Cookie } })).status).toBe(401)
  })
})

describe.runIf(process.platform === 'linux')('on Linux', () => {
  it('a program of the same user reads without a token, over IPv4 and IPv6', async () => {
    expect((await dashboard.fetch('/api/processes')).status).toBe(200)
    expect((await fetch(`http://localhost:${dashboard.port}/api/processes`)).status).toBe(200)
  })
  it('unless the token is required', async () => {
    await using strict = await startTestDashboard({ isTokenRequired: true })
    expect((await strict.fetch('/api/processes')).status).toBe(401)
    expect((await strict.post('/api/session', {}, { Authorization: '' })).status).toBe(401)
    const headers = { Authorization: `Bearer ${strict.token}` }
    expect((await strict.fetch('/api/processes', { headers })).status).toBe(200)
  })
  it.runIf(process.getuid?.() === 0)(
    "another user's program gets the page, and 401 for all it would show",
    async () => {
      const asNobody = (request: string) => requestAs(65534, dashboard.port, request)
      const head = `Host: ${own()}\nConnection: close\n`
      expect((await asNobody(`GET / HTTP/1.1\n${head}\n`)).status).toBe(200)
      const { paths } = (await (await dashboard.fetch('/api/openapi.json')).json()) as { paths: Record<string, object> }
      // The one tells who we are, the other nothing before it was told a key.
      const open = ['/api/identity', '/ws']
      const readable = Object.keys(paths).filter((path) => 'get' in (paths[path] ?? {}) && !open.includes(path))
      expect(readable.length).toBeGreaterThan(6)
      for (const path of readable) {
        const status = (await asNobody(`GET ${path.replace('{id}', 'abc')} HTTP/1.1\n${head}\n`)).status
        expect([path, status]).toEqual([path, 401])
      }
      const json = `${head}Content-Type: application/json\nContent-Length: 2\n`
      expect((await asNobody(`POST /api/session HTTP/1.1\n${json}\n{}`)).status).toBe(401)
      expect((await asNobody(`GET /ws HTTP/1.1\n${head}\n`)).status).toBe(400)
      expect((await asNobody(`POST /events HTTP/1.1\n${json}\n{}`)).status).toBe(401)
      expect((await asNobody(`POST /api/kill/4242 HTTP/1.1\n${json}\n{}`)).status).toBe(401)
      expect(dashboard.services.kills).toHaveLength(0)
    },
  )
})

/** bash is everywhere and needs no file of ours, which another user might not be allowed to read. */
function requestAs(uid: number, port: number, request: string) {
  const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; cat >&3; cat <&3`
  const child = spawn('bash', ['-c', script], { uid, gid: uid, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(request.replace(/\n/g, '\r\n'))
  return new Promise<ReturnType<typeof parseAnswer>>((resolve) => {
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.on('close', () => resolve(parseAnswer(text)))
  })
}

describe('the network', () => {
  it.each(['0.0.0.0', '::', '10.0.0.1'])('is not listened to on %s', async (host) => {
    const started = await startDashboard({
      services: createFakeServices(),
      version: '1',
      dataDir: '/nonexistent',
      port: 0,
      host,
    })
    expect(started).toMatchObject({ ok: false, error: { kind: 'not-loopback' } })
  })
})

describe('what is sent', () => {
  it('over 64 KiB is refused, announced or not', async () => {
    const big = 'x'.repeat(70_000)
    expect((await dashboard.post('/api/kill', { big })).status).toBe(413)
    const head = `POST /api/kill HTTP/1.1\nHost: ${own()}\nAuthorization: Bearer ${dashboard.token}\nContent-Type: application/json\n`
    const chunk = `${(40_000).toString(16)}\n${'x'.repeat(40_000)}\n`
    const chunked = await dashboard.raw(`${head}Transfer-Encoding: chunked\nConnection: close\n\n${chunk}${chunk}0\n\n`)
    expect(chunked.status).toBe(413)
  })
  it.each([
    '{',
    '[]',
    '"x"',
    'null',
    '{"targets":[]}',
    '{"targets":[{"pid":0,"start":"1"}]}',
    '{"targets":[{"pid":4242}]}',
    '{"targets":[{"pid":4242,"start":"1"}],"forse":true}',
  ])('as a bulk kill is checked: %s', async (body) => {
    const response = await dashboard.fetch('/api/kill', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${dashboard.token}` },
      body,
    })
    expect(await problemOf(response)).toMatchObject({ status: 400, code: 'bad-request' })
    expect(dashboard.services.kills).toHaveLength(0)
  })
  it.each([
    '/../../../etc/passwd',
    '/..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/package.json',
    '/page.js/../../app.ts',
    '/..\\..\\package.json',
    '//etc/passwd',
    '/.%00',
    '/page.js%00.css',
    '/constructor',
    '/__proto__',
  ])('as a path leads to no other file: %s', async (path) => {
    const answer = await get(path, own())
    expect([400, 404]).toContain(answer.status)
    expect(answer.body).not.toContain('root:')
  })
  it('slowly, header by header, is cut off', async () => {
    await using d = await startTestDashboard({ headersTimeoutMs: 300 })
    const answer = await new Promise<string>((resolve) => {
      let text = ''
      const socket = connect(d.port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\n'))
      const drip = setInterval(() => socket.write('X-Slow: 1\r\n'), 50)
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', () => {})
      socket.on('close', () => {
        clearInterval(drip)
        resolve(text)
      })
    })
    expect(answer).toContain('408')
  })
  it('by more connections than allowed is not taken', async () => {
    await using d = await startTestDashboard({ connectionLimit: 3 })
    const sockets = Array.from({ length: 3 }, () => connect(d.port, '127.0.0.1'))
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))
    await expect(d.fetch('/api/processes')).rejects.toThrow()
    for (const socket of sockets) socket.destroy()
  })
})

describe('a kill', () => {
  it('of a pid that began at another time sends nothing', async () => {
    for (const seen of [{ start: '1' }, { startedAt: '2026-11-20T09:00:00.001Z' }]) {
      const response = await dashboard.post('/api/kill/4242', seen)
      expect(await problemOf(response)).toMatchObject({ status: 409, code: 'gone' })
    }
    expect(dashboard.services.kills).toHaveLength(0)
  })
  it.each([1, 2, 999_999, process.pid])('of pid %i, which is no agent, sends nothing', async (pid) => {
    expect(await problemOf(await dashboard.post(`/api/kill/${pid}`, {}))).toMatchObject({
      status: 404,
      code: 'not-watched',
    })
    expect(dashboard.services.kills).toHaveLength(0)
  })
  it.each(['0', '-1', 'abc', '1.5', '4242;1', '99999999999999999999', '%20'])(
    'of "%s" is a bad request',
    async (pid) => {
      expect((await dashboard.post(`/api/kill/${pid}`, {})).status).toBe(400)
    },
  )
})
