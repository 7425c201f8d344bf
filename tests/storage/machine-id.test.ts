import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { machineId, machineIdFile } from '../../src/storage/machine-id.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tce-machine-'))
})
afterEach(() => {
  chmodSync(dir, 0o700)
  rmSync(dir, { recursive: true, force: true })
})

it('is random, made once, and for its owner alone', () => {
  const dataDir = join(dir, 'data')
  const id = machineId(dataDir)
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  expect(machineId(dataDir)).toBe(id)
  expect(machineId(join(dir, 'another'))).not.toBe(id)
  expect(readdirSync(dataDir)).toEqual(['machine'])
  if (process.platform === 'win32') return
  expect(statSync(machineIdFile(dataDir)).mode & 0o777).toBe(0o600)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
})

it.each(['', 'not an id\n', '0123'])('is made anew where %j stands in its file', (text) => {
  writeFileSync(machineIdFile(dir), text)
  const id = machineId(dir)
  expect(id).toMatch(/^[0-9a-f]{32}$/)
  expect(machineId(dir)).toBe(id)
  expect(readFileSync(machineIdFile(dir), 'utf8')).toBe(`${id}\n`)
})

it('where it can not be kept is one for this run, and nothing is thrown', () => {
  writeFileSync(join(dir, 'file'), '')
  expect(machineId(join(dir, 'file', 'data'))).toMatch(/^[0-9a-f]{32}$/)
})
