/** Pull requests by a stand-in of `gh`, with answers of GitHub's GraphQL as it gives them; the push goes by a stand-in of `ssh`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lookAtRemoval, removeTask } from '../../src/services/local/tasks/end-task.ts'
import { watchPullRequests } from '../../src/services/local/tasks/pr-task.ts'
import { createGh } from '../../src/tasks/gh.ts'
import { commit, git, newFolder, newRepository, write } from '../worktrees/repositories.ts'
import { done, me, program, taskWorld } from './a-task.ts'

const bin = newFolder()
const answers = join(bin, 'answers')
const asked = join(bin, 'asked')
const path = process.env['PATH'] ?? ''
let isThere = true
let nowMs = 1_800_000_000_000
const world = taskWorld(
  {
    gh: createGh(
      () => ({ PATH: `${bin}${delimiter}${path}`, HOME: bin }),
      () => isThere,
    ),
  },
  { clock: () => nowMs },
)
const { work, desk } = world

beforeAll(() => {
  mkdirSync(answers)
  program(
    bin,
    'gh',
    `for word; do printf '%s\\n' "$word" >> ${asked}; done
printf -- '--\\n' >> ${asked}
if [ "$1" = api ]; then cat ${answers}/graphql; grep -q 'Bad cred' ${answers}/graphql && echo 'gh: Bad credentials (HTTP 401)' >&2; exit $(cat ${answers}/code 2>/dev/null || echo 0); fi
cat > ${answers}/body
cat ${answers}/create`,
  )
  // As sshd does: the last word is the command, in the folder that holds the repositories.
  program(bin, 'ssh', `for last; do :; done; cd ${bin} && eval "$last"`)
  process.env['PATH'] = `${bin}${delimiter}${path}`
})
afterAll(async () => {
  process.env['PATH'] = path
  await desk.close()
})

/** One of tests/fixtures/github. As `gh` does it, an answer with errors ends with 1. */
const answer = (name: string, head = 'f'.repeat(40), checks = 'SUCCESS') => {
  const text = readFileSync(join(import.meta.dirname, `../fixtures/github/${name}.json`), 'utf8')
  writeFileSync(join(answers, 'graphql'), text.replaceAll('{head}', head).replace('SUCCESS', checks))
  writeFileSync(join(answers, 'code'), /"errors"|"status"/.test(text) ? '1' : '0')
}
const questions = () =>
  readFileSync(asked, 'utf8')
    .split('--\n')
    .filter((one) => one.startsWith('api'))

async function taskAtGitHub() {
  const dir = newRepository(join(newFolder(), 'shop'))
  git(newFolder(), 'clone', '-q', '--bare', dir, join(bin, 'acme/shop.git'))
  git(dir, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git')
  git(dir, 'fetch', '-q', join(bin, 'acme/shop.git'), 'main:refs/remotes/origin/main')
  const { task } = await world.project({}, dir)
  return { dir, one: await task({ base: 'main' }) }
}

it('says what would be pushed and asked, does it once, and afterwards what became of it; without gh it says why not', async () => {
  const { dir, one } = await taskAtGitHub()
  commit(one.folder, 'b.txt', 'mine\n')
  write(one.folder, 'open.txt', 'open\n')
  answer('no-pull-request')
  const look = async () => done(await work.service.pullRequestLook(one.id))
  const looked = await look()
  const branch = `tce/${one.id}`
  expect(looked).toMatchObject({
    ...{ repository: 'acme/shop', branch, base: 'main', title: 'Change b.txt', uncommitted: 1, obstacles: [] },
    ...{ existing: undefined, push: { remote: 'origin', count: 1 } },
  })
  const remote = join(bin, 'acme/shop.git')
  expect(git(remote, 'branch', '--list', branch)).toBe('')
  isThere = false
  expect((await look()).obstacles).toEqual([
    expect.stringContaining('gh, the program of GitHub, is not on the PATH: install it'),
  ])
  isThere = true
  writeFileSync(join(answers, 'create'), 'https://github.com/acme/shop/pull/212\n')
  program(dir, '.git/hooks/pre-push', `touch ${bin}/hook-ran`)
  const order = { confirm: looked.confirm, title: 'Charges', body: 'Why:\n* because --head x' }
  expect(await work.service.openPullRequest(one.id, { ...order, confirm: 'other' }, me)).toMatchObject({
    error: { kind: 'changed' },
  })
  expect(git(remote, 'branch', '--list', branch)).toBe('')
  expect(done(await work.service.openPullRequest(one.id, order, me))).toMatchObject({
    ...{ hasPushed: true, pr: { number: 212, state: 'open', url: 'https://github.com/acme/shop/pull/212' } },
  })
  expect(git(remote, 'rev-parse', branch)).toBe(git(one.folder, 'rev-parse', 'HEAD'))
  expect(readFileSync(join(answers, 'body'), 'utf8')).toBe(order.body)
  expect(readFileSync(asked, 'utf8')).toContain(
    `pr\ncreate\n--repo\nacme/shop\n--head\n${branch}\n--base\nmain\n--title\nCharges\n`,
  )
  expect(() => readFileSync(join(bin, 'hook-ran'))).toThrow()
  answer('pull-request-open', undefined, 'FAILURE')
  const after = await look()
  expect(after).toMatchObject({
    existing: { state: 'open', checks: 'failed' },
    obstacles: ['there is one already: https://github.com/acme/shop/pull/212'],
  })
  expect(await work.service.openPullRequest(one.id, { ...order, confirm: after.confirm }, me)).toMatchObject({
    error: { kind: 'obstacles' },
  })
  for (const [name, why] of [
    ['no-repository', 'Could not resolve to a Repository with the name'],
    ['rate-limited', 'API rate limit exceeded for user ID 1.'],
    ['bad-credentials', 'gh: Bad credentials (HTTP 401)'],
  ] as const) {
    answer(name)
    expect((await look()).obstacles.join()).toContain(`GitHub could not be asked: ${why}`)
  }
})

it('asks for the states of all in one question, at most each minute, and for what is merged never again', async () => {
  const kept = await desk.books()
  if (!kept.ok) throw new Error(kept.error.message)
  const [first] = await kept.value.tasks.all()
  if (first === undefined) throw new Error('no task')
  const project = await kept.value.worktrees.get(first.id)
  const records = (await kept.value.worktrees.all()).length
  const watch = watchPullRequests(desk)
  answer('pull-request-open')
  const before = questions().length
  await desk.change(first.id, (now) => ({ ...now, sinceMs: nowMs }))
  await Promise.all([watch.look(), watch.look()])
  await watch.look()
  expect([questions().length - before, records, project?.state]).toEqual([1, 1, 'ready'])
  expect((await kept.value.tasks.get(first.id))?.pr).toMatchObject({ state: 'open', checks: 'passed', number: 212 })
  nowMs += 61_000
  answer('pull-request-merged')
  await watch.look()
  expect((await kept.value.tasks.get(first.id))?.pr?.state).toBe('merged')
  nowMs += 3_600_000
  await watch.look()
  expect(questions().length - before).toBe(2)
})

it('what a merged pull request holds is in its base for who wants the task to go, and no commit after it', async () => {
  const dir = newRepository(join(newFolder(), 'shop'))
  git(dir, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git')
  const { task } = await world.project({}, dir)
  const one = await task({ base: 'HEAD' })
  const second = commit(one.folder, 'b.txt', 'mine\n')
  const tip = commit(one.folder, 'c.txt', 'mine\n')
  await desk.change(one.id, (now) => ({ ...now, pr: { url: 'https://github.com/acme/shop/pull/212', state: 'open' } }))
  const look = async () => done(await lookAtRemoval(one.id, desk)).removal
  // Merged up to the first of them: the other one exists here alone.
  nowMs += 61_000
  answer('pull-request-merged', second)
  expect(await look()).toMatchObject({
    isAllElsewhere: false,
    facts: { commits: { count: 1, newest: [{ title: 'Change c.txt' }] } },
  })
  await desk.change(one.id, (now) => ({ ...now, pr: { ...now.pr, url: now.pr?.url ?? '', state: 'open' } }))
  nowMs += 61_000
  answer('pull-request-merged', tip)
  const merged = await look()
  expect(merged).toMatchObject({ isAllElsewhere: true, facts: { isInBase: true, commits: { count: 0 } } })
  // Once merged it stays so, and nobody is asked again.
  answer('rate-limited')
  nowMs += 61_000
  expect((await look()).confirm).toBe(merged.confirm)
  expect(done(await removeTask(one.id, { confirm: merged.confirm, copy: 'none' }, me, desk)).task.id).toBe(one.id)
  expect(git(dir, 'branch', '--list', `tce/${one.id}`)).toBe('')
})

it('of several repositories those that can be seen are told, whatever becomes of the others', async () => {
  answer('one-of-two')
  const asked = [
    { repository: 'acme/shop', branch: 'a' },
    { repository: 'acme/gone', branch: 'b' },
  ]
  const told = await desk.parts.gh.pullRequests(asked)
  expect(told.ok && [...told.value.entries()]).toEqual([
    [
      'acme/shop a',
      expect.objectContaining({ number: 212, state: 'draft', checks: 'pending', headCommit: 'f'.repeat(40) }),
    ],
  ])
})
