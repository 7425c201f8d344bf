import { describe, expect, it } from 'vitest'
import { firstLetters, letterOf } from '../../../src/core/search/first-letters.ts'

const has = (text: string, letter: string): boolean => {
  const bit = BigInt(letterOf(letter) ?? 0)
  return (BigInt(firstLetters(text)) & bit) !== 0n
}

describe('the letters with which words begin', () => {
  it.each([
    ['take the lock', 't'],
    ['take the lock', 'l'],
    ['Zoo', 'z'],
    ['Éclair', 'e'],
    ['take 9 locks', '9'],
    ['snake_case', 'c'],
    ['src/queue.ts', 'q'],
    ['(zoo)', 'z'],
  ])('of %j hold %s', (text, letter) => {
    expect(has(text, letter)).toBe(true)
  })

  it.each([
    ['take the lock', 'o'],
    ['x1', '1'],
    ['naïve', 'v'],
    ['été', 't'],
    ['部署a', 'a'],
    ['', 'a'],
  ])('of %j hold no %s', (text, letter) => {
    expect(has(text, letter)).toBe(false)
  })

  it('are asked for by one letter or digit alone', () => {
    expect([letterOf('a'), letterOf('b'), letterOf('0')]).toEqual([1, 2, 2 ** 26])
    expect([letterOf('ab'), letterOf(''), letterOf('п')]).toEqual([undefined, undefined, undefined])
  })
})
