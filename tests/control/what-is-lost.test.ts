/** What would be lost, looked up in real repositories and folders. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lookAtLoss, whatIsLost } from '../../src/control/what-is-lost.ts'

const folder = () => realpathSync(mkdtempSync(join(tmpdir(), 'tce-loss-')))

function git(dir: string, ...args: string[]): string {
  const own = ['-c', 'user.name=Ada Kern', '-c', 'user.email=ada@example.com', '-c', 'init.defaultBranch=main']
  return execFileSync('git', ['-C', dir, ...own, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  })
}

function commitIn(dir: string, file: string, text = `${file}\n`): void {
  writeFileSync(join(dir, file), text)
  git(dir, 'add', file)
  git(dir, 'commit', '-q', '-m', `adds ${file}`)
}

/** A clone whose remote has one commit more than it. */
function clone() {
  const root = folder()
  const [remote, other, shop] = [join(root, 'remote.git'), join(root, 'other'), join(root, 'shop')]
  git(root, 'init', '-q', '--bare', remote)
  git(root, 'clone', '-q', remote, other)
  commitIn(other, 'a.ts')
  git(other, 'push', '-q', 'origin', 'HEAD:main')
  git(root, 'clone', '-q', '-b', 'main', remote, shop)
  commitIn(other, 'b.ts')
  git(other, 'push', '-q', 'origin', 'HEAD:main')
  git(shop, 'fetch', '-q')
  return { root, shop }
}

const lostBy = async (command: string, cwd: string) => [
  ...(await whatIsLost(command, { cwd, homeDir: cwd }, Date.now())).values(),
]

it('a forced push: the commits that the remote has and this clone has not', async () => {
  const { shop } = clone()
  git(shop, 'tag', 'v1')
  const [words] = await lostBy('git push --force origin v1 main', shop)
  expect(words).toMatch(
    /^It rewrites the tag v1 and main on origin: 1 commit of Ada Kern \(\w{3} \d\d:\d\d\) was there and not here when it was fetched last, \w{3} \d\d:\d\d\.$/,
  )
  expect((await lostBy('git push -f', shop))[0]).toMatch(/^It rewrites main on origin: 1 commit/)
  expect((await lostBy('git push -f origin HEAD', shop))[0]).toMatch(/^It rewrites main on origin: 1 commit/)
  git(shop, 'merge', '-q', 'origin/main')
  expect((await lostBy('git push -f', shop))[0]).toMatch(/^It rewrites main on origin; nothing was there/)
  expect((await lostBy('git push origin :main', shop))[0]).toMatch(/^It removes main on origin; nothing was there/)
  expect((await lostBy('git push -f elsewhere main', shop))[0]).toBe(
    'It rewrites main on elsewhere; what stands there is not known here.',
  )
})

it('a hard reset: what is not committed, and commits that nothing else has', async () => {
  const { shop } = clone()
  writeFileSync(join(shop, 'a.ts'), 'changed\nand more\n')
  writeFileSync(join(shop, 'untracked.ts'), 'stays')
  expect(await lostBy('git reset --hard', shop)).toEqual(['It throws away 1 changed file not committed (a.ts +2 −1).'])
  git(shop, 'checkout', '-q', 'a.ts')
  commitIn(shop, 'c.ts')
  expect(await lostBy('git reset --hard', shop)).toEqual([
    'It throws away what is not committed; there is nothing at the moment.',
  ])
  expect((await lostBy('git reset --hard origin/main', shop))[0]).toMatch(
    /^It throws away 1 commit of Ada Kern \(\w{3} \d\d:\d\d\) that no other branch and no remote has\.$/,
  )
  git(shop, 'branch', 'kept')
  expect((await lostBy('git reset --hard origin/main', shop))[0]).toMatch(/there is nothing at the moment/)
})

it('a clean: files that are in no commit, as its options say', async () => {
  const { shop } = clone()
  writeFileSync(join(shop, '.gitignore'), '*.log\n')
  git(shop, 'add', '.gitignore')
  git(shop, 'commit', '-q', '-m', 'ignores')
  mkdirSync(join(shop, 'draft'))
  for (const file of ['new.ts', 'x.log', 'draft/y.ts']) writeFileSync(join(shop, file), 'x')
  expect(await lostBy('git clean -f', shop)).toEqual(['It removes 1 file or folder that is in no commit: new.ts.'])
  expect((await lostBy('git clean -fd', shop))[0]).toContain(
    '2 files and folders that are in no commit: draft/, new.ts.',
  )
  expect((await lostBy('git clean -fdx', shop))[0]).toContain('draft/, new.ts, x.log.')
  expect((await lostBy('git clean -fX', shop))[0]).toContain('in no commit: x.log.')
})

it('a removal: what lies there, how much, and what of a repository in it exists nowhere else', async () => {
  const { root, shop } = clone()
  writeFileSync(join(shop, 'a.ts'), 'x'.repeat(5_000))
  symlinkSync(shop, join(root, 'link'))
  const [words = ''] = await lostBy(`rm -rf ../shop ../link ../nothing`, join(root, 'other'))
  expect(words).toMatch(
    /^It removes \S+shop: \d+ files, [\d.]+ kB, a repository with 1 changed file not committed \(a\.ts \+1 −1\)\. It removes the link \S+link, not what it leads to\. Nothing lies at \S+nothing at the moment\.$/,
  )
})

it('runs no program of the repository to look', async () => {
  const { root, shop } = clone()
  const ran = join(root, 'ran')
  const spy = join(root, 'spy.sh')
  writeFileSync(spy, `#!/bin/sh\ntouch ${ran}\n`)
  chmodSync(spy, 0o755)
  const named = ['core.fsmonitor', 'diff.external', 'core.pager', 'diff.spy.command', 'diff.spy.textconv']
  for (const key of [...named, 'filter.spy.clean', 'filter.spy.smudge', 'filter.spy.process']) {
    git(shop, 'config', key, spy)
  }
  git(shop, 'config', 'filter.spy.required', 'true')
  writeFileSync(join(shop, '.gitattributes'), '* diff=spy filter=spy\n')
  writeFileSync(join(shop, 'a.ts'), 'changed\n')
  expect((await lostBy('git reset --hard', shop))[0]).toContain('1 changed file')
  expect(existsSync(ran)).toBe(false)
})

it('says nothing of a folder that is no repository, or is not there', async () => {
  expect(await lookAtLoss({ kind: 'reset', dir: folder(), target: 'HEAD' })).toBeUndefined()
  expect(await lookAtLoss({ kind: 'reset', dir: '/nowhere', target: 'HEAD' })).toBeUndefined()
})
