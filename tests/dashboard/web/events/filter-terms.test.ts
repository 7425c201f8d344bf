import { describe, expect, it } from 'vitest'
import { readEventsAddress, wholeFilter } from '../../../../src/dashboard/web/events/address.ts'
import {
  termOf,
  termsOf,
  withoutLevels,
  withoutTerm,
  withRange,
  withTerm,
} from '../../../../src/dashboard/web/events/filter-terms.ts'

const textsOf = (filter: string) => termsOf(filter).map(({ text }) => text)

describe('a filter as its terms', () => {
  it('is taken apart at its spaces, not at those in quotes', () => {
    expect(textsOf(' level:warn,error  -source:ci "timed out" deploy ')).toEqual([
      'level:warn,error',
      '-source:ci',
      '"timed out"',
      'deploy',
    ])
  })

  it('tells of each the key, the value and whether it is left out', () => {
    expect(termsOf('-type:"a b",c')).toEqual([{ text: '-type:"a b",c', key: 'type', isNot: true, value: 'a b, c' }])
  })

  it('is one term where its parts mean nothing alone: alternatives, or a quote that is not closed', () => {
    expect(textsOf('a OR level:error')).toEqual(['a OR level:error'])
    expect(textsOf('source:ci "open')).toEqual(['source:ci "open'])
  })

  it('takes a term in once and out again', () => {
    const filter = withTerm(withTerm('deploy', 'source:ci'), 'source:ci')
    expect(filter).toBe('deploy source:ci')
    expect(withoutTerm(filter, 0)).toBe('source:ci')
  })

  it('quotes a value that would be read as something else, and gives up on one that no quote holds', () => {
    expect([
      termOf('type', 'build.failed'),
      termOf('type', 'a b', true),
      termOf('type', '>3'),
      termOf('type', 'pre*'),
    ]).toEqual(['type:build.failed', '-type:"a b"', 'type:">3"', 'type:"pre*"'])
    expect(termOf('type', 'say "a b"')).toBeUndefined()
  })

  it('has one range, that was chosen last', () => {
    const range = 'after:1970-01-01T00:00:01.000Z before:1970-01-01T00:00:02.000Z'
    expect(withRange('', 1_000, 2_000)).toBe(range)
    expect(withRange('since:24h deploy before:2026-11-20', 1_000, 2_000)).toBe(`deploy ${range}`)
    expect(withRange(withRange('deploy', 5_000, 6_000), 1_000, 2_000)).toBe(`deploy ${range}`)
  })

  it('leaves levels out of each alternative', () => {
    expect(withoutLevels('', ['debug'])).toBe('-level:debug')
    expect(withoutLevels('a OR b c', ['debug', 'info'])).toBe('a -level:debug,info OR b c -level:debug,info')
  })
})

describe('the address of the events', () => {
  it('reads what it knows and ignores the rest', () => {
    expect(
      readEventsAddress({ view: 'x', hide: 'debug,nonsense', event: '12', lanes: 'all', window: '2d' }),
    ).toMatchObject({
      view: 'live',
      hiddenLevels: ['debug'],
      eventId: 12,
      lanes: undefined,
      window: '10m',
    })
    expect(readEventsAddress({ event: '-1' }).eventId).toBeUndefined()
  })

  it('asks for what is typed without the levels that are switched off', () => {
    expect(wholeFilter(readEventsAddress({ q: ' source:ci ', hide: 'debug' }))).toBe('source:ci -level:debug')
  })
})
