import { closeSync, mkdtempSync, openSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { LineReader } from '../../src/storage/line-reader.ts'

/** Offsets of the lines that one call gives when it may stop after `enoughBytes`. */
function readOnce(path: string, offset: number, enoughBytes: number) {
  const found: number[] = []
  const visitor = {
    line: (_bytes: Buffer, _start: number, _end: number, at: number) => void found.push(at),
    refilled() {},
    tooLong() {},
    tail: () => false,
  }
  const fd = openSync(path, 'r')
  try {
    return { found, ...new LineReader().read(fd, { offset, carryBytes: 0 }, visitor, enoughBytes) }
  } finally {
    closeSync(fd)
  }
}

it('gets past a line that is longer than what is enough for one turn, and says so at an unfinished one', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tce-lines-')), 'a.jsonl')
  const long = 'x'.repeat(3 << 20)
  writeFileSync(path, `${long}\nshort\nunfinish`)
  const first = readOnce(path, 0, 1 << 18)
  expect(first.found[0]).toBe(0)
  expect(first.offset).toBeGreaterThan(long.length)
  const last = readOnce(path, long.length + 7, 1)
  expect(last).toMatchObject({ found: [], offset: long.length + 7, carryBytes: 8, isAtEnd: true })
})
