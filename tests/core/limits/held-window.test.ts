/** Which number holds: those that come late, twice, early, or from somebody else's account. */
import { describe, expect, it } from 'vitest'
import {
  type HeldWindow,
  type LimitReading,
  noteReading,
  type PastWindow,
} from '../../../src/core/limits/held-window.ts'
import { hours, minutes } from '../../../src/core/time/duration.ts'

const t0 = Date.parse('2026-11-20T12:00:00Z')
const reading = (usedPercent: number, atMs: number, more: Partial<LimitReading> = {}): LimitReading => ({
  ...{ agent: 'claude', account: '~/.claude', window: 'five-hours', usedPercent, atMs, heard: 'then' },
  ...{ source: 'status-line', windowMs: hours(5), resetsAtMs: t0 + hours(5) },
  ...more,
})

function play(...readings: readonly LimitReading[]) {
  let held: HeldWindow | undefined
  const past: PastWindow[] = []
  for (const one of readings) {
    const noted = noteReading(held, one)
    held = noted.held
    if (noted.past !== undefined) past.push(noted.past)
  }
  return { held, past }
}

describe('one window', () => {
  it('grows, and each new number is kept once with when it was said', () => {
    const { held } = play(reading(10, t0 + 1), reading(10, t0 + 2), reading(12, t0 + 3))
    expect(held).toMatchObject({ usedPercent: 12, atMs: t0 + 3, beganAtMs: t0 })
    expect(held?.readings).toEqual([
      { atMs: t0 + 1, usedPercent: 10 },
      { atMs: t0 + 3, usedPercent: 12 },
    ])
  })

  it('is as old as the number: said again by an answer it is new, drawn again it is not', () => {
    expect(play(reading(10, t0), reading(10, t0 + minutes(9))).held?.atMs).toBe(t0 + minutes(9))
    expect(play(reading(10, t0), reading(10, t0 + minutes(9), { heard: 'repeated' })).held?.atMs).toBe(t0)
  })

  it('keeps the higher number where an idle session repeats a lower one, and where a log is read late', () => {
    expect(play(reading(40, t0 + 9), reading(12, t0 + 99, { heard: 'repeated' })).held?.usedPercent).toBe(40)
    expect(play(reading(40, t0 + 9), reading(12, t0 + 5)).held?.usedPercent).toBe(40)
  })

  it('falls where it was just said: the limit was raised, or something given back', () => {
    const { held, past } = play(reading(40, t0 + 9), reading(20, t0 + 99, { heard: 'now' }))
    expect(held?.usedPercent).toBe(20)
    expect(past).toEqual([])
  })

  it('stays one where its reset is told relative to now and jitters', () => {
    const { past } = play(reading(4, t0), reading(5, t0 + 9, { resetsAtMs: t0 + hours(5) + 70_000 }))
    expect(past).toEqual([])
  })

  it('keeps its first and newest number however many there are', () => {
    const all = Array.from({ length: 1_000 }, (_, n) => reading(n / 10, t0 + n))
    const { held } = play(...all)
    expect(held?.readings.length).toBeLessThanOrEqual(400)
    expect(held?.readings[0]?.usedPercent).toBe(0)
    expect(held?.readings.at(-1)?.usedPercent).toBe(99.9)
  })
})

describe('the next window', () => {
  const next = { resetsAtMs: t0 + hours(10) }

  it('begins after the reset, and the one before is kept with its end', () => {
    const { held, past } = play(reading(80, t0), reading(1, t0 + hours(5) + 1, next))
    expect(held).toMatchObject({ usedPercent: 1, beganAtMs: t0 + hours(5) })
    expect(past).toMatchObject([{ usedPercent: 80, end: 'reset', endedAtMs: t0 + hours(5) }])
  })

  it('that begins before the reset came early', () => {
    const { past } = play(reading(80, t0), reading(0, t0 + hours(2), next))
    expect(past).toMatchObject([{ end: 'early', endedAtMs: t0 + hours(2) }])
  })

  it('is not believed a session that repeats the window of hours ago', () => {
    const old = reading(97, t0 + hours(6), { heard: 'repeated' })
    const { held, past } = play(reading(80, t0), reading(1, t0 + hours(5) + 1, next), old)
    expect(held).toMatchObject({ usedPercent: 1, resetsAtMs: t0 + hours(10) })
    expect(past).toHaveLength(1)
  })

  it('with an earlier reset, just said, is of another account', () => {
    const other = reading(3, t0 + hours(1), { resetsAtMs: t0 + hours(3), heard: 'now' })
    const { held, past } = play(reading(80, t0), other)
    expect(held).toMatchObject({ usedPercent: 3 })
    expect(past).toMatchObject([{ usedPercent: 80, end: 'other-account' }])
  })
})

it('a clock that was set back does not make what is just said late', () => {
  const { held } = play(reading(40, t0 + hours(2)), reading(44, t0 + hours(1), { heard: 'now' }))
  expect(held).toMatchObject({ usedPercent: 44, atMs: t0 + hours(1) })
})

it('a window without a reset is one for ever', () => {
  const rolls = { resetsAtMs: undefined, windowMs: undefined }
  const { held, past } = play(reading(4, t0, rolls), reading(5, t0 + hours(99), rolls))
  expect(held).toMatchObject({ usedPercent: 5, beganAtMs: t0 })
  expect(past).toEqual([])
})
