import { expect, it } from 'vitest'
import { isOfEvent, markerOfEvent } from '../../../src/core/analytics/event-markers.ts'

const event = { id: 7, event_type: 'deploy.shipped', message: null, timestamp: '2026-11-20T13:00:00+01:00', data: null }

it('stands where the event was, with its message, else its type, in the project that it tells', () => {
  expect(markerOfEvent(event)).toEqual({
    ...{ id: 'event-7', label: 'deploy.shipped', at: '2026-11-20T12:00:00.000Z', source: 'event' },
  })
  const told = { ...event, message: `Shipped\u001b[31m v2.0${'!'.repeat(100)}`, data: '{"cwd":"/code/payments-api"}' }
  expect(markerOfEvent(told)).toMatchObject({ project: 'payments-api' })
  expect(markerOfEvent(told).label).toMatch(/^Shipped.{0,5} v2\.0!+$/)
  expect(markerOfEvent(told).label).toHaveLength(80)
  expect(isOfEvent(markerOfEvent(told).id)).toBe(true)
  expect(isOfEvent('7')).toBe(false)
})
