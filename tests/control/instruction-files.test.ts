import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createInstructionFiles } from '../../src/control/instruction-files.ts'

let home: string
let file: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tce-claude-md-'))
  mkdirSync(join(home, '.claude'))
  file = join(home, '.claude', 'CLAUDE.md')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))
const here = () => createInstructionFiles([{ agent: 'claude', file }])
const place = () => ({ agent: 'claude', file })

it('a file that only we wrote comes and goes', async () => {
  expect(await here().look()).toMatchObject([{ state: 'out', putIn: { isWholeFile: true, removed: [] } }])
  expect(await here().change(place(), 'in')).toEqual({ ok: true, value: true })
  expect(await here().look()).toMatchObject([{ state: 'in', takeOut: { isWholeFile: true, added: [] } }])
  expect(await here().change(place(), 'in')).toEqual({ ok: true, value: false })
  await here().change(place(), 'out')
  expect(existsSync(file)).toBe(false)
})

it('what was there stays, with its mode, and by way of a link', async () => {
  const real = join(home, 'dotfiles.md')
  writeFileSync(real, '# Mine\n', { mode: 0o640 })
  symlinkSync(real, file)
  expect(await here().look()).toMatchObject([{ putIn: { isWholeFile: false, linksTo: real } }])
  await here().change(place(), 'in')
  expect(readFileSync(real, 'utf8')).toMatch(/^# Mine\n\n<!-- tce: begin/)
  await here().change(place(), 'out')
  expect(readFileSync(real, 'utf8')).toBe('# Mine\n')
  expect([lstatSync(file).isSymbolicLink(), statSync(real).mode & 0o777]).toEqual([true, 0o640])
})

it('what is no text is left alone, and where the agent has no folder nothing is made', async () => {
  writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]))
  expect(await here().look()).toMatchObject([{ state: 'unreadable', problem: expect.stringContaining('no UTF-8') }])
  expect((await here().change(place(), 'in')).ok).toBe(false)
  rmSync(join(home, '.claude'), { recursive: true })
  expect(await here().look()).toEqual([])
})
