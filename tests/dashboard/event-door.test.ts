/** Which requests are answered without the router; that both answer alike stands in events.test.ts. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { ok } from '../../src/core/result.ts'
import { createAccess } from '../../src/dashboard/access/access.ts'
import { createCaptureMeter } from '../../src/dashboard/capture-meter.ts'
import { eventDoor } from '../../src/dashboard/event-door.ts'
import { unknownPeers } from './running-dashboard.ts'

const token = 'a'.repeat(64)
const errors: string[] = []
const door = eventDoor({
  access: createAccess({ token, port: 5111, peers: unknownPeers }),
  events: {
    capture: async (events) => {
      if (events[0]?.message === 'a bug') throw new Error('of ours')
      return ok(events.map((_, index) => ({ status: 'captured', eventId: index + 1 })))
    },
  },
  posting: { nowMs: Date.now, maxPayloadBytes: () => 1_000, captures: createCaptureMeter() },
  reportError: (message, cause) => errors.push(`${message}: ${cause}`),
})

const body = '{"source":"ci","event_type":"done"}'
const usual = {
  host: 'localhost:5111',
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  'content-length': String(body.length),
}

interface Asked {
  readonly method?: string
  readonly url?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** Whether it was answered at once, and what it was told. */
async function ask(
  { method = 'POST', url = '/events', headers = {} }: Asked,
  sent: Readable = Readable.from([Buffer.from(body)]),
) {
  const given = Object.entries({ ...usual, ...headers }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  const incoming = Object.assign(sent, { method, url, headers: Object.fromEntries(given), rawHeaders: given.flat() })
  const told = Promise.withResolvers<{ readonly status: number; readonly text: string }>()
  let status = 0
  const outgoing = {
    writeHead: (code: number) => {
      status = code
    },
    end: (text: string) => told.resolve({ status, text }),
  }
  const isTaken = door(incoming as unknown as IncomingMessage, outgoing as unknown as ServerResponse)
  return { isTaken, told: isTaken ? await told.promise : undefined }
}

it('one small body of JSON with a credential is answered at once, at both addresses', async () => {
  for (const url of ['/events', '/api/events']) {
    const { told } = await ask({ url })
    expect(told).toEqual({ status: 200, text: '{"status":"captured","event_id":1}' })
  }
})

it.each<[string, Asked]>([
  ['another method', { method: 'PUT' }],
  ['another address', { url: '/v1/logs' }],
  ['a question in the address', { url: '/events?x=1' }],
  ['lines', { headers: { 'content-type': 'application/x-ndjson' } }],
  ['a type with more to it', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
  ['no credential', { headers: { authorization: undefined } }],
  ['a cookie', { headers: { cookie: 'a=b' } }],
  ['a page of others', { headers: { origin: 'http://localhost:3000' } }],
  ['a packed body', { headers: { 'content-encoding': 'gzip' } }],
  ['no length', { headers: { 'content-length': undefined } }],
  ['an empty body', { headers: { 'content-length': '0' } }],
  ['a large body', { headers: { 'content-length': '65537' } }],
  ['a length that is no number', { headers: { 'content-length': '1, 1' } }],
  ['another host', { headers: { host: 'evil.example:5111' } }],
  ['another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
])('%s is left to the router, unread', async (_, asked) => {
  const sent = Readable.from([Buffer.from(body)])
  expect(await ask(asked, sent)).toEqual({ isTaken: false, told: undefined })
  expect(sent.readableDidRead).toBe(false)
})

it('a bug is told to our log, and to who sent it that there was one', async () => {
  const sent = Readable.from([Buffer.from('{"source":"ci","event_type":"x","message":"a bug"}')])
  expect(await ask({}, sent)).toMatchObject({ told: { status: 500 } })
  expect(errors.splice(0)).toEqual(['POST /events failed: Error: of ours'])
})

it('who hangs up before all was sent is told nothing, and nothing is captured', async () => {
  const sent = new Readable({ read() {} })
  let isAnswered = false
  void ask({}, sent).then(() => {
    isAnswered = true
  })
  sent.push(body.slice(0, 9))
  sent.destroy(new Error('aborted'))
  await new Promise((resolve) => setImmediate(resolve))
  expect([isAnswered, errors]).toEqual([false, []])
})
