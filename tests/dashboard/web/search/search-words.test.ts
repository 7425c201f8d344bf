import { expect, it } from 'vitest'
import { partOf, rolesFor, searchParts } from '../../../../src/dashboard/web/search/address.ts'
import { hiddenWords } from '../../../../src/dashboard/web/search/search-words.ts'

it('says how many hits the filters hide', () => {
  expect(hiddenWords({ hits: 3 }, { hits: 15, isBounded: false })).toBe('Filters hide 12.')
  expect(hiddenWords({ hits: 3 }, { hits: 3, isBounded: false })).toBe('Filters hide nothing.')
  expect(hiddenWords({ hits: 0 }, { hits: 20_000, isBounded: true })).toBe('Filters hide more than 20,000.')
  // More was written between the two questions.
  expect(hiddenWords({ hits: 4 }, { hits: 3, isBounded: false })).toBe('Filters hide nothing.')
})

it('knows the part of a session by its roles', () => {
  for (const part of searchParts) expect(partOf(rolesFor(part))).toBe(part)
  expect(partOf('title')).toBeUndefined()
  expect(partOf(undefined)).toBeUndefined()
})
