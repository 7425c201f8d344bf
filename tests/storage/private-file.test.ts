import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPrivateFile, ensurePrivateDir, writePrivateFile } from '../../src/storage/private-file.ts'

describe('a private file', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'tce-private-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))
  const modeOf = (path: string) => statSync(path).mode & 0o777

  it.skipIf(process.platform === 'win32')('is for its owner only, and so is its folder', async () => {
    const path = join(dir, 'a', 'b', 'token')
    await writePrivateFile(path, 'secret')
    expect([modeOf(path), modeOf(join(dir, 'a', 'b')), modeOf(join(dir, 'a'))]).toEqual([0o600, 0o700, 0o700])
  })

  it.skipIf(process.platform === 'win32')('closes a folder and a file that were open to others', async () => {
    const inner = join(dir, 'data')
    mkdirSync(inner)
    chmodSync(inner, 0o755)
    writeFileSync(join(inner, 'token'), 'old', { mode: 0o644 })
    await writePrivateFile(join(inner, 'token'), 'new')
    expect([modeOf(inner), modeOf(join(inner, 'token'))]).toEqual([0o700, 0o600])
    expect(readFileSync(join(inner, 'token'), 'utf8')).toBe('new')
  })

  it.skipIf(process.platform === 'win32')('replaces a link instead of writing where it points', async () => {
    writeFileSync(join(dir, 'victim'), 'untouched')
    symlinkSync(join(dir, 'victim'), join(dir, 'token'))
    await writePrivateFile(join(dir, 'token'), 'new')
    expect(readFileSync(join(dir, 'victim'), 'utf8')).toBe('untouched')
    expect(await createPrivateFile(join(dir, 'token'), 'newer')).toBe(false)
  })

  it('is never seen half-written', async () => {
    const path = join(dir, 'file')
    const texts = ['a', 'b'].map((letter) => letter.repeat(200_000))
    await writePrivateFile(path, texts[0] ?? '')
    let isDone = false
    const writer = (async () => {
      for (let turn = 1; turn <= 30; turn++) await writePrivateFile(path, texts[turn % 2] ?? '')
      isDone = true
    })()
    let looks = 0
    while (!isDone) {
      expect(texts).toContain(readFileSync(path, 'utf8'))
      looks += 1
      await new Promise(setImmediate)
    }
    await writer
    expect(looks).toBeGreaterThan(10)
  })

  it('is created once, whoever tries', async () => {
    const path = join(dir, 'lock')
    const wins = await Promise.all(Array.from({ length: 20 }, (_, index) => createPrivateFile(path, String(index))))
    expect(wins.filter(Boolean)).toHaveLength(1)
    expect(readFileSync(path, 'utf8')).toBe(String(wins.indexOf(true)))
  })

  it('leaves no draft behind', async () => {
    await writePrivateFile(join(dir, 'a'), '1')
    await createPrivateFile(join(dir, 'a'), '2')
    mkdirSync(join(dir, 'b'))
    await expect(writePrivateFile(join(dir, 'b'), '3')).rejects.toThrow()
    expect(readdirSync(dir).sort()).toEqual(['a', 'b'])
  })

  it('can have its folder made twice', async () => {
    await Promise.all([ensurePrivateDir(join(dir, 'x')), ensurePrivateDir(join(dir, 'x'))])
  })
})
