/** Limits as Codex was told them, of every version that is known to tell some. */
import { expect, it } from 'vitest'
import { accountIn } from '../../../src/agents/codex/limits.ts'

const atMs = Date.UTC(2026, 10, 20, 10)

it('are windows with the share that is used, their length and their end, and the plan', () => {
  const told = {
    limit_id: 'codex',
    primary: { used_percent: 11, window_minutes: 300, resets_at: 1_795_736_868 },
    secondary: { used_percent: 5.5, window_minutes: 10_080, resets_at: 1_795_819_668 },
    plan_type: 'pro',
  }
  expect(accountIn(told, atMs)).toEqual({
    limitId: 'codex',
    billing: 'plan',
    plan: 'pro',
    windows: [
      { name: 'primary', usedPercent: 11, windowMinutes: 300, resetsAtMs: 1_795_736_868_000 },
      { name: 'secondary', usedPercent: 5.5, windowMinutes: 10_080, resetsAtMs: 1_795_819_668_000 },
    ],
  })
})

it('of 2025 end at another name, or so many seconds after the line', () => {
  const window = { used_percent: 85, window_minutes: 300 }
  const endOf = (more: object) => accountIn({ primary: { ...window, ...more } }, atMs)?.windows[0]?.resetsAtMs
  expect(endOf({ reset_at: 1_730_393_112 })).toBe(1_730_393_112_000)
  expect(endOf({ resets_in_seconds: 90 })).toBe(atMs + 90_000)
  expect(endOf({})).toBeUndefined()
})

it('tell a key from a plan only where the plan is named or denied', () => {
  const window = { used_percent: 1, window_minutes: 300 }
  expect(accountIn({ primary: window, plan_type: null }, atMs)).toMatchObject({ billing: 'key', plan: undefined })
  expect(accountIn({ primary: window }, atMs)?.billing).toBeUndefined()
})

it.each([
  [
    { has_credits: true, unlimited: false, balance: '240' },
    { isUnlimited: false, left: 240 },
  ],
  [
    { has_credits: true, unlimited: false, balance: 12.5 },
    { isUnlimited: false, left: 12.5 },
  ],
  [
    { has_credits: true, unlimited: true, balance: null },
    { isUnlimited: true, left: undefined },
  ],
  [{ has_credits: true, unlimited: false, balance: 'many' }, undefined],
  [{ has_credits: false, unlimited: false, balance: '0' }, undefined],
  [null, undefined],
])('have credits where they are told: %j', (credits, told) => {
  expect(accountIn({ plan_type: 'pro', credits }, atMs)?.credits).toEqual(told)
})

it('are none where nothing is told: no object, no count, a window of no length', () => {
  const empty = { used_percent: 0, window_minutes: 0, resets_in_seconds: 0 }
  for (const limits of [null, 'x', {}, { primary: null }, { primary: { used_percent: 'a' } }, { primary: empty }]) {
    expect(accountIn(limits, atMs)).toBeUndefined()
  }
})
