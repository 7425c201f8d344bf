/** A WebSocket is asked for as an attacker or a program would: every way has to end at the door of the routes. */
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard, unknownPeers } from './running-dashboard.ts'

const socket = `Upgrade: websocket
Connection: Upgrade
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13
`
const upgrade = async (d: TestDashboard, headers: string, path = '/api/stream', method = 'GET') => {
  const answer = await d.raw(`${method} ${path} HTTP/1.1\n${headers}${socket}\n`)
  const body = answer.status === 101 ? undefined : (JSON.parse(answer.body) as { error: { code: string } })
  return { ...answer, code: body?.error.code }
}
const host = (d: TestDashboard) => `Host: localhost:${d.port}\n`

it('is refused to other hosts and other pages, whatever they bring', async () => {
  await using d = await startTestDashboard()
  const token = `Authorization: Bearer ${d.token}\n`
  for (const foreign of [`Host: evil.example:${d.port}\n`, `Host: localhost:${d.port}\nHost: evil.example\n`])
    expect(await upgrade(d, foreign + token)).toMatchObject({ status: 403, code: 'host-not-allowed' })
  for (const origin of ['https://evil.example', 'null', 'http://localhost:3000'])
    expect(await upgrade(d, `${host(d)}${token}Origin: ${origin}\n`)).toMatchObject({ code: 'origin-not-allowed' })
  const fetched = 'Sec-Fetch-Site: same-site\nSec-Fetch-Mode: websocket\nSec-Fetch-Dest: websocket\n'
  expect(await upgrade(d, host(d) + token + fetched)).toMatchObject({ status: 403, code: 'origin-not-allowed' })
})

it('is refused to who does not say who they are, and to a wrong token, as every route', async () => {
  await using d = await startTestDashboard({ peers: unknownPeers })
  const nobody = await upgrade(d, host(d))
  expect(nobody).toMatchObject({ status: 401, code: 'sign-in-needed' })
  expect(nobody.headers).toMatchObject({
    'www-authenticate': 'Bearer realm="TCE"',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    connection: 'close',
  })
  expect(await upgrade(d, `${host(d)}Authorization: Bearer nope\n`)).toMatchObject({ status: 401, code: 'wrong-token' })
  expect(await upgrade(d, `${host(d)}Cookie: tce_session_${d.port}=a.b.0.c\n`)).toMatchObject({ status: 401 })
})

it('is there where something can be followed, and nowhere else', async () => {
  await using d = await startTestDashboard()
  const token = `Authorization: Bearer ${d.token}\n`
  for (const path of ['/', '/api/processes', '/api/sessions/3f2a/state', '/api/none', '/api/session'])
    expect(await upgrade(d, host(d) + token, path)).toMatchObject({ status: 404, code: 'not-found' })
  expect(await upgrade(d, host(d) + token, '/api/sessions/none/stream')).toMatchObject({ status: 404 })
  expect(await upgrade(d, host(d) + token, '/api/stream?types=none')).toMatchObject({
    status: 400,
    code: 'bad-request',
  })
  expect((await upgrade(d, host(d) + token)).status).toBe(101)
})

it.each(['', 'TCE-Agent: payments-api\n'])('changes nothing, whoever asks and however: %j', async (agent) => {
  await using d = await startTestDashboard()
  const headers = `${host(d)}Authorization: Bearer ${d.token}\nContent-Type: application/json\n${agent}`
  for (const method of ['GET', 'POST', 'HEAD']) {
    expect(await upgrade(d, headers, '/api/kill/4242', method)).toMatchObject({ status: 404 })
    expect(await upgrade(d, headers, '/api/session/link', method)).toMatchObject({ status: 404 })
  }
  expect(await upgrade(d, headers, '/api/stream', 'POST')).toMatchObject({ status: 400, code: 'bad-request' })
  expect(d.services.kills).toEqual([])
  expect(d.services.attentiveListeners).toBe(0)
})

it('is asked for as the protocol has it', async () => {
  await using d = await startTestDashboard()
  const token = `Authorization: Bearer ${d.token}\n`
  const half = 'Upgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n'
  const answer = await d.raw(`GET /api/stream HTTP/1.1\n${host(d)}${token}${half}\n`)
  expect(answer.status).toBe(400)
  expect(answer.body).toContain('Sec-WebSocket-Key')
  expect(d.services.attentiveListeners).toBe(0)
})

it('is no word of another protocol that a program offers with each request', async () => {
  await using d = await startTestDashboard()
  const offer = 'Connection: Upgrade, HTTP2-Settings, close\nUpgrade: h2c\nHTTP2-Settings: AAMAAABk\n'
  const answer = await d.raw(`GET /api/identity?challenge=${'0'.repeat(32)} HTTP/1.1\n${host(d)}${offer}\n`)
  expect(answer.status).toBe(200)
})

it('holds up nothing: a caller who hangs up, or never does, is let go', async () => {
  const d = await startTestDashboard()
  const hangsUp = connect(d.port, '127.0.0.1', () => {
    hangsUp.write(`GET / HTTP/1.1\r\n${host(d)}${socket}\r\n`.replace(/\r?\n/g, '\r\n'))
    hangsUp.resetAndDestroy()
  })
  const stays = connect({ port: d.port, host: '127.0.0.1', allowHalfOpen: true })
  stays.write(`GET / HTTP/1.1\n${host(d)}${socket}\n`.replace(/\n/g, '\r\n'))
  await new Promise((resolve) => stays.once('data', resolve))
  const begunMs = performance.now()
  await d.close()
  expect(performance.now() - begunMs).toBeLessThan(2_000)
  stays.destroy()
})
