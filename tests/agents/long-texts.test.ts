/** Long texts are cut before a line is parsed: the same record, but for what its long texts end with. Whatever is in doubt is left whole. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutLongTexts } from '../../src/agents/long-texts.ts'

const cutOf = (line: string): string => {
  // The line lies in the middle of what was read.
  const before = '{"type":"other","text":"x"}\n'
  const bytes = Buffer.from(`${before}${line}\n{"type":"next","text":"y"}\n`)
  const start = Buffer.byteLength(before)
  return withoutLongTexts(bytes, start, start + Buffer.byteLength(line))
}

const asked = 300

/** The same record, whose texts are the same or begin the same. */
function expectSame(read: unknown, whole: unknown): void {
  if (typeof whole === 'string' && typeof read === 'string' && read !== whole) {
    expect(whole.startsWith(read)).toBe(true)
    expect(read.length).toBeGreaterThanOrEqual(asked)
  } else if (typeof whole === 'object' && whole !== null && typeof read === 'object' && read !== null) {
    expect(Object.keys(read)).toEqual(Object.keys(whole))
    for (const [key, value] of Object.entries(whole)) expectSame((read as Record<string, unknown>)[key], value)
  } else expect(read).toEqual(whole)
}

const long = (text: string): string => `Total: 3 files\n${text.repeat(Math.ceil(9000 / text.length))}`

/** What a text may hold that looks like the end of it, or like the beginning of another. */
const pieces = fc.constantFrom(
  ...[
    '"',
    '\\',
    ',',
    ':',
    '{',
    '}',
    '[',
    ']',
    '","',
    '":"',
    '"}}',
    '\\"',
    '{"a":"b"}',
    '\n',
    '\t',
    '\u001b[31m',
    '€',
    '🙂',
    'é',
    ' ',
    'word',
  ],
)
const texts = fc.oneof(
  fc.string(),
  fc.array(pieces, { maxLength: 40 }).map((some) => some.join('')),
  fc
    .tuple(fc.array(pieces, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 6000 }))
    .map(([some, length]) => some.join('').repeat(Math.ceil(length / some.join('').length))),
)
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    texts,
    texts,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom('output', 'text', 'type', 'a:', 'b,', '{'), fc.string()), tie('value'), {
      maxKeys: 5,
    }),
  ),
})).value

describe('a line without its long texts', () => {
  it('is the same record, whatever stands in its texts and keys and in whatever order', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), values, { minKeys: 1, maxKeys: 6 }), (record) => {
        const line = JSON.stringify(record)
        expectSame(JSON.parse(cutOf(line)), JSON.parse(line))
      }),
      { numRuns: 400 },
    )
  })

  it('is short where a tool told much, wherever in the record and whatever it told', () => {
    const told = [
      long('tests/basket/total-1.test.ts: passed "17" ms\n'),
      long('{"total":3,"of":["a","b"]}\n'),
      long('const a = { "b": [1, "c"] }, d = "e,"\n'),
      long('C:\\Users\\dev\\'),
      `${long('x')}\\`,
      `${long('x')}"`,
    ]
    // Their end looks like the beginning of another text: they may be left whole.
    const doubtful = ['x,', 'x",', 'x:', 'x[', 'x{', '\\",'].map((end) => `${long('x')}${end}`)
    for (const output of [...told, ...doubtful]) {
      const records = [
        { type: 'response_item', payload: { type: 'function_call_output', call_id: 'c1', output } },
        { payload: { output, call_id: 'c1', success: true }, type: 'response_item' },
        { id: 'g1', toolCalls: [{ result: [{ functionResponse: { response: { output } } }], status: 'success' }] },
        { message: { role: 'toolResult', content: [{ type: 'text', text: output }], isError: false }, id: 't1' },
      ]
      for (const record of records) {
        const cut = cutOf(JSON.stringify(record))
        if (told.includes(output)) expect(cut.length).toBeLessThan(2500)
        expectSame(JSON.parse(cut), record)
      }
      const several = { a: output, b: [output, 5], c: { d: output } }
      expectSame(JSON.parse(cutOf(JSON.stringify(several))), several)
    }
  })

  it('is left whole where something stands between its tokens', () => {
    const record = { type: 'result', output: long('said "so", and: "thus"\n'), status: 'error', of: { id: 'x' } }
    for (const line of [JSON.stringify(record, undefined, 1).replaceAll('\n', ''), spaced(record)]) {
      expect(cutOf(line)).toBe(line)
    }
  })

  it('keeps texts that are read to their end: JSON, tags, patches', () => {
    for (const beginning of ['{"output":"', '[{"text":"', '<task-notification>', '*** Begin Patch\n']) {
      const line = JSON.stringify({ type: 'call', input: `${beginning}${long('x')}` })
      expect(cutOf(line)).toBe(line)
    }
  })

  it('is no record where the line was none: torn in a text, another record inside, zeros', () => {
    const line = JSON.stringify({ type: 'result', output: long('said "so"\n'), status: 'done' })
    const torn = line.slice(0, 5000)
    for (const damaged of [
      torn,
      `${torn}"}`.replace(/\\?"\}$/, '\\"}'),
      `${torn}${line}`,
      `${line}${line}`,
      `${torn}\0\0\0\0${line.slice(5004)}`,
    ]) {
      expect(() => JSON.parse(damaged)).toThrow()
      expect(() => JSON.parse(cutOf(damaged))).toThrow()
    }
  })
})

/** As Python writes it. */
const spaced = (record: Readonly<Record<string, unknown>>): string =>
  `{${Object.entries(record)
    .map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)
    .join(', ')}}`
