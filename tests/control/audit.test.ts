import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAuditLog, sizeOfFile } from '../../src/control/audit.ts'
import { type AuditEntry, decodeEntry } from '../../src/core/audit/audit.ts'

const entry = (n: number, message = `entry ${n}`): AuditEntry => ({
  at: new Date(1_795_198_000_000 + n * 1000).toISOString(),
  actor: { kind: 'own-user', name: 'cli' },
  action: 'process.kill',
  target: { id: `${n}:1`, pid: n, start: '1', project: 'payments-api' },
  outcome: 'ended',
  message,
})

describe('the audit log', () => {
  let dataDir: string
  let path: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tce-audit-'))
    path = join(dataDir, 'audit.log')
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))
  const log = (rotateAtBytes?: number) => createAuditLog({ dataDir, ...(rotateAtBytes ? { rotateAtBytes } : {}) })
  const pids = (entries: readonly AuditEntry[]) => entries.map(({ target }) => target?.pid ?? 0)

  it('is empty before the first entry', async () => {
    expect(await log().newest(10)).toEqual([])
  })

  it('gives the newest first, as many as asked for', async () => {
    for (let n = 1; n <= 5; n++) await log().append(entry(n))
    expect(await log().newest(3)).toEqual([entry(5), entry(4), entry(3)])
    expect(pids(await log().newest(100))).toEqual([5, 4, 3, 2, 1])
    expect(await log().newest(0)).toEqual([])
  })

  it('looks on for those that are wanted, also into the file before, until there are as many', async () => {
    const small = log(1_000)
    for (let n = 1; n <= 8; n++) await small.append(entry(n, 'x'.repeat(50)))
    const isEven = ({ target }: AuditEntry) => (target?.pid ?? 1) % 2 === 0
    const all = pids(await small.newest(100))
    expect(pids(await small.newest(2, isEven))).toEqual(all.filter((pid) => pid % 2 === 0).slice(0, 2))
    expect(pids(await small.newest(100, isEven))).toEqual(all.filter((pid) => pid % 2 === 0))
    expect(await small.newest(100, () => false)).toEqual([])
  })

  it('reads entries that lie across its chunks, and longer than one', async () => {
    // "é" is two bytes: a chunk border falls into some of them.
    const messages = [1, 2, 3, 4, 5].map((n) => `${'x'.repeat(n)}${'é'.repeat(25_000)}`)
    messages.push('ü'.repeat(100_000), 'short')
    for (const [index, message] of messages.entries()) await log().append(entry(index, message))
    expect((await log().newest(100)).map(({ message }) => message)).toEqual([...messages].reverse())
    expect((await log().newest(2)).map(({ message }) => message)).toEqual(messages.slice(-2).reverse())
  })

  it('keeps every entry of several writers at once', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, n) => log().append(entry(n))))
    expect(pids(await log().newest(1000)).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n))
  })

  it('skips what is no entry, and does not lose the one after half a line', async () => {
    await log().append(entry(1))
    appendFileSync(path, 'no json\n{"at":1}\nnull\n[]\n{"at":"2026-11-20T')
    await log().append(entry(2))
    expect(pids(await log().newest(10))).toEqual([2, 1])
  })

  it('keeps hostile text in one line', async () => {
    await log().append(entry(1, 'a\nb\u001b[31m'))
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(2)
    expect((await log().newest(1))[0]?.message).toBe('a\nb\u001b[31m')
  })

  it('begins anew when it is full, keeps one old file, and reads over both', async () => {
    const size = JSON.stringify(entry(1)).length + 1
    const small = log(size * 3)
    for (let n = 1; n <= 7; n++) await small.append(entry(n))
    expect(statSync(path).size).toBe(size)
    expect(pids(await small.newest(10))).toEqual([7, 6, 5, 4])
  })

  it('loses nothing when several writers find it full at once', async () => {
    const size = JSON.stringify(entry(100)).length + 1
    for (let n = 100; n < 150; n++) await log().append(entry(n))
    await Promise.all(Array.from({ length: 20 }, (_, n) => log(size * 50).append(entry(200 + n))))
    expect(await log().newest(1000)).toHaveLength(70)
  })

  it('looks once more before it begins anew: another writer may have done so meanwhile', async () => {
    const size = JSON.stringify(entry(1)).length + 1
    for (let n = 1; n <= 3; n++) await log().append(entry(n))
    const other = log(size * 3)
    let hasHappened = false
    const late = createAuditLog({
      dataDir,
      rotateAtBytes: size * 3,
      sizeOf: async (file) => {
        const bytes = await sizeOfFile(file)
        if (!hasHappened) {
          hasHappened = true
          await other.append(entry(4))
        }
        return bytes
      },
    })
    await late.append(entry(5))
    expect(pids(await log().newest(10))).toEqual([5, 4, 3, 2, 1])
  })

  it('writes on while another one begins anew, and does not wait for ever for one that died doing it', async () => {
    const size = JSON.stringify(entry(1)).length + 1
    const small = log(size)
    const lock = `${path}.rotating`
    await small.append(entry(1))
    writeFileSync(lock, '')
    await small.append(entry(2))
    expect(statSync(path).size).toBe(size * 2)
    const longAgo = new Date(Date.now() - 11_000)
    utimesSync(lock, longAgo, longAgo)
    await small.append(entry(3))
    await small.append(entry(4))
    expect(pids(await small.newest(10))).toEqual([4, 3, 2, 1])
    expect(statSync(path).size).toBe(size)
  })

  it.skipIf(process.platform === 'win32')('is for its owner only', async () => {
    await log().append(entry(1))
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it.each([
    ['cli', 'kill', { kind: 'own-user', name: 'cli' }, 'process.kill'],
    ['tray', 'kill-force', { kind: 'own-user', name: 'tray' }, 'process.force-kill'],
    ['dashboard', 'pin', { kind: 'browser', name: 'dashboard' }, 'process.pin'],
    ['api', 'unpin', { kind: 'token', name: 'api' }, 'process.unpin'],
  ])('reads what versions before wrote as %s and %s', async (actor, action, nowActor, nowAction) => {
    appendFileSync(path, `${JSON.stringify({ ...entry(1), actor, action })}\n`)
    expect(await log().newest(1)).toEqual([{ ...entry(1), actor: nowActor, action: nowAction }])
  })

  it('keeps what a later version says as it says it', () => {
    const later = { ...entry(1), actor: { kind: 'device', name: 'phone' }, action: 'prompt.send', target: undefined }
    expect(decodeEntry(JSON.stringify(later))).toEqual(later)
  })

  it('takes no unknown actor or action for an entry', () => {
    expect(decodeEntry(JSON.stringify(entry(1)))).toEqual(entry(1))
    expect(decodeEntry(JSON.stringify({ ...entry(1), actor: { kind: 'token' } }))).toBeUndefined()
    expect(decodeEntry(JSON.stringify({ ...entry(1), target: { pid: 1 } }))).toBeUndefined()
    expect(decodeEntry(JSON.stringify({ ...entry(1), actor: 'root' }))).toBeUndefined()
    expect(decodeEntry(JSON.stringify({ ...entry(1), action: 'erase' }))).toBeUndefined()
  })
})
