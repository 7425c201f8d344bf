/**
 * Whole histories of a window, made up from seeds: use that grows, resets in time and before it, another account, a clock that is set back,
 * idle sessions that repeat what is past, and a status line that stops. After whatever was just said it is known as it is.
 */
import { expect, it } from 'vitest'
import { randomFrom } from '../../../drills/drill.ts'
import { type Heard, type HeldWindow, noteReading, type WindowEnd } from '../../../src/core/limits/held-window.ts'
import { windowReport } from '../../../src/core/limits/limits-report.ts'
import { hours, minutes } from '../../../src/core/time/duration.ts'

const windowMs = hours(5)
const seeds = Array.from({ length: 40 }, (_, seed) => seed + 1)

interface Truth {
  usedPercent: number
  resetsAtMs: number
}

function play(seed: number) {
  const random = randomFrom(seed)
  let atMs = Date.parse('2026-11-20T08:00:00Z')
  let truth: Truth = { usedPercent: 1, resetsAtMs: atMs + windowMs }
  let held: HeldWindow | undefined
  const said: Truth[] = []
  const [expected, ended]: [WindowEnd[], WindowEnd[]] = [[], []]
  const ofAll = { agent: 'claude', account: '', window: 'five-hours', windowMs, source: 'status-line' } as const

  function tell(of: Truth, heard: Heard): void {
    const noted = noteReading(held, { ...ofAll, ...of, atMs, heard })
    if (noted.past !== undefined) ended.push(noted.past.end)
    held = noted.held
  }

  tell(truth, 'now')
  for (let step = 0; step < 400; step += 1) {
    // It stops for hours now and then: nobody says anything.
    atMs += minutes(random.isLess(0.02) ? random.between(35, 600) : random.between(3, 20))
    if (random.isLess(0.02)) atMs -= minutes(random.between(1, 8))
    const leftMs = truth.resetsAtMs - atMs
    if (leftMs <= 0) {
      truth = { usedPercent: 1, resetsAtMs: atMs + windowMs }
      expected.push('reset')
    } else if (random.isLess(0.01) && leftMs < windowMs - minutes(10) && leftMs > minutes(10)) {
      truth = { usedPercent: 1, resetsAtMs: atMs + windowMs }
      expected.push('early')
    } else if (random.isLess(0.01) && leftMs > minutes(30)) {
      truth = { usedPercent: random.between(1, 90), resetsAtMs: truth.resetsAtMs - minutes(random.between(10, 20)) }
      expected.push('other-account')
    } else if (random.isLess(0.7))
      truth = { ...truth, usedPercent: Math.min(100, truth.usedPercent + random.between(0, 4)) }
    tell(truth, 'now')
    said.push(truth)
    expect(held).toMatchObject(truth)
    // An idle session draws its line with what it was told long ago.
    const old = said[random.between(0, said.length - 1)]
    if (old !== undefined && old.resetsAtMs <= truth.resetsAtMs && old.usedPercent <= truth.usedPercent)
      tell(old, 'repeated')
    expect(held).toMatchObject(truth)
  }
  return { held: held as HeldWindow | undefined, atMs, expected, ended }
}

it.each(seeds)('history %i is known to the number after each that was just said, and ends as it did', (seed) => {
  const { held, atMs, expected, ended } = play(seed)
  expect(ended).toEqual(expected)
  if (held === undefined) throw new Error('Something was said.')
  // The line stops: at least so much, nothing foretold; then nobody knows.
  expect(windowReport(held, atMs + minutes(31)).state).toMatch(/^(old|ended)$/)
  expect(windowReport(held, atMs + minutes(31)).forecast).toBeUndefined()
  expect(windowReport(held, (held.resetsAtMs ?? 0) + 1).state).toBe('ended')
  expect(held.readings.length).toBeLessThanOrEqual(400)
})
