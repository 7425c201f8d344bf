import { expect, it } from 'vitest'
import type { UsageReport } from '../../../../src/core/usage.ts'
import { toTodayCost } from '../../../../src/dashboard/web/live/today-usage.ts'
import { demoUsage } from '../demo-story.ts'

const report = demoUsage({ by: 'hour' })

it('tells the day, its hours and where the figure is from', () => {
  const today = toTodayCost(report)
  expect(today).toMatchObject({ costUsd: 48.6, totalTokens: 97_400_000, burnUsdPerHour: 10.99, originWord: 'counted' })
  expect(today.hoursUsd).toHaveLength(24)
  expect(today.hoursUsd[new Date('2026-11-20T13:00:00Z').getHours()]).toBe(12.9)
  expect(today.origin).toBe('Counted from transcripts × price list of 2026-11-19, each response once.')
})

it('names models without a price instead of counting them as free', () => {
  const unpriced = [{ model: 'new-1', tokens: 7 }]
  const today: UsageReport = { ...report, periods: { ...report.periods, today: { ...report.periods.today, unpriced } } }
  expect(toTodayCost(today).origin).toMatch(/Without new-1: no price is known\.$/)
})
