/** What is written for other programs and still may end in a terminal or a spreadsheet: JSON, CSV, file names, bugs. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bugText } from '../../../src/core/words/bug.ts'
import { csvField, csvText } from '../../../src/core/words/csv.ts'
import { fileName } from '../../../src/core/words/file-name.ts'
import { jsonText } from '../../../src/core/words/json.ts'
import { printable, printableLines } from '../../../src/core/words/text.ts'

describe('JSON', () => {
  it('is the same value, in characters that steer nothing', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(fc.dictionary(text, fc.oneof(text, fc.integer(), fc.array(text))), (value) => {
        for (const json of [jsonText(value), jsonText(value, 2)]) {
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
          expect(json.replaceAll('\n', '')).toBe(printable(json.replaceAll('\n', '')))
        }
      }),
    )
  })

  it('writes what is outside the first plane as both of its halves', () => {
    expect(jsonText('\u009b\u{e0041}')).toBe('"\\u009b\\udb40\\udc41"')
  })
})

describe('a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'=1"],
    ['\r\n=1', "'=1"],
    [' \u200b=1', "'=1"],
    ['\uff1dA1', "'\uff1dA1"],
    ['-12.5', '-12.5'],
    ['+3', '+3'],
    [-12.5, '-12.5'],
    [1e21, '1e+21'],
    [undefined, ''],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', 'two lines'],
    ['\u001b[31mred\u0007', 'red'],
  ])('of %j is %j', (value, cell) => expect(csvField(value)).toBe(cell))

  it('of a head and a row ends as RFC 4180 has it', () => {
    expect(csvText([['name', (row: string) => row]], ['x'])).toBe('name\r\nx\r\n')
  })
})

it.each([
  ['tce-usage-day-all-2026-11-20.csv', 'tce-usage-day-all-2026-11-20.csv'],
  ['../../.bashrc', '-..-.bashrc'],
  ['a/b\\c:d.csv', 'a-b-c-d.csv'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['con.csv', 'tce-con.csv'],
  ['', 'tce-'],
  ['...', 'tce-'],
  [`${'x'.repeat(300)}.json`, `${'x'.repeat(120)}.json`],
])('the file name of %j is %j', (text, name) => expect(fileName(text)).toBe(name))

describe('a bug', () => {
  it('is told with its stack and its causes, and steers nothing', () => {
    const cause = new SyntaxError('Unexpected token \u001b]0;owned\u0007')
    const text = bugText(new Error('a\u009b31m line could not be read', { cause }))
    expect(text).toMatch(/^Error: a line could not be read\n {4}at /)
    expect(text).toMatch(/\nCaused by: SyntaxError: Unexpected token \n {4}at /)
    expect(text).toBe(printableLines(text))
  })

  it('that is no error is told all the same, and one that causes itself ends', () => {
    expect(bugText('no\u001b[2J')).toBe('no')
    const ring = new Error('ring')
    ring.cause = ring
    expect(bugText(ring).split('Caused by').length).toBe(5)
  })
})
