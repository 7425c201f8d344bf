import { setImmediate as looked } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Alert } from '../../src/core/alerts/alert.ts'
import type { AuditEntry } from '../../src/core/audit/audit.ts'
import { startNotifications } from '../../src/tray/notifications.ts'
import { createFakeServices } from '../dashboard/fake-services.ts'
import { agent, busy, fleet, waiting, zombie } from './fleet.ts'

/** All here waits for nothing but promises, so that a look is over by the next turn of the loop (`looked`). */
function setUp(more: Partial<Parameters<typeof startNotifications>[0]> = {}) {
  const services = createFakeServices()
  const log: AuditEntry[] = []
  services.log.newest = async () => log
  const shown: Alert[] = []
  const notifications = startNotifications({
    services,
    policy: { waitingAfterMs: 60, waiting: true, stale: true, zombie: true, ended: true, maxPerMinute: 5 },
    show: (alert) => shown.push(alert),
    ...more,
  })
  const changes = (given: ReturnType<typeof fleet>) => services.emit({ type: 'fleet.changed', data: given })
  return { services, log, shown, notifications, changes, titles: () => shown.map(({ title }) => title) }
}

const killed = (id: string): AuditEntry => ({
  at: '2026-11-20T14:00:00.000Z',
  actor: { kind: 'own-user', name: 'cli' },
  action: 'process.kill',
  target: { id, pid: 1, start: '100' },
  outcome: 'ended',
  message: '',
})

it('tells what happens, and nothing after its end', async () => {
  const { changes, titles, notifications } = setUp()
  changes(fleet(agent(1, 'a')))
  await looked()
  changes(fleet(zombie(1, 'a')))
  await looked()
  expect(titles()).toEqual(['a is zombie'])
  notifications.stop()
  changes(fleet(agent(1, 'a')))
  changes(fleet(zombie(1, 'a', { lastActiveAt: '2026-11-20T14:29:00.000Z' })))
  await looked()
  expect(titles()).toHaveLength(1)
})

it('tells a wait that became long although nothing changed any more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { changes, titles, notifications } = setUp()
  changes(fleet(waiting(1, 'a', { activitySince: new Date().toISOString() })))
  await looked()
  await vi.advanceTimersByTimeAsync(60)
  expect(titles()).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(titles()).toEqual(['a waits for you'])
  notifications.stop()
})

it('calls no end unexpected that the audit log knows, also when the log comes a moment later', async () => {
  const settled = Promise.withResolvers<void>()
  const { changes, titles, log, notifications } = setUp({ settle: () => settled.promise })
  changes(fleet(busy(1, 'asked'), busy(2, 'crashed')))
  await looked()
  changes(fleet())
  await looked()
  expect(titles()).toEqual([])
  log.push(killed('1:100'))
  settled.resolve()
  await looked()
  expect(titles()).toEqual(['crashed ended unexpectedly'])
  notifications.stop()
})

it('takes what happens in a pause as told', async () => {
  const { changes, titles, notifications } = setUp()
  changes(fleet(agent(1, 'a')))
  await looked()
  notifications.pauseUntil(Date.now() + 60_000)
  changes(fleet(zombie(1, 'a')))
  await looked()
  notifications.pauseUntil(undefined)
  notifications.look()
  await looked()
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
  await looked()
  costUsd = 5.5
  notifications.look()
  await looked()
  expect(titles()).toEqual(["Today's cost passed $5.00"])
  notifications.stop()
})
