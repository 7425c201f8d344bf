import { describe, expect, it } from 'vitest'
import { fileCounts, metricsReport } from '../../../src/core/analytics/metrics-report.ts'
import { addRates, minuteRates } from '../../../src/core/analytics/minute-rates.ts'
import type { AccountLimits, WindowReport } from '../../../src/core/limits/limits-report.ts'
import { aSession } from './a-session.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const response = (agoMs: number, newInput: number, output: number) => ({ atMs: nowMs - agoMs, newInput, output })

describe('rates per minute', () => {
  it('are of the last 60 seconds, and the highest of any minute of the last hour', () => {
    const rates = minuteRates(
      [response(0, 10, 1), response(59_999, 20, 2), response(60_000, 500, 50), response(3_599_999, 7, 7)],
      nowMs,
      { input: 2_000_000 },
    )
    expect(rates.requests).toMatchObject({ now: 2, highest: 2, limit: undefined })
    expect(rates.input).toMatchObject({ now: 30, highest: 500, limit: 2_000_000 })
    expect(rates.output.minutes[0]).toBe(7)
    expect(rates.output.minutes).toHaveLength(60)
  })

  it('leave out what is an hour old, and take what a wrong clock put into the future as now', () => {
    const rates = minuteRates([response(3_600_000, 1, 1), response(-90_000, 4, 4)], nowMs)
    expect(rates.requests).toMatchObject({ now: 1, highest: 1 })
  })

  it('of several sessions together are highest where they come together', () => {
    const one = minuteRates([response(0, 10, 1), response(120_000, 10, 1)], nowMs)
    const other = minuteRates([response(120_000, 5, 1)], nowMs)
    expect(addRates([one, other], { requests: 50 }).requests).toMatchObject({ now: 1, highest: 2, limit: 50 })
    expect(addRates([], {}).requests).toMatchObject({ now: 0, highest: 0 })
  })
})

const beside = { limits: {}, accounts: [], firstTokensMs: [], nowMs }
const file = (path: string, isEdited = false) => ({ path, isEdited, isRead: true })

describe('all instances together', () => {
  it('cost nothing that is known where there is none', () => {
    expect(metricsReport([], beside)).toMatchObject({
      ...{ costUsd: undefined, totalTokens: 0, instances: [], plans: [], errors: 0 },
      files: { edited: 0, created: 0, read: 0 },
    })
  })

  it('are the sum of each, a file of two sessions once', () => {
    const one = aSession({ errors: 2, retries: 1, files: [file('/a', true), file('/b')], created: ['/new'] })
    const other = aSession({ sessionId: 'other', errors: 1, files: [file('/b', true), file('/new'), file('/c')] })
    expect(fileCounts([one])).toEqual({ edited: 1, created: 1, read: 1 })
    expect(metricsReport([one, other], beside)).toMatchObject({
      ...{ errors: 3, retries: 1, responses: 20, files: { edited: 2, created: 1, read: 1 } },
      time: { modelMs: 120_000, modelOrigin: 'estimate', waitingMs: 600_000 },
    })
  })

  it('stand beside what the makers of their plans say, and not beside what is counted or has ended', () => {
    const window: WindowReport = {
      ...{ window: 'five-hours', label: '5 hours', state: 'known', origin: 'official', usedPercent: 62 },
      ...{ at: '2026-11-20T11:55:00.000Z', resetsAt: '2026-11-20T15:00:00.000Z', readings: [] },
      forecast: {
        percentAtReset: 120,
        percentAtResetLow: 110,
        percentAtResetHigh: 130,
        fullAt: '2026-11-20T14:05:00Z',
      },
    }
    const account = (agent: string, windows: readonly WindowReport[]): AccountLimits => ({
      ...{ id: agent, agent, name: `${agent} plan`, source: 'status-line', windows },
    })
    const accounts = [
      account('claude', [window, { ...window, window: 'week', state: 'ended' }]),
      account('codex', [window]),
      account('all', [{ ...window, origin: 'counted' }]),
    ]
    expect(metricsReport([aSession()], { ...beside, accounts }).plans).toEqual([
      {
        ...{ agent: 'claude', name: 'claude plan', window: 'five-hours', label: '5 hours', state: 'known' },
        ...{ at: window.at, usedPercent: 62, resetsAt: window.resetsAt, fullAt: '2026-11-20T14:05:00Z' },
      },
    ])
  })
})
