import { describe, expect, it } from 'vitest'
import { readSearches, withSearch } from '../../../../src/dashboard/web/search/last-searches.ts'

describe('the last searches', () => {
  it('are newest first, each once, ten at most', () => {
    const many = Array.from({ length: 12 }, (_, at) => `word${String(at).padStart(2, '0')}`)
    const kept = many.reduce<readonly string[]>(withSearch, [])
    expect(kept).toHaveLength(10)
    expect(kept[0]).toBe('word11')
    expect(withSearch(['queue', 'lock'], ' lock ')).toEqual(['lock', 'queue'])
  })

  it('have what was still being typed once, as it was in the end', () => {
    expect(withSearch(['adv', 'queue'], 'advisory lock')).toEqual(['advisory lock', 'queue'])
    expect(withSearch(['queue', 'adv'], 'advisory lock')).toEqual(['advisory lock', 'queue', 'adv'])
  })

  it('leave out what is empty, and a text that was pasted', () => {
    expect(withSearch(['lock'], '  ')).toEqual(['lock'])
    expect(withSearch(['lock'], 'x'.repeat(201))).toEqual(['lock'])
  })

  it('are none where the browser kept something else', () => {
    for (const text of [null, '', '{', '{"a":1}', 'null']) expect(readSearches(text)).toEqual([])
    expect(readSearches('["lock",1,"queue"]')).toEqual(['lock', 'queue'])
  })
})
