import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPins } from '../../src/control/pins.ts'
import { createFakeProcessTable } from '../scanner/fake-process-table.ts'

describe('pins', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tce-pins-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

  const table = createFakeProcessTable()
  const pins = () => createPins({ dataDir, table })
  const one = { pid: 4242, start: '8812345' }
  const onMac = { pid: 77, start: 'Thu Sep 10 08:31:58 2026' }

  it('are none before the first', async () => {
    expect(await pins().list()).toEqual([])
    await pins().remove(one)
  })

  it('survive a restart, with any start a system has', async () => {
    await pins().add(one)
    await pins().add(onMac)
    await pins().add(one)
    expect([...(await pins().list())].sort((a, b) => a.pid - b.pid)).toEqual([onMac, one])
    await pins().remove(onMac)
    expect(await pins().list()).toEqual([one])
  })

  it('of two writers at once are all kept', async () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ pid: index + 2, start: '1' }))
    const [a, b] = [pins(), pins()]
    await Promise.all(many.map((ref, index) => (index % 2 === 0 ? a : b).add(ref)))
    await Promise.all(many.slice(0, 10).map((ref, index) => (index % 2 === 0 ? b : a).remove(ref)))
    expect((await pins().list()).map(({ pid }) => pid).sort((x, y) => x - y)).toEqual(
      many.slice(10).map(({ pid }) => pid),
    )
  })

  it('vanish with their process', async () => {
    const there = table.add({ pid: 300 })
    table.add({ pid: 400, start: 'reused' })
    const reused = { pid: 400, start: 'first' }
    await Promise.all([there, one, reused].map((ref) => pins().add(ref)))
    await pins().prune(() => false)
    // The process that is still there was only not recognised.
    expect(await pins().list()).toEqual([{ pid: 300, start: there.start }])
  })

  it('are not asked about when the scan knows them', async () => {
    await pins().add(one)
    const inspect = async () => {
      throw new Error('asked')
    }
    await createPins({ dataDir, table: { inspect } }).prune(() => true)
    expect(await pins().list()).toEqual([one])
  })

  it('set a broken file aside and say so', async () => {
    await pins().add(one)
    writeFileSync(join(dataDir, 'pins', '0%3A1.pin'), '')
    writeFileSync(join(dataDir, 'pins', '%E0%A4%A.pin'), '')
    writeFileSync(join(dataDir, 'pins', '.DS_Store'), '')
    const again = pins()
    expect(await again.list()).toEqual([one])
    expect(again.problems()).toHaveLength(2)
    expect(again.problems()[0]).toMatch(
      /is no pin\. It was renamed to .*\.broken; pin that agent again: tce pin <pid>$/,
    )
    expect(readdirSync(join(dataDir, 'pins')).filter((name) => name.endsWith('.broken'))).toHaveLength(2)
    expect(await pins().list()).toEqual([one])
  })

  it.skipIf(process.platform === 'win32')('are for their owner only', async () => {
    await pins().add(one)
    const [file = ''] = readdirSync(join(dataDir, 'pins'))
    expect(statSync(join(dataDir, 'pins')).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'pins', file)).mode & 0o777).toBe(0o600)
  })
})
