/** `tce task commit|merge|pr|open`: what is shown before, what is asked, and what is done of it. */
import { expect, it } from 'vitest'
import { err, ok } from '../../src/core/result.ts'
import type { Task } from '../../src/core/tasks/task.ts'
import type { AskedProgram, CommitLook, MergeLook, PullRequestLook } from '../../src/core/tasks/task-work.ts'
import type { TaskWorkService } from '../../src/services/task-work.ts'
import { noTasks, noTaskView, noTaskWork } from '../services/no-tasks.ts'
import { fakeServices } from './fake-services.ts'
import { type RunOptions, runCli } from './run-cli.ts'

const task: Task = {
  ...{ id: 'tidemp', name: 'idempotency-keys', project: 'payments-api', state: 'in_review', backend: 'claude' },
  ...{ since: '2026-11-20T10:00:00.000Z', createdAt: '2026-11-20T10:00:00.000Z', remarks: [] },
  ...{ isPinned: false, isArchived: false },
}
const list = async () => ({
  ...{ tasks: [task], archived: 0, running: 0, maxRunning: 6 },
  counts: { pending: 0, in_progress: 0, in_review: 1, complete: 0, failed: 0, broken: 0 },
})
const run = (line: readonly string[], service: Partial<TaskWorkService> = {}, options: RunOptions = {}) =>
  runCli(['task', ...line], {
    services: { ...fakeServices(), tasks: { ...noTasks, list }, taskWork: { ...noTaskWork, ...service } },
    env: { LANG: 'en_US.UTF-8', NO_COLOR: '1' },
    ...options,
  })

const tests: AskedProgram = {
  ...{
    kind: 'tests',
    name: 'npm test',
    command: 'npm test',
    files: [],
    hash: 'h1',
    isTrusted: true,
    hasChanged: false,
  },
}
const merging: MergeLook = {
  ...{ task, how: 'squash', ahead: 2, behind: 0, notPushed: 2, conflicts: [], commits: [], programs: [] },
  into: { branch: 'main', commit: 'c', path: '/code/payments-api', catchesUp: 0 },
  open: { count: 3, names: ['store.ts'], addedLines: 70, removedLines: 22 },
  message: 'Idempotent charges: state column, 409 in flight',
  ...{ test: tests, steps: ['one'], obstacles: [], confirm: 'abc' },
}

it('a merge is shown step by step, asked about, and told with what was observed', async () => {
  const did: unknown[] = []
  const service: Partial<TaskWorkService> = {
    mergeLook: async (_, how) => ok({ ...merging, how }),
    merge: async (id, order) => {
      did.push([id, order])
      return ok({ task, commit: '8d3c1f2', into: 'main', tests: { passed: 41, failed: 0 }, hasTested: true })
    },
  }
  const unasked = await run(['merge', 'idempotency-keys'], service)
  expect([unasked.code, unasked.out, did]).toEqual([
    2,
    `Merge 3 commits (squash) into main of /code/payments-api? It is clean.
  1  commits 3 open files: Idempotent charges: state column, 409 in flight
  2  merges; tried just now, no conflict
  3  runs npm test there; undoes the merge if it fails
`,
    [],
  ])
  const done = await run(['merge', 'idem', '-y', '--how', 'rebase'], service)
  expect(done.out.trimEnd().split('\n').at(-1)).toBe(
    '✓ Merged as 8d3c1f2. 41 tests passed. Tidy up: tce task rm idempotency-keys',
  )
  expect(did).toEqual([['tidemp', { confirm: 'abc', how: 'rebase', message: undefined }]])
  expect((await run(['merge', 'idem', '--how', 'octopus'], service)).code).toBe(2)
  expect((await run(['merge', 'nobody'], service)).code).toBe(3)
  const failing = { ...service, merge: async () => err({ kind: 'tests-failed', message: 'npm test failed.' } as const) }
  expect((await run(['merge', 'idem', '-y'], failing)).code).toBe(1)
})

it('a merge that can’t be is told with its conflicts, and nothing is asked', async () => {
  const conflicts = [
    { path: 'src/refunds.ts', theirs: { commit: '5d1c', author: 'Ada Kern', at: '2026-11-20T10:00:00.000Z' } },
  ]
  const obstacles = ['it conflicts with main in src/refunds.ts']
  const looked = await run(['merge', 'idem', '-y'], {
    mergeLook: async () => ok({ ...merging, behind: 3, conflicts, obstacles }),
  })
  expect([looked.code, looked.err]).toEqual([
    1,
    '✗ idempotency-keys was not merged: it conflicts with main in src/refunds.ts.\n',
  ])
  expect(looked.out).toContain('✗ src/refunds.ts  changed on both sides (Ada Kern, 5d1c)\n')
  expect(looked.out).toContain('main is 3 ahead')
})

it('programs that nobody trusted are named before they run, and run on a word alone', async () => {
  const hook: AskedProgram = {
    ...tests,
    kind: 'hook',
    name: 'pre-commit',
    command: undefined,
    files: ['/r/.git/hooks/pre-commit'],
    hash: 'h2',
    isTrusted: false,
    hasChanged: true,
  }
  const looked: CommitLook = {
    ...{
      task,
      branch: 'tce/x',
      addedLines: 1,
      removedLines: 0,
      message: 'Charges',
      programs: [hook],
      obstacles: [],
      confirm: 'abc',
    },
    files: [
      { path: 'a.txt', state: 'untracked', isStaged: false },
      { path: 'b.txt', state: 'changed', isStaged: false },
    ],
  }
  const did: unknown[] = []
  const service: Partial<TaskWorkService> = {
    commitLook: async () => ok(looked),
    commit: async (_, order) => {
      did.push(order)
      return ok({ task, commit: 'abc1234', files: 1, left: 1 })
    },
  }
  const asked = await run(['commit', 'idem', '-y'], service)
  expect([asked.code, did]).toEqual([2, []])
  expect(asked.out).toContain(
    'pre-commit  a hook of the repository, changed since you trusted it\n    /r/.git/hooks/pre-commit',
  )
  const done = await run(['commit', 'idem', 'Own', 'words', '-y', '--trust', '--file', 'a.txt'], service)
  expect(done.out).toContain(
    'Commit 1 file of 2 of payments-api idempotency-keys on tce/x?  +1 −0\n  A a.txt\n  Own words\n',
  )
  expect(done.out).toContain('✓ Committed 1 file as abc1234. 1 file left. Nothing is pushed.')
  await run(['commit', 'idem', '-y', '--no-programs'], service)
  expect(did).toEqual([
    { confirm: 'abc', message: 'Own words', files: ['a.txt'], trust: ['h2'] },
    { confirm: 'abc', message: 'Charges', files: ['a.txt', 'b.txt'], without: true },
  ])
})

it('a pull request is told as it stands, and pushed for after it was shown alone', async () => {
  const looked: PullRequestLook = {
    ...{ task, repository: 'acme/payments', branch: 'tce/x', base: 'main', title: 'Charges', body: '* one' },
    ...{ push: { remote: 'origin', commit: 'abc1234', count: 2 }, commits: [{ id: 'a', title: 'one' }] },
    ...{ uncommitted: 3, obstacles: [], confirm: 'abc' },
  }
  const did: unknown[] = []
  const service: Partial<TaskWorkService> = {
    pullRequestLook: async () => ok(looked),
    openPullRequest: async (_, order) => {
      did.push(order)
      return ok({ task, pr: { url: 'https://github.com/acme/payments/pull/7' }, hasPushed: true })
    },
  }
  expect((await run(['pr', 'idem'], service)).out).toBe(`payments-api idempotency-keys
  PR      none yet
  Into    main of acme/payments, from tce/x
  Title   Charges
  Text    * one
  Pushes  tce/x at abc1234 to origin, 2 commits
  Note    3 files not committed: not in it
`)
  expect([(await run(['pr', 'idem', '--create'], service)).code, did]).toEqual([2, []])
  const opened = await run(['pr', 'idem', '--create', '-y', '--draft'], service)
  expect(opened.out).toContain('✓ Pushed, and opened https://github.com/acme/payments/pull/7')
  expect(did).toEqual([{ confirm: 'abc', title: 'Charges', body: '* one', isDraft: true }])
  const existing = {
    url: 'https://github.com/acme/payments/pull/7',
    number: 7,
    state: 'open',
    checks: 'passed',
  } as const
  const there = await run(['pr', 'idem'], { pullRequestLook: async () => ok({ ...looked, existing }) })
  expect(there.out).toContain('  PR      #7, open, checks passed\n          https://github.com/acme/payments/pull/7\n')
  const away = {
    ...service,
    openPullRequest: async () => err({ kind: 'out-of-reach', message: 'No network.' } as const),
  }
  expect((await run(['pr', 'idem', '--create', '-y'], away)).code).toBe(6)
})

it('links are told by where they lead', async () => {
  const links = async () =>
    ok({
      links: [{ url: 'https://example.org/812', host: 'example.org', words: 'issue 812', from: 'screen' } as const],
    })
  const services = { ...fakeServices(), tasks: { ...noTasks, list }, taskView: { ...noTaskView, links } }
  const told = await run(['links', 'idem'], {}, { services })
  expect(told.out).toBe('https://example.org/812  issue 812, screen\n')
})

it('a task is opened in what is named, and a file only by its path', async () => {
  const asked: unknown[] = []
  const open: TaskWorkService['open'] = async (id, what) => {
    asked.push([id, what])
    return ok({ what: what.what, target: '/w/report.html', by: 'the desktop' })
  }
  expect((await run(['open', 'idem', 'file', 'report.html'], { open })).out).toBe(
    '✓ /w/report.html was given to the desktop.\n',
  )
  expect((await run(['open', 'idem'], { open })).code).toBe(0)
  expect((await run(['open', 'idem', 'file'], { open })).code).toBe(2)
  expect((await run(['open', 'idem', 'moon'], { open })).code).toBe(2)
  expect(asked).toEqual([
    ['tidemp', { what: 'file', path: 'report.html' }],
    ['tidemp', { what: 'folder', path: undefined }],
  ])
})
