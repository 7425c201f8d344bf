/** Templates, starred prompts and the quick bar in the real file, and the recent ones from the prompts beside them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LibraryStore, openLibraryStore } from '../../../src/prompts/library/library-store.ts'
import { openPromptStore, type PromptStore } from '../../../src/prompts/prompt-store.ts'

let dir: string
let library: LibraryStore
let prompts: PromptStore
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tce-library-store-'))
  const [a, b] = [openLibraryStore(dir, 'm'), openPromptStore(dir, 'm')]
  if (!a.ok || !b.ok) throw new Error('The file could not be opened twice.')
  library = a.value
  prompts = b.value
})
afterEach(async () => {
  await library.close()
  await prompts.close()
  rmSync(dir, { recursive: true, force: true })
})

const add = (text: string, pid: number, createdAtMs: number) =>
  prompts.add({
    target: { pid, start: '1', agent: 'claude', sessionId: `s${pid}`, project: pid === 1 ? 'shop' : undefined },
    ...{ text, when: { kind: 'idle' }, isCommand: false, createdAtMs, expiresAtMs: createdAtMs + 1 },
    createdBy: { kind: 'own-user', name: 'cli' },
  })

it('has of the last prompts each text once, with all who got it, and no more than twenty', async () => {
  for (let n = 0; n < 25; n += 1) await add(`text ${n}`, 1, n)
  await add('text 3', 2, 100)
  const recent = await library.recent()
  expect(recent).toHaveLength(20)
  expect(recent[0]).toMatchObject({ id: 'q26', text: 'text 3', atMs: 100 })
  expect(recent[0]?.to.map(({ pid, project }) => [pid, project])).toEqual([
    [1, 'shop'],
    [2, undefined],
  ])
  expect(recent[1]?.text).toBe('text 24')
})

it('keeps a starred prompt when the prompt itself is deleted, and stars a text once', async () => {
  const { id } = await add('keep me', 1, 5)
  await library.star('keep me', 'shop', 6)
  await library.star('keep me', 'shop', 7)
  await prompts.step(id, 'cancel', { nowMs: 8 })
  await prompts.prune(9)
  expect(await library.recent()).toEqual([])
  expect(await library.starred()).toMatchObject([{ id: 's1', text: 'keep me', atMs: 6 }])
  expect(await library.unstar(1)).toBe(true)
  expect(await library.unstar(1)).toBe(false)
})

it('has the quick bar of each kind of agent by itself', async () => {
  expect(await library.quick('claude')).toBeUndefined()
  await library.setQuick('claude', ['/compact', 'Go on'])
  await library.setQuick('claude', [])
  await library.setQuick('codex', ['/diff'])
  expect([await library.quick('claude'), await library.quick('codex')]).toEqual([[], ['/diff']])
})
