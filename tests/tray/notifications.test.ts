import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Alert } from '../../src/core/alerts/alerts.ts'
import type { AuditEntry } from '../../src/core/kill/kill.ts'
import { startNotifications } from '../../src/tray/notifications.ts'
import { createFakeServices } from '../dashboard/fake-services.ts'
import { agent, busy, fleet, waiting, zombie } from './fleet.ts'

function setUp(more: Partial<Parameters<typeof startNotifications>[0]> = {}) {
  const services = createFakeServices()
  const log: AuditEntry[] = []
  services.log.newest = async () => log
  const shown: Alert[] = []
  const notifications = startNotifications({
    services,
    policy: { waitingAfterMs: 60, waiting: true, stale: true, zombie: true, ended: true, maxPerMinute: 5 },
    show: (alert) => shown.push(alert),
    settle: () => sleep(20),
    ...more,
  })
  const changes = (given: ReturnType<typeof fleet>) => services.emit({ type: 'processes.changed', fleet: given })
  return { services, log, shown, notifications, changes, titles: () => shown.map(({ title }) => title) }
}

const killed = (id: string): AuditEntry => ({
  at: '2026-11-20T14:00:00.000Z',
  actor: 'cli',
  action: 'kill',
  target: { id, pid: 1, start: '100' },
  outcome: 'ended',
  message: '',
})

it('tells what happens, and nothing after its end', async () => {
  const { changes, titles, notifications } = setUp()
  changes(fleet(agent(1, 'a')))
  await sleep(5)
  changes(fleet(zombie(1, 'a')))
  await sleep(5)
  expect(titles()).toEqual(['a is zombie'])
  notifications.stop()
  changes(fleet(agent(1, 'a')))
  changes(fleet(zombie(1, 'a', { lastActiveAt: '2026-11-20T14:29:00.000Z' })))
  await sleep(5)
  expect(titles()).toHaveLength(1)
})

it('tells a wait that became long although nothing changed any more', async () => {
  const { changes, titles, notifications } = setUp()
  changes(fleet(waiting(1, 'a', { activitySince: new Date().toISOString() })))
  await sleep(10)
  expect(titles()).toEqual([])
  await sleep(150)
  expect(titles()).toEqual(['a waits for you'])
  notifications.stop()
})

it('calls no end unexpected that the audit log knows, also when the log comes a moment later', async () => {
  const { changes, titles, log, notifications } = setUp()
  changes(fleet(busy(1, 'asked'), busy(2, 'crashed')))
  await sleep(5)
  changes(fleet())
  await sleep(5)
  log.push(killed('1:100'))
  await sleep(60)
  expect(titles()).toEqual(['crashed ended unexpectedly'])
  notifications.stop()
})

it('takes what happens in a pause as told', async () => {
  const { changes, titles, notifications } = setUp()
  changes(fleet(agent(1, 'a')))
  await sleep(5)
  notifications.pauseUntil(Date.now() + 60_000)
  changes(fleet(zombie(1, 'a')))
  await sleep(5)
  notifications.pauseUntil(undefined)
  notifications.look()
  await sleep(5)
  expect(titles()).toEqual([])
  notifications.stop()
})

it("tells today's cost when whoever reads usage says so", async () => {
  let costUsd = 1
  const { changes, titles, notifications } = setUp({
    policy: {
      waitingAfterMs: 1,
      waiting: true,
      stale: true,
      zombie: true,
      ended: true,
      maxPerMinute: 5,
      dailyCostUsd: 5,
    },
    today: () => ({ day: '2026-11-20', costUsd }),
  })
  changes(fleet())
  await sleep(5)
  costUsd = 5.5
  notifications.look()
  await sleep(5)
  expect(titles()).toEqual(["Today's cost passed $5.00"])
  notifications.stop()
})
