import { expect, it } from 'vitest'
import { allEventTypes, eventTypes, isEventType, isState } from '../../../src/core/events/event-types.ts'

it.each(allEventTypes)('%s is a noun and a verb, and says in a sentence what it is', (type) => {
  expect(type).toMatch(/^[a-z]+\.[a-z]+$/)
  expect(eventTypes[type].says).toMatch(/^[A-Z].*[^.]$/)
})

it('counts facts one by one and keeps the newest of a state', () => {
  expect(allEventTypes.filter(isState)).toEqual([
    ...['fleet.changed', 'usage.changed', 'tray.changed', 'waiting.changed', 'queue.changed', 'team.changed'],
    'tasks.changed',
    'limits.changed',
  ])
})

it.each(['toString', 'constructor', '__proto__', 'agent', ''])('%j is no type', (text) => {
  expect(isEventType(text)).toBe(false)
})
