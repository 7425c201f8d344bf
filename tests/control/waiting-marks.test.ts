/** What was seen or put off, over a restart. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWaitingMarks } from '../../src/control/waiting-marks.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tce-marks-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const nothing = { seen: new Map(), notNow: new Map() }
const file = () => join(dir, 'waiting-marks.json')

it('what was seen or put off is read again by another server, and by nobody else', async () => {
  expect(createWaitingMarks(dir).read()).toEqual(nothing)
  const marks = {
    seen: new Map([['7:7', 'then']]),
    notNow: new Map([
      ['w1', { atMs: 5, since: 'then' }],
      ['8:8', { atMs: 6 }],
    ]),
  }
  await createWaitingMarks(dir).write(marks)
  expect(createWaitingMarks(dir).read()).toEqual(marks)
  expect(statSync(file()).mode & 0o777).toBe(0o600)
})

it.each([
  ['torn', '{"seen": {"7:7"'],
  ['something else', '[1]'],
  ['of other shapes', '{"seen": {"7:7": 5}, "notNow": {"w1": "then", "w2": null}}'],
])('a file that is %s says nothing', (_, text) => {
  writeFileSync(file(), text)
  expect(createWaitingMarks(dir).read()).toEqual(nothing)
})
