import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CreateStep, createWorktree } from '../../src/worktrees/create.ts'
import { reconcileWorktrees } from '../../src/worktrees/reconcile.ts'
import {
  commit,
  git,
  gitsAsked,
  made,
  newClone,
  newFolder,
  newRepository,
  newWorld,
  request,
  write,
} from './repositories.ts'

const faultOf = async (...args: Parameters<typeof createWorktree>) => {
  const created = await createWorktree(...args)
  return created.ok ? undefined : created.error
}
const branches = (dir: string) =>
  git(dir, 'for-each-ref', '--format=%(refname)')
    .split('\n')
    .filter((ref) => !ref.includes('/remotes/'))

describe('a new worktree', () => {
  it('is a folder on a branch of its own, locked in its name, at what is checked out where there is no remote', async () => {
    const dir = newRepository()
    const world = newWorld()
    using asked = gitsAsked()
    const record = await made(world, dir)
    // Each is a process, and somebody waits.
    expect(asked.now().length).toBeLessThanOrEqual(9)
    expect(git(record.path, 'branch', '--show-current')).toBe(record.branch)
    expect(git(record.path, 'rev-parse', 'HEAD')).toBe(git(dir, 'rev-parse', 'main'))
    expect(git(dir, 'worktree', 'list', '--porcelain')).toContain(`locked tce:${record.id}`)
    expect(record).toMatchObject({ state: 'ready', base: { name: 'main' } })
    expect(world.book.rows.get(record.id)).toEqual(record)
    expect(existsSync(join(dir, '.git/tce.lock'))).toBe(false)
  })

  it('begins at what the remote has now, without touching what is here', async () => {
    const { dir, remote } = newClone()
    const other = join(newFolder(), 'other')
    git(dirname(other), 'clone', '-q', remote, other)
    const newest = commit(other, 'new.txt', 'new\n')
    git(other, 'push', '-q')
    const before = branches(dir)
    const record = await made(newWorld(), dir)
    expect(record.base).toMatchObject({ name: 'origin/main', commit: newest })
    expect(record.base.fetchedAtMs).toBeGreaterThan(Date.now() - 60_000)
    expect(git(dir, 'rev-parse', 'origin/main')).not.toBe(newest)
    expect(branches(dir)).toEqual([...before, `refs/heads/${record.branch}`].toSorted())
    expect(git(dir, 'for-each-ref', '--format=%(upstream)', `refs/heads/${record.branch}`)).toBe('')
  })

  it('begins at what is here, and says so, where the remote can’t be asked', async () => {
    const { dir, remote } = newClone()
    renameSync(remote, `${remote}.away`)
    const created = await createWorktree(request(dir, { base: 'main' }), newWorld())
    expect(created).toMatchObject({
      ok: true,
      value: { remarks: [expect.stringContaining('origin could not be asked')] },
    })
  })

  it('leaves out nothing that was committed here and not pushed', async () => {
    const { dir } = newClone()
    const own = commit(dir, 'own.txt', 'own\n')
    expect((await made(newWorld(), dir, { base: 'main' })).base.commit).toBe(own)
  })

  it('is made of a bare repository, of a worktree, of a shallow clone, and where HEAD is detached', async () => {
    const { dir, remote } = newClone()
    const world = newWorld()
    expect((await made(world, remote)).base.name).toBe('main')
    const first = await made(world, dir)
    expect((await made(world, first.path)).commonDir).toBe(first.commonDir)
    const shallow = join(newFolder(), 'shallow')
    git(dirname(shallow), 'clone', '-q', '--depth=1', `file://${remote}`, shallow)
    expect((await made(world, shallow)).state).toBe('ready')
    git(dir, 'checkout', '-q', '--detach')
    git(dir, 'remote', 'remove', 'origin')
    expect((await made(world, dir)).base).toMatchObject({ name: 'HEAD', commit: git(dir, 'rev-parse', 'HEAD') })
  })

  it('goes on with a branch that is there, when asked to, and with none that is checked out', async () => {
    const dir = newRepository()
    git(dir, 'branch', 'feature/x')
    const record = await made(newWorld(), dir, { branch: 'feature/x', isBranchAdopted: true })
    expect(git(record.path, 'branch', '--show-current')).toBe('feature/x')
    expect(await faultOf(request(dir, { branch: 'main', isBranchAdopted: true }), newWorld())).toMatchObject({
      kind: 'branch-taken',
      message: expect.stringContaining(dir),
    })
    expect(await faultOf(request(dir, { branch: 'nope', isBranchAdopted: true }), newWorld())).toMatchObject({
      kind: 'no-branch',
    })
  })

  it.each([
    ['tce/x', 'tce/x'],
    ['TCE/X', 'tce/x'],
    ['tce/x/y', 'tce/x'],
    ['tce', 'tce/x'],
    ['tce/é', 'tce/e\u0301'],
  ])('is not begun on %s where there is %s', async (branch, other) => {
    const dir = newRepository()
    git(dir, 'branch', other)
    expect(await faultOf(request(dir, { branch }), newWorld())).toMatchObject({ kind: 'branch-taken' })
  })

  it('is refused, in words, of no repository, of one without a commit, at a base that is not there, with a name git can’t have, and where no room is left', async () => {
    const empty = newFolder()
    expect(await faultOf(request(empty), newWorld())).toMatchObject({ kind: 'no-repository' })
    git(empty, 'init', '-q')
    expect(await faultOf(request(empty), newWorld())).toMatchObject({ kind: 'no-commits' })
    const dir = newRepository()
    expect(await faultOf(request(dir, { base: 'nope' }), newWorld())).toMatchObject({ kind: 'no-base' })
    expect(await faultOf(request(dir, { branch: 'a..b' }), newWorld())).toMatchObject({ kind: 'branch-invalid' })
    expect(await faultOf(request(dir), { ...newWorld(), minFreeBytes: Number.MAX_SAFE_INTEGER })).toMatchObject({
      kind: 'disk-full',
    })
    expect(branches(dir)).toEqual(['refs/heads/main'])
  })

  it('is not made where something is already, or where git still lists one whose folder is gone', async () => {
    const dir = newRepository()
    const world = newWorld()
    mkdirSync(join(world.places.root, 'shop/taken'), { recursive: true })
    expect(await faultOf(request(dir, { folder: 'shop/taken' }), world)).toMatchObject({ kind: 'folder-taken' })
    const record = await made(world, dir)
    renameSync(record.path, `${record.path}-moved`)
    expect(
      await faultOf(request(dir, { folder: record.path.slice(world.places.root.length + 1) }), world),
    ).toMatchObject({ kind: 'folder-taken' })
  })

  it('brings files along that git ignores and .worktreeinclude names, and nothing that is reached by a link or lies in another repository', async () => {
    const dir = newRepository()
    commit(dir, '.gitignore', '.env*\nnode_modules/\nlinked\nnested/\n')
    write(dir, '.worktreeinclude', '.env\n/config/.env.local\nlinked\nnested/\nREADME.md\n')
    write(dir, '.env', 'SECRET=1\n')
    write(dir, 'config/.env.local', 'SECRET=2\n')
    write(dir, '.env.other', 'not named\n')
    write(dir, 'untracked.txt', 'not ignored\n')
    symlinkSync('/etc', join(dir, 'linked'))
    write(dir, 'nested/.env', 'of another\n')
    git(join(dir, 'nested'), 'init', '-q')
    chmodSync(join(dir, '.env'), 0o600)
    const record = await made(newWorld(), dir)
    expect(record.copied?.map(({ path }) => path)).toEqual(['.env', 'config/.env.local'])
    expect(readFileSync(join(record.path, '.env'), 'utf8')).toBe('SECRET=1\n')
    expect(lstatSync(join(record.path, '.env')).mode & 0o777).toBe(0o600)
    expect(existsSync(join(record.path, 'linked'))).toBe(false)
    expect(git(record.path, 'status', '--porcelain')).toBe('')
  })

  it('has the submodules that the repository has, with nothing fetched, and names those it has not', async () => {
    const library = newRepository(join(newFolder(), 'library'))
    const dir = newRepository()
    git(dir, 'submodule', '--quiet', 'add', library, 'lib/one')
    git(dir, 'submodule', '--quiet', 'add', library, 'lib/two')
    git(dir, 'commit', '-q', '-m', 'Libraries')
    git(dir, 'submodule', '--quiet', 'deinit', '-f', 'lib/two')
    execFileSync('rm', ['-r', join(dir, '.git/modules/lib/two')])
    renameSync(library, `${library}-away`)
    const created = await createWorktree(request(dir), newWorld())
    expect(created).toMatchObject({ ok: true, value: { remarks: [expect.stringContaining('lib/two')] } })
    const path = created.ok ? created.value.record.path : ''
    expect(readFileSync(join(path, 'lib/one/README.md'), 'utf8')).toBe('shop\n')
    expect(git(join(path, 'lib/one'), 'remote', 'get-url', 'origin')).toBe(library)
    expect(git(path, 'status', '--porcelain')).toBe('')
  })

  it('runs no program that the repository names: no hook, filter, fsmonitor, ssh command, credential helper', async () => {
    const { dir, remote } = newClone()
    const mark = join(newFolder(), 'ran')
    const program = join(newFolder(), 'program')
    write(dirname(program), 'program', `#!/bin/sh\necho "$0 $*" >> ${mark}\ncat\n`)
    chmodSync(program, 0o755)
    commit(dir, '.gitattributes', '*.txt filter=evil diff=evil\n')
    commit(dir, 'a.txt', 'text\n')
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'pre-commit']) {
      execFileSync('cp', [program, join(dir, '.git/hooks', hook)])
    }
    for (const key of [
      'filter.evil.smudge',
      'filter.evil.clean',
      'core.fsmonitor',
      'core.sshCommand',
      'credential.helper',
      'diff.evil.textconv',
      'remote.origin.uploadpack',
    ]) {
      git(dir, 'config', key, program)
    }
    git(dir, 'config', 'filter.evil.required', 'true')
    const record = await made(newWorld(), dir, { base: 'main' })
    expect(record.base.fetchProblem).toBeUndefined()
    expect(readFileSync(join(record.path, 'a.txt'), 'utf8')).toBe('text\n')
    expect(existsSync(mark)).toBe(false)
    expect(remote).toContain('remote.git')
  })

  it('is made one after the other where many are asked for at once', async () => {
    const dir = newRepository()
    const world = newWorld()
    const records = await Promise.all([1, 2, 3, 4, 5].map(() => made(world, dir)))
    expect(git(dir, 'worktree', 'list').split('\n')).toHaveLength(6)
    expect(new Set(records.map(({ path }) => path)).size).toBe(5)
  })
})

describe('a worktree that could not be finished', () => {
  const steps: readonly CreateStep[] = ['written', 'fetched', 'added', 'submodules', 'included']

  it.each(steps)('is taken back after the next start when the program ended at "%s"', async (step) => {
    const { dir } = newClone()
    const world = newWorld()
    const before = [branches(dir), git(dir, 'worktree', 'list')]
    const dying = {
      ...world,
      onStep: (at: CreateStep) => {
        if (at === step) throw new Error('killed')
      },
    }
    await expect(createWorktree(request(dir), dying)).rejects.toThrow('killed')
    expect([...world.book.rows.values()]).toMatchObject([{ state: 'creating' }])
    expect(await reconcileWorktrees(world)).toMatchObject([{ did: 'taken-back' }])
    expect([branches(dir), git(dir, 'worktree', 'list')]).toEqual(before)
    expect(world.book.rows.size).toBe(0)
    expect(existsSync(join(world.places.root, 'shop'))).toBe(false)
    expect(await reconcileWorktrees(world)).toEqual([])
  })

  it('keeps its branch where somebody committed to it meanwhile', async () => {
    const dir = newRepository()
    const world = newWorld()
    const asked = request(dir)
    const dying = {
      ...world,
      onStep: (at: CreateStep) => {
        if (at === 'included') throw new Error('killed')
      },
    }
    await expect(createWorktree(asked, dying)).rejects.toThrow('killed')
    const own = commit(join(world.places.root, asked.folder), 'own.txt', 'own\n')
    expect(await reconcileWorktrees(world)).toMatchObject([{ did: 'taken-back' }])
    expect(git(dir, 'rev-parse', asked.branch)).toBe(own)
  })

  it('is broken, with the reason, where its repository is gone; nothing of it is deleted', async () => {
    const dir = newRepository()
    const world = newWorld()
    const asked = request(dir)
    const dying = {
      ...world,
      onStep: (at: CreateStep) => {
        if (at === 'included') throw new Error('killed')
      },
    }
    await expect(createWorktree(asked, dying)).rejects.toThrow('killed')
    renameSync(dir, `${dir}-moved`)
    expect(await reconcileWorktrees(world)).toMatchObject([
      { did: 'broken', problem: expect.stringContaining('no git repository') },
    ])
    expect(existsSync(join(world.places.root, asked.folder, 'README.md'))).toBe(true)
  })
})
