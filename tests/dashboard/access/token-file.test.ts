import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadToken } from '../../../src/dashboard/access/token-file.ts'

const newPath = () => join(mkdtempSync(join(tmpdir(), 'tce-token-')), 'deep', 'token')
const tokenAt = async (path: string) => {
  const token = await loadToken(path)
  if (!token.ok) throw new Error(token.error.message)
  return token.value
}

describe('the token file', () => {
  it('is made on first use, 256 bits, for its owner alone, and kept', async () => {
    const path = newPath()
    const token = await tokenAt(path)
    expect(token).toMatch(/^[0-9a-f]{64}$/)
    expect(await tokenAt(path)).toBe(token)
    expect(readFileSync(path, 'utf8').trim()).toBe(token)
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('is one token when several begin at once', async () => {
    const path = newPath()
    const tokens = await Promise.all(Array.from({ length: 8 }, () => tokenAt(path)))
    expect(new Set(tokens).size).toBe(1)
  })

  it.runIf(process.platform !== 'win32')('is replaced when others could read it', async () => {
    const path = newPath()
    const token = await tokenAt(path)
    chmodSync(path, 0o640)
    expect(await tokenAt(path)).not.toBe(token)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('is replaced when it is no token', async () => {
    const path = newPath()
    await tokenAt(path)
    writeFileSync(path, 'half a tok')
    expect(await tokenAt(path)).toMatch(/^[0-9a-f]{64}$/)
  })

  it('says what is wrong when it can be neither read nor written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tce-token-'))
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(await loadToken(join(file, 'token'))).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(file) },
    })
  })
})
