/** `tce task`, `tce project`, `tce backend`: what is said, what is asked before, and the keys of whoever is attached. */
process.env['TZ'] = 'UTC'

import { describe, expect, it } from 'vitest'
import { createLeader } from '../../src/cli/attach-leader.ts'
import { keyBytes } from '../../src/cli/key-bytes.ts'
import { err, ok } from '../../src/core/result.ts'
import { patchRows } from '../../src/core/review/patch-rows.ts'
import type { ChangedFile, ReviewedChanges } from '../../src/core/review/review.ts'
import type { NewTask, Task, TaskList } from '../../src/core/tasks/task.ts'
import type { TaskReviewService } from '../../src/services/task-review.ts'
import type { TaskService } from '../../src/services/tasks.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { noTaskReview } from '../services/no-task-review.ts'
import { noTasks } from '../services/no-tasks.ts'
import { fakeServices } from './fake-services.ts'
import { type RunOptions, runCli } from './run-cli.ts'

const ago = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString()
const task = (name: string, more: Partial<Task> = {}): Task => ({
  ...{
    id: `t${name.slice(0, 5)}`,
    name,
    project: 'payments-api',
    state: 'in_progress',
    since: ago(3),
    backend: 'claude',
  },
  ...{ isPinned: false, isArchived: false, createdAt: ago(134), remarks: [] },
  ...more,
})
const tasks: readonly Task[] = [
  task('idempotency-keys', {
    isPinned: true,
    activity: 'waiting',
    asks: 'Bash psql',
    activitySince: ago(3),
    costUsd: 4.12,
    changes: { files: 3, addedLines: 212, removedLines: 86, commits: 2, uncommitted: 3 },
    tests: { passed: 41, failed: 0, at: ago(5) },
  }),
  task('refunds', {
    activity: 'busy',
    tests: { passed: 40, failed: 1, at: ago(5) },
    best: { group: 'x', number: 2, of: 3 },
  }),
  task('proto', {
    ...{ state: 'in_review', since: ago(18) },
    pr: { url: 'https://github.com/acme/x/pull/212', number: 212 },
  }),
  task('dbt', { state: 'failed', reason: 'no program' }),
  task('audit-log', { state: 'pending', reason: 'When a place is free: 6 run, and no more may.' }),
]
const list: TaskList = {
  ...{ tasks, archived: 34, running: 2, maxRunning: 6 },
  counts: { pending: 1, in_progress: 2, in_review: 1, complete: 3, failed: 1, broken: 0 },
}
const run = (line: readonly string[], service: Partial<TaskService> = {}, options: RunOptions = {}) => {
  const services = { ...fakeServices(), tasks: { ...noTasks, list: async () => list, ...service } }
  return runCli(['task', ...line], { services, env: { LANG: 'en_US.UTF-8', NO_COLOR: '1' }, ...options })
}

it('lists them in the order of need, with what each is at', async () => {
  expect((await run([])).out).toBe(`  PROJECT, TASK             STATE                    LINES  TESTS   COST     AGE
◆ payments-api idempotenc…  ◐ waiting Bash 3m     +212 −86  ✓ 41   $4.12  2h 14m
● payments-api refunds      busy, try 2 of 3             –  ✗ 1        –  2h 14m
✓ payments-api proto        in review, PR #212           –  –          –  2h 14m
✗ payments-api dbt          failed 14:29                 –  –          –  2h 14m
○ payments-api audit-log    when a place is free         –  –          –  2h 14m

2 in progress, 1 in review, 1 pending, 1 failed, 3 done.  Archived 34:
  --archived
`)
  const aTry = (number: number, more: Partial<Task>) =>
    task(`empty-cart-${number}`, { best: { group: 'c', number, of: 3 }, ...more })
  const passed = { passed: 9, failed: 0, at: ago(2) }
  const tries = [
    aTry(1, { state: 'in_review', tests: passed, costUsd: 0.6 }),
    aTry(2, { state: 'in_review', tests: { ...passed, failed: 1 }, costUsd: 0.7 }),
    aTry(3, { activity: 'busy', tests: passed }),
  ]
  const ofTries = await run(['ls'], { list: async () => ({ ...list, tasks: tries }) })
  expect(ofTries.out.split('\n')[1]).toMatch(
    /^● payments-api empty-cart +busy, try 3 of 3 +– +✓ 2\/3 +\$1\.30 +2h 14m$/,
  )
  expect(JSON.parse((await run(['ls', '--json'])).out)).toEqual(JSON.parse(JSON.stringify(list)))
  expect((await run(['ls', '--status', 'moon'])).code).toBe(2)
})

it('makes one of the words as they stand, and says where it is and how to get there', async () => {
  const asked: NewTask[] = []
  const worktree = {
    path: '/w',
    branch: 'tce/refunds',
    state: 'ready',
    base: 'main',
    baseCommit: 'c',
    baseFetchedAt: ago(1),
  } as const
  const create: TaskService['create'] = async (made) => {
    asked.push(made)
    return ok(task('refunds', { folder: '/w/payments-api/refunds', worktree, remarks: ['.env did not come along.'] }))
  }
  const made = await run(['new', 'payments-api', 'Refunds must', 'fail', '-m', 'opus', '--no-worktree', '--now'], {
    create,
  })
  expect(asked).toEqual([
    expect.objectContaining({
      project: 'payments-api',
      prompt: 'Refunds must fail',
      model: 'opus',
      isInWorktree: false,
      start: 'now',
    }),
  ])
  expect(made.out).toBe(`✓ refunds started.
  Folder  /w/payments-api/refunds
  Branch  tce/refunds from main (fetched)
  Attach  tce task attach refunds
  Note    .env did not come along.
`)
  const untrusted = await run(['new', 'payments-api', 'x'], {
    create: async () =>
      err({ kind: 'untrusted', message: 'Nobody has trusted it.', next: 'tce project trust payments-api' }),
  })
  expect([untrusted.code, untrusted.err]).toEqual([
    1,
    '✗ Nobody has trusted it.\n  Next: tce project trust payments-api\n',
  ])
  expect((await run(['new', 'payments-api', 'x', '--best', '3'], { create })).code).toBe(2)
  expect(asked).toHaveLength(1)
  await run(['new', 'payments-api', 'x', '--with', 'codex', '--with', 'claude:opus', '--with', ':gpt:6', '-y'], {
    create,
  })
  expect(asked[1]).toMatchObject({
    ...{ best: 3, tries: [{ backend: 'codex' }, { backend: 'claude', model: 'opus' }, { model: 'gpt:6' }] },
  })
})

describe('what takes something away', () => {
  it('is not done unasked, and says what would be', async () => {
    const done: string[] = []
    const service: Partial<TaskService> = {
      stop: async (id) => {
        done.push(`stop ${id}`)
        return ok({ task: task('refunds'), endedAfterMs: 1_100, sent: ['SIGTERM'], left: [] })
      },
      removal: async () =>
        ok({
          task: task('refunds', { sessionId: '7be0c411' }),
          facts: {
            uncommitted: { count: 1, names: ['store.ts'], addedLines: 70, removedLines: 22 },
            commits: { count: 0, newest: [] },
          },
          ...{ confirm: 'abc', isAllElsewhere: false, obstacles: [] },
        }),
      remove: async (id, how) => {
        done.push(`rm ${id} ${how.confirm} ${how.copy}`)
        return ok({ task: task('refunds'), endedAfterMs: 400, keptUntil: ago(-1) })
      },
    }
    const stop = await run(['stop', 'refunds'], service)
    expect([stop.code, stop.err]).toEqual([2, '✗ Nothing was stopped.\n  Right: tce task stop refunds --yes\n'])
    const asked = await run(['rm', 'refunds'], service)
    expect(asked.code).toBe(2)
    expect(asked.out).toContain('✗ 1 file not committed')
    // Without a copy, what exists nowhere else wants its name typed, whatever was said before.
    expect((await run(['rm', 'refunds', '--no-copy', '--yes'], service)).code).toBe(2)
    expect(done).toEqual([])
    expect((await run(['stop', 'refunds', '--yes'], service)).out).toBe(
      '✓ Ended after 1.1 s. Go on: tce task resume refunds\n',
    )
    expect((await run(['rm', 'refunds', '-y'], service)).out).toBe(
      '✓ Agent ended after 0.4 s, folder and branch are gone. Back: tce task undo\n  trefun\n',
    )
    expect(done).toEqual(['stop trefun', 'rm trefun abc keep'])
  })
})

it('says what it asked, what goes, and where a conversation was taken up', async () => {
  const exit = { at: ago(2), isClean: true, words: 'ended with 0' }
  const ended = task('refunds', { sessionId: '7be0c411-1', run: { id: 'r.1', startedAt: ago(9), exit } })
  const resumed = {
    list: async () => ({ ...list, tasks: [ended] }),
    resume: async () => ok({ ...ended, run: undefined }),
  }
  expect((await run(['resume', 'refunds'], resumed)).out).toBe('✓ Resumed 7be0c411 where it ended, 14:30.\n')
  expect((await run(['stop', 'idempotency-keys'])).out).toBe(
    `Stop payments-api idempotency-keys? It waits for you (Bash, 3 min); the question
goes unanswered. Folder, branch and conversation stay.
`,
  )
  const uncommitted = {
    count: 3,
    names: ['store.ts', 'idempotency.test.ts', '0043_idempotency_state.sql'],
    addedLines: 70,
    removedLines: 22,
  }
  const commits = {
    count: 2,
    newest: [
      { id: 'a41f', title: 'middleware' },
      { id: 'c9d2', title: '409 in flight' },
    ],
  }
  const ignored = { count: 2, names: ['.env.local', 'tmp/race.db'], sizeBytes: 2_100_000 }
  const removal: TaskService['removal'] = async () =>
    ok({
      ...{ task: ended, confirm: 'x', isAllElsewhere: false, obstacles: [] },
      facts: { uncommitted, commits, ignored },
    })
  expect((await run(['rm', 'refunds'], { ...resumed, removal })).out.replace(/\d\d:\d\d:\d\d/, '14:32:31')).toBe(
    `Destroy payments-api refunds? Looked at just now, 14:32:31.

  Exists nowhere else
  ✗ 3 files not committed    store.ts, idempotency.test.ts,
                             0043_idempotency_state.sql  +70 −22
  ✗ 2 commits not pushed     a41f middleware, c9d2 409 in flight
  ○ ignored files            .env.local, tmp/race.db 2 MB
  Stays
  ✓ the conversation         7be0c411-1
  ✓ a safety copy, 14 days   back with tce task undo trefun
`,
  )
})

it('a name is an id, a name, project/name or the beginning of one; several are named, none is said', async () => {
  const pinned: string[] = []
  const pin: TaskService['pin'] = async (id) => {
    pinned.push(id)
    return ok(task('x', { isPinned: true }))
  }
  for (const name of ['tidemp', 'idempotency-keys', 'payments-api/idempotency-keys', 'idem'])
    await run(['pin', name], { pin })
  expect(pinned).toEqual(['tidemp', 'tidemp', 'tidemp', 'tidemp'])
  expect((await run(['pin', 'nobody'], { pin })).code).toBe(3)
  const two = await run(['pin', 're'], {
    pin,
    list: async () => ({ ...list, tasks: [task('retry'), task('refunds')] }),
  })
  expect([two.code, two.err.split('\n').length]).toEqual([2, 4])
})

describe('what changed, and what is said of it', () => {
  const file = (path: string, more: Partial<ChangedFile>): ChangedFile => ({
    ...{
      path,
      change: 'changed',
      form: 'text',
      isUncommitted: false,
      isConflicted: false,
      version: '1',
      isViewed: false,
    },
    ...more,
  })
  const changes: ReviewedChanges = {
    ...{ taskId: 'tidemp', of: 'all', base: { name: 'main', commit: 'e07b1234' }, branch: 'tce/x', state: 's' },
    files: [
      file('README.md', { addedLines: 4, removedLines: 0 }),
      file('src/keys/store.ts', { addedLines: 64, removedLines: 31, isUncommitted: true }),
      file('package-lock.json', { addedLines: 12, removedLines: 3, folded: 'lock' }),
      file('src/once.ts', { change: 'deleted', addedLines: 0, removedLines: 4 }),
      file('logo.png', { form: 'image', bytesBefore: 1, bytesAfter: 2 }),
    ],
    ...{ addedLines: 80, removedLines: 38, commits: [], commitCount: 2, uncommitted: 1, viewed: 0 },
    ...{ lookedAt: ago(0), tookMs: 5 },
  }
  const did: string[] = []
  const review: Partial<TaskReviewService> = {
    changes: async (_, of) => ok({ ...changes, of: of ?? 'all' }),
    file: async (_, { path, rows }) =>
      rows === 0
        ? ok({ path, version: '1', hunks: [], packages: [{ name: 'a\u001b[31m', change: 'new', after: '1' }] })
        : ok({ path, version: '1', hunks: patchRows('@@ -1 +1 @@ class A\n-\tone\n+\ttwo\u001b[31m').hunks }),
    comment: async (_, asked) => {
      did.push(JSON.stringify(asked))
      return ok({ ...asked, id: 'c1', side: 'after', quote: ['x'], createdAt: ago(0), isStale: false })
    },
    comments: async () =>
      ok({
        comments: [
          {
            id: 'c1',
            path: 'src/a.ts',
            side: 'after',
            line: 8,
            lineNow: 9,
            quote: ['x = 1'],
            text: 'Why?',
            createdAt: ago(5),
            isStale: false,
          },
          {
            id: 'c2',
            path: 'src/a.ts',
            side: 'after',
            line: 2,
            quote: ['y'],
            text: 'No.',
            createdAt: ago(5),
            sentAt: ago(1),
            isStale: true,
          },
        ],
        prompt: 'p',
      }),
    send: async () =>
      err({ kind: 'not-now', message: 'No agent of idempotency-keys runs.', next: 'tce task resume idempotency-keys' }),
  }
  const read = (line: readonly string[]) =>
    runCli(['task', ...line], {
      services: {
        ...fakeServices(),
        tasks: { ...noTasks, list: async () => list },
        taskReview: { ...noTaskReview, ...review },
      },
      env: { LANG: 'en_US.UTF-8', NO_COLOR: '1' },
    })

  it('says which files, the most first, in 80 columns', async () => {
    expect(
      (await read(['diff', 'idem', '--stat'])).out,
    ).toBe(`5 files +80 −38 against main, where it began (e07b123); • not committed

 M • src/keys/store.ts  +64 −31  ████████▏────
 M   package-lock.json   +12 −3  █▌
 M   README.md            +4 −0  ▌
 D   src/once.ts          +0 −4  ─
 M   logo.png             image

2 commits, 1 file not committed.
`)
    expect(JSON.parse((await read(['diff', 'idem', '--json'])).out)).toEqual(JSON.parse(JSON.stringify(changes)))
    expect((await read(['diff', 'idem', '--of', 'yesterday'])).code).toBe(2)
  })

  it('prints patches, without what a terminal would obey; a lock file where it is named', async () => {
    const { out } = await read(['diff', 'idem'])
    expect(out).toContain('@@ -1 +1 @@ class A\n-    one\n+    two␛[31m\n')
    expect(out).toContain(
      'M package-lock.json\nLock file, folded. 1 package changed: 1 new.  tce task diff idempotency-keys package-lock.json\n',
    )
    expect((await read(['diff', 'idem', 'package-lock.json'])).out).toContain('--- a/package-lock.json\n')
    expect((await read(['diff', 'idem', 'nothing.ts'])).code).toBe(3)
  })

  it('takes remarks on lines, lists them with what became of their lines, and sends them', async () => {
    await read(['diff', 'idem', '--comment', 'src/a.ts:88-90', 'Say', 'how long.'])
    await read(['review', 'idem', 'add', 'src/a.ts', 'Too long.'])
    expect(did.map((one) => JSON.parse(one))).toEqual([
      { path: 'src/a.ts', line: 88, endLine: 90, text: 'Say how long.' },
      { path: 'src/a.ts', text: 'Too long.' },
    ])
    expect((await read(['review', 'idem'])).out).toBe(`2 comments, 1 not sent

  c1  src/a.ts:9  not sent
      > x = 1
      Why?

  c2  src/a.ts:2  sent, the line has changed since
      > y
      No.

Send: tce task review idempotency-keys send
`)
    const sent = await read(['review', 'idem', 'send'])
    expect([sent.code, sent.err]).toEqual([
      1,
      '✗ No agent of idempotency-keys runs.\n  Next: tce task resume idempotency-keys\n',
    ])
    expect((await read(['review', 'idem', 'praise'])).code).toBe(2)
    expect((await read(['review', 'idem', 'add', 'src/a.ts:1'])).code).toBe(2)
  })

  it('compares tries of one prompt', async () => {
    expect((await read(['diff', 'refunds', '--tries'])).out).toContain('refunds  in progress      5  +80 −38')
    expect((await read(['diff', 'proto', '--tries'])).code).toBe(3)
  })
})

it('attaching needs a terminal, and an agent that runs', async () => {
  const none = await runCli(['attach', 'refunds'], { services: { ...fakeServices(), tasks: noTasks } })
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('This needs a terminal.')])
})

it('keys of whoever is attached go in, but for those after the leader', () => {
  const did: string[] = []
  const leader = createLeader({
    type: (bytes) => void did.push(bytes.toString('latin1')),
    detach: () => void did.push('<detach>'),
    takeSize: () => void did.push('<size>'),
  })
  for (const bytes of ['ab\u001ccd', '\u001c', 's', 'x\u001c\u001cy', '\u001c', 'q', '\u001b[A', '\u001cdnever'])
    leader(Buffer.from(bytes, 'latin1'))
  expect(did).toEqual(['ab', 'd', '<size>', 'x', '\u001c', 'y', '\u001b[A', '<detach>'])
})

it('keys have the names that tmux gives them; other words stand for themselves', () => {
  expect(keyBytes(['yes, go on', 'Enter']).toString()).toBe('yes, go on\r')
  expect([...keyBytes(['C-c', 'Esc', 'Up', 'é'])]).toEqual([3, 27, 27, 91, 65, 0xc3, 0xa9])
})
