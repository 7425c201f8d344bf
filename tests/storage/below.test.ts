/** Files below a folder in which somebody hostile writes at the same moment. */
import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { appendBelow, createBelow, filesBelow, readBelow } from '../../src/storage/below.ts'
import { ownFolder } from '../tools/own-folder.ts'

const dir = ownFolder('tce-below-')
const root = join(dir, 'task')
const outside = join(dir, 'outside')
mkdirSync(root)
mkdirSync(outside)
writeFileSync(join(outside, 'secret'), 'secret')
writeFileSync(join(root, 'plain'), 'plain')

type Opened = Awaited<ReturnType<typeof readBelow>>
async function kindOf(opened: Promise<Opened>): Promise<string> {
  const done = await opened
  if (!done.ok) return done.error.kind
  await done.value.close()
  return 'opened'
}

it('names that lead out, links, folders, pipes and devices are no files of it', async () => {
  symlinkSync(join(outside, 'secret'), join(root, 'link'))
  symlinkSync(outside, join(root, 'away'))
  symlinkSync('/dev/zero', join(root, 'zero'))
  mkdirSync(join(root, 'folder'))
  execFileSync('mkfifo', [join(root, 'pipe')])
  expect(await kindOf(readBelow(root, 'plain'))).toBe('opened')
  expect(await kindOf(readBelow(root, './folder/../plain'))).toBe('outside')
  for (const path of [
    '',
    '.',
    '..',
    '../outside/secret',
    join(outside, 'secret'),
    'a\0b',
    'link',
    'away/secret',
    'zero',
  ])
    expect([path, await kindOf(readBelow(root, path))]).toEqual([path, 'outside'])
  for (const path of ['folder', 'pipe']) expect([path, await kindOf(readBelow(root, path))]).toEqual([path, 'no-file'])
  expect(await kindOf(readBelow(root, 'missing'))).toBe('missing')
  linkSync(join(root, 'plain'), join(root, 'twice'))
  expect(await kindOf(readBelow(root, 'twice'))).toBe('opened')
})

it('a new file replaces none, goes through no link, and its folders are made', async () => {
  expect(await kindOf(createBelow(root, 'new/deep/file'))).toBe('opened')
  for (const path of ['new/deep/file', 'plain', 'link']) expect(await kindOf(createBelow(root, path))).toBe('exists')
  for (const path of ['away/made', '../made', 'plain/made'])
    expect(await kindOf(createBelow(root, path))).toBe('outside')
  expect(existsSync(join(outside, 'made'))).toBe(false)
  for (const path of ['link', 'zero']) expect(await kindOf(appendBelow(root, path))).toBe('outside')
  expect(await kindOf(appendBelow(root, 'pipe'))).toBe('no-file')
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret')
  expect(await filesBelow(root, 'away')).toMatchObject({ error: { kind: 'outside' } })
  expect(await filesBelow(root, 'nowhere')).toEqual({ ok: true, value: [] })
})

it('while a folder is swapped for a link again and again, nothing outside is read or made', async () => {
  const swapped = join(root, 'swapped')
  const script = `cd "$1"; i=0; while [ -e go ] && [ $i -lt 20000 ]; do i=$((i+1)); rm -rf swapped; ln -s "$2" swapped; rm -f swapped; mkdir -p swapped; done`
  writeFileSync(join(root, 'go'), '')
  const { spawn } = await import('node:child_process')
  const swapper = spawn('/bin/sh', ['-c', script, 'sh', root, outside], { stdio: 'ignore' })
  const ended = new Promise((resolve) => swapper.on('exit', resolve))
  let made = 0
  for (let at = 0; at < 150; at += 1) {
    const read = await readBelow(root, 'swapped/secret')
    expect(read.ok).toBe(false)
    const created = await createBelow(root, `swapped/made-${at}`)
    if (created.ok) {
      made += 1
      await created.value.close()
    }
  }
  rmSync(join(root, 'go'))
  await ended
  rmSync(swapped, { recursive: true, force: true })
  expect(made).toBeGreaterThan(0)
  expect(execFileSync('ls', [outside]).toString()).toBe('secret\n')
})
