/** Columns that stand for maps: they find what a map would find, whatever is put in and however much. */
import { expect, it } from 'vitest'
import { randomFrom } from '../../drills/drill.ts'
import { NumberIndex } from '../../src/tracker/number-index.ts'

it('finds what a map finds, over many growths: zero, neighbours, and numbers of 53 bits', () => {
  const random = randomFrom(16)
  const index = new NumberIndex()
  const map = new Map<number, number>()
  for (const key of [0, 1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) map.set(key, map.size)
  for (let at = 0; at < 20_000; at++) map.set(at % 3 === 0 ? at : random.between(0, 2 ** 52), at)
  for (const [key, value] of map) index.set(key, value)
  index.set(0, 77)
  map.set(0, 77)
  expect(index.size).toBe(map.size)
  expect([...map].filter(([key, value]) => index.get(key) !== value)).toEqual([])
  expect(index.get(-1)).toBeUndefined()
  expect(index.has(3.5)).toBe(false)
})

it('says of what was added alone that it is there', () => {
  const index = new NumberIndex(5)
  index.add(41)
  expect([index.has(41), index.get(41), index.has(42)]).toEqual([true, 0, false])
})
