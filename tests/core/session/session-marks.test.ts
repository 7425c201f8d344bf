import { describe, expect, it } from 'vitest'
import type { MarkChange } from '../../../src/core/session/session-marks.ts'
import { changeMarks, isArchived, marksHave, noMarks } from '../../../src/core/session/session-marks.ts'

const marksAfter = (...changes: readonly MarkChange[]) =>
  changes.reduce((marks, change) => {
    const changed = changeMarks(marks, change)
    if (!changed.ok) throw new Error(changed.error)
    return changed.value
  }, noMarks)
const refused = (change: MarkChange) => {
  const changed = changeMarks(noMarks, change)
  return changed.ok ? undefined : changed.error
}

describe('the marks of a session', () => {
  it('stay as they are where nothing is said of them', () => {
    const all = { name: 'Locks', note: 'why', addTags: ['db'], isStarred: true, isArchived: false }
    expect(marksAfter(all, {})).toEqual({
      name: 'Locks',
      note: 'why',
      tags: ['db'],
      isStarred: true,
      isArchived: false,
    })
  })

  it('lose a name and a note that are emptied', () => {
    expect(marksAfter({ name: 'a', note: 'b' }, { name: ' ', note: '\n' })).toEqual(noMarks)
  })

  it('have a tag once, whatever its case and with or without #, in the order of the alphabet', () => {
    expect(marksAfter({ addTags: ['Release', '#api'] }, { addTags: ['release', '部署'] }).tags).toEqual([
      'api',
      'release',
      '部署',
    ])
    expect(marksAfter({ addTags: ['a', 'b'] }, { removeTags: ['#A', 'c'] }).tags).toEqual(['b'])
    expect(marksAfter({ addTags: ['a'] }, { removeTags: ['a'], addTags: ['A'] }).tags).toEqual(['a'])
  })

  it('keep names in one line, and notes without what a terminal would obey', () => {
    expect(marksAfter({ name: 'one\ntwo\u001b[2J', note: 'a\nb\u001b]0;x\u0007' })).toMatchObject({ note: 'a\nb' })
    expect(marksAfter({ name: 'one\ntwo\u001b[2J' }).name).not.toMatch(/[\n\u001b]/)
  })

  it.each([
    [{ addTags: ['two words'] }, '"two words" is no tag'],
    [{ addTags: [''] }, 'is no tag'],
    [{ addTags: ['-x'] }, '"-x" is no tag'],
    [{ addTags: ['x'.repeat(41)] }, 'at most 40'],
    [{ addTags: Array.from({ length: 21 }, (_, at) => `t${at}`) }, 'at most 20 tags'],
    [{ name: 'x'.repeat(121) }, 'at most 120'],
    [{ note: 'x'.repeat(4_097) }, 'at most 4096'],
  ])('refuse %j', (change, words) => {
    expect(refused(change)).toContain(words)
  })
})

describe('a session that is put away', () => {
  it('is so by its user’s word, else by its age, and never for an age that nobody knows', () => {
    const over = { beforeMs: 1000, running: new Set(['runs']) }
    const at = (lastActiveAtMs: number | undefined, id = 'over') => ({ id, lastActiveAtMs })
    expect(isArchived({}, at(999), over)).toBe(true)
    expect(isArchived({}, at(1000), over)).toBe(false)
    expect(isArchived({}, at(undefined), over)).toBe(false)
    expect(isArchived({ isArchived: false }, at(1), over)).toBe(false)
    expect(isArchived({ isArchived: true }, at(undefined), over)).toBe(true)
    // It has not ended, however quiet it is; its user may still put it away.
    expect(isArchived({}, at(1, 'runs'), over)).toBe(false)
    expect(isArchived({ isArchived: true }, at(1, 'runs'), over)).toBe(true)
  })
})

describe('a search', () => {
  it('finds all of its words in name, note and tags together', () => {
    const marks = marksAfter({ name: 'Advisory locks', note: 'see Kim', addTags: ['db'] })
    expect([marksHave(marks, ['lock', 'db']), marksHave(marks, ['kim', 'x']), marksHave(marks, [])]).toEqual([
      true,
      false,
      false,
    ])
  })
})
