/** Limits as Prometheus reads them. */
import { expect, it } from 'vitest'
import { metricsOf } from '../../../src/core/metrics/metrics.ts'
import { madeUpReport } from '../../services/made-up-limits.ts'

const metrics = (limits = madeUpReport()) =>
  metricsOf({
    ...{ version: '1', fleet: { processes: [], scanMs: 1, processCount: 0 }, usage: { rows: [] }, limits },
    events: { sources: [], newestId: 0, fileBytes: 0, notIndexed: 0 } as never,
  })
const samples = (name: string, limits = madeUpReport()) =>
  metrics(limits).find((metric) => metric.name === name)?.samples ?? []

it('tell the share that is used by agent, plan and window, and when it is reset; never a folder', () => {
  const labels = { agent: 'claude', plan: 'Claude Max', window: 'five-hours' }
  expect(samples('tce_limit_used_ratio')).toContainEqual({ labels, value: 0.62 })
  expect(samples('tce_limit_reset_timestamp_seconds')).toContainEqual({
    labels,
    value: Date.parse('2026-11-20T17:00:00Z') / 1000,
  })
  expect(JSON.stringify(samples('tce_limit_used_ratio'))).not.toContain('~')
})

it('of what ended there is none, and of two accounts that are called alike the fuller one', () => {
  const report = madeUpReport()
  const [first] = report.accounts
  if (first === undefined) throw new Error('There is no account.')
  const fuller = first.windows.map((one) => ({ ...one, usedPercent: 97 }))
  const ended = first.windows.map((one) => ({ ...one, state: 'ended' as const }))
  const used = (windows: typeof first.windows) =>
    samples('tce_limit_used_ratio', { ...report, accounts: [first, { ...first, id: 'other', windows }] })
      .filter(({ labels }) => labels['window'] === 'five-hours')
      .map(({ value }) => value)
  expect(used(fuller)).toEqual([0.97])
  expect(used(ended)).toEqual([0.62])
})
