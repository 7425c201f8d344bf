import { describe, expect, it } from 'vitest'
import { mannWhitney, medianOf, runningMedian } from '../../../src/core/analytics/statistics.ts'

describe('the median', () => {
  it('is nothing of nothing, the middle of an odd number, between the two middle ones of an even number', () => {
    expect(medianOf([])).toBeUndefined()
    expect(medianOf([9, 1, 5])).toBe(5)
    expect(medianOf([4, 1, 3, 100])).toBe(3.5)
  })

  it('runs over a window that stays whole at both ends, and passes over what is not known', () => {
    expect(runningMedian([1, 100, 2, 3, undefined, 4], 3)).toEqual([2, 2, 3, 3, undefined, 3])
    expect(runningMedian([7, 5], 25)).toEqual([6, 6])
  })

  it('runs as the plain one does, whatever the values', () => {
    const values = Array.from({ length: 400 }, (_, at) => (at * 7919) % 101)
    const plain = values.map((_, at) => {
      const first = Math.max(0, Math.min(at - 5, values.length - 10))
      return medianOf(values.slice(first, first + 10))
    })
    expect(runningMedian(values, 10)).toEqual(plain)
  })
})

describe('the test of Mann and Whitney', () => {
  // As R's wilcox.test gives them, in its own example: W = 35, one-sided p = 0.1272.
  const calm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
  const late = [1.15, 0.88, 0.9, 0.74, 1.21]

  it('counts every order of small samples', () => {
    const test = mannWhitney(calm, late)
    expect(test).toMatchObject({ u: 35, isExact: true })
    expect(test?.p).toBeCloseTo(2 * 0.1272, 3)
    // Of SciPy's documentation: U = 17, p = 0.1111.
    expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])).toMatchObject({ u: 17, isExact: true })
    expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])?.p).toBeCloseTo(1 / 9, 6)
  })

  it('says the same whichever sample comes first', () => {
    expect(mannWhitney(late, calm)?.p).toBe(mannWhitney(calm, late)?.p)
    expect(mannWhitney(late, calm)?.u).toBe(50 - 35)
  })

  it('is certain of what never overlaps, and of two of three values never below one in ten', () => {
    expect(mannWhitney([1, 2, 3], [4, 5, 6])?.p).toBeCloseTo(0.1, 10)
    const low = Array.from({ length: 50 }, (_, at) => at)
    expect(
      mannWhitney(
        low,
        low.map((value) => value + 100),
      )?.p,
    ).toBeLessThan(1e-15)
  })

  it('takes the normal distribution where values are tied, corrected for them', () => {
    // By hand: ranks of a 1.5 1.5 4 6, U = 3; 8 − 3 − ½ over √(16/12 · (9 − 30/56)) = 4.5 / 3.3593, p = 0.1804.
    const test = mannWhitney([1, 1, 2, 3], [2, 2, 4, 5])
    expect(test).toMatchObject({ u: 3, isExact: false })
    expect(test?.p).toBeCloseTo(0.1804, 3)
  })

  it('finds nothing where all are the same, and says nothing of nothing', () => {
    expect(mannWhitney([5, 5, 5], [5, 5])).toEqual({ u: 3, p: 1, isExact: false })
    expect(mannWhitney([], [1])).toBeUndefined()
  })

  it('calls one in twenty different where chance alone was at work', () => {
    let seed = 7
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed / 2147483648
    }
    const sample = () => Array.from({ length: 50 }, random)
    const found = Array.from({ length: 1000 }, () => mannWhitney(sample(), sample())?.p ?? 1)
    const share = found.filter((p) => p <= 0.05).length / 1000
    expect(share).toBeGreaterThan(0.03)
    expect(share).toBeLessThan(0.07)
  })
})
