/** What "always" would allow, and where: as the faces show it. */
import { describe, expect, it } from 'vitest'
import { acceptsEdits, alwaysWhats, isSaved, reachNote } from '../../../src/core/waiting/always-words.ts'
import type { AlwaysOffer } from '../../../src/core/waiting/approval.ts'

const offer = (id: string, more: Partial<AlwaysOffer> = {}): AlwaysOffer => ({
  ...{ id, words: 'Exactly this command', rules: ['Bash(make)'], reach: 'session' },
  ...more,
})

describe('what would no longer be asked', () => {
  it('is one thing with each place where it may hold, as they were offered', () => {
    const offers = [
      offer('exact'),
      offer('exact-project', { reach: 'project', file: '.claude/settings.json' }),
      offer('every', { words: 'Every make command', rules: ['Bash(make:*)'], meaning: 'all that make can do' }),
    ]
    expect(
      alwaysWhats(offers).map(({ words, meaning, places }) => [words, meaning, places.map(({ id }) => id)]),
    ).toEqual([
      ['Exactly this command', undefined, ['exact', 'exact-project']],
      ['Every make command', 'all that make can do', ['every']],
    ])
    expect(alwaysWhats([])).toEqual([])
  })

  it('is told apart by its rules where its words are the same', () => {
    expect(alwaysWhats([offer('a'), offer('b', { rules: ['Bash(make all)'] })])).toHaveLength(2)
  })

  it('says which file keeps it, and what follows from that', () => {
    const file = '.claude/settings.json'
    expect(reachNote(offer('a', { reach: 'project', file }))).toBe('.claude/settings.json, goes into git')
    expect(reachNote(offer('a'))).toBe('gone when it ends')
    expect(reachNote(offer('a', { reach: 'user' }))).toBe('')
    expect([offer('a'), offer('a', { reach: 'user' })].map(isSaved)).toEqual([false, true])
  })
})

describe('the button', () => {
  const change = { form: 'change', file: 'a', edits: [], isWhole: false } as const
  it('speaks of edits where the narrowest is just that, and the change of a file is asked', () => {
    const edits = offer('suggested', { isOfEdits: true })
    expect(acceptsEdits({ thing: change, always: [edits] })).toBe(true)
    expect(acceptsEdits({ thing: { form: 'command', text: 'touch a' }, always: [edits] })).toBe(false)
    expect(acceptsEdits({ thing: change, always: [offer('exact'), edits] })).toBe(false)
    expect(acceptsEdits({ thing: change, always: [] })).toBe(false)
  })
})
