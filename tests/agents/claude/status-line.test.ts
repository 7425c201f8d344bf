/** What the genuine Claude Code 2.1.329 gave its status line. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readStatusLine } from '../../../src/agents/claude/status-line.ts'

const sample = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/claude/status-line/${name}.json`, import.meta.url), 'utf8'))

it('tells limits with their resets where somebody is signed in, and when the model last answered', () => {
  expect(readStatusLine(sample('with-limits'))).toEqual({
    sessionId: '6d0fccfb-19cf-4190-bff1-db990f677182',
    configDir: '/home/dev/.claude',
    projectDir: '/home/dev/proj',
    model: 'Sonnet 5.5',
    contextPercent: 2,
    costUsd: 0.012694,
    apiMs: 301,
    answeredAtMs: 1_795_199_534_000,
    windows: [
      { window: 'five-hours', usedPercent: 42, resetsAtMs: 1_795_206_733_000 },
      { window: 'week', usedPercent: 17, resetsAtMs: 1_795_399_533_000 },
    ],
  })
})

it('tells none with a key', () => {
  expect(readStatusLine(sample('without-limits'))).toMatchObject({ model: 'Sonnet 5', windows: undefined })
})

it('tells the spend limit of a gateway in dollars, weeks of models, and windows that are new by their own name', () => {
  const limits = {
    spend_limit: { used_percentage: 18.4, resets_at: 1_796_083_200, used_usd: 18.4, limit_usd: 100, period: 'monthly' },
    seven_day_opus: { used_percentage: 84, resets_at: 1_795_399_533 },
    lunar: { used_percentage: 1, resets_at: null },
  }
  expect(readStatusLine({ session_id: 's', rate_limits: limits })?.windows).toEqual([
    { window: 'spend', usedPercent: 18.4, resetsAtMs: 1_796_083_200_000, usedUsd: 18.4, limitUsd: 100 },
    { window: 'week:opus', usedPercent: 84, resetsAtMs: 1_795_399_533_000 },
    { window: 'lunar', usedPercent: 1 },
  ])
})

it('is none without a session, and leaves out what is no number', () => {
  for (const value of [null, [], 'x', {}, { session_id: 7 }]) expect(readStatusLine(value)).toBeUndefined()
  const odd = { five_hour: { used_percentage: '42' }, seven_day: { used_percentage: -1 }, spend_limit: null }
  expect(readStatusLine({ session_id: 's', rate_limits: odd })?.windows).toEqual([])
  const huge = { five_hour: { used_percentage: 5, resets_at: 1e300 } }
  expect(readStatusLine({ session_id: 's', rate_limits: huge })?.windows?.[0]?.resetsAtMs).toBeUndefined()
})
