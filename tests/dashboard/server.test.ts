import { mkdtempSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type DashboardOptions, startDashboard } from '../../src/dashboard/start.ts'
import { createFakeServices } from './fake-services.ts'
import { startTestDashboard } from './running-dashboard.ts'

const listenOn = (host: string, port = 0) =>
  new Promise<{ server: Server; port: number }>((resolve) => {
    const server = createServer().listen(port, host, () => {
      const address = server.address()
      resolve({ server, port: typeof address === 'object' && address ? address.port : 0 })
    })
  })

const start = (port: number, findOwner?: DashboardOptions['findOwner']) =>
  startDashboard({
    services: createFakeServices(),
    version: '1',
    dataDir: mkdtempSync(join(tmpdir(), 'tce-server-')),
    port,
    findOwner,
  })

describe('the port', () => {
  it('in use is said with the program that has it', async () => {
    await using first = await startTestDashboard()
    const second = await start(first.port, async () => ({ pid: 812, name: 'node' }))
    expect(second).toMatchObject({
      ok: false,
      error: {
        kind: 'port-in-use',
        owner: { pid: 812, name: 'node' },
        message: expect.stringContaining(`Port ${first.port} is in use by node (pid 812).`),
      },
    })
  })

  it.runIf(process.platform === 'linux')('in use by this very program is found to be so', async () => {
    await using first = await startTestDashboard()
    expect(await start(first.port)).toMatchObject({ error: { owner: { pid: process.pid } } })
  })

  it('taken on ::1 alone is in use as well, for that is where localhost may lead', async () => {
    const { server, port } = await listenOn('::1').catch(() => ({ server: undefined, port: 0 }))
    if (server === undefined) return
    expect(await start(port)).toMatchObject({ ok: false, error: { kind: 'port-in-use' } })
    server.close()
  })

  it('serves both loopback addresses', async () => {
    await using dashboard = await startTestDashboard()
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      expect((await fetch(`http://${host}:${dashboard.port}/`)).status).toBe(200)
    }
  })
})

describe('closing', () => {
  it('ends open streams and idle connections, and frees the port', async () => {
    const dashboard = await startTestDashboard()
    const headers = { Authorization: `Bearer ${dashboard.token}` }
    const stream = await dashboard.fetch('/api/stream', { headers })
    await dashboard.fetch('/api/health', { headers })
    await dashboard.close()
    // Ends by itself, because the server ended it.
    expect(await stream.text()).toContain('event: processes')
    await expect(dashboard.fetch('/')).rejects.toThrow()
    const { server } = await listenOn('127.0.0.1', dashboard.port)
    server.close()
    expect(dashboard.services.attentiveListeners).toBe(0)
  })

  it('does not wait for an answer that never comes', async () => {
    const dashboard = await startTestDashboard()
    const asked = Promise.withResolvers<void>()
    dashboard.services.fleet.read = () => {
      asked.resolve()
      return new Promise(() => {})
    }
    const headers = { Authorization: `Bearer ${dashboard.token}` }
    const hanging = dashboard.fetch('/api/processes', { headers }).catch(() => 'cut off')
    await asked.promise
    await dashboard.close()
    expect(await hanging).toBe('cut off')
  })
})
