import { describe, expect, it } from 'vitest'
import { fullnessOf, keepMsOf, noMoreFits, quietMs, replacesArchived } from '../../../src/core/data/archive-rules.ts'
import { archiveSayings } from '../../../src/core/data/archive-words.ts'

const day = 86_400_000

it.each([
  ['forever', undefined],
  ['30d', 30 * day],
  ['730d', 730 * day],
])('what is kept %s', (keep, ms) => expect(keepMsOf(keep)).toBe(ms))

it.each([
  ['nothing by itself', undefined, day],
  ['after 30 days', 30, day],
  ['after four days', 4, day],
  ['after two days', 2, day / 2],
  ['at once', 0, day / 24],
])('a file of an agent that deletes %s is archived in time', (_, days, ms) => expect(quietMs(days)).toBe(ms))

it.each([
  [0.899, 'roomy'],
  [0.9, 'nearly-full'],
  [0.999, 'nearly-full'],
  [1, 'full'],
])('at %d of its limit it is %s', (share, fullness) => expect(fullnessOf(share * 1000, 1000)).toBe(fullness))

describe('what a file says now', () => {
  const kept = { bytes: 100, changedMs: 1 }
  it.each([
    ['it was never archived', undefined, kept, false, true],
    ['it is as it was', kept, kept, false, false],
    ['it grew', kept, { bytes: 101, changedMs: 2 }, false, true],
    ['it is as long, and was written', kept, { bytes: 100, changedMs: 2 }, false, true],
    ['it lost lines', kept, { bytes: 99, changedMs: 2 }, false, false],
    ['it is written anew as a whole, and shorter', kept, { bytes: 99, changedMs: 2 }, true, true],
  ])('%s', (_, before, now, isRewritten, replaces) => {
    expect(replacesArchived(before, now, isRewritten)).toBe(replaces)
  })
})

describe('what is said of the archive', () => {
  const report = { sessions: 1_284, onlyHere: 312, bytes: 1.4e9, damaged: 0 }
  const limits = { isOn: true, maxBytes: 1e10 }
  const said = (...of: Parameters<typeof archiveSayings>) =>
    archiveSayings(...of).map(({ level, message }) => `${level}: ${message}`)

  it('is how much it is', () => {
    expect(said(report, limits)).toEqual(['ok: Archive: 1,284 sessions, 312 of them only here; 1.4 GB of 10.0 GB.'])
  })
  it('is nothing yet, or that it is off', () => {
    expect(said(undefined, limits)[0]).toMatch(/^ok: Archive: nothing yet/)
    expect(said(undefined, { ...limits, isOn: false })).toEqual([
      'remark: Nothing is archived: [history] archive is off.',
    ])
  })
  it.each([
    ['is that it is nearly full', { bytes: 9.2e9 }, 'remark: The archive is 92 % full.'],
    [
      'is once that it is full',
      { bytes: 1e10, problem: 'x' },
      'problem: The archive is full: nothing more is archived.',
    ],
    [
      'is once that the next one did not fit',
      { bytes: 9.2e9, problem: noMoreFits },
      'problem: The archive is as large as it may be.',
    ],
    [
      'is why it stopped',
      { problem: 'The disk has too little room left.' },
      'problem: The disk has too little room left.',
    ],
    [
      'is what is damaged',
      { damaged: 1 },
      "problem: 1 archived session can't be read to the end: the archive was damaged.",
    ],
  ])('%s', (_, more, words) => {
    expect(said({ ...report, ...more }, limits).slice(1)).toEqual([words])
  })
})
