import { describe, expect, it } from 'vitest'
import { groupMatches, type Match, rarenessOf } from '../../../src/core/search/ranking.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const dayMs = 86_400_000
const match = (id: number, rest: Partial<Match> = {}): Match => ({
  ...{ id, session: id, role: 'answer', atMs: nowMs - dayMs, fit: 1 },
  ...rest,
})
const ranked = (matches: readonly Match[], order: 'best' | 'newest' = 'best') =>
  groupMatches(matches, { order, limit: 10, hits: 2, nowMs }).groups.map(({ best }) => best.map(({ id }) => id))

describe('what is found', () => {
  it('stands by fit, whatever else is said of it', () => {
    expect(ranked([match(1, { fit: 1 }), match(2, { fit: 5, atMs: nowMs - 300 * dayMs, role: 'result' })])).toEqual([
      [2],
      [1],
    ])
  })

  it('of what fits alike the newer comes first, of one second the later', () => {
    expect(ranked([match(1, { atMs: nowMs - 60 * dayMs }), match(2), match(3)])).toEqual([[3], [2], [1]])
  })

  it('of what fits alike a prompt comes before what a tool printed', () => {
    expect(ranked([match(1, { role: 'result' }), match(2, { role: 'prompt' })])).toEqual([[2], [1]])
  })

  it('is ordered by who said it and when where its fit is not known', () => {
    expect(ranked([match(1, { fit: 0, role: 'result' }), match(2, { fit: 0, role: 'prompt' })])).toEqual([[2], [1]])
  })

  it('stands by session, which stands where its best stands, its best first', () => {
    const matches = [
      match(1, { session: 7, fit: 1 }),
      match(2, { session: 8, fit: 3 }),
      match(3, { session: 7, fit: 4 }),
      match(4, { session: 7, fit: 2 }),
    ]
    const { groups, sessions } = groupMatches(matches, { order: 'best', limit: 1, hits: 2, nowMs })
    expect(groups.map(({ session, best, more }) => [session, best.map(({ id }) => id), more])).toEqual([[7, [3, 4], 1]])
    expect(sessions).toBe(2)
  })

  it('is as rare as few have it, and above nothing where all do', () => {
    expect(rarenessOf(1, 1_000)).toBeGreaterThan(rarenessOf(100, 1_000))
    expect(rarenessOf(1_000, 1_000)).toBeGreaterThan(0)
    expect(rarenessOf(0, 0)).toBeGreaterThan(0)
  })
})
