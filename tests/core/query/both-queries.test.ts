import { expect, it } from 'vitest'
import { bothQueries } from '../../../src/core/query/both-queries.ts'

it.each([
  ['', '-level:debug', '-level:debug'],
  ['a', '', 'a'],
  ['a', '-b', 'a -b'],
  ['a OR  c', '-b', 'a -b OR c -b'],
  ['a OR c', 'x OR y', 'a x OR a y OR c x OR c y'],
  ['"a OR c" d', '-b', '"a OR c" d -b'],
  ['"OR" OR key:OR', '-b', '"OR" -b OR key:OR -b'],
  // What can't be read stays what it is, so that its reader is told.
  ['OR a', '-b', 'OR a -b'],
  ['a "b', '-c', 'a "b -c'],
])('%j and %j are %j', (first, second, both) => {
  expect(bothQueries(first, second).text).toBe(both)
})

it('knows for a place in the whole where it stands in the first', () => {
  const { text, placeInFirst } = bothQueries('one OR   two colour:red', '-level:debug')
  expect(text.slice(placeInFirst(0))).toContain('one')
  expect(placeInFirst(text.indexOf('colour'))).toBe('one OR   two '.length)
  expect(placeInFirst(text.indexOf('-level'))).toBe('one'.length)
})
