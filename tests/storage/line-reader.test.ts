import { closeSync, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { linesBackward } from '../../src/sessions/line-files/backward-lines.ts'
import { LineReader } from '../../src/storage/line-reader.ts'
import { isWholeLine, textSpan } from '../../src/storage/line-text.ts'
import { encodingOfFile } from '../../src/storage/utf16.ts'
import { append, tempDir, write } from '../tracker/home.ts'

const line = (text: string): string => JSON.stringify({ type: 'note', text })
const utf16 = (text: string, isBigEndian = false): Buffer => {
  const bytes = Buffer.from(text, 'utf16le')
  return isBigEndian ? bytes.swap16() : bytes
}

function linesOf(path: string): readonly string[] {
  const fd = open(path)
  const found: string[] = []
  const tail = (bytes: Buffer, start: number, end: number): boolean => {
    if (!isWholeLine(bytes, start, end)) return false
    found.push(textOf(bytes, start, end))
    return true
  }
  const visitor = {
    line: (bytes: Buffer, start: number, end: number) => found.push(textOf(bytes, start, end)),
    tooLong: () => found.push('too long'),
    tail,
  }
  new LineReader().read(fd, { offset: 0, carryBytes: 0 }, visitor, Number.POSITIVE_INFINITY, encodingOfFile(fd))
  return found.filter((text) => text !== '')
}

function linesFromTheEnd(path: string): readonly string[] {
  const fd = open(path)
  const found = [...linesBackward(fd, fstatSync(fd).size)].map(({ bytes, start, end }) => textOf(bytes, start, end))
  return found.filter((text) => text !== '')
}

function textOf(bytes: Buffer, lineStart: number, lineEnd: number): string {
  const { start, end } = textSpan(bytes, lineStart, lineEnd)
  return bytes.toString('utf8', start, end)
}

function open(path: string): number {
  const fd = openSync(path, 'r')
  onTestFinished(() => closeSync(fd))
  return fd
}

/** 上 and Ċ have a byte that ends lines in UTF-8, in the one half and in the other. */
const lines = ['plain', '上海 上', 'Ċ Ċ', 'é€🙂', 'x'.repeat(70_000)].map(line)

describe.each([
  ['little-endian', false],
  ['big-endian', true],
])('a file of UTF-16, %s', (_, isBigEndian) => {
  it.each([
    ['with a mark and Unix line ends', '\ufeff', '\n'],
    ['with a mark and Windows line ends', '\ufeff', '\r\n'],
    ['without a mark', '', '\n'],
  ])('%s, has the same lines', (_what, mark, ending) => {
    const many = Array.from({ length: 12 }, () => lines).flat()
    const path = write(
      join(tempDir(), 'a.jsonl'),
      utf16(mark + many.map((text) => text + ending).join(''), isBigEndian),
    )
    expect(linesOf(path)).toEqual(many)
    expect(linesFromTheEnd(path)).toEqual(many.toReversed())
  })

  it('has its last line where that lacks its end, when it is whole', () => {
    const path = write(join(tempDir(), 'a.jsonl'), utf16(`${lines[0]}\n${lines[1]}`, isBigEndian))
    expect(linesOf(path)).toEqual(lines.slice(0, 2))
    expect(linesOf(write(path, utf16(`${lines[0]}\n${lines[1]?.slice(0, -1)}`, isBigEndian)))).toEqual([lines[0]])
  })

  it('goes on in UTF-8 where a program wrote on', () => {
    const path = write(join(tempDir(), 'a.jsonl'), utf16(`\ufeff${lines[1]}\n`, isBigEndian))
    append(path, `${lines[3]}\n${lines[1]}\n`)
    expect(linesOf(path)).toEqual([lines[1], lines[3], lines[1]])
    expect(linesFromTheEnd(path)).toEqual([lines[1], lines[3], lines[1]])
  })
})

describe('what of a line is text', () => {
  const spanOf = (text: string): string => textOf(Buffer.from(text), 0, Buffer.byteLength(text))

  it.each([
    ['spaces', '  {"a":1}\t\r'],
    ['zero bytes', '\0\0\0{"a":1}\0\0'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['all of it, in any order', '\0 \ufeff\ufeff\0{"a":1} \0\r'],
  ])('is without %s', (_, text) => {
    expect(spanOf(text)).toBe('{"a":1}')
  })

  it('is nothing in a line of nothing else', () => {
    expect(spanOf('\0 \ufeff\0')).toBe('')
  })

  it('keeps a mark inside', () => {
    expect(spanOf('{"a":"\ufeff"}')).toBe('{"a":"\ufeff"}')
  })
})
