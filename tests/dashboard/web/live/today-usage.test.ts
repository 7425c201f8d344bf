import { expect, it } from 'vitest'
import { createCalendar } from '../../../../src/core/time/calendar.ts'
import type { UsageReport } from '../../../../src/core/usage/usage.ts'
import { toTodayCost } from '../../../../src/dashboard/web/live/today-usage.ts'
import { demoUsage } from '../demo-story.ts'

const report = demoUsage({ by: 'hour' })

it('tells the day, its hours and where the figure is from', () => {
  const today = toTodayCost(report, createCalendar('Asia/Tokyo'))
  expect(today).toMatchObject({ costUsd: 48.6, totalTokens: 97_400_000, burnUsdPerHour: 10.99, originWord: 'counted' })
  expect(today.hoursUsd).toHaveLength(24)
  expect(today.hoursUsd[22]).toBe(12.9)
  expect(today.origin).toBe('Counted from transcripts × price list of 2026-11-19, each response once.')
})

it('names models without a price instead of counting them as free', () => {
  const unpriced = [{ model: 'new-1', tokens: 7 }]
  const today: UsageReport = { ...report, periods: { ...report.periods, today: { ...report.periods.today, unpriced } } }
  expect(toTodayCost(today, createCalendar('UTC')).origin).toMatch(/Without new-1: no price is known\.$/)
})
