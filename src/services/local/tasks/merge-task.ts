/**
 * A task merged into the branch that it began at. What it will be is made in memory; then its branch moves once, and back if its tests
 * fail. Each step is on disk before the next one, so that whoever finds a merge broken off knows what to take back. Nothing is pushed.
 */
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok } from '../../../core/result.ts'
import { messageOf } from '../../../core/tasks/merge-words.ts'
import type { Task } from '../../../core/tasks/task.ts'
import type { MergingRecord } from '../../../core/tasks/task-record.ts'
import type { MergeDone, MergeOrder } from '../../../core/tasks/task-work.ts'
import { safeGit, trustingGit } from '../../../storage/git.ts'
import { commitFiles, signsByItself } from '../../../worktrees/commit-files.ts'
import { moveBack, moveForward, moveRef } from '../../../worktrees/merge-into.ts'
import { makeMerge } from '../../../worktrees/merge-try.ts'
import { commitOf } from '../../../worktrees/repository.ts'
import { whileAlone } from '../../../worktrees/repository-lock.ts'
import type { TaskProblem } from '../../tasks.ts'
import { trustAsked } from './asked-programs.ts'
import { faultOfMessage, hasChanged } from './commit-task.ts'
import { type LookedMerge, lookAtMerge, type MergeDesk } from './merge-look.ts'
import { type Done, finish, giveUp, note, notMade, short, type Tested } from './merge-notes.ts'
import { fencedIn, runTests, testElsewhere } from './merge-tests.ts'
import { type TaskDesk, taskOf } from './task-desk.ts'
import { taskOfRecord } from './task-shape.ts'

/** Told before each step; for tests, which end there. */
export type MergeStep = 'written' | 'committed' | 'made' | 'moved' | 'tested'

export async function mergeTask(
  id: string,
  order: MergeOrder,
  actor: Actor,
  merges: MergeDesk,
  onStep: (step: MergeStep) => void = () => {},
): Done<MergeDone> {
  const { desk, going } = merges
  const merged = desk.alone(id, async (signal) => {
    const looked = await lookAtMerge(id, order.how, merges)
    if (!looked.ok) return looked
    const { record, look, target } = looked.value
    const refuse = async (problem: TaskProblem): Done<never> => {
      await note(desk, actor, record.name, 'refused', problem.message)
      return err(problem)
    }
    const fault = order.message === undefined ? undefined : faultOfMessage(order.message)
    if (fault !== undefined) return err(fault)
    if (look.obstacles.length > 0 || target === undefined)
      return refuse({ kind: 'obstacles', message: `${record.name} was not merged: ${look.obstacles.join('; ')}.` })
    if (look.confirm !== order.confirm) return refuse(hasChanged(record.name, `tce task merge ${record.name}`))
    const asked = [...look.programs, ...(look.test === undefined ? [] : [look.test])]
    const trusted = await trustAsked(record.project, asked, order, actor, desk)
    if (!trusted.ok) return refuse(trusted.error)
    const merging: MergingRecord = {
      ...{ pid: process.pid, how: order.how, branch: target.branch, before: target.commit, path: target.path },
      ...{ hasTests: look.test !== undefined, isTrusted: trusted.value },
    }
    await desk.change(id, (now) => ({ ...now, merging }))
    onStep('written')
    const made = await commitAndMake(looked.value, order, merging, { actor, onStep, desk })
    if (!made.ok) return giveUp(record, made.error, actor, desk)
    const begun = { ...merging, result: made.value }
    await desk.change(id, (now) => ({ ...now, merging: begun }))
    onStep('made')
    const moved = await moveAndTest(looked.value, begun, signal, onStep, merges)
    if (!moved.ok) return giveUp(record, moved.error, actor, desk)
    onStep('tested')
    return ok(await finish(record, begun, moved.value, actor, desk))
  })
  // Only the one that is at it: another one is refused at once.
  if (going.has(id)) return merged
  const over = merged.then(
    ({ ok: isMade }) => isMade,
    () => false,
  )
  going.set(id, over)
  return merged.finally(() => going.delete(id))
}

/** Its tests are ended, in steps, and what was merged is taken back; until its tests have ended well there is time for it. */
export async function stopMerge(id: string, actor: Actor, { desk, going }: MergeDesk): Done<Task> {
  const found = await taskOf(desk, id)
  if (!found.ok) return found
  const { name } = found.value
  const over = going.get(id)
  const notNow = (why: string) => err<TaskProblem>({ kind: 'not-now', message: `${name} ${why}.` })
  if (over === undefined || !desk.breakOff(id)) return notNow('is not being merged')
  if (await over) return notNow('was merged before it could be stopped')
  await note(desk, actor, name, 'done', `${name}: its merge was stopped.`)
  const after = await taskOf(desk, id)
  return after.ok ? ok(taskOfRecord(after.value, undefined)) : after
}

interface Going {
  readonly actor: Actor
  readonly onStep: (step: MergeStep) => void
  readonly desk: TaskDesk
}

/** Its open files are committed on its own branch, where that commit stays; the merge exists in memory alone. */
async function commitAndMake(
  { worktree, record, look, openPaths, target }: LookedMerge,
  order: MergeOrder,
  { isTrusted, how }: MergingRecord,
  { actor, onStep, desk }: Going,
): Done<string> {
  const message = order.message ?? look.message
  const git = safeGit(worktree.path)
  const start = target?.start ?? ''
  return whileAlone(worktree.commonDir, async () => {
    const head = await commitOf(git, 'HEAD')
    const committed =
      openPaths.length === 0 ? ok(head ?? '') : await commitFiles(git, openPaths, { message, isTrusted })
    if (!committed.ok) return err(notMade(record.name, committed.error))
    if (openPaths.length > 0)
      await desk.beside.log.record({
        ...{ action: 'task.commit', actor, subject: record.name, outcome: 'done' },
        message: `${record.name}: ${openPaths.length} files as ${short(committed.value)}, to be merged.`,
      })
    onStep('committed')
    const titles = [...(openPaths.length > 0 ? [{ title: message.split('\n', 1)[0] ?? '' }] : []), ...look.commits]
    const words =
      how === 'squash' ? messageOf(message, titles) : `Merge ${worktree.branch ?? record.name}\n\n${message}`
    const run = isTrusted ? trustingGit(worktree.path, { hooks: false }) : git
    const made = await makeMerge(run, {
      ...{ how, start, tip: committed.value, message: words },
      signs: await signsByItself(git, isTrusted),
    })
    if (made.ok) return made
    const why =
      made.error.kind === 'conflicts' ? `it conflicts in ${made.error.paths.slice(0, 5).join(', ')}` : made.error.why
    return err({ ...notMade(record.name, why), kind: made.error.kind === 'conflicts' ? 'obstacles' : 'not-made' })
  })
}

async function moveAndTest(
  { worktree, record, test }: LookedMerge,
  merging: MergingRecord & { readonly result: string },
  signal: AbortSignal,
  onStep: (step: MergeStep) => void,
  merges: MergeDesk,
): Done<Tested> {
  const { path, result, branch } = merging
  const dir = worktree.projectDir
  const stoppedBefore = () =>
    signal.aborted
      ? err<TaskProblem>({ kind: 'stopped', message: `${record.name} was not merged: you stopped it.` })
      : undefined
  if (path === undefined) {
    const tested = test === undefined ? ok({}) : await testElsewhere({ worktree, record, test }, result, signal, merges)
    if (!tested.ok) return tested
    const stopped = stoppedBefore()
    if (stopped !== undefined) return stopped
    const why = await whileAlone(worktree.commonDir, () => moveRef(dir, merging))
    if (why !== undefined) return err(notMade(record.name, why))
    onStep('moved')
    return tested
  }
  // A fence that does not hold is no reason to touch anything.
  const fenced = test === undefined ? ok(undefined) : await fencedIn(record, path, test, merges)
  if (!fenced.ok) return fenced
  const stopped = stoppedBefore()
  if (stopped !== undefined) return stopped
  const why = await whileAlone(worktree.commonDir, () => moveForward(path, merging, merging.isTrusted))
  if (why !== undefined) return err(notMade(record.name, why))
  onStep('moved')
  if (test === undefined) return ok({})
  const ran = await runTests(record.id, { command: test, argv: fenced.value, cwd: path }, signal, merges.desk)
  if (ran.why === undefined) return ok({ tests: ran.tests })
  const stuck = await whileAlone(worktree.commonDir, () => moveBack(path, merging, merging.isTrusted))
  return err({
    kind: signal.aborted && stuck === undefined ? 'stopped' : 'tests-failed',
    message:
      stuck === undefined
        ? `${test} did not end well in ${path}: ${ran.why} The merge is undone, ${branch} stands at ${short(merging.before)} as before. All that it wrote: ${ran.log}`
        : `${test} did not end well in ${path}: ${ran.why} The merge could not be undone: ${stuck}. Look there: git -C ${path} reset --keep ${short(merging.before)}`,
  })
}
