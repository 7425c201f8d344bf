/** What changes of a file that is replaced. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editLines } from '../../../src/core/waiting/edit-lines.ts'
import { hunksOf } from '../../../src/core/waiting/line-diff.ts'

const lines = (...texts: readonly string[]) => texts.map((text) => `${text}\n`).join('')
const many = Array.from({ length: 30 }, (_, index) => `line ${index}`)
const shown = (before: string, after: string) =>
  hunksOf(before, after).map((hunk) => editLines(hunk).map(({ kind, text }) => `${kind} ${text}`))

describe('what changes', () => {
  it('is shown in hunks, with three lines around each, and nothing of what stays', () => {
    const after = many.with(4, 'new 4').toSpliced(20, 1)
    expect(shown(lines(...many), lines(...after))).toEqual([
      [
        'same line 1',
        'same line 2',
        'same line 3',
        'del line 4',
        'add new 4',
        'same line 5',
        'same line 6',
        'same line 7',
      ],
      ['same line 17', 'same line 18', 'same line 19', 'del line 20', 'same line 21', 'same line 22', 'same line 23'],
    ])
    expect(hunksOf(lines(...many), lines(...many))).toEqual([])
  })

  it('may be a file that was empty, one that becomes empty, or the end of the last line', () => {
    expect(shown('', 'a\n')).toEqual([['add a']])
    expect(shown('a\n', '')).toEqual([['del a']])
    expect(hunksOf('a', 'a\n')).toEqual([{ before: 'a', after: 'a\n', line: { before: 1, after: 1 } }])
  })

  it('is all between the equal ends where the files are too different to be compared', () => {
    const [old, now] = ['o', 'n'].map((name) => Array.from({ length: 2_100 }, (_, index) => `${name}${index}`)) as [
      string[],
      string[],
    ]
    const [hunk, ...others] = hunksOf(lines('same', ...old), lines('same', ...now))
    expect(others).toEqual([])
    expect([hunk?.before, hunk?.after]).toEqual([lines('same', ...old), lines('same', ...now)])
  })

  it('leads from the one to the other, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 25 }).map((all) => all.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        let [rest, made] = [before, '']
        for (const hunk of hunksOf(before, after)) {
          const at = rest.indexOf(hunk.before)
          expect(at).toBeGreaterThanOrEqual(0)
          made += rest.slice(0, at) + hunk.after
          rest = rest.slice(at + hunk.before.length)
        }
        const [all, wanted] = [made + rest, after].map((one) => [...one].toSorted().join(''))
        expect(all).toBe(wanted)
      }),
    )
  })
})
