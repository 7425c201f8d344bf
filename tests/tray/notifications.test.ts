import { expect, it } from 'vitest'
import type { Alert } from '../../src/core/alerts/alert.ts'
import type { EventData } from '../../src/core/events/event-types.ts'
import { startNotifications } from '../../src/tray/notifications.ts'
import { createFakeServices } from '../dashboard/fake-services.ts'
import { fleet, waiting } from './fleet.ts'

function setUp(laterMs = () => 0) {
  const services = createFakeServices()
  const shown: Alert[] = []
  const notifications = startNotifications({
    services,
    show: (alert) => shown.push(alert),
    nowMs: () => Date.now() + laterMs(),
  })
  const tell = (title: string, more: Partial<EventData<'alert.sent'>> = {}) =>
    services.emit({
      type: 'alert.sent',
      data: { alertId: title, rule: 'stale', kind: 'stale', title, body: '', channels: ['desktop'], count: 1, ...more },
    })
  return { services, shown, notifications, tell, titles: () => shown.map(({ title }) => title) }
}

it('shows what the desktop is told, nothing that goes elsewhere, and nothing after its end', () => {
  const { tell, titles, notifications } = setUp()
  tell('a is zombie')
  tell('b is zombie', { channels: ['slack'] })
  expect(titles()).toEqual(['a is zombie'])
  notifications.stop()
  tell('c is zombie')
  expect(titles()).toHaveLength(1)
})

it('takes what happens in a pause as told', () => {
  const { tell, titles, notifications } = setUp()
  notifications.pauseUntil(Date.now() + 60_000)
  tell('a is zombie')
  notifications.pauseUntil(undefined)
  tell('b is zombie')
  expect(titles()).toEqual(['b is zombie'])
})

it('calls nobody for what was told long before it came back to the stream', () => {
  let lateMs = 4 * 60_000
  const { tell, titles } = setUp(() => lateMs)
  tell('a is zombie')
  lateMs = 6 * 60_000
  tell('b is zombie')
  expect(titles()).toEqual(['a is zombie'])
})

it('tells the third that begins to wait within half a minute in one with the two before, which it takes the place of', () => {
  const { services, shown, tell } = setUp()
  const agents = [waiting(1, 'a'), waiting(2, 'b'), waiting(3, 'c')]
  services.emit({ type: 'fleet.changed', data: fleet(...agents) })
  for (const { id, project = '' } of agents)
    tell(`${project} waits for you`, { kind: 'waits', agentId: id, who: project })
  expect(shown.map(({ title }) => title)).toEqual(['a waits for you', 'b waits for you', '3 agents wait for you'])
  expect(shown[2]).toMatchObject({
    body: expect.stringMatching(/^a, b, c\. Longest /),
    agentIds: agents.map(({ id }) => id),
    replaces: ['a waits for you', 'b waits for you'],
  })
})
