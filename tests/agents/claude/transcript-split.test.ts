import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayBeJoined, splitLine } from '../../../src/agents/claude/transcript-split.ts'

const record = (n: number, more: object = {}): string =>
  JSON.stringify({
    parentUuid: null,
    type: 'user',
    message: { content: [{ type: 'text', text: `"}{ ${n}` }] },
    uuid: `u${n}`,
    ...more,
  })

function piecesOf(line: string): readonly string[] {
  const bytes = Buffer.from(`\n${line}\n`)
  return splitLine(bytes, 1, bytes.length - 1).map(
    ({ start, end, isWhole }) => `${isWhole ? '' : 'torn '}${bytes.toString('utf8', start, end)}`,
  )
}

describe('a line of several records', () => {
  it('is split where one ends and the next begins', () => {
    expect(piecesOf(record(1) + record(2) + record(3))).toEqual([record(1), record(2), record(3)])
  })

  it('is split over the zero bytes and spaces between them', () => {
    expect(piecesOf(`${record(1)}\0\0 ${record(2)}`)).toEqual([record(1), record(2)])
  })

  it('has the whole record that was written behind half of one', () => {
    const half = record(1).slice(0, 40)
    expect(piecesOf(half + record(2))).toEqual([`torn ${half}`, record(2)])
    expect(piecesOf(record(1) + half + record(2))).toEqual([record(1), `torn ${half}`, record(2)])
  })

  it('has no record where the half one is the last', () => {
    const half = record(2).slice(0, -1)
    expect(piecesOf(record(1) + half)).toEqual([record(1), `torn ${half}`])
    expect(piecesOf(half)).toEqual([`torn ${half}`])
  })

  it('does not take a block of a half record for a record', () => {
    const half = record(1).slice(0, record(1).indexOf(']') + 1)
    expect(piecesOf(half + record(2))).toEqual([`torn ${half}`, record(2)])
  })

  it('finds a record without a chain behind half of one', () => {
    const title = '{"type":"ai-title","aiTitle":"A","sessionId":"s"}'
    expect(piecesOf(`{"type":"mode","mo${title}`)).toEqual(['torn {"type":"mode","mo', title])
  })

  it('says what is no record at all', () => {
    expect(piecesOf('nonsense')).toEqual(['torn nonsense'])
    expect(piecesOf(`9"}${record(1)}`)).toEqual(['torn 9"}', record(1)])
  })

  it('gives all of its bytes, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(record(1), record(2), '{', '}', '"', '\\'), fc.string())),
        (parts) => {
          const line = parts.join('').trim()
          const told = piecesOf(line).map((piece) => piece.replace(/^torn /, ''))
          expect(told.join('').replace(/[\0-\x20]/g, '')).toBe(line.replace(/[\0-\x20]/g, ''))
        },
      ),
    )
  })
})

describe('a line that was not parsed', () => {
  const looksJoined = (line: string): boolean => mayBeJoined(Buffer.from(line), 0, Buffer.byteLength(line))

  it('is one record, however much of another it quotes', () => {
    expect(looksJoined(record(1, { quoted: record(2) }))).toBe(false)
  })

  it('may be several where another of a chain begins, or right behind a brace', () => {
    expect(looksJoined(record(1) + record(2))).toBe(true)
    expect(looksJoined(`${record(1).slice(0, 30)}${record(2)}`)).toBe(true)
    expect(looksJoined('{"type":"mode"}{"type":"assistant"}')).toBe(true)
  })
})
