import { describe, expect, test } from 'vitest'
import { askedBy, type Entry, type Group, marksOf, rank } from '../../../../src/dashboard/web/palette/rank.ts'

const entry = (group: Group, title: string, detail?: string): Entry => ({
  id: `${group} ${title}`,
  group,
  title,
  detail,
})

const titlesOf = (entries: readonly Entry[], typed: string): readonly string[] =>
  rank(entries, askedBy(typed)).flatMap((group) => group.entries.map(({ title }) => title))

const many = (group: Group, count: number): readonly Entry[] =>
  Array.from({ length: count }, (_, index) => entry(group, `web ${group} ${index}`))

describe('what is asked', () => {
  test('is words in small letters, of every group', () => {
    expect(askedBy('  Web   FRONT ')).toEqual({ group: undefined, words: ['web', 'front'] })
  })

  test.each([
    ['>', 'commands'],
    ['@', 'agents'],
    ['#', 'sessions'],
    ['/', 'prompts'],
  ])('%s asks for %s alone', (prefix, group) => {
    expect(askedBy(`${prefix}web`)).toEqual({ group, words: ['web'] })
    expect(askedBy(`${prefix} `)).toEqual({ group, words: [] })
  })

  test('a sign inside is a part of its word', () => {
    expect(askedBy('src/api')).toEqual({ group: undefined, words: ['src/api'] })
  })
})

describe('the order', () => {
  test('groups stand in theirs, whatever fits best', () => {
    const entries = [entry('sessions', 'web'), entry('commands', 'a web'), entry('agents', 'cobweb')]
    expect(titlesOf(entries, 'web')).toEqual(['cobweb', 'a web', 'web'])
  })

  test('the beginning is above the beginning of a word, that above its inside, that above the detail', () => {
    const entries = [
      entry('agents', 'other', 'web'),
      entry('agents', 'cobweb'),
      entry('agents', 'my-web'),
      entry('agents', 'webhooks'),
    ]
    expect(titlesOf(entries, 'web')).toEqual(['webhooks', 'my-web', 'cobweb', 'other'])
  })

  test('what fits alike, and all when nothing is asked, stays as it came', () => {
    const entries = [entry('agents', 'web b'), entry('agents', 'web a')]
    expect(titlesOf(entries, 'web')).toEqual(['web b', 'web a'])
    expect(titlesOf(entries, '')).toEqual(['web b', 'web a'])
  })

  test('what others found fits, too, behind what fits by itself', () => {
    const entries = [{ ...entry('sessions', 'by its first prompt'), isFound: true }, entry('sessions', 'the web')]
    expect(titlesOf(entries, 'web')).toEqual(['the web', 'by its first prompt'])
  })

  test('what leads everywhere stands as it came, whatever its words are', () => {
    const entries = [entry('everywhere', 'all passages'), entry('everywhere', 'web')]
    expect(titlesOf(entries, 'web')).toEqual(['all passages', 'web'])
  })

  test('every word must be there, in the title or the detail, in any order', () => {
    const entries = [entry('sessions', 'Move the flags', 'web-frontend'), entry('sessions', 'Move the doors', 'api')]
    expect(titlesOf(entries, 'web move')).toEqual(['Move the flags'])
    expect(titlesOf(entries, 'web doors')).toEqual([])
  })
})

describe('the room', () => {
  const entries = (['agents', 'commands', 'sessions', 'everywhere'] as const).flatMap((group) => many(group, 5))

  test('is 4 of a group and 12 of all, of which what leads everywhere keeps its own', () => {
    expect(rank(entries, askedBy('web')).map((group) => [group.group, group.entries.length])).toEqual([
      ['agents', 4],
      ['commands', 4],
      ['everywhere', 4],
    ])
    const oneWay = [...entries.filter(({ group }) => group !== 'everywhere'), ...many('everywhere', 1)]
    expect(rank(oneWay, askedBy('web')).map((group) => group.entries.length)).toEqual([4, 4, 3, 1])
  })

  test('has none for prompts unless they are asked for', () => {
    expect(titlesOf(many('prompts', 1), 'web')).toEqual([])
    expect(titlesOf(many('prompts', 1), '/web')).toEqual(['web prompts 0'])
  })

  test('is 12 for the one group that a prefix asks for', () => {
    expect(titlesOf(many('agents', 13), '@web')).toHaveLength(12)
  })
})

describe('marks', () => {
  test('stand where a word begins before where it is inside', () => {
    expect(marksOf('cobweb web', ['web'])).toEqual([{ from: 7, to: 10 }])
    expect(marksOf('cobweb', ['web'])).toEqual([{ from: 3, to: 6 }])
  })

  test('that meet are one, and a word that is not there has none', () => {
    expect(marksOf('webhook', ['webh', 'web', 'hook', 'none'])).toEqual([{ from: 0, to: 7 }])
  })

  test('are left out where small letters are of another length', () => {
    expect(marksOf('İweb', ['web'])).toEqual([])
  })
})
