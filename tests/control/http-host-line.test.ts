/** Servers of agents that keep a password: they are spoken to with the one that TCE gave them, and with no other. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { HostTalk } from '../../src/agents/hosting.ts'
import { openHttpHostLine, type ServerPlace, sayToServer } from '../../src/control/http-host-line.ts'

const right = `Basic ${Buffer.from('opencode:secret').toString('base64')}`
const server = createServer((request, answer) => {
  const isRight = request.headers.authorization === right
  answer.writeHead(isRight ? 200 : 401)
  answer.end(isRight ? '{"is":"here"}' : '')
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

function* ask(): HostTalk<unknown> {
  return yield { kind: 'call', method: 'GET /session', params: {} }
}
const line = (place: ServerPlace) =>
  openHttpHostLine({ ...place, eventsPath: '/event', messageIn: () => undefined }, { onMessage() {}, onClose() {} })

it('says it with each call and when it begins to listen', async () => {
  const place = { port, credentials: 'opencode:secret' }
  expect(await sayToServer(place, ask())).toEqual({ ok: true, value: { is: 'here' } })
  const opened = await line(place)
  if (!opened.ok) throw new Error(opened.error)
  opened.value.close()
})

it('one whose password TCE does not know says nothing', async () => {
  expect(await sayToServer({ port }, ask())).toEqual({ ok: false, error: expect.stringContaining('401') })
  expect(await line({ port, credentials: 'opencode:other' })).toMatchObject({ ok: false })
})
