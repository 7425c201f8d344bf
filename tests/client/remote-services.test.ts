import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyIfThere, bodyOf } from '../../src/client/answer.ts'
import { readToken } from '../../src/client/find-server.ts'
import { createRemoteServices } from '../../src/client/remote-services.ts'
import { createServerClient, identifyServer } from '../../src/client/server-client.ts'
import { ownUser } from '../../src/core/audit/audit.ts'
import type { RunningDashboard } from '../../src/dashboard/start.ts'
import { startDashboard } from '../../src/dashboard/start.ts'
import { createEventReader } from '../../src/storage/server-events.ts'
import { fakeServices } from '../cli/fake-services.ts'
import { agentOf, nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'

const behind = fakeServices({
  log: [
    {
      at: new Date(nowMs).toISOString(),
      actor: { kind: 'token', name: 'tray' },
      action: 'process.pin',
      target: { id: '1:2', pid: 1, start: '2' },
      outcome: 'pinned',
      message: 'pinned',
    },
  ],
})
const dataDir = mkdtempSync(join(tmpdir(), 'tce-remote-'))
let dashboard: RunningDashboard
const address = () => ({ port: dashboard.port, token: readToken(dataDir) })
const remote = () => createRemoteServices(createServerClient(address()))
const refOf = (pid: number) => ({ pid, start: agentOf(pid).start })

beforeAll(async () => {
  const started = await startDashboard({ services: behind, version: '9.9.9', dataDir, port: 0 })
  if (!started.ok) throw new Error(started.error.message)
  dashboard = started.value
})
afterAll(() => dashboard.close())

describe('the services of a running server', () => {
  it('shows the same fleet', async () => {
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
    expect(plain(await remote().fleet.read())).toEqual(plain(twentyAgents))
  })

  it('kills by pid and start, and is told what was observed', async () => {
    const reports = await remote().fleet.kill({ targets: [refOf(50418), refOf(9120)], force: true }, ownUser('cli'))
    expect(behind.kills.at(-1)).toEqual({ targets: [refOf(50418), refOf(9120)], force: true })
    expect(reports.map(({ pid, outcome, ok }) => ({ pid, outcome, ok }))).toEqual([
      { pid: 50418, outcome: 'ended', ok: true },
      { pid: 9120, outcome: 'ended', ok: true },
    ])
  })

  it('spares whom it runs inside, which the server does not know, and ends the others', async () => {
    const inside = createRemoteServices(createServerClient(address()), { ancestorPids: async () => new Set([9120, 1]) })
    const targets = [refOf(9120), refOf(50418)]
    const [spared, ended] = await inside.fleet.kill({ targets, force: true }, ownUser('cli'))
    expect(behind.kills.at(-1)).toEqual({ targets: [refOf(50418)], force: true })
    expect(ended).toMatchObject({ pid: 50418, outcome: 'ended' })
    expect(spared).toMatchObject({ pid: 9120, outcome: 'protected', ok: false, sent: [] })
    expect(spared?.message).toMatch(/^TCE runs inside dotfiles .*\(9120\) and would end with it\. Nothing was sent\.$/)
  })

  it('asks nothing of the server when only such a one was named', async () => {
    const before = behind.kills.length
    const inside = createRemoteServices(createServerClient(address()), { ancestorPids: async () => new Set([9120]) })
    expect(await inside.fleet.kill({ targets: [refOf(9120)], force: true }, ownUser('cli'))).toMatchObject([
      { outcome: 'protected' },
    ])
    expect(behind.kills).toHaveLength(before)
  })

  it('says of one that went meanwhile that it is gone, and still ends the other that was named', async () => {
    const gone = { pid: 4_000_000, start: '1' }
    const reports = await remote().fleet.kill(
      { targets: [gone, refOf(50418)], force: false, isExplicit: true },
      ownUser('cli'),
    )
    expect(reports).toMatchObject([
      { pid: 4_000_000, outcome: 'gone', ok: false },
      { pid: 50418, outcome: 'ended' },
    ])
  })

  it('names one process explicitly when asked to', async () => {
    await remote().fleet.kill({ targets: [refOf(2214)], force: false, isExplicit: true }, ownUser('cli'))
    expect(behind.kills.at(-1)).toEqual({ targets: [refOf(2214)], force: false, isExplicit: true })
  })

  it('pins, unpins and reads the log', async () => {
    expect(await remote().fleet.pin(refOf(50418), ownUser('cli'))).toMatchObject({ ok: true, pinned: true })
    expect(await remote().fleet.unpin(refOf(50418), ownUser('cli'))).toMatchObject({ ok: true, pinned: false })
    expect(behind.pins.slice(-2).map(({ action }) => action)).toEqual(['pin', 'unpin'])
    expect(await remote().log.newest(5)).toMatchObject([
      { actor: { kind: 'token', name: 'tray' }, action: 'process.pin', outcome: 'pinned' },
    ])
  })

  it('is told why a pin of another process is refused', async () => {
    const report = await remote().fleet.pin({ pid: 50418, start: 'another' }, ownUser('cli'))
    expect(report.ok).toBe(false)
    expect(report.message).toContain('is another process now')
  })
})

describe('before the token is sent', () => {
  it('the listener proves that it holds the same one', async () => {
    expect(await identifyServer(address())).toEqual({ pid: process.pid, version: '9.9.9' })
    expect(await identifyServer({ ...address(), token: 'f'.repeat(64) })).toBeUndefined()
  })

  it('another program on the port is not taken for ours, and never sees the token', async () => {
    const seen: string[] = []
    const impostor = createServer((request, response) => {
      seen.push(JSON.stringify([request.url, request.headers]))
      response.end(JSON.stringify({ name: 'tce', version: '9.9.9', pid: 1, proof: 'f'.repeat(64) }))
    })
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve))
    const { port } = impostor.address() as AddressInfo
    expect(await identifyServer({ ...address(), port })).toBeUndefined()
    expect(seen).toHaveLength(1)
    expect(seen.join()).not.toContain(readToken(dataDir))
    await new Promise((resolve) => impostor.close(resolve))
  })

  it('a program that took the port of a server that went is asked for its proof, and never sees the token', async () => {
    const other = await startDashboard({ services: behind, version: '9.9.9', dataDir, port: 0 })
    if (!other.ok) throw new Error(other.error.message)
    const { port } = other.value
    const client = createServerClient({ port, token: readToken(dataDir) })
    const streamEnded = new Promise<void>((resolve) => client.stream('/api/stream', () => {}, resolve))
    expect((await client.get('/api/processes')).status).toBe(200)
    await other.value.close()
    await streamEnded
    const seen: string[] = []
    const impostor = createServer((request, response) => {
      seen.push(JSON.stringify([request.url, request.headers]))
      response.end('{}')
    })
    await new Promise<void>((resolve) => impostor.listen(port, '127.0.0.1', resolve))
    await expect(client.get('/api/processes')).rejects.toThrow('it has ended, or is another program by now')
    expect(seen).toHaveLength(1)
    expect(seen.join()).not.toContain(readToken(dataDir))
    await new Promise((resolve) => impostor.close(resolve))
  })

  it('a server that came back as another version is not read', async () => {
    const start = async (version: string, port: number) => {
      const started = await startDashboard({ services: behind, version, dataDir, port })
      if (!started.ok) throw new Error(started.error.message)
      return started.value
    }
    const first = await start('9.9.9', 0)
    const address = { port: first.port, token: readToken(dataDir), identity: { pid: process.pid, version: '9.9.9' } }
    const client = createServerClient(address)
    await first.close()
    await expect(client.get('/api/processes')).rejects.toThrow('did not answer')
    const second = await start('9.9.10', first.port)
    await expect(client.get('/api/processes')).rejects.toThrow('it is TCE 9.9.10 by now, and was 9.9.9')
    await second.close()
  })

  it('a port where nobody listens, or nobody answers, is no server', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    expect(await identifyServer({ ...address(), port }, 50)).toBeUndefined()
    silent.closeAllConnections()
    await new Promise((resolve) => silent.close(resolve))
    expect(await identifyServer({ ...address(), port })).toBeUndefined()
  })
})

describe('an answer', () => {
  it('is taken as it was said: what nobody here knows stays unknown', () => {
    const fleet = { processes: [{ pid: 1, start: '2', health: 'overloaded', capabilities: ['kill', 'prompt'] }] }
    expect(bodyOf({ status: 200, body: fleet }, 'processes')).toBe(fleet)
  })

  it.each([[undefined], [null], ['text'], [[]]])('that is no object is said to be unreadable: %j', (body) =>
    expect(() => bodyOf({ status: 200, body }, 'processes')).toThrow(
      "The server's answer about processes can't be read.",
    ),
  )

  it('that refuses is said in the words of the server, with the exit code of what is not there', () => {
    const body = { error: { code: 'not-found', message: 'No session begins with "x".' } }
    expect(() => bodyOf({ status: 404, body }, 'a session')).toThrow(
      expect.objectContaining({ message: 'No session begins with "x".', exitCode: 3 }),
    )
    expect(bodyIfThere({ status: 404, body }, 'a session')).toBeUndefined()
  })

  it('never passes for a success without its status', () =>
    expect(() => bodyOf({ status: 500, body: { processes: [] } }, 'processes')).toThrow("can't be read"))
})

it('reads server-sent events however the pieces fall', () => {
  const stream =
    'event: processes\nid: 1\ndata: {"a":1}\n\n: a comment\n\nevent: usage\ndata: {}\n\nevent: bad\ndata: {half\n\n'
  for (const size of [1, 2, 7, 1000]) {
    const events: unknown[] = []
    const read = createEventReader((type, data) => events.push([type, data]))
    for (let i = 0; i < stream.length; i += size) read(stream.slice(i, i + size))
    expect(events).toEqual([
      ['processes', { a: 1 }],
      ['usage', {}],
    ])
  }
})
