import { describe, expect, it } from 'vitest'
import { slotsOf } from '../../../src/dashboard/web/parts/use-slots.ts'

describe('the elements of the rows in sight', () => {
  const numbers = () => {
    let next = 0
    return () => next++
  }
  const rows = (...keys: readonly string[]) => keys.map((key) => ({ key, kind: 'row' }))

  it('stay with a row as long as it is drawn, and go to one that comes when it went', () => {
    const number = numbers()
    const first = slotsOf(rows('a', 'b', 'c'), new Map(), number)
    const second = slotsOf(rows('b', 'c', 'd'), first, number)
    expect(second.get('b')).toBe(first.get('b'))
    expect(second.get('c')).toBe(first.get('c'))
    expect(second.get('d')).toBe(first.get('a'))
  })

  it('go over in order where all rows are others, so that none has to be moved', () => {
    const number = numbers()
    const first = slotsOf(rows('a', 'b', 'c'), new Map(), number)
    expect([...slotsOf(rows('x', 'y', 'z'), first, number).values()]).toEqual([...first.values()])
  })

  it('never go over to a row of another kind', () => {
    const number = numbers()
    const first = slotsOf([{ key: 'Monday', kind: 'group' }, ...rows('a')], new Map(), number)
    const second = slotsOf([...rows('b', 'c'), { key: 'Tuesday', kind: 'group' }], first, number)
    expect(second.get('Tuesday')).toBe(first.get('Monday'))
    expect(second.get('b')).toBe(first.get('a'))
    expect(new Set([...first.values(), ...second.values()]).size).toBe(3)
  })

  it('are never those of two rows at once', () => {
    const number = numbers()
    let slots = slotsOf([], new Map(), number)
    for (let top = 0; top < 200; top += 7) {
      slots = slotsOf(rows(...Array.from({ length: 5 + (top % 9) }, (_, index) => `r${top + index}`)), slots, number)
      expect(new Set(slots.values()).size).toBe(slots.size)
    }
  })
})
