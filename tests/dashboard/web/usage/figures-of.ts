/** Usage figures with what a test is about, the rest plausible. */
import type { UsageFigures, UsageReport, UsageRow } from '../../../../src/core/usage/usage.ts'

export const figuresOf = (more: Partial<UsageFigures> = {}): UsageFigures => ({
  tokens: { input: 10, output: 20, cacheRead: 900, cacheWrite5m: 50, cacheWrite1h: 20 },
  totalTokens: 1000,
  responses: 3,
  costUsd: 1,
  unpriced: [],
  cacheHitRate: 0.9,
  cacheSavedUsd: 2,
  webSearches: 0,
  origin: 'counted',
  ...more,
})

export const rowOf = (key: string, more: Partial<UsageRow> = {}): UsageRow => ({
  key,
  label: key,
  ...figuresOf(more),
  ...more,
})

export const reportOf = (rows: readonly UsageRow[], more: Partial<UsageReport> = {}): UsageReport => ({
  generatedAt: '2026-11-20T14:32:00.000Z',
  timezone: 'UTC',
  pricesAsOf: '2026-11-19',
  periods: { today: figuresOf(), last7Days: figuresOf(), last30Days: figuresOf(), allTime: figuresOf() },
  by: 'day',
  agents: ['claude'],
  models: [],
  rows,
  total: figuresOf(),
  problems: [],
  ...more,
})
