/** In which order you are needed, and what was put off. */
import { describe, expect, it } from 'vitest'
import { fitsInLine, notesOf, thingInLine } from '../../../src/core/waiting/approval-words.ts'
import { changeCounts, editLines } from '../../../src/core/waiting/edit-lines.ts'
import type { WaitingItem, WaitingKind } from '../../../src/core/waiting/waiting-report.ts'
import { inOrderOfNeed, putOff, withNotNow } from '../../../src/core/waiting/waiting-report.ts'

const item = (id: string, kind: WaitingKind, since?: string): WaitingItem => ({
  id,
  kind,
  since,
  agent: 'claude',
  summary: '',
})
const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`
const ids = (items: readonly WaitingItem[]) => items.map(({ id }) => id).join(' ')

describe('who waits', () => {
  it('stands with the quickest to answer first, then the longest wait; an unknown time comes last', () => {
    const items = [
      item('plan', 'plan', at(1)),
      item('late', 'permission', at(9)),
      item('timeless', 'permission'),
      item('early', 'permission', at(2)),
      item('other', 'unknown', at(0)),
      item('question', 'question', at(8)),
    ]
    expect(ids(inOrderOfNeed(items))).toBe('early late timeless question plan other')
    expect(ids(inOrderOfNeed(items.toReversed()))).toBe('early late timeless question plan other')
  })

  it('goes last when it was put off, for ten minutes, or until it asks anew', () => {
    const [a, b] = [item('a', 'permission', at(1)), item('b', 'permission', at(2))]
    const off = putOff(new Map(), [a], 0)
    expect(ids(withNotNow([a, b], off, 9 * 60_000))).toBe('b a')
    expect(withNotNow([a, b], off, 1).map(({ isPutOff }) => isPutOff)).toEqual([undefined, true])
    expect(ids(withNotNow([a, b], off, 10 * 60_000))).toBe('a b')
    expect(ids(withNotNow([{ ...a, since: at(3) }, b], off, 1))).toBe('a b')
    expect([...putOff(off, [b], 10 * 60_000).keys()]).toEqual(['b'])
  })

  it('stays put off when its card is another one because the server began anew: the same wait of the same agent', () => {
    const card = (id: string) =>
      ({ ...item(id, 'permission', at(1)), agentId: '7:7', approval: { typedInto: 'tmux pane %7' } }) as WaitingItem
    const off = putOff(new Map(), [card('w1')], 0)
    expect(withNotNow([card('w2')], off, 1)[0]?.isPutOff).toBe(true)
  })
})

describe('what is asked, in a line', () => {
  const edits = [{ before: 'a\nb\nc\n', after: 'a\nB\nB2\nc\n' }]

  it('is the command, the file and how much of it changes, the first question, the first line of a plan', () => {
    expect(thingInLine({ form: 'command', text: 'make\n  test' })).toBe('make test')
    expect(thingInLine({ form: 'change', file: 'a.ts', edits, isWhole: false })).toBe('a.ts +2 −1')
    const question = { question: 'Which one wins?', isMultiple: false, options: [] }
    expect(thingInLine({ form: 'questions', questions: [question, question] })).toBe('Which one wins? and 1 more')
    expect(thingInLine({ form: 'plan', text: '# Plan\n\n1. Write it' })).toBe('1. Write it')
  })

  it('shows of an edit what goes and comes, with a little around it', () => {
    const shown = editLines(edits[0] ?? { before: '', after: '' }).map(({ kind, text }) => `${kind} ${text}`)
    expect(shown).toEqual(['same a', 'del b', 'add B', 'add B2', 'same c'])
    expect(editLines({ before: 'x\nx\n', after: 'x\nx\nx\n' }).map(({ kind }) => kind)).toEqual(['same', 'same', 'add'])
    expect(changeCounts({ edits: [{ before: '', after: 'one\ntwo\n' }] })).toBe('+2')
  })

  it('says what is not seen in it', () => {
    const notes = (text: string) => notesOf({ thing: { form: 'command', text } })
    expect(notes('psql "$DATABASE_URL"')).toEqual(['The shell fills in $DATABASE_URL; TCE cannot see its value.'])
    expect(notes('echo $A $B')[0]).toContain('$A, $B; TCE cannot see their values.')
    expect(notes('curl -H "x: [redacted]"')).toEqual(['A secret in it is not shown.'])
    expect(notes('ls \u202egpj.exe')[0]).toMatch(/^It has characters that are not shown/)
    expect(notes('make\n\ttest')).toEqual([])
  })

  it('may be allowed from a menu only where all of it is in that line', () => {
    const fits = (text: string, more = {}) =>
      fitsInLine(
        {
          kind: 'permission',
          thing: { form: 'command', text },
          notes: notesOf({ thing: { form: 'command', text } }),
          ...more,
        },
        40,
      )
    expect(fits('npm test')).toBe(true)
    expect(fits('npm test '.repeat(10))).toBe(false)
    expect(fits('npm\ntest')).toBe(false)
    expect(fits('ls \u202ex')).toBe(false)
    expect(fits('npm test', { irrevocable: { sentence: 'x' } })).toBe(false)
    expect(fits('npm test', { kind: 'plan' })).toBe(false)
  })
})
