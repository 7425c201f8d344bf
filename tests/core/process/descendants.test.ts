import { describe, expect, it } from 'vitest'
import { childrenByParent, descendantsOf } from '../../../src/core/process/descendants.ts'

const pidsBelow = (pid: number, pairs: readonly (readonly [number, number])[]) =>
  descendantsOf(pid, childrenByParent(pairs.map(([child, ppid]) => ({ pid: child, ppid })))).map(
    (process) => process.pid,
  )

describe('descendants', () => {
  it('are children, then their children', () => {
    const pairs = [
      [4, 3],
      [2, 1],
      [3, 1],
      [5, 4],
      [9, 8],
    ] as const
    expect(pidsBelow(1, pairs)).toEqual([2, 3, 4, 5])
  })

  it('end in a listing that shows a circle, as one taken over a moment may', () => {
    const pairs = [
      [2, 1],
      [3, 2],
      [2, 3],
      [1, 3],
    ] as const
    expect(pidsBelow(1, pairs)).toEqual([2, 3])
  })

  it('do not include a process that is its own parent', () => {
    expect(
      pidsBelow(0, [
        [0, 0],
        [1, 0],
      ]),
    ).toEqual([1])
  })
})
