/** When each day what is too old goes. */
import { expect, it } from 'vitest'
import { cleanupTimes } from '../../src/app/cleanup-times.ts'
import type { Config } from '../../src/core/settings/config.ts'

const timesAt = (now: string, timezone: string, cleanupTime = '03:00') => {
  const config = { events: { cleanupTime }, usage: { timezone } } as Pick<Config, 'events' | 'usage'>
  const { dueMs, nextMs } = cleanupTimes(config, Date.parse(now))
  return [dueMs, nextMs].map((ms) => new Date(ms).toISOString())
}

it('is the last such time that has come and the next one, in the zone of the settings', () => {
  expect(timesAt('2026-11-20T14:00:00Z', 'UTC')).toEqual(['2026-11-20T03:00:00.000Z', '2026-11-21T03:00:00.000Z'])
  expect(timesAt('2026-11-20T02:59:59Z', 'UTC')).toEqual(['2026-11-19T03:00:00.000Z', '2026-11-20T03:00:00.000Z'])
  expect(timesAt('2026-11-20T03:00:00Z', 'UTC')[0]).toBe('2026-11-20T03:00:00.000Z')
  expect(timesAt('2026-11-20T01:00:00Z', 'Asia/Tokyo', '09:30')).toEqual([
    '2026-11-20T00:30:00.000Z',
    '2026-11-21T00:30:00.000Z',
  ])
})
