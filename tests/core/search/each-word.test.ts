import fc from 'fast-check'
import { expect, it } from 'vitest'
import { eachWord } from '../../../src/core/search/each-word.ts'

function words(text: string): readonly (readonly [string, boolean])[] {
  const found: (readonly [string, boolean])[] = []
  eachWord(text, (from, to, hasCapital) => found.push([text.slice(from, to), hasCapital]))
  return found
}

it('finds the same words as the pattern does, whatever the text', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(...'aZ9 _-é´部署𝒳😀\ud800\udc00'), fc.string({ unit: 'binary', maxLength: 3 })),
  })
  fc.assert(
    fc.property(text, (one) => {
      expect(words(one).map(([word]) => word)).toEqual(one.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    }),
  )
})

it('tells which have a capital inside', () => {
  expect(words('useAuth Token ABC x é𝒳 😀')).toEqual([
    ['useAuth', true],
    ['Token', false],
    ['ABC', true],
    ['x', false],
    ['é𝒳', false],
  ])
})
