/** What would come of merging a task, looked up and tried in memory at the moment it is asked. */
import { join } from 'node:path'
import { err, ok, type Result } from '../../../core/result.ts'
import { mergeSteps, titleOf } from '../../../core/tasks/merge-words.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import type { AskedProgram, MergeConflict, MergeLook, MergeWay } from '../../../core/tasks/task-work.ts'
import { sumOf } from '../../../core/worktrees/facts.ts'
import type { WorktreeRecord } from '../../../core/worktrees/worktree.ts'
import { linesOf, partsOf, type SafeGit, safeGit } from '../../../storage/git.ts'
import { digestOf } from '../../../storage/hashed.ts'
import { hashCommand } from '../../../tasks/setup-command.ts'
import { operationIn } from '../../../worktrees/look.ts'
import { whyNotClean } from '../../../worktrees/merge-into.ts'
import { type MergeTarget, mergeTarget } from '../../../worktrees/merge-target.ts'
import { conflictsOf, tryMerge } from '../../../worktrees/merge-try.ts'
import { namedPrograms } from '../../../worktrees/named-programs.ts'
import { commitOfOpen, openFiles } from '../../../worktrees/open-files.ts'
import { withPassingObjects } from '../../../worktrees/passing-objects.ts'
import type { TaskProblem } from '../../tasks.ts'
import { askedOf } from './asked-programs.ts'
import type { TaskBooks } from './parts.ts'
import { type TaskDesk, taskWithWorktree } from './task-desk.ts'
import { taskOfRecord } from './task-shape.ts'
import type { Workshop } from './workshop.ts'

export interface LookedMerge {
  readonly record: TaskRecord
  readonly worktree: WorktreeRecord
  /** Undefined: the look says why there is none. */
  readonly target: MergeTarget | undefined
  readonly openPaths: readonly string[]
  readonly test: string | undefined
  readonly look: MergeLook
}

export interface MergeDesk {
  readonly desk: TaskDesk
  readonly workshop: Workshop
  /** What came of the last try of each task: as long as neither side has moved it holds. */
  readonly tried: Map<string, TriedMerge>
  /** Of those that are being made by this program; resolves to whether it was made. */
  readonly going: Map<string, Promise<boolean>>
}

interface TriedMerge {
  /** The two sides. */
  readonly of: string
  readonly conflicts?: readonly MergeConflict[]
  /** It would change nothing. */
  readonly isEmpty?: boolean
  readonly why?: string
}

export async function lookAtMerge(
  id: string,
  how: MergeWay,
  merges: MergeDesk,
): Promise<Result<LookedMerge, TaskProblem>> {
  const { desk } = merges
  const found = await taskWithWorktree(desk, id)
  if (!found.ok) return found
  const { record, worktree, books } = found.value
  if (worktree?.state !== 'ready')
    return err({
      kind: 'not-now',
      message: record.isInWorktree
        ? `${record.name} has no worktree that could be merged.`
        : `${record.name} works in the project itself: there is nothing to merge.`,
    })
  const asked = { record, worktree, kept: books, how }
  // A look is asked for again and again, also by a page that is left open: it adds nothing to the repository.
  return withPassingObjects(safeGit(worktree.path), join(worktree.commonDir, 'objects'), (git) =>
    lookBy(git, asked, merges),
  )
}

interface AskedMerge {
  readonly record: TaskRecord
  readonly worktree: WorktreeRecord
  readonly kept: TaskBooks
  readonly how: MergeWay
}

async function lookBy(
  git: SafeGit,
  { record, worktree, kept, how }: AskedMerge,
  merges: MergeDesk,
): Promise<Result<LookedMerge, TaskProblem>> {
  const { desk, workshop } = merges
  const { id } = record
  const [open, operation, targeted, project] = await Promise.all([
    openFiles(git),
    operationIn(git),
    mergeTarget(git, worktree),
    workshop.projectOf(record.project),
  ])
  if (open === undefined || operation === undefined)
    return err({ kind: 'not-made', message: `git does not tell what is in ${worktree.path}.` })
  const target = targeted.ok ? targeted.value : undefined
  const withOpen = await commitOfOpen(git, open.files)
  const [named, counts, unclean] = await Promise.all([
    programsOf(git, target?.path, open.files.length > 0),
    target && countsOf(git, target),
    target?.path === undefined ? undefined : whyNotClean(target.path),
  ])
  const tip = withOpen.ok ? withOpen.value : undefined
  const tried =
    target === undefined || tip === undefined
      ? undefined
      : await tryOnce(id, { how, start: target.start, tip }, git, merges)
  const test = project.ok ? project.value.test : undefined
  const tests = test === undefined || tip === undefined ? undefined : await testOf(record.project, test, tip, git, desk)
  const openCount = open.files.length
  const others = (await kept.tasks.all()).filter(
    (one) =>
      one.id !== id &&
      one.merging?.branch === target?.branch &&
      one.projectDir === record.projectDir &&
      one.merging !== undefined,
  )
  const obstacles = [
    ...(targeted.ok ? [] : [targeted.error]),
    ...(withOpen.ok ? [] : [`its open files can not be read: ${withOpen.error}`]),
    ...(operation === 'none' ? [] : [`a ${operation} is under way in its folder: finish it or break it off`]),
    ...(open.files.some(({ state }) => state === 'conflicted') ? ['there are conflicts in its folder'] : []),
    ...(open.insideSubmodules.length === 0
      ? []
      : [`its submodule ${open.insideSubmodules.join(', ')} has changes that are committed there alone`]),
    ...(unclean === undefined ? [] : [unclean]),
    ...(record.merging === undefined ? [] : ['it is being merged just now']),
    ...others.map(
      (one) => `${one.name} is being merged into ${target?.branch ?? 'it'} just now: wait until its tests have ended`,
    ),
    ...((counts?.ahead === 0 && openCount === 0) || tried?.isEmpty === true
      ? [
          record.merged === undefined
            ? `there is nothing to merge: ${target?.branch ?? 'its base'} has all of it`
            : `it is merged: ${record.merged.branch} has it as ${record.merged.commit.slice(0, 7)}`,
        ]
      : []),
    ...(tried?.why === undefined ? [] : [tried.why]),
    ...(named === undefined ? ['git does not tell which programs the repository names'] : []),
    ...(tried?.conflicts === undefined || tried.conflicts.length === 0
      ? []
      : [
          `it conflicts with ${target?.branch ?? 'its base'} in ${tried.conflicts
            .map(({ path }) => path)
            .slice(0, 5)
            .join(', ')}`,
        ]),
  ]
  const programs = await askedOf(record.project, named ?? [], desk)
  const into = target && {
    branch: target.branch,
    commit: target.commit,
    path: target.path,
    catchesUp: target.catchesUp,
  }
  const facts = {
    ...{ how, into, conflicts: tried?.conflicts, test: tests, programs, obstacles },
    ...{ ahead: counts?.ahead, behind: counts?.behind, notPushed: counts?.notPushed, commits: counts?.commits ?? [] },
    open: {
      ...sumOf(open.files.map(({ path }) => path)),
      addedLines: open.addedLines,
      removedLines: open.removedLines,
    },
    message: titleOf(record),
  }
  return ok({
    ...{ record, worktree, target, test, openPaths: open.files.map(({ path }) => path) },
    look: {
      task: taskOfRecord(record, worktree),
      ...facts,
      steps: target === undefined ? [] : mergeSteps(facts),
      confirm: digestOf([
        how,
        into,
        tip,
        tried?.conflicts,
        tests?.hash,
        programs.map((one) => [one.name, one.hash]),
        obstacles,
      ]),
    },
  })
}

async function tryOnce(
  id: string,
  asked: { readonly how: MergeWay; readonly start: string; readonly tip: string },
  git: SafeGit,
  { tried }: MergeDesk,
): Promise<TriedMerge> {
  const of = `${asked.how} ${asked.start} ${asked.tip}`
  const before = tried.get(`${id} ${asked.how}`)
  if (before?.of === of) return before
  const result = await tryMerge(git, asked)
  const now: TriedMerge = result.ok
    ? { of, conflicts: [], isEmpty: await isSame(git, result.value, asked.start) }
    : result.error.kind === 'conflicts'
      ? { of, conflicts: await conflictsOf(git, result.error, asked) }
      : { of, why: result.error.why }
  tried.set(`${id} ${asked.how}`, now)
  return now
}

async function isSame(git: SafeGit, one: string, other: string): Promise<boolean> {
  const trees = await git(['rev-parse', `${one}^{tree}`, `${other}^{tree}`])
  const [first, second] = trees.ok ? linesOf(trees.value) : []
  return first !== undefined && first === second
}

/** Hooks run with the commit of open files alone; the merge itself is made without them. */
async function programsOf(git: SafeGit, into: string | undefined, hasOpen: boolean) {
  const [own, others] = await Promise.all([
    namedPrograms(git, { hooks: hasOpen }),
    into === undefined ? [] : namedPrograms(safeGit(into), { hooks: false }),
  ])
  return own && others && [...own, ...others]
}

const mostListed = 20

async function countsOf(git: SafeGit, { start }: MergeTarget) {
  const [sides, unpushed, listed] = await Promise.all([
    git(['rev-list', '--left-right', '--count', `${start}...HEAD`]),
    git(['rev-list', '--count', `${start}..HEAD`, '--not', '--remotes']),
    git(['log', '-z', `--max-count=${mostListed}`, '--format=%h%x1f%s', `${start}..HEAD`]),
  ])
  if (!sides.ok || !unpushed.ok || !listed.ok) return undefined
  const [behind, ahead] = sides.value.trim().split('\t').map(Number)
  const commits = partsOf(listed.value).map((row) => {
    const [id = '', title = ''] = row.split('\u001f')
    return { id, title }
  })
  return { ahead, behind, notPushed: Number(unpushed.value.trim()), commits }
}

/** With the files that it names as they are in the task's work: what an agent changed of them is asked for again. */
async function testOf(
  project: string,
  command: string,
  tip: string,
  git: SafeGit,
  desk: TaskDesk,
): Promise<AskedProgram | undefined> {
  const { hash, files } = await hashCommand(command, async (word) => {
    const path = word.replace(/^\.\//, '')
    if (path === '' || /[\0\n]/.test(path)) return undefined
    const listed = await git(['ls-tree', '-z', tip, '--', path])
    const [mode, kind, id] = listed.ok ? (linesOf(listed.value)[0] ?? '').split(/[ \t]/, 3) : []
    if (kind !== 'blob' || mode === '120000' || id === undefined) return undefined
    return Buffer.from(id)
  })
  const [asked] = await askedOf(project, [{ kind: 'tests', name: command, command, files, hash }], desk)
  return asked
}
