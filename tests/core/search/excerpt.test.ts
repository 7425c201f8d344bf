import { expect, it } from 'vitest'
import { excerptOf } from '../../../src/core/search/excerpt.ts'
import { stemOf } from '../../../src/search/stem.ts'

const marked = (text: string, words: readonly string[], length?: number): string => {
  const { text: line, marks } = excerptOf(
    text,
    words.map((word) => ({ text: word, isExact: false })),
    { stemOf, length },
  )
  return marks.reduceRight(
    (shown, { from, to }) => `${shown.slice(0, from)}[${shown.slice(from, to)}]${shown.slice(to)}`,
    line,
  )
}

it.each([
  ['The advisory lock', ['lock'], 'The advisory [lock]'],
  ['Locks are LOCKED', ['lock'], '[Locks] are [LOCKED]'],
  ['retries of a retried call', ['retry'], '[retries] of a [retried] call'],
  ['café', ['cafe'], '[café]'],
  ['call useAuthToken()', ['AuthToken'], 'call use[Auth][Token]()'],
  ['请检查部署流程。', ['部署'], '请检查[部署]流程。'],
  ['v2部署', ['部署'], 'v2[部署]'],
  ['École lock', ['ecole'], '[École] lock'],
  ['a\n  b\tlock\n\nc', ['lock'], 'a b [lock] c'],
  ['nothing of it', ['lock'], 'nothing of it'],
  ['the block', ['lock'], 'the block'],
])('in %j marks %j', (text, words, shown) => {
  expect(marked(text, words)).toBe(shown)
})

it('begins where most of the words stand together, at the beginning of a word', () => {
  const text = `lock ${'far '.repeat(100)}here the advisory lock is ${'behind '.repeat(100)}`
  expect(marked(text, ['advisory', 'lock'], 80)).toMatch(/^…far (?:far )*here the \[advisory\] \[lock\] is behind .*…$/)
})

it('never ends inside a character', () => {
  const { text } = excerptOf('😀'.repeat(100), [], { stemOf, length: 81 })
  expect(text).toBe(`${'😀'.repeat(40)}…`)
})
