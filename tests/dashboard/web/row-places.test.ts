import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { offsetsOf, rowsBetween, toSegments } from '../../../src/dashboard/web/parts/row-places.ts'

describe('of many rows', () => {
  const offsets = offsetsOf([28, 46, 46, 28, 46])

  it('those in sight are drawn', () => {
    expect(rowsBetween(offsets, 0, 60)).toEqual({ from: 0, until: 2 })
    expect(rowsBetween(offsets, 75, 121)).toEqual({ from: 2, until: 4 })
    expect(rowsBetween(offsets, -500, -10)).toEqual({ from: 0, until: 1 })
    expect(rowsBetween(offsets, 5000, 6000)).toEqual({ from: 5, until: 5 })
    expect(rowsBetween(offsetsOf([]), 0, 100)).toEqual({ from: 0, until: 0 })
  })

  it('the one with the focus is drawn wherever it is, and the room of the others is kept', () => {
    expect(toSegments(offsets, { from: 2, until: 3 }, 0)).toMatchObject([
      { kind: 'row', index: 0 },
      { kind: 'gap', heightPx: 46 },
      { kind: 'row', index: 2 },
      { kind: 'gap', heightPx: 74 },
    ])
  })

  it('heights always add up to the whole, and no row is drawn twice', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 60 })
    fc.assert(
      fc.property(
        heights,
        fc.nat(5000),
        fc.nat(900),
        fc.option(fc.nat(70), { nil: undefined }),
        (all, top, height, kept) => {
          const places = offsetsOf(all)
          const segments = toSegments(places, rowsBetween(places, top, top + height), kept)
          const sum = segments.reduce(
            (total, segment) => total + (segment.kind === 'gap' ? segment.heightPx : (all[segment.index] ?? 0)),
            0,
          )
          expect(sum).toBe(places.at(-1))
          const drawn = segments.flatMap((segment) => (segment.kind === 'row' ? [segment.index] : []))
          expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b))
        },
      ),
    )
  })
})
