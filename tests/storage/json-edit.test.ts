/** JSON of others, changed in places: every other byte stays, and what was put in comes out again. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insertItem, insertProperty, parseStrictObject, removeAt, withInsertion } from '../../src/storage/json-edit.ts'

const added = (text: string, path: readonly (string | number)[], name: string, value: unknown) =>
  withInsertion(text, insertProperty(text, path, name, value))

describe('a new property', () => {
  it.each([
    ['among lines', '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "b": {\n    "c": [\n      1\n    ]\n  }\n}\n'],
    ['among lines with tabs', '{\n\t"a": 1\n}', '{\n\t"a": 1,\n\t"b": {\n\t\t"c": [\n\t\t\t1\n\t\t]\n\t}\n}'],
    [
      'among Windows lines',
      '{\r\n "a": 1\r\n}\r\n',
      '{\r\n "a": 1,\r\n "b": {\r\n  "c": [\r\n   1\r\n  ]\r\n }\r\n}\r\n',
    ],
    ['in one line', '{"a":1}', '{"a":1,"b":{"c":[1]}}'],
    ['in one line with blanks', '{ "a": 1 }', '{ "a": 1, "b": {"c":[1]} }'],
    ['in nothing', '{}\n', '{\n  "b": {\n    "c": [\n      1\n    ]\n  }\n}\n'],
    ['in an empty block', '{\n}', '{\n  "b": {\n    "c": [\n      1\n    ]\n  }\n}'],
  ])('is written as the text around it, %s', (_, before, after) => {
    expect(added(before, [], 'b', { c: [1] })).toBe(after)
  })

  it('goes into an object further in, an item to the end of its list', () => {
    const text = '{\n  "hooks": {\n    "Stop": [\n      {"x": 1}\n    ]\n  }\n}\n'
    expect(withInsertion(text, insertItem(text, ['hooks', 'Stop'], 2))).toBe(
      '{\n  "hooks": {\n    "Stop": [\n      {"x": 1},\n      2\n    ]\n  }\n}\n',
    )
    expect(added(text, ['hooks'], 'b', 2)).toContain('    ],\n    "b": 2\n  }')
  })
})

describe('what is no strict object is told in words', () => {
  it.each([
    ['{\n  // mine\n  "a": 1\n}', 'line 2: a comment'],
    ['{"a": 1,}', 'line 1: not JSON'],
    ['[]', 'it is no JSON object'],
    ['\uFEFF{}', 'it begins with a byte order mark'],
    ['{"hooks": {}, "hooks": {}}', 'it names "hooks" twice'],
    ['{"hooks": {"Stop": [], "Stop": []}}', 'it names "Stop" twice'],
    ['', 'line 1: not JSON'],
  ])('%j', (text, problem) => {
    expect(parseStrictObject(text)).toEqual({ ok: false, error: problem })
  })
})

/** Any object in any dress. */
const objects = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 })
const dressed = fc
  .tuple(
    objects,
    fc.constantFrom<string | number>('', 2, 4, '\t', 1),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\n', '\n\n  '),
  )
  .map(([value, indent, lineEnd, tail]) => JSON.stringify(value, undefined, indent).replaceAll('\n', lineEnd) + tail)

describe('any object in any dress', () => {
  it('keeps every byte but those that were put in, and means what it should', () => {
    fc.assert(
      fc.property(dressed, fc.jsonValue({ maxDepth: 2 }), (text, value) => {
        if (Object.hasOwn(JSON.parse(text) as object, 'ours')) return
        const insertion = insertProperty(text, [], 'ours', value)
        const after = withInsertion(text, insertion)
        expect(after.slice(0, insertion.offset) + after.slice(insertion.offset + insertion.text.length)).toBe(text)
        expect(JSON.parse(after)).toEqual({ ...(JSON.parse(text) as object), ours: JSON.parse(JSON.stringify(value)) })
        expect(JSON.parse(removeAt(after, ['ours']))).toEqual(JSON.parse(text))
        if (Object.keys(JSON.parse(text) as object).length > 0) expect(removeAt(after, ['ours'])).toBe(text)
      }),
      { numRuns: 300 },
    )
  })

  it('loses a property with the comma of its own, whichever it is', () => {
    fc.assert(
      fc.property(dressed, fc.nat(), (text, n) => {
        const value = JSON.parse(text) as Record<string, unknown>
        const name = Object.keys(value)[n % Math.max(1, Object.keys(value).length)]
        if (name === undefined) return
        const rest = JSON.parse(removeAt(text, [name])) as unknown
        expect(rest).toEqual(Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)))
      }),
      { numRuns: 300 },
    )
  })
})
