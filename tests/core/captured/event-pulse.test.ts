/** How the last five minutes of events were. */
import { expect, it } from 'vitest'
import { eventProject } from '../../../src/core/captured/event-project.ts'
import { EventPulse, pulseCells } from '../../../src/core/captured/event-pulse.ts'

const nowMs = Date.parse('2026-11-20T14:32:05Z')
const at = (secondsAgo: number, level: 'info' | 'error' | 'warn' = 'info', source = 'ci') => ({
  created_at: new Date(nowMs - secondsAgo * 1_000).toISOString(),
  level,
  source,
})

it('counts by ten seconds, by level and by who spoke, and forgets what is older than five minutes', () => {
  const pulse = new EventPulse()
  for (const event of [at(1), at(2, 'error'), at(8, 'warn', 'cd'), at(290, 'error', 'old'), at(400, 'error', 'gone')]) {
    pulse.add(event)
  }
  const { cells, errors, warnings, sources, perSecond } = pulse.at(nowMs)
  expect(cells).toHaveLength(pulseCells)
  expect(cells.slice(-2)).toEqual([
    { events: 1, errors: 0 },
    { events: 2, errors: 1 },
  ])
  expect(cells[0]).toEqual({ events: 1, errors: 1 })
  expect([errors, warnings, sources]).toEqual([2, 1, 3])
  expect(perSecond).toBeCloseTo(3 / 15)
})

it.each([
  ['{"project":"payments-api","cwd":"/x/y"}', 'payments-api'],
  ['{"cwd":"/home/ada/code/shop/"}', 'shop'],
  [String.raw`{"cwd":"C:\\code\\shop"}`, 'shop'],
  ['{"cwd":7,"a":{"project":"inner"}}', undefined],
  [null, undefined],
])('the project of an event with %s is %s', (data, project) => expect(eventProject({ data })).toBe(project))
