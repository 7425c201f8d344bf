import { describe, expect, it } from 'vitest'
import { markChange } from '../../src/cli/mark-change.ts'

describe('tce session <verb>', () => {
  it.each([
    ['name', ['Advisory', 'locks'], { name: 'Advisory locks' }],
    ['name', [''], { name: '' }],
    ['note', ['see Kim'], { note: 'see Kim' }],
    ['tag', ['db', 'release'], { addTags: ['db', 'release'] }],
    ['untag', ['db'], { removeTags: ['db'] }],
    ['star', [], { isStarred: true }],
    ['unstar', [], { isStarred: false }],
    ['archive', [], { isArchived: true }],
    ['unarchive', [], { isArchived: false }],
  ])('%s %j', (verb, words, change) => {
    expect(markChange(verb, words)).toEqual(change)
  })

  it.each([
    ['star', ['now'], 'takes one session and nothing else'],
    ['name', [], '"" takes it away'],
    ['tag', [], 'What to tag it is missing'],
    ['burn', ['x'], 'There is no tce session burn. There are: name,'],
    ['constructor', ['x'], 'There is no tce session constructor'],
  ])('says what is wrong with %s %j', (verb, words, said) => {
    expect(markChange(verb, words)).toContain(said)
  })
})
