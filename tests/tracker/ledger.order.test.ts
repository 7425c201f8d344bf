/** The same bytes give the same ledger, in whatever order and pieces they come, and wherever reading was interrupted. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Ledger } from '../../src/tracker/ledger.ts'
import { append, contentOf, generateHome, ledgerOf, tempDir, write } from './home.ts'

const options = { sessions: 8, 'size-mb': 0.3, days: 5, forks: 0.5, btw: 0.6, subagents: 0.6, progress: 0.5, seed: 21 }

it('is the same after any split into appends and any order of files', { timeout: 120_000 }, async () => {
  const { configDir } = generateHome(options)
  rmSync(join(configDir, 'usage-data'), { recursive: true })
  const files = transcriptsOf(configDir)
  const metas = filesOf(configDir, '.meta.json')
  const expected = contentOf(await updated(configDir))
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (random) => {
      const draw = (below: number): number => (random.next().value ?? 0) % below
      const target = join(tempDir(), '.claude')
      for (const { path, bytes } of metas) write(join(target, path), bytes)
      const ledger = await ledgerOf(target)
      const left = files.map(({ path, bytes }) => ({ path: join(target, path), bytes, at: 0 }))
      while (left.length > 0) {
        const index = draw(left.length)
        const file = left[index]
        if (!file) break
        const size = draw(3) === 0 ? file.bytes.length : 1 + draw(40_000)
        mkdirSync(dirname(file.path), { recursive: true })
        append(file.path, file.bytes.subarray(file.at, file.at + size))
        file.at += size
        if (file.at >= file.bytes.length) left.splice(index, 1)
        if (draw(3) === 0) await ledger.update()
      }
      await ledger.update()
      expect(contentOf(ledger)).toEqual(expected)
    }),
    { numRuns: 15 },
  )
})

it('is the same when the store is thrown away and counted again', async () => {
  const { configDir } = generateHome(options)
  const ledger = await updated(configDir)
  const before = contentOf(ledger)
  await ledger.rebuild()
  expect(contentOf(ledger)).toEqual(before)
})

it('is the same from a thread of its own', async () => {
  const { configDir } = generateHome(options)
  const threaded = await ledgerOf(configDir, { thread: 'own' })
  await threaded.update()
  expect(contentOf(threaded)).toEqual(contentOf(await updated(configDir)))
})

it('is the same with a line appended byte by byte', async () => {
  const { configDir } = generateHome({ ...options, sessions: 2, 'size-mb': 0.02 })
  rmSync(join(configDir, 'usage-data'), { recursive: true })
  const expected = contentOf(await updated(configDir))
  const target = join(tempDir(), '.claude')
  const ledger = await ledgerOf(target)
  for (const { path, bytes } of filesOf(configDir, '.meta.json')) write(join(target, path), bytes)
  for (const { path, bytes } of transcriptsOf(configDir)) {
    write(join(target, path), '')
    const slow = Math.max(0, bytes.length - 300)
    append(join(target, path), bytes.subarray(0, slow))
    for (let at = slow; at < bytes.length; at++) {
      append(join(target, path), bytes.subarray(at, at + 1))
      await ledger.update()
    }
  }
  expect(contentOf(ledger)).toEqual(expected)
})

async function updated(configDir: string): Promise<Ledger> {
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  return ledger
}

const transcriptsOf = (configDir: string) => filesOf(configDir, '.jsonl')

function filesOf(configDir: string, ending: string): { path: string; bytes: Buffer }[] {
  const root = join(configDir, 'projects')
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending) && statSync(join(root, path)).isFile())
    .map((path) => ({ path: relative(configDir, join(root, path)), bytes: readFileSync(join(root, path)) }))
}
