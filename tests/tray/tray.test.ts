import { expect, it } from 'vitest'
import { err, ok } from '../../src/core/result.ts'
import { nothingWaits } from '../../src/core/waiting/waiting-report.ts'
import type { Connect } from '../../src/tray/connection.ts'
import type { TrayModel } from '../../src/tray/model.ts'
import { startTray, type TrayParts } from '../../src/tray/tray.ts'
import { createFakeServices } from '../dashboard/fake-services.ts'
import { limitsNowMs } from '../services/made-up-limits.ts'
import { waitFor } from '../tools/wait-for.ts'
import { afternoon, agent, asksForMake, fleet, waiting } from './fleet.ts'

function setUp(more: Partial<TrayParts> = {}) {
  const services = createFakeServices()
  services.fleetNow = afternoon()
  const drawn: TrayModel[] = []
  const said: string[] = []
  const opened: string[] = []
  let closed = 0
  let connects = 0
  let goAway = () => {}
  const connect: Connect = async () => {
    connects += 1
    const gone = Promise.withResolvers<void>()
    goAway = gone.resolve
    return ok({
      services,
      origin: 'http://localhost:5111',
      signInUrl: async () => 'http://localhost:5111/#code=abc',
      gone: gone.promise,
      close: async () => {
        closed += 1
      },
    })
  }
  const tray = startTray({
    connect,
    draw: (model) => drawn.push(model),
    ask: async () => true,
    tell: ({ title, body }) => said.push(`${title}: ${body}`),
    copy: () => {},
    openFolder: async () => undefined,
    showAbout: () => {},
    quit: () => {},
    openInBrowser: async (url) => void opened.push(url),
    startsAtLogin: { get: async () => undefined, set: async () => {} },
    notify: async () => undefined,
    version: '1.2.3',
    retryMs: 10,
    cpuWindowMs: 1,
    ...more,
  })
  const latest = () => drawn.at(-1)
  const shows = (text: string) => waitFor(text, () => latest()?.tooltip.includes(text))
  return {
    tray,
    services,
    drawn,
    said,
    opened,
    latest,
    shows,
    goAway: () => goAway(),
    seen: () => ({ closed, connects }),
  }
}

it('draws at once, then the fleet, then today', async () => {
  const { tray, drawn, shows } = setUp()
  expect(drawn[0]).toMatchObject({ icon: 'none', tooltip: 'Looking for agents' })
  await shows('8 agents: 1 waiting, 1 zombie, 2 stale · $0.50 today')
  await tray.stop()
})

it('says the limit that runs out first, anew when a number changes, and none that is too old', async () => {
  let atMs = limitsNowMs
  const { tray, services, latest, shows } = setUp({ nowMs: () => atMs })
  await shows('$0.50 today · 5 h 62 % → 16:04')
  expect(latest()?.title).not.toContain('5 h')
  const report = await services.limits.read()
  Object.assign(services.limits, { read: async () => ({ ...report, accounts: report.accounts.slice(1) }) })
  services.emit({ type: 'limits.changed', data: {} })
  await shows('· 5 h 38 %')
  atMs += 31 * 60_000
  services.emit({ type: 'fleet.changed', data: afternoon() })
  await waitFor('it to be gone', () => latest()?.tooltip.endsWith('today'))
  await tray.stop()
})

it('follows the bus and asks nothing meanwhile', async () => {
  const { tray, services, shows } = setUp()
  await shows('today')
  let asked = 0
  services.fleet.read = async () => {
    asked += 1
    return fleet()
  }
  services.emit({ type: 'fleet.changed', data: fleet(agent(1, 'a')) })
  await shows('1 agent · ')
  services.emit({ type: 'fleet.changed', data: fleet(agent(1, 'a'), agent(2, 'b')) })
  await shows('2 agents · ')
  expect(asked).toBe(0)
  await tray.stop()
})

it('offers to answer what is asked as soon as it is told, and no more when its server is gone', async () => {
  const { tray, services, latest, shows, goAway } = setUp()
  services.fleetNow = fleet(waiting(1, 'shop', { sessionId: 's' }))
  await shows('1 agent: 1 waiting')
  const item = { id: 'wq3kf', kind: 'permission', agent: 'claude', summary: 'make', approval: asksForMake } as const
  const isOffered = () => JSON.stringify(latest()?.menu).includes('Allow Once')
  services.emit({ type: 'waiting.changed', data: { ...nothingWaits, waiting: [item] } })
  await waitFor('the answer to be offered', isOffered)
  goAway()
  await waitFor('it to be gone', () => !isOffered())
  await tray.stop()
})

it('turns grey when its server goes away, keeps the mark of who waited, and comes back', async () => {
  const { tray, drawn, shows, goAway, seen } = setUp()
  await shows('8 agents')
  goAway()
  await waitFor('the second connection', () => seen().connects === 2)
  expect(drawn).toContainEqual(
    expect.objectContaining({ icon: 'none-waiting', tooltip: expect.stringMatching(/^Not connected/) }),
  )
  await shows('8 agents')
  await tray.stop()
  expect(seen()).toEqual({ connects: 2, closed: 2 })
})

it('says once why it can not connect, and goes on trying', async () => {
  let tries = 0
  const { tray, said, latest } = setUp({
    connect: async () => {
      tries += 1
      return err({ message: 'Port 5111 is in use by node (pid 812). Next: tce run --port 5112.' })
    },
  })
  await waitFor('three tries', () => tries >= 3)
  expect(said).toEqual(['TCE is not connected: Port 5111 is in use by node (pid 812). Next: tce run --port 5112.'])
  expect(latest()).toMatchObject({ icon: 'none', tooltip: 'Not connected' })
  await tray.stop()
})

it('offers Force kill after a failed kill, until the process is gone', async () => {
  const { tray, services, latest, shows } = setUp()
  await shows('8 agents')
  services.outcome = 'still-alive'
  await tray.run({ do: 'kill', target: { pid: 48213, start: '4821300' }, who: 'payments-api', force: false })
  expect(JSON.stringify(latest()?.menu)).toContain('Force kill…')
  services.emit({ type: 'fleet.changed', data: fleet(agent(48213, 'other', { start: 'reused' })) })
  expect(JSON.stringify(latest()?.menu)).not.toContain('Force kill…')
  await tray.stop()
})

it('opens pages signed in', async () => {
  const { tray, opened, shows } = setUp()
  await shows('8 agents')
  await tray.run({ do: 'show', agentId: '1:100' })
  await tray.run({ do: 'open-settings' })
  expect(opened).toEqual(['http://localhost:5111/?open=1%3A100#code=abc', 'http://localhost:5111/settings#code=abc'])
  await tray.stop()
})

it('closes what it opened when it stops, and draws no more', async () => {
  const { tray, services, drawn, shows, seen } = setUp()
  await shows('today')
  await tray.stop()
  const before = drawn.length
  services.emit({ type: 'fleet.changed', data: fleet() })
  expect([seen().closed, drawn.length]).toEqual([1, before])
})
