import { describe, expect, it } from 'vitest'
import { isFew, wordsForPrompts } from '../../../src/core/search/words-for-prompts.ts'

describe('a question to the list of prompts', () => {
  it('goes without what only sessions have', () => {
    expect(wordsForPrompts('lock role:prompt tool:Bash file:src is:failed agent:codex since:7d')).toBe(
      'lock agent:codex since:7d',
    )
    expect(wordsForPrompts('lock is:starred is:archived')).toBe('lock is:starred')
  })

  it('has the words of prompt: as words', () => {
    expect(wordsForPrompts('prompt:retry -prompt:"taken twice"')).toBe('retry -"taken twice"')
  })

  it('is what was typed where that can not be read', () => {
    expect(wordsForPrompts(' role:prompt "taken twi ')).toBe('role:prompt "taken twi')
    expect(wordsForPrompts('role:prompt OR lock file:src')).toBe('lock')
  })

  it('is worth asking up to ten hits', () => {
    expect([isFew({ hits: 0 }), isFew({ hits: 10 }), isFew({ hits: 11 })]).toEqual([true, true, false])
  })
})
