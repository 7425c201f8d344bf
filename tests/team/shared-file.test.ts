import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sharedFile } from '../../src/team/shared-file.ts'

let root: string
const at = (...parts: string[]) => join(root, ...parts)
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tce-shared-'))
  for (const folder of ['home/notes', 'home-of-another', 'srv/project']) mkdirSync(at(folder), { recursive: true })
  for (const file of ['home/notes/a.md', 'home-of-another/b.md', 'srv/project/c.md', 'srv/d.md'])
    writeFileSync(at(file), 'x')
  symlinkSync(at('srv/d.md'), at('home/out.md'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it.each([
  ['in the home folder', 'home/notes/a.md', true],
  ['in the project', 'srv/project/c.md', true],
  ['in neither', 'srv/d.md', false],
  ['in a folder whose name only begins alike', 'home-of-another/b.md', false],
  ['elsewhere, by a link in the home folder', 'home/out.md', false],
  ['nowhere', 'home/notes/none.md', false],
  ['above, by way of the project', 'srv/project/../d.md', false],
  ['the home folder itself', 'home', false],
])('what lies %s', async (_, path, isShared) => {
  const found = await sharedFile(at(path), at('srv/project'), at('home'))
  expect(found.ok).toBe(isShared)
})

it('a path that is not whole is none', async () => {
  expect(await sharedFile('notes/a.md', undefined, at('home'))).toEqual({
    ok: false,
    error: 'notes/a.md is no whole path.',
  })
})
