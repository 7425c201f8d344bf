/** Fetching Electron's program from a mirror on loopback, with small archives whose sums the tests pass in. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { archiveUrl } from '../../src/core/tray/electron-archives.ts'
import { download } from '../../src/electron/download.ts'
import { findElectron } from '../../src/electron/find-electron.ts'
import type { FetchOptions } from '../../src/electron/install-electron.ts'
import { fetchElectron, installElectronFrom } from '../../src/electron/install-electron.ts'
import { partBytes } from '../../src/electron/part-file.ts'
import { unpackedProgram } from '../../src/electron/place.ts'
import type { Mirror } from '../tools/tray/archive-mirror.ts'
import { archiveOf, startMirror } from '../tools/tray/archive-mirror.ts'
import { ended } from '../tools/tray/session-bus.ts'
import { zipOf } from '../tools/zip.ts'

/** What deflate can make nothing of. */
const noise = Array.from({ length: 500 }, (_, i) => createHash('sha256').update(String(i)).digest('base64')).join('')
const content = zipOf([
  { name: 'electron', text: `#!/bin/sh\necho here\n# ${noise}`, mode: 0o755 },
  { name: 'version', text: '45.4.1' },
  { name: 'resources/default_app.asar', text: 'app' },
  { name: 'libs/Current', linkTo: '../resources' },
])
const archive = archiveOf(content)
const dir = mkdtempSync(join(tmpdir(), 'tce electron-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
let home = ''
let tries = 0
beforeEach(() => {
  tries += 1
  home = join(dir, String(tries), 'electron')
})

const optionsFor = (mirror: Mirror, changes: Partial<FetchOptions> = {}): FetchOptions => ({
  archive,
  home,
  platform: 'linux',
  url: archiveUrl(changes.archive ?? archive, { ELECTRON_MIRROR: mirror.url }),
  env: {},
  silentMs: 150,
  retryAfterMs: [1, 1],
  ...changes,
})
const program = () => join(home, '45.4.1', 'electron')
const leftovers = () => readdirSync(home).filter((name) => name !== '45.4.1')

describe('a mirror that gives the right archive', () => {
  it('is asked once; the program lies at its place with modes and links, and nothing else is left', async () => {
    await using mirror = await startMirror(content)
    const seen: [number, number | undefined][] = []
    const fetched = await fetchElectron(optionsFor(mirror, { onProgress: (...bytes) => seen.push(bytes) }))
    expect(fetched).toEqual({ ok: true, value: program() })
    expect(mirror.asked).toEqual([{ path: `/v45.4.1/${archive.file}`, range: undefined }])
    expect(statSync(program()).mode & 0o777).toBe(0o755)
    expect(statSync(join(home, '45.4.1', 'version')).mode & 0o111).toBe(0)
    expect(lstatSync(join(home, '45.4.1', 'libs', 'Current')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(home, '45.4.1', 'libs', 'Current', 'default_app.asar'), 'utf8')).toBe('app')
    expect(leftovers()).toEqual([])
    expect(seen.at(-1)).toEqual([content.length, content.length])
  })

  it('is found where it lies afterwards, by its sum', async () => {
    await using mirror = await startMirror(content)
    await fetchElectron(optionsFor(mirror))
    expect(unpackedProgram(home, archive, 'linux')).toBe(program())
    expect(unpackedProgram(home, { ...archive, sha256: '0'.repeat(64) }, 'linux')).toBeUndefined()
    const sources = { platform: 'linux', env: {}, execPath: '/no/bin/node', from: `file://${dir}/x.js` } as const
    const found = findElectron({ ...sources, cacheDir: join(home, '..'), archive })
    expect(found).toEqual({ kind: 'found', program: program() })
  })

  it('goes through a redirect, also for the rest of a file', async () => {
    await using mirror = await startMirror(content)
    mirror.next({ give: 'redirect' }, { give: 'torn', bytes: 100 }, { give: 'redirect' })
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect(mirror.asked.map(({ path }) => path.includes('elsewhere'))).toEqual([false, true, false, true])
    expect(mirror.asked.map(({ range }) => range)).toEqual([undefined, undefined, 'bytes=100-', 'bytes=100-'])
  })

  it('may be slow, as long as it is not silent', async () => {
    await using mirror = await startMirror(content)
    mirror.next({ give: 'slow', pieces: 60 })
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect(mirror.asked).toHaveLength(1)
  })
})

it('goes through the proxy of the environment', async () => {
  await using proxy = await startMirror(content)
  const url = `http://electron.invalid/v45.4.1/${archive.file}`
  const fetched = await fetchElectron({ ...optionsFor(proxy), url, env: { HTTP_PROXY: proxy.url } })
  expect([fetched.ok, proxy.asked.map(({ path }) => path)]).toEqual([true, [url]])
})

describe('a mirror that gives another archive', () => {
  it('is believed in nothing: nothing is unpacked, nothing kept, and the sum is told', async () => {
    await using mirror = await startMirror(content)
    mirror.next({ give: 'wrong' })
    const fetched = await fetchElectron(optionsFor(mirror))
    expect(fetched).toMatchObject({
      ok: false,
      error: { kind: 'wrong-archive', from: mirror.host, sha256: archiveOf(Buffer.alloc(content.length, 'x')).sha256 },
    })
    expect(readdirSync(home)).toEqual([])
  })

  it('does not spoil what another one gave: once more from the start', async () => {
    await using mirror = await startMirror(content)
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, `${archive.file}.${process.pid}.part`), 'of another file')
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect(mirror.asked.map(({ range }) => range)).toEqual(['bytes=15-', undefined])
  })
})

describe('a download that breaks', () => {
  it('goes on from the byte where it broke, as often as something comes', async () => {
    await using mirror = await startMirror(content)
    mirror.next(...[10, 20, 30, 40, 50].map((bytes) => ({ give: 'torn', bytes }) as const))
    expect(await fetchElectron(optionsFor(mirror, { retryAfterMs: [1] }))).toMatchObject({ ok: true })
    const ranges = [undefined, 'bytes=10-', 'bytes=30-', 'bytes=60-', 'bytes=100-', 'bytes=150-']
    expect(mirror.asked.map(({ range }) => range)).toEqual(ranges)
  })

  it('takes a silent connection for broken', async () => {
    await using mirror = await startMirror(content)
    mirror.next({ give: 'silent', bytes: 100 })
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect(mirror.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=100-'])
  })

  it('is given up when nothing comes any more, keeps what came, and goes on at the next start', async () => {
    await using mirror = await startMirror(content)
    const nothing = { give: 'torn', bytes: 0 } as const
    mirror.next({ give: 'torn', bytes: 1000 }, nothing, nothing, nothing, nothing)
    const fetched = await fetchElectron(optionsFor(mirror))
    expect(fetched).toEqual({
      ok: false,
      error: { kind: 'broken-off', host: mirror.host, receivedBytes: 1000 },
    })
    expect(await partBytes(home, archive.file)).toBe(1000)
    mirror.next()
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect(mirror.asked.at(-1)?.range).toBe('bytes=1000-')
  })

  it('starts anew with a server that knows no ranges', async () => {
    await using mirror = await startMirror(content)
    mirror.next({ give: 'torn', bytes: 1000 }, { give: 'whole' })
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect(mirror.asked.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-'])
  })

  it('asks nobody when all of it had come and only the unpacking was missing', async () => {
    await using mirror = await startMirror(content)
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, `${archive.file}.${process.pid}.part`), content)
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect(mirror.asked).toEqual([])
  })

  it('ends at once when it is told to, and keeps what came', async () => {
    await using mirror = await startMirror(content)
    const stop = new AbortController()
    mirror.next({ give: 'silent', bytes: 500 })
    const options = optionsFor(mirror, {
      silentMs: 60_000,
      retryAfterMs: [60_000],
      signal: stop.signal,
      onProgress: (bytes) => bytes >= 500 && stop.abort(),
    })
    expect(await fetchElectron(options)).toMatchObject({ ok: false, error: { kind: 'broken-off' } })
    expect(await partBytes(home, archive.file)).toBe(500)
  })

  it('takes over what a process left behind that was killed, and leaves alone what one that runs is writing', async () => {
    await using mirror = await startMirror(content)
    mkdirSync(home, { recursive: true })
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    const othersPart = join(home, `${archive.file}.${other.pid}.part`)
    try {
      writeFileSync(othersPart, content.subarray(0, 700))
      mirror.next({ give: 'status', status: 404 })
      await fetchElectron(optionsFor(mirror))
      expect([mirror.asked.at(-1)?.range, existsSync(othersPart)]).toEqual([undefined, true])
    } finally {
      await ended(other, 'SIGKILL')
    }
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect([mirror.asked.at(-1)?.range, existsSync(othersPart)]).toEqual(['bytes=700-', false])
  })
})

describe('what can not be', () => {
  const fails = async (mirror: Mirror, changes: Partial<FetchOptions> = {}) => {
    const fetched = await fetchElectron(optionsFor(mirror, changes))
    return fetched.ok ? fetched : fetched.error
  }

  it('says that nobody is there', async () => {
    const mirror = await startMirror(content)
    await mirror.close()
    expect(await fails(mirror)).toEqual({ kind: 'unreachable', host: mirror.host, code: 'ECONNREFUSED' })
  })

  it('says that it is forbidden, and asks once', async () => {
    await using mirror = await startMirror(content)
    mirror.next({ give: 'status', status: 403 })
    expect(await fails(mirror)).toEqual({ kind: 'forbidden', host: mirror.host, status: 403 })
    expect(mirror.asked).toHaveLength(1)
  })

  it('asks again where the server has a bad moment', async () => {
    await using mirror = await startMirror(content)
    mirror.next({ give: 'status', status: 503 }, { give: 'status', status: 429 })
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
  })

  it('does not follow addresses for ever', async () => {
    await using mirror = await startMirror(content)
    mirror.next(...Array.from({ length: 99 }, () => ({ give: 'endless-redirect' }) as const))
    expect(await fails(mirror, { retryAfterMs: [] })).toMatchObject({ kind: 'unreachable', code: 'too many redirects' })
    expect(mirror.asked).toHaveLength(11)
  })

  it('says that the disk says no', async () => {
    await using mirror = await startMirror(content)
    writeFileSync(join(dir, 'a-file'), '')
    const failure = await fails(mirror, { home: join(dir, 'a-file', 'electron') })
    expect(failure).toMatchObject({ kind: 'disk', code: 'ENOTDIR' })
    expect(mirror.asked).toEqual([])
  })

  it('says that the disk says no while it is written', async () => {
    await using mirror = await startMirror(content)
    mkdirSync(home, { recursive: true })
    const loaded = await download({ url: mirror.url, into: home, env: {} })
    expect(loaded).toEqual({ ok: false, error: { kind: 'disk', path: home, code: 'EISDIR' } })
  })

  it.each([
    ['is no archive', Buffer.from('not a zip at all, though its sum is right')],
    ['holds no Electron', zipOf([{ name: 'readme.txt', text: 'hello' }])],
    ['has a link out of its folder', zipOf([{ name: 'electron', linkTo: '../../../bin/sh' }])],
    ['has a name out of its folder', zipOf([{ name: '../electron', text: '#!/bin/sh\n', mode: 0o755 }])],
  ])('leaves nothing behind of an archive that %s', async (_what, broken) => {
    await using mirror = await startMirror(broken)
    expect(await fails(mirror, { archive: archiveOf(broken) })).toMatchObject({ kind: 'not-unpacked' })
    expect(readdirSync(home).filter((name) => !name.endsWith('.part'))).toEqual([])
    expect(existsSync(join(home, '..', 'electron', 'electron'))).toBe(false)
  })
})

describe('the place', () => {
  it('is taken from what is no whole program of this archive', async () => {
    await using mirror = await startMirror(content)
    mkdirSync(join(home, '45.4.1'), { recursive: true })
    writeFileSync(program(), 'half of something')
    expect(await fetchElectron(optionsFor(mirror))).toMatchObject({ ok: true })
    expect(readFileSync(program(), 'utf8')).toContain('echo here')
    expect(leftovers()).toEqual([])
  })

  it('is cleared of what an attempt left that was ended while it unpacked', async () => {
    await using mirror = await startMirror(content)
    // No process has a number this high.
    mkdirSync(join(home, '.45.4.1.4194999.aBcDeF'), { recursive: true })
    await fetchElectron(optionsFor(mirror))
    expect(leftovers()).toEqual([])
  })
})

describe('from a file that was fetched by hand', () => {
  it('is held against the same sum, and stays', async () => {
    const file = join(dir, 'by hand.zip')
    writeFileSync(file, content)
    const installed = await installElectronFrom(file, { archive, home, platform: 'linux' })
    expect(installed).toEqual({ ok: true, value: program() })
    expect(existsSync(file)).toBe(true)
  })

  it('refuses another one, and one that is not there', async () => {
    const file = join(dir, 'other.zip')
    writeFileSync(file, 'other')
    const from = (path: string) => installElectronFrom(path, { archive, home, platform: 'linux' })
    expect(await from(file)).toMatchObject({ ok: false, error: { kind: 'wrong-archive', from: file } })
    expect(await from(join(dir, 'none'))).toMatchObject({ ok: false, error: { kind: 'not-read', code: 'ENOENT' } })
    expect(await from(dir)).toMatchObject({ ok: false, error: { kind: 'not-read', code: 'EISDIR' } })
    expect([existsSync(file), existsSync(program())]).toEqual([true, false])
  })
})
