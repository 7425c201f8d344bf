import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createInstanceLock } from '../../src/control/instance.ts'
import { decodeInstance, type InstanceRecord, lastInstance } from '../../src/control/instance-record.ts'
import { createFakeProcessTable } from '../scanner/fake-process-table.ts'

describe('the one server', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tce-instance-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  const table = createFakeProcessTable()
  const lock = () => createInstanceLock({ dataDir, table })
  const record = (pid: number): InstanceRecord => {
    const { start } = table.add({ pid })
    return { pid, start, port: 5111, version: '0.1.0', startedAtMs: 1 }
  }

  it('is nobody at first, then whoever came first', async () => {
    expect(await lock().current()).toBeUndefined()
    const first = record(100)
    expect((await lock().acquire(first)).ok).toBe(true)
    expect(await lock().current()).toEqual(first)
    expect(await lock().acquire(record(101))).toEqual({ ok: false, error: first })
  })

  it('is told to who asks it as it said last, and as nobody where it was released or the folder is none', async () => {
    expect(lastInstance(dataDir)).toBeUndefined()
    const held = await lock().acquire(record(100))
    expect(lastInstance(dataDir)?.pid).toBe(100)
    table.remove(100)
    await lock().acquire(record(101))
    expect(lastInstance(dataDir)?.pid).toBe(101)
    if (held.ok) await held.value.release()
    writeFileSync(join(dataDir, 'instance', '7.json'), '{"released":true}\n')
    expect(lastInstance(dataDir)).toBeUndefined()
    expect(lastInstance(join(dataDir, 'instance', '7.json'))).toBeUndefined()
  })

  it('may be another one after a release', async () => {
    const held = await lock().acquire(record(100))
    if (!held.ok) throw new Error('held')
    await held.value.release()
    expect(await lock().current()).toBeUndefined()
    expect((await lock().acquire(record(101))).ok).toBe(true)
  })

  it('is released without a word when its folder was removed meanwhile', async () => {
    const held = await lock().acquire(record(100))
    if (!held.ok) throw new Error('held')
    rmSync(dataDir, { recursive: true })
    writeFileSync(dataDir, 'a file in its place')
    await expect(held.value.release()).resolves.toBeUndefined()
  })

  it('tells its port once it listens', async () => {
    const first = { ...record(100), port: 0 }
    const held = await lock().acquire(first)
    if (!held.ok) throw new Error('held')
    await held.value.update({ ...first, port: 5112 })
    expect((await lock().current())?.port).toBe(5112)
  })

  it.each([
    ['died', (pid: number) => table.remove(pid)],
    ['is defunct', (pid: number) => table.change(pid, { state: 'zombie' })],
    ['lost its pid to another process', (pid: number) => table.change(pid, { start: 'other' })],
  ])('is replaced when it %s without releasing', async (_what, happen) => {
    await lock().acquire(record(100))
    happen(100)
    expect(await lock().current()).toBeUndefined()
    const next = record(101)
    expect((await lock().acquire(next)).ok).toBe(true)
    expect(await lock().current()).toEqual(next)
    expect(readdirSync(join(dataDir, 'instance'))).toEqual(['2.json'])
  })

  it.each(['', '{"pid":1', '[]', '{"pid":-5,"start":"1","port":1,"version":"","startedAtMs":0}'])(
    'is nobody when the file says %j',
    async (text) => {
      mkdirSync(join(dataDir, 'instance'))
      writeFileSync(join(dataDir, 'instance', '7.json'), text)
      expect(decodeInstance(text)).toBeUndefined()
      expect(await lock().current()).toBeUndefined()
      expect((await lock().acquire(record(100))).ok).toBe(true)
    },
  )

  it('is one of many that start at once, again and again', async () => {
    for (let round = 0; round < 15; round++) {
      const records = Array.from({ length: 8 }, (_, index) => record(1000 + round * 10 + index))
      const results = await Promise.all(records.map((one) => lock().acquire(one)))
      expect(results.filter(({ ok }) => ok)).toHaveLength(1)
      const winner = records[results.findIndex(({ ok }) => ok)]
      expect(await lock().current()).toEqual(winner)
      for (const result of results) if (!result.ok) expect(result.error).toEqual(winner)
      if (winner) table.remove(winner.pid)
    }
  })

  it('steps back when a starter that looked long ago makes an old turn anew', async () => {
    mkdirSync(join(dataDir, 'instance'))
    const holder = record(100)
    const late = createInstanceLock({
      dataDir,
      table: {
        // Between its look at turn 4 and its own try, others come and go, and turn 6 is taken.
        inspect: async (pid) => {
          if (pid === 44) {
            rmSync(join(dataDir, 'instance', '4.json'), { force: true })
            writeFileSync(join(dataDir, 'instance', '6.json'), JSON.stringify(holder))
          }
          return table.inspect(pid)
        },
      },
    })
    writeFileSync(join(dataDir, 'instance', '4.json'), JSON.stringify({ ...holder, pid: 44, start: 'dead' }))
    expect(await late.acquire(record(101))).toEqual({ ok: false, error: holder })
    expect(readdirSync(join(dataDir, 'instance'))).toEqual(['6.json'])
  })

  it.skipIf(process.platform === 'win32')('keeps its file to its owner', async () => {
    await lock().acquire(record(100))
    expect(statSync(join(dataDir, 'instance', '1.json')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(dataDir, 'instance', '1.json'), 'utf8')).toMatch(/^\{"pid":100,.*\}\n$/)
  })

  it('is one of several real processes', async () => {
    const starters = Array.from({ length: 5 }, () =>
      fork(new URL('instance-starter.ts', import.meta.url), [dataDir], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      }),
    )
    const answers = await Promise.all(
      starters.map((child) => new Promise<unknown>((resolve) => child.once('message', resolve).once('exit', resolve))),
    )
    await Promise.all(
      starters.map((child) => {
        child.send('leave')
        return new Promise((resolve) => child.once('exit', resolve))
      }),
    )
    expect(answers.filter((answer) => answer === 'mine')).toHaveLength(1)
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(4)
  }, 30_000)
})
