import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { askedTable, atLeast, atMost, isSo, missedSentence, notMeasured, speedTables } from '../../bench/asked.ts'
import { measuredSoFar, pageWith } from '../../bench/speed-page.ts'

describe('a figure that is asked for', () => {
  it('holds up to what is asked and not a little more', () => {
    expect(atMost('warm', 140, 'ms', 140).holds).toBe(true)
    expect(atMost('warm', 140.4, 'ms', 140).holds).toBe(false)
    expect(atLeast('events, a second', 8_000, '', 8_000).holds).toBe(true)
    expect(atLeast('events, a second', 7_999, '', 8_000).holds).toBe(false)
  })

  it('is told with its unit, and neither as yes nor as no where it was not measured', () => {
    expect(atMost('cold', 1.0449, '×', 1)).toMatchObject({ found: '1.04 ×', asked: '≤ 1 ×', holds: false })
    expect(atMost('cold', Number.NaN, '×', 1)).toMatchObject({ found: 'not measured', holds: undefined })
    expect(notMeasured('asked, until shown', '≤ 300 ms', 'no Claude Code').found).toBe('not measured: no Claude Code')
  })

  const figures = [
    atMost('cold', 1.5, '×', 1, 'ccusage: 800 ms'),
    isSo('cold: tokens', '12', 'exact', true),
    notMeasured('waiting', '≤ 300 ms', 'no Claude Code'),
  ]

  it('stands in a table whose columns are as wide as what is in them, with how many are missed below', () => {
    expect(askedTable(figures.slice(0, 2)).split('\n')).toEqual([
      'work          beside           found  asked  holds?',
      'cold          ccusage: 800 ms  1.5 ×  ≤ 1 ×  NO',
      'cold: tokens                   12     exact  yes',
    ])
    expect(missedSentence(figures)).toBe('1 of 3 is missed, 1 was not measured.')
    expect(missedSentence(figures.slice(1, 2))).toBe('0 of 1 are missed.')
  })

  it('stands in the page with when, where and how it was found', () => {
    const one = { at: '2026-11-28T19:40:12.000Z', isQuick: true, machine: '2 cores', load: 0.4, figures }
    const text = speedTables({ cli: one })
    expect(text).toContain(
      '2026-11-28 19:40 UTC, 2 cores, load 0.4 before it, shortened (`--quick`). `npm run bench -- cli`',
    )
    expect(text).toContain('| cold | ccusage: 800 ms | 1.5 × | ≤ 1 × | NO |')
  })
})

it('docs/speed.md says what was measured last, and nothing else', () => {
  const page = readFileSync(new URL('../../docs/speed.md', import.meta.url), 'utf8')
  expect(page).toBe(pageWith(page, measuredSoFar()))
})
