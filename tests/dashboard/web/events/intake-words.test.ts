import { expect, it } from 'vitest'
import { formatMs, refusedWords } from '../../../../src/dashboard/web/events/intake-words.ts'

it('says what was refused and why, the most frequent first', () => {
  expect(refusedWords([])).toBe('Nothing was refused since TCE serves')
  const refused = [
    { status: 422, count: 2 },
    { status: 503, count: 1_904 },
    { status: 418, count: 1 },
  ]
  expect(refusedWords(refused)).toBe(
    'Refused since TCE serves: 1,904 × 503, the disk or the queue was full; 2 × 422, a field was wrong; 1 × 418',
  )
})

it('tells milliseconds to the tenth where they are few', () => {
  expect([0.45, 1.84, 23.6].map(formatMs)).toEqual(['0.5 ms', '1.8 ms', '24 ms'])
})
