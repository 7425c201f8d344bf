/** What is told of plan limits, at the edges of what a rule asks for. */
import { expect, it } from 'vitest'
import { limitMatters } from '../../../src/core/alerts/limit-matters.ts'
import type { Rule } from '../../../src/core/alerts/rule.ts'
import type { WindowReport } from '../../../src/core/limits/limits-report.ts'
import { hours, minutes } from '../../../src/core/time/duration.ts'
import { madeUpReport, limitsNowMs as nowMs } from '../../services/made-up-limits.ts'

const rule = (values: Rule['values'] = {}): Rule => ({
  ...{ id: 'plan', kind: 'limit', isOn: true, channels: [], values: { percent: 80, minutes: 60, ...values } },
})
const at = (ms: number) => new Date(nowMs + ms).toISOString()
const fullIn = (ms: number): Partial<WindowReport> => ({
  forecast: { percentAtReset: 130, percentAtResetLow: 110, percentAtResetHigh: 150, fullAt: at(ms) },
})

function titles(values: Rule['values'], change: Partial<WindowReport>, open: readonly string[] = []) {
  const report = madeUpReport()
  const accounts = report.accounts.map((account) => ({
    ...account,
    windows: account.windows.map((one) => ({ ...one, usedPercent: 10, forecast: undefined, ...change })),
  }))
  const look = { nowMs, report: { ...report, accounts }, open: new Set(open) }
  return (limitMatters(rule({ window: 'five-hours', ...values }), look) ?? []).map(({ title }) => title)
}

it('a window is told from the number on, and not below it', () => {
  expect(titles({}, { usedPercent: 79.9 })).toEqual([])
  expect(titles({}, { usedPercent: 80 })).toEqual(['Claude Max, 5 hours: 80 % used'])
  expect(titles({}, { usedPercent: 83, state: 'old' })).toEqual(['Claude Max, 5 hours: at least 83 % used'])
  expect(titles({}, { usedPercent: 100, state: 'ended' })).toEqual([])
  expect(titles({}, { usedPercent: undefined })).toEqual([])
})

it('one that will be full is told when that is near enough, and not when it lasts', () => {
  expect(titles({}, fullIn(minutes(60)))).toEqual(['Claude Max, 5 hours will be full in 1h 00m'])
  expect(titles({}, fullIn(minutes(60) + 1))).toEqual([])
  expect(titles({ minutes: 43_200 }, fullIn(hours(2)))).toEqual(['Claude Max, 5 hours will be full in 2h 00m'])
  expect(titles({ minutes: 43_200 }, {})).toEqual([])
})

it('what was told of a window holds until its reset, and is another matter in the next', () => {
  const resetsAt = at(hours(1))
  const key = `claude ~/.claude/five-hours/${resetsAt}/runs-out`
  expect(titles({}, { resetsAt, ...fullIn(hours(3)) }, [key])).toHaveLength(1)
  expect(titles({}, { resetsAt: at(hours(6)), ...fullIn(hours(3)) }, [key])).toEqual([])
})

it('asks one agent, one window, or all; a week is also that of each model', () => {
  const report = madeUpReport()
  const keys = (values: Rule['values']) =>
    (limitMatters(rule({ percent: 1, minutes: 0, ...values }), { nowMs, report, open: new Set() }) ?? []).map(
      ({ agent, key }) => `${agent} ${key.split('/')[2] ?? ''}`,
    )
  expect(keys({ agent: 'codex' })).toHaveLength(2)
  expect(keys({ window: 'week' })).toHaveLength(2)
  expect(keys({}).length).toBe(6)
  expect(limitMatters(rule(), { nowMs, report: undefined, open: new Set() })).toBeUndefined()
})
