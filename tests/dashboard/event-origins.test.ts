/** Pages of others that the user named: they send events with a key, and nothing else opens to them or to anybody. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard } from './running-dashboard.ts'

const app = 'https://app.example'
let d: TestDashboard
let key: string
beforeAll(async () => {
  d = await startTestDashboard({ eventOrigins: () => [app] })
  const made = await d.post('/api/keys', { label: 'page', mayRead: true })
  key = ((await made.json()) as { secret: string }).secret
})
afterAll(async () => {
  await d.close()
  await d.services.close()
})

/** As a browser sends it: node's fetch takes neither of these headers. */
async function ask(method: string, path: string, headers: Readonly<Record<string, string>>, body = '') {
  const lines = Object.entries({
    Host: `127.0.0.1:${d.port}`,
    Connection: 'close',
    'Content-Length': body.length,
    ...headers,
  })
  return d.raw(
    `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
}
const event = JSON.stringify({ source: 'page', event_type: 'click' })
const json = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors' }
const post = (path: string, more: Readonly<Record<string, string>>) => ask('POST', path, { ...json, ...more }, event)
const preflight = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-api-key' }

describe('a page of an origin that is named', () => {
  it.each(['/events', '/api/events'])('posts to %s with a key, and may read the answer', async (path) => {
    const asked = await ask('OPTIONS', path, { Origin: app, ...preflight })
    expect(asked.status).toBe(204)
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': app,
      'access-control-allow-methods': 'POST',
      vary: 'Origin',
    })
    expect(asked.headers['access-control-allow-headers']).toContain('X-API-Key')
    expect(asked.headers['access-control-allow-credentials']).toBeUndefined()
    const posted = await post(path, { Origin: app, 'X-API-Key': key })
    expect([posted.status, posted.headers['access-control-allow-origin']]).toEqual([200, app])
  })

  it('gets nowhere without a key, with a wrong one, or with the token, and may read why', async () => {
    const credentials: readonly Readonly<Record<string, string>>[] = [
      {},
      { 'X-API-Key': 'tce_wrong' },
      { Authorization: `Bearer ${d.token}` },
    ]
    for (const credential of credentials) {
      const refused = await post('/events', { Origin: app, ...credential })
      expect([401, 403]).toContain(refused.status)
      expect(refused.headers['access-control-allow-origin']).toBe(app)
    }
  })

  it.each([
    ['GET', '/events'],
    ['GET', '/api/processes'],
    ['POST', '/api/kill'],
    ['POST', '/api/keys'],
    ['OPTIONS', '/api/kill'],
    ['OPTIONS', '/sources'],
    ['POST', '/events/../api/kill'],
  ])('is refused as any other for %s %s', async (method, path) => {
    const refused = await ask(method, path, { ...json, Origin: app, 'X-API-Key': key }, method === 'POST' ? event : '')
    expect(refused.status).toBe(403)
    expect(refused.headers['access-control-allow-origin']).toBeUndefined()
  })
})

it.each(['https://app.example.evil', 'http://app.example', 'https://APP.example', 'https://app.example:8443', 'null'])(
  'a page of %s, which is not named, is refused',
  async (origin) => {
    const refused = await post('/events', { Origin: origin, 'X-API-Key': key })
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([403, undefined])
    expect((await ask('OPTIONS', '/events', { Origin: origin, ...preflight })).status).toBe(403)
  },
)

it('a named page under another name of this host is refused: that is how names are rebound', async () => {
  const refused = await post('/events', { Host: 'evil.example', Origin: app, 'X-API-Key': key })
  expect(refused.status).toBe(403)
})

it('where none is named every page is refused', async () => {
  await using closed = await startTestDashboard()
  const headers = { Origin: app, 'Content-Type': 'application/json' }
  const answer = await fetch(`${closed.url}/events`, { method: 'POST', headers, body: event })
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null])
})
