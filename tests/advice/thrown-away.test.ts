/** What git tells of a session's work, in real repositories: also one that would run programs of its own. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
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

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'tce-git-'))
  git('init', '-q')
})
afterEach(() => rmSync(repository, { recursive: true, force: true }))

/** $25 of output by default; it ended two days ago and began a day before. */
function judged({ usd = 25, endedMs = nowMs - 2 * day, edited = ['a.ts'] } = {}) {
  const spent = [{ model: 'claude-opus-4-6', day: '2026-11-19', tokens: { output: (usd / 25) * 1e6 } }]
  const waste = { firstMs: endedMs - day, lastMs: endedMs, prompts: 1, responses: 1, spent, cases: [], pauses: [] }
  const files = { answers: [], servers: [], edited: edited.map((path) => join(repository, path)) }
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

it('is not judged while it is young, cheap, without files, or in no repository', async () => {
  expect(await judged({ endedMs: nowMs - day + 60_000 })).toBeUndefined()
  expect(await judged({ usd: 1.99 })).toBeUndefined()
  expect(await judged({ edited: [] })).toBeUndefined()
  expect(await judged({ edited: ['../elsewhere.ts'] })).toBeUndefined()
  rmSync(join(repository, '.git'), { recursive: true })
  expect(await judged()).toBeUndefined()
})

it('runs no program that the repository names', async () => {
  const ran = join(repository, 'ran')
  const program = join(repository, 'program.sh')
  writeFileSync(program, `#!/bin/sh\ntouch ${ran}\n`)
  chmodSync(program, 0o755)
  for (const key of ['core.fsmonitor', 'diff.external', 'gpg.program']) git('config', key, program)
  git('config', 'log.showSignature', 'true')
  mkdirSync(join(repository, 'hooks'))
  writeFileSync(join(repository, 'hooks', 'post-index-change'), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 })
  git('config', 'core.hooksPath', join(repository, 'hooks'))
  rmSync(ran, { force: true })
  await judged()
  expect(existsSync(ran)).toBe(false)
})
