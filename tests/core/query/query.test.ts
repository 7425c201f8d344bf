import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Asked } from '../../../src/core/query/holds.ts'
import { holds } from '../../../src/core/query/holds.ts'
import { parseQuery } from '../../../src/core/query/parse-query.ts'
import type { QueryKeys } from '../../../src/core/query/query.ts'

const keys: QueryKeys = {
  source: { takes: 'text' },
  level: { takes: 'one of', values: ['debug', 'info', 'warn', 'error'] },
  duration: { takes: 'number' },
  data: { takes: 'tree' },
}
const nowMs = Date.parse('2026-11-20T14:32:00Z')
const clock = {
  nowMs,
  startOfDay: (day: string) => (day === '2026-02-30' ? undefined : Date.parse(`${day}T00:00:00Z`)),
}
const parse = (text: string) => parseQuery(text, keys, clock)

interface Thing {
  readonly source?: string
  readonly level?: string
  readonly duration?: number
  readonly data?: unknown
  readonly message?: string
  readonly at?: string
}
const asked = (thing: Thing): Asked => ({
  atMs: Date.parse(thing.at ?? '2026-11-20T14:00:00Z'),
  value: (key) => ({ source: thing.source, level: thing.level, duration: thing.duration })[key],
  tree: () => thing.data,
  texts: [thing.message ?? ''],
})
const finds = (text: string, thing: Thing): boolean => {
  const query = parse(text)
  if (!query.ok) throw new Error(query.error.message)
  return holds(query.value, asked(thing))
}
const refusal = (text: string) => {
  const query = parse(text)
  if (query.ok) throw new Error(`“${text}” was read`)
  const { atCharacter, characters, message } = query.error
  return { at: text.slice(atCharacter, atCharacter + characters), atCharacter, message }
}

describe('a query', () => {
  it('holds for everything when it is empty', () => {
    expect(finds('', {})).toBe(true)
    expect(finds('  \t ', {})).toBe(true)
  })

  it('asks that all terms hold, and takes any of a list', () => {
    expect(finds('level:warn,error source:ci', { level: 'warn', source: 'ci' })).toBe(true)
    expect(finds('level:warn,error source:ci', { level: 'info', source: 'ci' })).toBe(false)
    expect(finds('level:warn,error source:ci', { level: 'error', source: 'cd' })).toBe(false)
  })

  it('leaves out with a minus, also what has no such value at all', () => {
    expect(finds('-source:ci,cd', { source: 'ci' })).toBe(false)
    expect(finds('-source:ci,cd', { source: 'sable' })).toBe(true)
    expect(finds('-source:ci', {})).toBe(true)
    expect(finds('-timeout', { message: 'a timeout' })).toBe(false)
  })

  it('takes the beginning of a value with an asterisk, which in quotes is one', () => {
    expect(finds('source:git*', { source: 'github' })).toBe(true)
    expect(finds('source:git*', { source: 'legit' })).toBe(false)
    expect(finds('source:"git*"', { source: 'github' })).toBe(false)
    expect(finds('level:*', { level: 'info' })).toBe(true)
    expect(finds('level:*', {})).toBe(false)
  })

  it('holds for either side of OR, each side a list of its own', () => {
    const text = 'source:ci level:error OR source:sable'
    expect(finds(text, { source: 'ci', level: 'error' })).toBe(true)
    expect(finds(text, { source: 'ci', level: 'info' })).toBe(false)
    expect(finds(text, { source: 'sable', level: 'info' })).toBe(true)
    expect(finds('"OR"', { message: 'this OR that' })).toBe(true)
    expect(finds('or', { message: 'this or that' })).toBe(true)
  })

  it('bounds all alternatives with a time, wherever that stands', () => {
    const text = 'source:ci since:24h OR source:sable'
    expect(finds(text, { source: 'sable', at: '2026-11-19T14:32:00Z' })).toBe(true)
    expect(finds(text, { source: 'sable', at: '2026-11-19T14:31:59.999Z' })).toBe(false)
  })

  it('begins with an instant and ends before one', () => {
    const text = 'after:2026-11-20 before:2026-11-20T14:00:00+01:00'
    expect(finds(text, { at: '2026-11-20T00:00:00Z' })).toBe(true)
    expect(finds(text, { at: '2026-11-19T23:59:59.999Z' })).toBe(false)
    expect(finds(text, { at: '2026-11-20T12:59:59.999Z' })).toBe(true)
    expect(finds(text, { at: '2026-11-20T13:00:00Z' })).toBe(false)
  })

  it('keeps the narrowest of several times', () => {
    expect(parse('since:7d since:1h after:2026-11-01')).toEqual({
      ok: true,
      value: { any: [], fromMs: nowMs - 3_600_000 },
    })
  })

  it('finds words by their beginning, in one case, without accents, and what quotes hold exactly as it stands', () => {
    expect(finds('sema', { message: 'Advisory SEMAPHORE' })).toBe(true)
    expect(finds('phore', { message: 'Advisory semaphore' })).toBe(false)
    expect(finds('resume', { message: 'Résumé' })).toBe(true)
    expect(finds('"phore taken"', { message: 'a semaphore taken' })).toBe(false)
    expect(finds('"semaphore taken"', { message: 'a Semaphore taken' })).toBe(true)
    expect(finds('"semaphore  taken"', { message: 'a semaphore taken' })).toBe(false)
    expect(finds('user.created', { message: 'user_id user created' })).toBe(true)
    expect(finds('user.created', { message: 'user was created' })).toBe(false)
  })

  it('leaves a quotation mark inside a word alone', () => {
    expect(finds('5"', { message: 'a 5" disk' })).toBe(true)
  })

  it('keeps a comma within quotation marks, also behind a second colon', () => {
    expect(finds('source:"a,b",c', { source: 'a,b' })).toBe(true)
    expect(finds('source:a:"b,"', { source: 'a:"b,"' })).toBe(true)
    expect(finds('source:a:"b," "c"', { source: 'a:"b,"', message: 'c' })).toBe(true)
    expect(finds('source:a:"b,",c', { source: 'c' })).toBe(true)
  })

  it('takes colons that follow no key-like name as text', () => {
    expect(finds('12:30', { message: 'at 12:30' })).toBe(true)
    expect(finds('::', { message: 'a::b' })).toBe(false)
  })
})

describe('paths into data', () => {
  const thing = {
    data: { run: { id: 7, name: 'nightly', tags: ['a', 'b'] }, steps: [{ ms: 3 }, { ms: 30 }], none: null },
  }

  it('compare numbers, and only numbers', () => {
    expect(finds('data.run.id:>6', thing)).toBe(true)
    expect(finds('data.run.id:>7', thing)).toBe(false)
    expect(finds('data.run.id:>=7', thing)).toBe(true)
    expect(finds('data.run.id:<7.5', thing)).toBe(true)
    expect(finds('data.run.name:>1', thing)).toBe(false)
  })

  it('compare texts whole or by their beginning', () => {
    expect(finds('data.run.name:night*', thing)).toBe(true)
    expect(finds('data.run.id:7', thing)).toBe(true)
    expect(finds('data.run.name:NIGHTLY', thing)).toBe(false)
    expect(finds('data.none:null', thing)).toBe(true)
  })

  it('go into lists, all of them or one by its place', () => {
    expect(finds('data.steps.ms:>10', thing)).toBe(true)
    expect(finds('data.steps.0.ms:>10', thing)).toBe(false)
    expect(finds('data.run.tags:b', thing)).toBe(true)
    expect(finds('data.steps.2.ms:3', thing)).toBe(false)
  })

  it('find nothing where there is nothing, nor in what every object inherits', () => {
    expect(finds('data.run.missing:x', thing)).toBe(false)
    expect(finds('data.run.id.deeper:7', thing)).toBe(false)
    expect(finds('data.constructor.name:Object', thing)).toBe(false)
    expect(finds('data.run:x', {})).toBe(false)
  })
})

describe('what cannot be read', () => {
  it('is named by its character and says what would do', () => {
    expect(refusal('source:ci data.run:>x')).toEqual({
      at: 'x',
      atCharacter: 20,
      message: '“data.run:>x” is no comparison: after > comes a number.',
    })
    expect(refusal('level:warn,eror')).toMatchObject({
      at: 'eror',
      message: '“eror” is no level. Allowed: debug, info, warn, error.',
    })
    expect(refusal('level:x*')).toMatchObject({ at: 'x*' })
    expect(refusal('  -sorce:ci')).toMatchObject({ at: 'sorce', atCharacter: 3 })
    expect(refusal('sorce:ci').message).toContain('Keys: source, level, duration, data.…, since, after, before.')
    expect(refusal('source:')).toMatchObject({ atCharacter: 7, message: '“source:” has no value here.' })
    expect(refusal('source:a,,b')).toMatchObject({ atCharacter: 9 })
    expect(refusal('data:x')).toMatchObject({ at: 'data' })
    expect(refusal('source.x:y')).toMatchObject({ at: 'source.x' })
    expect(refusal('duration:long')).toMatchObject({ at: 'long' })
    expect(refusal('source:>3')).toMatchObject({ at: '>3' })
    expect(refusal('""')).toMatchObject({ at: '""' })
    expect(refusal('a "b c')).toMatchObject({ at: '"', message: 'This quotation mark is not closed.' })
  })

  it('is an OR without two sides', () => {
    for (const text of ['OR', 'OR a', 'a OR', 'a OR OR b'])
      expect(refusal(text).message).toContain('OR stands between two terms')
    expect(refusal('a OR since:1h').message).toContain('a time alone is none')
  })

  it('is a time that is none, or one without a zone', () => {
    for (const text of [
      'since:yesterday',
      'since:24',
      'before:2026-02-30',
      'after:2026-11-20T14:00:00',
      'since:1h,2h',
      'since:',
    ]) {
      expect(refusal(text).message, text).toContain('takes a time')
    }
    expect(refusal('-since:1h').message).toContain('minus')
  })

  it('is longer than anybody types', () => {
    expect(parse('a'.repeat(4000)).ok).toBe(true)
    expect(parse('a'.repeat(4001)).ok).toBe(false)
  })

  it('is always a value, whatever was typed, and points into the text', () => {
    const piece = fc.constantFrom(
      'source:',
      'data.',
      ':',
      '"',
      ',',
      '-',
      '*',
      '>',
      ' ',
      'OR',
      'since:',
      '1h',
      'a',
      '\u0000',
      '💥',
      '.',
      '__proto__:x',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const query = parse(text)
        if (query.ok) return void holds(query.value, asked({ data: { a: 1 } }))
        expect(query.error.atCharacter).toBeLessThanOrEqual(text.length)
        expect(query.error.atCharacter + query.error.characters).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 2000 },
    )
  })
})
