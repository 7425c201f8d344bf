/** From the stream to the channels, on real stores: told once, kept, and not lost over a restart. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openAlertStore } from '../../src/alerts/alert-store.ts'
import { ownUser } from '../../src/core/audit/audit.ts'
import type { CapturedEvent } from '../../src/core/captured/captured-event.ts'
import type { EventData } from '../../src/core/events/event-types.ts'
import type { AccountLimits, WindowReport } from '../../src/core/limits/limits-report.ts'
import type { FleetAgentReport } from '../../src/core/process/report.ts'
import { ok } from '../../src/core/result.ts'
import { hours, minutes } from '../../src/core/time/duration.ts'
import type { FollowedEvents } from '../../src/services/events.ts'
import { createAlerts } from '../../src/services/local/alerts.ts'
import { createBus } from '../../src/services/local/bus.ts'
import { usageReport } from '../dashboard/fake-services.ts'
import { ownFolder } from '../tools/own-folder.ts'
import { agent, busy, fleet, waiting, zombie } from '../tray/fleet.ts'
import { madeUpReport } from './made-up-limits.ts'
import { realAlerts, type SentAlert } from './real-alerts.ts'

const person = ownUser('cli')
const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000).toISOString()

function setUp({ dir = ownFolder('tce-alerts-'), costUsd = 1, limits = madeUpReport() } = {}) {
  const sent: SentAlert[] = []
  const told: EventData<'alert.sent'>[] = []
  const crossed: EventData<'cost.crossed'>[] = []
  const listeners: ((told: FollowedEvents) => void)[] = []
  const bus = createBus({ machine: () => 'm', states: () => ({}), clock: Date.now, reportError: () => {} })
  bus.follow(['alert.sent', 'cost.crossed'], (event) => {
    if (event.type === 'alert.sent') told.push(event.data)
    else crossed.push(event.data)
  })
  const alerts = createAlerts(realAlerts(sent, { dir }), {
    bus,
    events: {
      ask: async () => ok({ events: [], nextId: undefined }) as never,
      follow: async (_, listener) => {
        listeners.push(listener)
        return ok(() => void listeners.splice(listeners.indexOf(listener), 1))
      },
    },
    usage: {
      report: async (query) => {
        const report = usageReport(query)
        return { ...report, total: { ...report.total, costUsd } }
      },
    },
    limits: { read: async () => limits },
    log: { record: async () => {}, newest: async () => [] },
    clock: Date.now,
    reportError: (message, cause) => {
      throw new Error(message, { cause })
    },
    settleMs: 1,
  })
  const show = (...agents: readonly FleetAgentReport[]) => bus.append({ type: 'fleet.changed', data: fleet(...agents) })
  const events = (...all: readonly Partial<CapturedEvent>[]) => {
    const captured = all.map((one, id) => ({
      ...{ id, source: 'ci', event_type: 'build.failed', message: 'geheim', level: null, data: null, machine: 'm' },
      ...{ timestamp: minutesAgo(0), created_at: minutesAgo(0), ...one },
    }))
    for (const listener of listeners) listener({ events: captured, newestId: 1, isGap: false })
  }
  const titles = () => told.map(({ title }) => title)
  let isOpen = true
  const close = async () => {
    if (isOpen) await alerts.close()
    isOpen = false
  }
  onTestFinished(close)
  return { alerts, sent, told, crossed, show, events, titles, dir, close, listeners }
}

it('tells a long wait once, on the desktop in full and elsewhere without what is asked, and keeps where it went', async () => {
  const { alerts, sent, told, show, titles } = setUp()
  await alerts.setChannel({ channel: 'slack', values: { url: 'https://hooks.slack.com/services/x' } }, person)
  await alerts.saveRule({ id: 'waits', kind: 'waits', minutes: 2, channels: ['desktop', 'slack'] }, person)
  alerts.begin()
  const one = waiting(1, 'payments-api', {
    activitySince: minutesAgo(3),
    name: 'fix the vault',
    asks: 'Bash cat vault',
  })
  show(one)
  await vi.waitFor(() => expect(titles()).toEqual(['payments-api · fix the vault waits for you']))
  show(one, agent(2, 'b'))
  await alerts.settled()
  expect(told).toMatchObject([{ kind: 'waits', channels: ['desktop', 'slack'], agentId: one.id, count: 1 }])
  expect(sent.map(({ message: { title, body } }) => [title, body])).toEqual([
    ['payments-api (Claude Code) waits for you', 'input needed, 3 min'],
  ])
  expect(await alerts.fired(5)).toMatchObject([
    {
      rule: 'waits',
      title: titles()[0],
      deliveries: [
        { channel: 'desktop', state: 'sent' },
        { channel: 'slack', state: 'sent' },
      ],
    },
  ])
  show(agent(2, 'b'))
  await vi.waitFor(async () => expect((await alerts.fired(5))[0]?.resolvedAt).toBeDefined())
})

it('after a restart tells nothing twice, and what began meanwhile', async () => {
  const first = setUp()
  first.alerts.begin()
  first.show(agent(1, 'a'), agent(2, 'b'))
  await first.alerts.settled()
  first.show(zombie(1, 'a'), agent(2, 'b'))
  await vi.waitFor(() => expect(first.titles()).toEqual(['a is zombie']))
  await first.close()
  const second = setUp({ dir: first.dir })
  second.alerts.begin()
  second.show(zombie(1, 'a'), zombie(2, 'b'))
  await vi.waitFor(() => expect(second.titles()).toEqual(['b is zombie']))
})

it('an end at work while the server was started anew is told, once, and that nobody saw it', async () => {
  const first = setUp()
  first.alerts.begin()
  first.show(busy(7, 'payments-api', 'retry'), busy(8, 'notes', 'sorting'))
  await first.alerts.settled()
  await first.close()
  const again = setUp({ dir: first.dir })
  again.alerts.begin()
  again.show(busy(8, 'notes', 'sorting'))
  await vi.waitFor(() => expect(again.titles()).toEqual([expect.stringContaining('ended unexpectedly')]))
  const [fired] = await again.alerts.fired(1)
  expect(fired).toMatchObject({ project: 'payments-api', body: expect.stringContaining('TCE did not run then.') })
  again.show(busy(8, 'notes', 'sorting'), agent(9, 'other'))
  await again.alerts.settled()
  await again.close()
  const third = setUp({ dir: first.dir })
  third.alerts.begin()
  third.show(busy(8, 'notes', 'sorting'))
  await third.alerts.settled()
  expect(third.titles()).toEqual([])
})

it('an end at work is told, and one whose rule is off is not', async () => {
  const { alerts, show, titles } = setUp()
  alerts.begin()
  show(busy(1, 'a'), busy(2, 'b'))
  await alerts.settled()
  show(busy(2, 'b'))
  await vi.waitFor(() => expect(titles()).toEqual(['a ended unexpectedly']))
  await alerts.saveRule({ id: 'ended', kind: 'ended', on: false }, person)
  show()
  await alerts.settled()
  expect(titles()).toHaveLength(1)
})

it('ten thousand events in a second: each is in the log, and three messages go out, without a word of what they say', async () => {
  const { alerts, sent, told, events, listeners } = setUp()
  await alerts.setChannel({ channel: 'webhook', values: { url: 'https://example.com/hook' } }, person)
  await alerts.saveRule({ id: 'builds', kind: 'event', query: 'source:ci', channels: ['webhook'] }, person)
  alerts.begin()
  await vi.waitFor(() => expect(listeners.length).toBeGreaterThan(0))
  const beganMs = performance.now()
  events(...Array.from({ length: 10_000 }, (_, id) => ({ id })))
  await vi.waitFor(async () => expect((await alerts.report()).fired).toBe(10_000), { timeout: 8_000 })
  await alerts.settled()
  expect(performance.now() - beganMs).toBeLessThan(5_000)
  expect(told.map(({ count }) => count)).toEqual([1, 1, 9_998])
  expect(sent).toHaveLength(3)
  expect(JSON.stringify(sent)).not.toContain('geheim')
})

it('a project that is forgotten takes what was told of it along, and all goes when everything is deleted', async () => {
  const { alerts, show, titles, dir, close } = setUp()
  alerts.begin()
  show(...['payments-api', 'notes'].map((name, at) => waiting(at + 1, name, { activitySince: minutesAgo(3) })))
  await vi.waitFor(() => expect(titles()).toHaveLength(2))
  await alerts.forget({ project: 'notes', sessionIds: [] })
  expect((await alerts.fired(9)).map(({ project }) => project)).toEqual(['payments-api'])
  await alerts.settled()
  await alerts.forget()
  expect(await alerts.fired(9)).toEqual([])
  await close()
  const left = openAlertStore(dir, 'machine')
  expect(left.ok && JSON.stringify([...(await left.value.book()).open])).toBe('[]')
  expect(left.ok && (await left.value.channels()).size).toBe(0)
  if (left.ok) await left.value.close()
})

it('what TCE tells of alerts fires no rule', async () => {
  const { alerts, told, events, listeners } = setUp()
  await alerts.saveRule({ id: 'all', kind: 'event', query: 'source:tce', channels: ['desktop'] }, person)
  alerts.begin()
  await vi.waitFor(() => expect(listeners.length).toBeGreaterThan(0))
  events({ source: 'tce', event_type: 'alert.sent' }, { source: 'tce', event_type: 'cost.crossed' })
  await alerts.settled()
  expect(told).toEqual([])
})

it('a budget that is passed is told once, and among the events', async () => {
  const { alerts, crossed, titles, show } = setUp({ costUsd: 61 })
  await alerts.saveRule({ id: 'day', kind: 'spend', usd: 60, project: 'a', channels: ['desktop'] }, person)
  alerts.begin()
  show()
  await vi.waitFor(() => expect(titles()).toEqual(['Today’s cost of a passed $60.00']))
  show(agent(1, 'a'))
  await alerts.settled()
  expect(crossed).toMatchObject([{ rule: 'day', allowedUsd: 60, spentUsd: 61, project: 'a' }])
  expect(titles()).toHaveLength(1)
})

it('a limit that is passed, or will be before its reset, is told once per window, also when its forecast wavers or TCE restarts', async () => {
  const [account] = madeUpReport().accounts
  const at = (ms: number) => new Date(Date.now() + ms).toISOString()
  const week = { ...account?.windows.find(({ window }) => window === 'week'), resetsAt: at(hours(50)) } as WindowReport
  const forecast = (fullAt?: string) => ({ percentAtReset: 99, percentAtResetLow: 80, percentAtResetHigh: 120, fullAt })
  const limits = (more: Partial<WindowReport>) => ({
    ...madeUpReport(),
    accounts: [{ ...(account as AccountLimits), windows: [{ ...week, ...more }] }],
  })
  const rule = { id: 'plan', kind: 'limit', percent: 80, minutes: 60, channels: ['desktop'] }
  const first = setUp({ limits: limits({ usedPercent: 84, forecast: forecast(at(minutes(42))) }) })
  await first.alerts.saveRule(rule, person)
  first.alerts.begin()
  first.show()
  await vi.waitFor(() =>
    expect(first.titles()).toEqual([
      'Claude Max, week: 84 % used',
      expect.stringMatching(/^Claude Max, week will be full in 4\d min$/),
    ]),
  )
  expect((await first.alerts.tryRule(rule)).ok).toBe(true)
  await first.close()
  const again = setUp({ dir: first.dir, limits: limits({ usedPercent: 85, forecast: forecast() }) })
  again.alerts.begin()
  again.show()
  await again.alerts.settled()
  expect(again.titles()).toEqual([])
  expect((await again.alerts.fired(9)).map(({ resolvedAt }) => resolvedAt)).toEqual([undefined, undefined])
})

it('a wrong rule in config.toml is named, the others tell, and what stands there is changed there alone', async () => {
  const { alerts, dir, show, titles } = setUp()
  writeFileSync(
    join(dir, 'config.toml'),
    '[[alerts.rules]]\nid = "bad"\nkind = "waits"\nminutes = "soon"\n[[alerts.rules]]\nid = "waits"\nkind = "waits"\nminutes = 1\n',
  )
  alerts.begin()
  show(waiting(1, 'a', { activitySince: minutesAgo(1.5) }))
  await vi.waitFor(() => expect(titles()).toEqual(['a waits for you']))
  expect((await alerts.report()).problems).toEqual([
    'config.toml, the rule “bad”: minutes is "soon". Allowed: a number from 0 to 1440.',
  ])
  expect(await alerts.saveRule({ id: 'waits', kind: 'waits' }, person)).toMatchObject({ error: { kind: 'in-file' } })
})

it.skipIf(process.platform === 'win32')('secrets lie in a file for their owner alone', async () => {
  const { alerts, dir } = setUp()
  await alerts.setChannel({ channel: 'gotify', values: { url: 'https://gotify.example', token: 'geheim' } }, person)
  await alerts.setChannel({ channel: 'gotify', values: { url: 'https://other.example' } }, person)
  const path = join(dir, 'alert-channels.json')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    gotify: { values: { url: 'https://other.example', token: 'geheim' } },
  })
  expect(JSON.stringify(await alerts.report())).not.toContain('geheim')
})
