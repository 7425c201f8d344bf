/** In which lines of its file an edit stands: only where that can be told. */
import { describe, expect, it } from 'vitest'
import type { Asked, AskedChange, AskedEdit } from '../../../src/core/waiting/approval.ts'
import { editLines, numberWidth } from '../../../src/core/waiting/edit-lines.ts'
import { againstFile, withoutWrongLines } from '../../../src/core/waiting/edit-places.ts'

const file = ['one', 'two', 'three', 'four', 'two again', 'six', ''].join('\n')
const change = (edits: readonly AskedEdit[], more: Partial<AskedChange> = {}): AskedChange => ({
  ...{ form: 'change', file: 'a.ts', edits, isWhole: false },
  ...more,
})
const linesOf = (thing: AskedChange) => thing.edits.map(({ line }) => line && [line.before, line.after])
const shown = (thing: AskedChange) =>
  thing.edits.flatMap((edit) => editLines(edit).map(({ kind, before, after }) => [kind, before, after]))

describe('the lines of an edit', () => {
  it('are those of the file that is there, what goes by the old and what comes by the new', () => {
    const edit = { before: 'three\nfour\n', after: 'three\nfour a\nfour b\n' }
    const thing = againstFile(change([edit]), file)
    expect(linesOf(thing)).toEqual([[3, 3]])
    expect(shown(thing)).toEqual([
      ['same', 3, 3],
      ['del', 4, undefined],
      ['add', undefined, 4],
      ['add', undefined, 5],
    ])
  })

  it('of several are moved by what the others put above them, in whatever order they are given', () => {
    const low = { before: 'six', after: 'SIX' }
    const high = { before: 'one\n', after: 'zero\none\nand a half\n' }
    expect(linesOf(againstFile(change([low, high]), file))).toEqual([
      [6, 8],
      [1, 1],
    ])
  })

  it.each([
    ['a text that stands there twice', [{ before: 'two', after: '2' }]],
    ['a text that does not stand there', [{ before: 'seven', after: '7' }]],
    ['nothing that goes', [{ before: '', after: 'new' }]],
    [
      'one of several that does not',
      [
        { before: 'one', after: '1' },
        { before: 'seven', after: '7' },
      ],
    ],
    [
      'two that reach into one another',
      [
        { before: 'three\nfour', after: '3' },
        { before: 'four\ntwo again', after: '4' },
      ],
    ],
  ])('are not known of %s', (_, edits) => {
    expect(linesOf(againstFile(change(edits), file)).every((line) => line === undefined)).toBe(true)
    expect(numberWidth(editLines(edits[0] as AskedEdit))).toBe(0)
  })

  it('are not known without the file, and those that its agent tells are kept', () => {
    const edit = { before: 'one', after: '1' }
    expect(againstFile(change([edit]), undefined)).toEqual(change([edit]))
    const told = { ...edit, line: { before: 41, after: 44 } }
    expect(againstFile(change([told]), file)).toEqual(change([told]))
  })

  it('of a file that is made are its own, and of one that is replaced those of each hunk', () => {
    const whole = change([{ before: '', after: 'a\nb\n' }], { isWhole: true })
    expect(shown(againstFile(whole, undefined))).toEqual([
      ['add', undefined, 1],
      ['add', undefined, 2],
    ])
    const replaced = againstFile(change([{ before: '', after: `${file}seven\n` }], { isWhole: true }), file)
    expect(replaced.isAgainstFile).toBe(true)
    expect(shown(replaced).at(-1)).toEqual(['add', undefined, 7])
    expect(linesOf(replaced)).toEqual([[4, 4]])
  })

  it('are left out where a secret of several lines is not shown', () => {
    const edit = { before: 'a\nKEY\nKEY\nb', after: 'a\nb', line: { before: 9, after: 9 } }
    const asked = { thing: change([edit]) } as unknown as Asked
    const hidden = { thing: change([{ ...edit, before: 'a\n[redacted]\nb' }]) } as unknown as Asked
    expect(linesOf(withoutWrongLines(asked, hidden).thing as AskedChange)).toEqual([undefined])
    const inOneLine = { thing: change([{ ...edit, before: 'a\nKEY\n[redacted]\nb' }]) } as unknown as Asked
    expect(linesOf(withoutWrongLines(asked, inOneLine).thing as AskedChange)).toEqual([[9, 9]])
  })
})
