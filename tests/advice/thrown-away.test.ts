/** What git tells of a session's work, in real repositories: also one that would run programs of its own. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { thrownAway } from '../../src/advice/thrown-away.ts'
import { listPrices } from '../../src/agents/list-prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { gitIn } from '../tools/git-in.ts'

const day = 86_400_000
const nowMs = Date.now()
const prices = createPriceBook(listPrices, [])
let repository: string

const git = (...args: readonly string[]) => gitIn(repository, ...args)
function commit(message: string): void {
  git('add', '-A')
  git('commit', '-q', '-m', message)
}

/** Before the session began. */
function commitBefore(): void {
  vi.stubEnv('GIT_COMMITTER_DATE', new Date(nowMs - 9 * day).toISOString())
  commit('before it began')
  vi.unstubAllEnvs()
}

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'tce-git-'))
  git('init', '-q')
})
afterEach(() => rmSync(repository, { recursive: true, force: true }))

/** $25 of output by default; it ended two days ago and began a day before. */
function judged({ usd = 25, endedMs = nowMs - 2 * day, edited = ['a.ts'], commits = 0 } = {}) {
  const spent = [{ model: 'claude-opus-4-6', day: '2026-11-19', tokens: { output: (usd / 25) * 1e6 } }]
  const waste = { firstMs: endedMs - day, lastMs: endedMs, prompts: 1, responses: 1, spent, cases: [], pauses: [] }
  const files = { answers: [], servers: [], edited: edited.map((path) => join(repository, path)), commits }
  return thrownAway({ waste: { ...waste, ...files }, cwd: repository }, { prices, nowMs })
}

it('is thrown away where no commit holds it and the working tree is as before', async () => {
  expect(await judged()).toMatchObject({ rule: 'thrown-away', amount: 1, over: 'session' })
})

it('is kept by a commit in any branch, and by a change that is still there', async () => {
  writeFileSync(join(repository, 'a.ts'), 'x')
  expect(await judged()).toBeUndefined()
  git('checkout', '-q', '-b', 'work')
  commit('work')
  git('checkout', '-q', '--orphan', 'other')
  git('rm', '-q', '-rf', '.')
  expect(await judged()).toBeUndefined()
})

it('is thrown away where every commit of it was reverted, and not where one was not', async () => {
  writeFileSync(join(repository, 'first.ts'), 'x')
  commit('first')
  writeFileSync(join(repository, 'a.ts'), 'x')
  commit('work')
  git('revert', '--no-edit', 'HEAD')
  expect(await judged()).toMatchObject({ rule: 'thrown-away' })
  writeFileSync(join(repository, 'a.ts'), 'y')
  commit('again')
  expect(await judged()).toBeUndefined()
})

it('is there again where its revert was reverted', async () => {
  writeFileSync(join(repository, 'first.ts'), 'x')
  commit('first')
  writeFileSync(join(repository, 'a.ts'), 'x')
  commit('work')
  git('revert', '--no-edit', 'HEAD')
  git('revert', '--no-edit', 'HEAD')
  expect(await judged()).toBeUndefined()
  git('revert', '--no-edit', 'HEAD')
  expect(await judged()).toMatchObject({ rule: 'thrown-away' })
})

it('was moved before it was committed, lies there without a commit, or is one of other files that it committed', async () => {
  mkdirSync(join(repository, 'src'))
  writeFileSync(join(repository, 'src', 'a.ts'), 'x')
  commit('under its new name')
  expect(await judged()).toBeUndefined()
  expect(await judged({ edited: ['scratch.ts'] })).toMatchObject({ rule: 'thrown-away' })
  expect(await judged({ edited: ['scratch.ts'], commits: 1 })).toBeUndefined()
  writeFileSync(join(repository, '.gitignore'), 'scratch.ts')
  writeFileSync(join(repository, 'scratch.ts'), 'x')
  expect(await judged({ edited: ['scratch.ts'] })).toBeUndefined()
})

it('is not in the working tree where that has other ends of lines alone', async () => {
  writeFileSync(join(repository, 'a.ts'), 'x\ny\n')
  commitBefore()
  writeFileSync(join(repository, 'a.ts'), 'x\r\ny\r\n')
  expect(await judged()).toMatchObject({ rule: 'thrown-away' })
  writeFileSync(join(repository, 'a.ts'), 'x\r\nz\r\n')
  expect(await judged()).toBeUndefined()
})

it('is not judged while it is young, cheap, without files, or in no repository', async () => {
  expect(await judged({ endedMs: nowMs - day + 60_000 })).toBeUndefined()
  expect(await judged({ usd: 1.99 })).toBeUndefined()
  expect(await judged({ edited: [] })).toBeUndefined()
  expect(await judged({ edited: ['../elsewhere.ts'] })).toBeUndefined()
  expect(await judged({ edited: ['a.ts', '../b.ts', '../c.ts'] })).toBeUndefined()
  expect(await judged({ edited: Array.from({ length: 200 }, (_, n) => `${n}.ts`) })).toBeUndefined()
  rmSync(join(repository, '.git'), { recursive: true })
  expect(await judged()).toBeUndefined()
})

it('runs no program that the repository names', async () => {
  const ran = join(repository, 'ran')
  writeFileSync(join(repository, '.gitattributes'), '*.ts filter=any')
  writeFileSync(join(repository, 'a.ts'), 'as it was')
  commitBefore()
  const program = join(repository, 'program.sh')
  writeFileSync(program, `#!/bin/sh\ntouch ${ran}\n`)
  chmodSync(program, 0o755)
  for (const key of ['core.fsmonitor', 'diff.external', 'gpg.program']) git('config', key, program)
  git('config', 'log.showSignature', 'true')
  // A file that changed is written through this one by whoever asks for its state.
  git('config', 'filter.any.clean', program)
  git('config', 'filter.any.process', program)
  writeFileSync(join(repository, 'a.ts'), 'x')
  mkdirSync(join(repository, 'hooks'))
  writeFileSync(join(repository, 'hooks', 'post-index-change'), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 })
  git('config', 'core.hooksPath', join(repository, 'hooks'))
  rmSync(ran, { force: true })
  await judged()
  expect(existsSync(ran)).toBe(false)
})
