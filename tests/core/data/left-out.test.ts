import { expect, it } from 'vitest'
import { foldersAbove, isMeantBy } from '../../../src/core/data/left-out.ts'

it.each([
  ['~/private', '/home/dev/private', true],
  ['~/private', '/home/dev/private/letters/old', true],
  ['~/private', '/home/dev/private-not', false],
  ['~/private/', '/home/dev/private', true],
  ['~/private/*', '/home/dev/private', false],
  ['~/private/*', '/home/dev/private/letters', true],
  ['~/*/secret', '/home/dev/a/secret', true],
  ['~/*/secret', '/home/dev/a/b/secret', false],
  ['**/secret', '/home/dev/a/b/secret/x', true],
  ['/srv/a.b', '/srv/axb', false],
  ['secret', '/home/dev/secret', false],
  ['  ', '/home/dev', false],
  ['C:\\Work\\secret', 'c:\\work\\Secret\\x', true],
  ['C:/Work/*', 'C:\\Work\\a', true],
  ['/home/dev/odd\\name', '/home/dev/odd\\name', true],
])('%j and %j: %s', (pattern, folder, isMeant) => {
  expect(isMeantBy([pattern], folder, '/home/dev')).toBe(isMeant)
})

it('an ignore file counts in the folder itself and in each above it', () => {
  expect(foldersAbove('/home/dev/a')).toEqual(['/home/dev/a', '/home/dev', '/home'])
  expect(foldersAbove('C:\\Work\\a')).toEqual(['C:\\Work\\a', 'C:\\Work', 'C:'])
})
