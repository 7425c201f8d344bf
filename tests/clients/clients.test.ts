/** The two clients, and programs written for the first servers of this kind, against a server that goes away and comes back. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Refused, TceEvents, Unavailable } from '../../clients/js/tce-events.js'
import { startDashboard } from '../../src/dashboard/start.ts'
import { startTestDashboard, type TestDashboard } from '../dashboard/running-dashboard.ts'
import { freePort } from '../tools/free-port.ts'
import { waitFor } from '../tools/wait-for.ts'

let d: TestDashboard
let folder: string
let key: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tce-clients-'))
  d = await startTestDashboard()
  key = ((await (await d.post('/api/keys', { label: 'client' })).json()) as { secret: string }).secret
})
afterEach(async () => {
  await d.close()
  await d.services.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The same events, keys and port behind it. */
async function comesBack(): Promise<void> {
  const { port, services } = d
  d = await startTestDashboard({ port, services, findKey: services.findKey })
}

interface Row {
  readonly id: number
  readonly event_type: string
  readonly message: string
  readonly session_id?: string
}
const stored = async (): Promise<readonly Row[]> =>
  ((await (await d.fetch('/events?limit=1000&order=oldest')).json()) as { events: readonly Row[] }).events

const python = (script: string, ...words: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      PYTHONPATH: join(import.meta.dirname, '../../clients/python'),
      http_proxy: 'http://127.0.0.1:1',
    }
    const child = spawn('python3', ['-c', script, d.url, key, folder, ...words], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.stderr.on('data', (chunk) => {
      text += chunk
    })
    child.on('error', reject)
    child.on('close', () => resolve(text.trim()))
  })

const hasPython = spawnSync('python3', ['--version']).status === 0

describe('the JavaScript client', () => {
  const open = (more: object = {}) => new TceEvents({ key, source: 'js', url: d.url, ...more })

  it('answers with the id when an event is on disk, alone, several at once and with a context', async () => {
    const events = open()
    const id = await events.post('startup', { message: 'it runs', level: 'info', data: { version: '1.0.0' } })
    expect(await d.services.events.find(Number(id))).toMatchObject({ source: 'js', message: 'it runs' })
    const ids = await events.context({ session_id: 's1' }).batch([{ event_type: 'a' }, { event_type: 'b' }])
    expect((await stored()).filter((row) => ids.includes(row.id)).map((row) => row.session_id)).toEqual(['s1', 's1'])
  })

  it('says what is wrong, and that nobody is there', async () => {
    await expect(open().post('')).rejects.toThrow(Refused)
    await expect(open().post('x', { level: 'fatal' as never })).rejects.toMatchObject({ field: 'level' })
    await expect(open({ key: 'tce_wrong' }).post('x')).rejects.toMatchObject({ status: 401 })
    await d.close()
    await expect(open().post('x')).rejects.toThrow(Unavailable)
  })

  it('keeps events while the server is away, and sends each once and in order when it is back', async () => {
    const spool = join(folder, 'events.ndjson')
    const events = open({ spool })
    await events.post('n', { message: '0' })
    await d.close()
    const away = await Promise.all([1, 2, 3].map((n) => events.post('n', { message: String(n) })))
    expect(away).toEqual([undefined, undefined, undefined])
    expect(readFileSync(spool, 'utf8').trim().split('\n')).toHaveLength(3)
    await comesBack()
    // Another program of the same spool goes on with it.
    const later = open({ spool })
    expect(await later.post('n', { message: '4' })).toBeTypeOf('number')
    expect(existsSync(spool)).toBe(false)
    expect((await stored()).map(({ message }) => message)).toEqual(['0', '1', '2', '3', '4'])
    expect(await later.flush()).toBe(true)
  })

  it('does not fill a disk', async () => {
    await d.close()
    const events = open({ spool: join(folder, 'events.ndjson'), spoolMostBytes: 500 })
    await events.post('n', { message: 'x'.repeat(200) })
    await expect(events.post('n', { message: 'x'.repeat(200) })).rejects.toThrow('is full')
  })
})

describe.runIf(hasPython)('the Python client', () => {
  const begin = `
import sys, json
from tce_events import TceEvents, Refused, Unavailable
url, key, folder = sys.argv[1:4]
events = TceEvents(key, source="py", url=url, spool=folder + "/events.ndjson")
`

  it('answers with the id when an event is on disk, alone, several at once and with a context', async () => {
    const out = await python(`${begin}
one = events.post("startup", message="it runs", level="info", data={"version": "1.0.0"})
two = events.context(session_id="s1").batch([{"event_type": "a"}, {"event_type": "b"}])
print(json.dumps([one] + two))`)
    expect(JSON.parse(out)).toEqual([1, 2, 3])
    expect((await stored()).map(({ event_type, session_id }) => [event_type, session_id])).toEqual([
      ['startup', undefined],
      ['a', 's1'],
      ['b', 's1'],
    ])
  })

  it('says what is wrong, and that nobody is there', async () => {
    const out = await python(`${begin}
def what(act):
    try: return str(act())
    except Refused as problem: return "refused %s %s" % (problem.status, problem.field)
    except Unavailable as problem: return "unavailable"
plain = TceEvents(key, source="py", url="http://127.0.0.1:1")
print(json.dumps([what(lambda: events.post("x", level="fatal")), what(lambda: TceEvents("tce_wrong", source="py", url=url).post("x")), what(lambda: plain.post("x"))]))`)
    expect(JSON.parse(out)).toEqual(['refused 422 level', 'refused 401 None', 'unavailable'])
  })

  it('keeps events while the server is away, and sends each once and in order when it is back', async () => {
    await python(`${begin}\nevents.post("n", message="0")`)
    await d.close()
    const away = await python(`${begin}\nprint(json.dumps([events.post("n", message=str(n)) for n in (1, 2, 3)]))`)
    expect(JSON.parse(away)).toEqual([null, null, null])
    await comesBack()
    expect(await python(`${begin}\nprint(events.flush(), events.post("n", message="4"))`)).toMatch(/^True \d+$/)
    expect((await stored()).map(({ message }) => message)).toEqual(['0', '1', '2', '3', '4'])
    expect(existsSync(join(folder, 'events.ndjson'))).toBe(false)
  })
})

describe('programs of the first servers of this kind', () => {
  it('need not even another address where TCE listens on theirs as well', async () => {
    const otherPort = await freePort()
    await using both = await startTestDashboard({ otherPort })
    const made = (await (await both.post('/api/keys', { label: 'argus' })).json()) as { secret: string }
    const theirs = `http://127.0.0.1:${otherPort}`
    const headers = { 'X-API-Key': made.secret, 'Content-Type': 'application/json' }
    const event = { source: 'prismis', event_type: 'article_saved', timestamp: new Date().toISOString() }
    const response = await fetch(`${theirs}/events`, { method: 'POST', headers, body: JSON.stringify(event) })
    expect(await response.json()).toEqual({ status: 'captured', event_id: 1 })
    expect((await both.fetch('/events?source=prismis')).status).toBe(200)
    expect(await (await both.fetch('/metrics')).text()).toContain(
      'tce_event_capture_duration_seconds_count{outcome="captured"} 1',
    )
    // The same door: no page of another origin, no other name.
    expect((await fetch(`${theirs}/events`, { headers: { Origin: both.url } })).status).toBe(403)
    expect((await fetch(`${theirs}/events`, { headers: { Origin: 'https://evil.example' } })).status).toBe(403)
    expect((await fetch(`${theirs}/api/kill`, { method: 'POST', headers, body: '{}' })).status).toBe(403)
    const socket = new WebSocket(`ws://127.0.0.1:${otherPort}/ws`)
    const said = new Promise((resolve) => socket.on('message', (data) => resolve(JSON.parse(String(data)))))
    socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', api_key: both.token })))
    expect(await said).toEqual({ type: 'auth_result', status: 'success' })
    socket.terminate()
  })

  it('find TCE serving on its own port where somebody else has theirs, and TCE says who', async () => {
    const port = Number(new URL(d.url).port)
    const started = await startDashboard({
      services: d.services,
      version: '9.9.9',
      dataDir: folder,
      port: 0,
      otherPort: port,
    })
    if (!started.ok) throw new Error(started.error.message)
    expect(started.value.otherProblem).toMatch(new RegExp(`^Port ${port} is in use`))
    expect((await fetch(`${started.value.url}/api/health`)).status).toBe(200)
    await started.value.close()
  })

  it('post and follow unchanged but for the address, in JavaScript', async () => {
    const reader = (
      (await (await d.post('/api/keys', { label: 'reader', mayRead: true })).json()) as { secret: string }
    ).secret
    const socket = new WebSocket(`${d.url.replace('http', 'ws')}/ws`)
    const received: { readonly type: string; readonly event?: object }[] = []
    socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', api_key: reader })))
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      received.push(message)
      if (message.type === 'auth_result' && message.status === 'success') {
        socket.send(JSON.stringify({ type: 'subscribe', filters: { source: 'prismis' } }))
      }
    })
    await waitFor('the subscription', () => received.some(({ type }) => type === 'subscribe_result'))
    const event = {
      source: 'prismis',
      event_type: 'article_saved',
      timestamp: new Date().toISOString(),
      data: { article_id: 'abc123' },
    }
    const headers = { 'X-API-Key': key, 'Content-Type': 'application/json' }
    const response = await fetch(`${d.url}/events`, { method: 'POST', headers, body: JSON.stringify(event) })
    expect(response.ok).toBe(true)
    const { event_id } = (await response.json()) as { event_id: number }
    await waitFor('the event', () => received.some((message) => message.type === 'event'))
    expect(received.at(-1)?.event).toMatchObject({ id: event_id, ...event, level: null })
    socket.terminate()
  })

  it.runIf(hasPython)('post and ask unchanged but for the address, in Python', async () => {
    const out = await python(`
import sys, json, urllib.request
from datetime import datetime, timezone
url, key = sys.argv[1:3]
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
def call(path, body=None):
    headers = {"X-API-Key": key, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    return json.load(opener.open(urllib.request.Request(url + path, data=data, headers=headers), timeout=5))
stamp = datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")
posted = call("/events", {"source": "sable", "event_type": "thinking", "timestamp": stamp, "message": "Analyzing", "level": "debug", "data": {"tokens": 1234}})
asked = call("/events?source=sable&event_type=thinking&level=debug&limit=10")["events"][0]
same = asked["id"] == posted["event_id"] and asked["timestamp"] == stamp and asked["data"] == {"tokens": 1234}
print(posted["status"], same, call("/sources")["sources"], call("/event-types")["event_types"])`)
    expect(out).toBe("captured True ['sable'] ['thinking']")
  })
})
