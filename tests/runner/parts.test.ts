/** The parts of a supervisor that need no terminal: frames, ring, log, where it listens, how it is started. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outsideOfUnit } from '../../src/runner/client/launch.ts'
import { commonProtocol, frameOf, frameReader } from '../../src/runner/protocol.ts'
import { createRunDir } from '../../src/runner/run-dir.ts'
import { createSessionFiles } from '../../src/runner/session-files.ts'
import { readOrder } from '../../src/runner/supervisor/orders.ts'
import { createOutputLog } from '../../src/runner/supervisor/output-log.ts'
import { createRing } from '../../src/runner/supervisor/ring.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'tce-parts-'))

describe('frames', () => {
  it('are the same however they are torn on the way', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(bodies, fc.integer({ min: 1, max: 64 }), (all, step) => {
        const sent = Buffer.concat(all.map((body, index) => frameOf(2, index, body.subarray(0, 5), body.subarray(5))))
        const read = frameReader()
        const got = []
        for (let at = 0; at < sent.length; at += step) got.push(...(read(sent.subarray(at, at + step)) ?? []))
        expect(got.map(({ kind, channel, body }) => [kind, channel, [...body]])).toEqual(
          all.map((body, index) => [2, index, [...body]]),
        )
      }),
    )
  })

  it('of somebody who speaks otherwise are none', () => {
    expect(frameReader()(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBeUndefined()
    expect(frameReader(100)(frameOf(1, 0, Buffer.alloc(100)))).toBeUndefined()
    expect(frameReader()(Buffer.from([0, 0, 0, 1, 1, 0, 0, 0, 0]))).toBeUndefined()
  })

  it('are spoken in the newest form that both know', () => {
    expect(commonProtocol([1, 3], [2, 5])).toBe(3)
    expect(commonProtocol([1, 1], [1, 2])).toBe(1)
    expect(commonProtocol([1, 1], [2, 2])).toBeUndefined()
  })
})

it('an order that is not whole is none', () => {
  const start = { taskId: 'a', generation: 1, argv: ['x'], cwd: '/', env: {}, size: { columns: 80, rows: 24 } }
  expect(readOrder({ op: 'start', start })).toMatchObject({ op: 'start' })
  for (const wrong of [
    ...[{ argv: [] }, { argv: ['a\0b'] }, { argv: 'sh' }, { env: { A: 1 } }, { cwd: undefined }],
    ...[{ size: { columns: 1, rows: 24 } }, { size: { columns: 80, rows: 1_001 } }],
  ])
    expect(readOrder({ op: 'start', start: { ...start, ...wrong } }), JSON.stringify(wrong)).toBeUndefined()
  for (const order of [
    { op: 'end', id: '../x' },
    { op: 'forget' },
    { op: 'attach', id: 'a.1', channel: -1, writer: 'w' },
    { op: 'rm' },
    {},
  ])
    expect(readOrder(order), JSON.stringify(order)).toBeUndefined()
})

it('a ring has what was written last, and says when it has not', () => {
  let kept = Number.MAX_SAFE_INTEGER
  const ring = createRing(1000, () => kept)
  const all = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251))
  for (let at = 0; at < all.length; at += 777) ring.push(all.subarray(at, at + 777))
  expect(ring.end).toBe(all.length)
  expect(ring.begin).toBeLessThanOrEqual(all.length - 1000)
  expect(ring.begin).toBeGreaterThan(all.length - 40_000)
  for (const from of [ring.begin, ring.end - 1, ring.end])
    expect(Buffer.concat(ring.from(from, 1e6) ?? [])).toEqual(all.subarray(from))
  expect(Buffer.concat(ring.from(ring.begin + 5, 10) ?? [])).toEqual(all.subarray(ring.begin + 5, ring.begin + 15))
  expect(ring.from(ring.begin - 1, 1)).toBeUndefined()
  expect(ring.from(ring.end + 1, 1)).toBeUndefined()
  // What is half said is kept, however long it gets.
  kept = ring.begin
  const begin = ring.begin
  ring.push(all)
  expect(ring.begin).toBe(begin)
})

describe('the log of what was written', () => {
  it('keeps the newest files, each named by where it begins', async () => {
    const dataDir = folder()
    const dir = join(dataDir, 'terminals', 'a.1')
    mkdirSync(dir, { recursive: true })
    const log = createOutputLog(dir, { fileBytes: 1000, files: 3 })
    const all = Buffer.from(Array.from({ length: 5_500 }, (_, index) => index % 251))
    for (let at = 0; at < all.length; at += 333) log.push(all.subarray(at, at + 333))
    await log.close()
    expect([log.waitingBytes, log.problem]).toEqual([0, undefined])
    expect(readdirSync(dir).map((name) => Number.parseInt(name, 10))).toEqual([3000, 4000, 5000])
    const files = createSessionFiles(dataDir)
    for (const [asked, from] of [
      [0, 3000],
      [3500, 3500],
      [5499, 5499],
    ] as const) {
      const output = files.output('a.1', asked)
      const pieces: Buffer[] = []
      for await (const piece of output?.bytes ?? []) pieces.push(piece)
      expect([output?.offset, Buffer.concat(pieces)]).toEqual([from, all.subarray(from)])
    }
    expect(() => files.output('../a', 0)).toThrow(RangeError)
  })

  it('stops nothing where it can’t be written, says why, and goes on behind the gap when it can', async () => {
    const dir = join(folder(), 'later')
    let written = 0
    const log = createOutputLog(dir, { onWritten: () => (written += 1) })
    log.push(Buffer.from('lost'))
    await expect.poll(() => log.problem).toMatch(/ENOENT/)
    expect(log.waitingBytes).toBe(0)
    mkdirSync(dir)
    log.push(Buffer.from('kept'))
    await log.close()
    expect([log.problem, written]).toEqual([undefined, 2])
    expect(readFileSync(join(dir, '000000000000004.log'), 'utf8')).toBe('kept')
  })
})

describe('the folder of the sockets', () => {
  it('is closed to others, and none where it is somebody else’s or a link', async () => {
    const dir = join(folder(), 'run')
    mkdirSync(dir, { mode: 0o755 })
    chmodSync(dir, 0o755)
    expect(await createRunDir(dir, '/data').prepare()).toEqual({ ok: true, value: undefined })
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    const link = join(folder(), 'link')
    symlinkSync(dir, link)
    expect(await createRunDir(link, '/data').prepare()).toMatchObject({ ok: false })
  })

  it('has names that fit into a socket, or says which folder is too long', () => {
    expect(createRunDir('/run/user/1000/tce', '/data').newPlace()).toMatchObject({ ok: true })
    const long = createRunDir(`/home/${'x'.repeat(90)}`, '/data').newPlace()
    expect(long).toMatchObject({ ok: false })
    expect(long.ok ? '' : long.error).toMatch(/TCE_RUN_DIR/)
  })
})

it('a supervisor is started outside of the unit of a service, which would take it along', () => {
  const command = ['/usr/bin/node', 'tce.js', 'supervisor', 'run'] as const
  const service = '0::/user.slice/user-1000.slice/user@1000.service/app.slice/tce.service\n'
  const [program, ...words] = outsideOfUnit(command, service)
  expect([program, words.slice(-5)]).toEqual(['systemd-run', ['--', ...command]])
  expect(words).toContain('--scope')
  for (const cgroup of ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-1.scope\n', '0::/\n', ''])
    expect(outsideOfUnit(command, cgroup)).toBe(command)
})
