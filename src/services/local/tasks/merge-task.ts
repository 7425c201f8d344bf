/**
 * A task merged into the branch that it began at. What it will be is made in memory; then its branch moves once, and back if its tests
 * fail. Each step is on disk before the next one, so that whoever finds a merge broken off knows what to take back. Nothing is pushed.
 */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { messageOf } from '../../../core/tasks/merge-words.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { isRunning, type MergingRecord, standing, type TaskRecord } from '../../../core/tasks/task-record.ts'
import { whyNotPut } from '../../../core/tasks/task-rules.ts'
import type { MergeDone, MergeOrder, TestSumOf } from '../../../core/tasks/task-work.ts'
import { testSumIn } from '../../../core/waiting/test-run.ts'
import { safeGit, trustingGit } from '../../../storage/git.ts'
import { hashSetup, runSetup, type SetupRun } from '../../../tasks/setup-command.ts'
import { commitFiles, signsByItself } from '../../../worktrees/commit-files.ts'
import {
  makeTrialFolder,
  moveBack,
  moveForward,
  moveRef,
  removeTrialFolder,
  standsAt,
} from '../../../worktrees/merge-into.ts'
import { makeMerge } from '../../../worktrees/merge-try.ts'
import { commitOf } from '../../../worktrees/repository.ts'
import { whileAlone } from '../../../worktrees/repository-lock.ts'
import type { TaskProblem } from '../../tasks.ts'
import { trustAsked } from './asked-programs.ts'
import { faultOfMessage, hasChanged } from './commit-task.ts'
import { fencedCommand } from './fence.ts'
import { setupLog } from './make-task.ts'
import { type LookedMerge, lookAtMerge, type MergeDesk } from './merge-look.ts'
import { type TaskDesk, taskOf } from './task-desk.ts'
import { taskOfRecord } from './task-shape.ts'
import { changesOf } from './task-watch.ts'

type Done<T> = Promise<Result<T, TaskProblem>>

/** Told before each step; for tests, which end there. */
export type MergeStep = 'written' | 'committed' | 'made' | 'moved' | 'tested'

const testPatienceMs = 900_000
const short = (commit: string) => commit.slice(0, 7)

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

async function note(
  desk: TaskDesk,
  actor: Actor,
  subject: string,
  outcome: 'done' | 'failed' | 'refused',
  message: string,
) {
  await desk.beside.log.record({ action: 'task.merge', actor, subject, outcome, message })
}

async function giveUp({ id, name }: TaskRecord, problem: TaskProblem, actor: Actor, desk: TaskDesk): Done<never> {
  await desk.change(id, (now) => ({ ...now, merging: undefined }))
  await note(desk, actor, name, 'failed', problem.message)
  return err(problem)
}

const notMade = (name: string, why: string): TaskProblem => ({
  kind: 'not-made',
  message: `${name} was not merged: ${why}.`,
})

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

interface Tested {
  readonly tests?: TestSumOf | undefined
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

/** Words that run a command there behind the fence of its project's agents; undefined: they have none. */
async function fencedIn(
  { project, name }: TaskRecord,
  folder: string,
  command: string,
  { desk, workshop }: MergeDesk,
): Done<readonly string[] | undefined> {
  const words = await fencedCommand({ project, folder }, command, desk, workshop)
  if (words.ok) return words
  const why = words.error.message.replace(/^Nothing was started: |\.$/g, '')
  return err({ ...notMade(name, why), next: words.error.next })
}

async function runTests(
  id: string,
  tests: Pick<SetupRun, 'command' | 'argv' | 'cwd'>,
  signal: AbortSignal,
  desk: TaskDesk,
) {
  const log = join(dirname(setupLog(desk.parts.dataDir, id)), 'tests.log')
  const env = await desk.parts.agentEnv()
  const ended = await runSetup({ ...tests, env, log, patienceMs: testPatienceMs, signal })
  const output = (await readFile(log, 'utf8').catch(() => '')).slice(-65_536)
  const why = ended === undefined ? undefined : /[.!?]$/.test(ended) ? ended : `${ended}.`
  return { why, log, tests: testSumIn(output) }
}

/** In a folder of TCE's own, which goes with it; its set-up command runs there first, where that is trusted. */
async function testElsewhere(
  { worktree, record, test }: Pick<LookedMerge, 'worktree' | 'record'> & { readonly test: string },
  commit: string,
  signal: AbortSignal,
  merges: MergeDesk,
): Done<Tested> {
  const { desk } = merges
  const { projectDir } = worktree
  const places = desk.places()
  const made = await whileAlone(worktree.commonDir, () => makeTrialFolder(projectDir, record.id, commit, places))
  if ('why' in made) return err(notMade(record.name, `no folder could be made for its tests (${made.why})`))
  try {
    const why = await setUpThere(record, made.path, signal, merges)
    if (why !== undefined) return err(notMade(record.name, why))
    const argv = await fencedIn(record, made.path, test, merges)
    if (!argv.ok) return argv
    const ran = await runTests(record.id, { command: test, argv: argv.value, cwd: made.path }, signal, desk)
    if (ran.why === undefined) return ok({ tests: ran.tests })
    return err({
      kind: signal.aborted ? 'stopped' : 'tests-failed',
      message: `${test} did not end well on what the merge would be: ${ran.why} Nothing was merged. All that it wrote: ${ran.log}`,
    })
  } finally {
    await whileAlone(worktree.commonDir, () => removeTrialFolder(projectDir, record.id, places))
  }
}

async function setUpThere(
  record: TaskRecord,
  cwd: string,
  signal: AbortSignal,
  merges: MergeDesk,
): Promise<string | undefined> {
  const { desk } = merges
  const kept = await desk.books()
  const file = await desk.parts.workshopFile()
  const set = kept.ok ? (await kept.value.workshop.projects()).get(record.project)?.setup : undefined
  const command = file.projects.get(record.project)?.setup ?? set
  if (command === undefined || !kept.ok) return undefined
  const { hash } = await hashSetup(command, cwd)
  if ((await kept.value.workshop.trusted(record.project)) !== hash)
    return `the set-up command, which its tests need, is not trusted with the files that it names there: ${command}`
  const argv = await fencedCommand({ project: record.project, folder: cwd }, command, desk, merges.workshop)
  if (!argv.ok) return argv.error.message
  const log = join(dirname(setupLog(desk.parts.dataDir, record.id)), 'merge-setup.log')
  const ended = await runSetup({
    command,
    argv: argv.value,
    cwd,
    env: await desk.parts.agentEnv(),
    log,
    patienceMs: testPatienceMs,
    signal,
  })
  return ended === undefined ? undefined : `the set-up command did not end well there: ${ended}`
}

async function finish(
  record: TaskRecord,
  { branch, result = '', how, hasTests }: MergingRecord,
  { tests }: Tested,
  actor: Actor,
  desk: TaskDesk,
): Promise<MergeDone> {
  const { id, name, project } = record
  const atMs = desk.beside.clock()
  const fleet = isRunning(record) ? await desk.beside.looks.read(1_500) : undefined
  const activity = fleet?.processes.find(({ pid }) => pid === record.run?.pid)?.activity
  const changes = await changesOf(record, desk)
  const after = await desk.change(id, (now) => {
    const then: TaskRecord = {
      ...{ ...now, merging: undefined, merged: { atMs, branch, commit: result, how } },
      ...(tests === undefined ? {} : { tests: { ...tests, atMs } }),
      ...(changes === undefined ? {} : { changes }),
    }
    const stays = whyNotPut('complete', { state: now.state, isRunning: isRunning(now), activity })
    const reason = `Merged into ${branch} as ${short(result)}.`
    return stays === undefined ? standing(then, { state: 'complete', reason }, atMs) : then
  })
  desk.beside.bus.append({ type: 'task.merged', data: { taskId: id, name, project, branch, commit: result, how } })
  await note(desk, actor, name, 'done', `${name}: merged into ${branch} as ${short(result)} (${how}).`)
  return {
    task: taskOfRecord(after ?? record, undefined),
    commit: short(result),
    into: branch,
    tests,
    hasTested: hasTests,
  }
}

/** One that was broken off: taken back where its tests had not ended, finished where nothing was left to do. */
export async function settleMerge(record: TaskRecord, desk: TaskDesk): Promise<void> {
  const { merging, id, name } = record
  const kept = await desk.books()
  const worktree = kept.ok ? await kept.value.worktrees.get(id) : undefined
  if (merging === undefined) return
  if (worktree === undefined) {
    await desk.change(id, (now) => ({ ...now, merging: undefined }))
    return
  }
  const { result, path, branch, hasTests, isTrusted } = merging
  const me: Actor = { kind: 'own-user', name: 'tce' }
  await whileAlone(worktree.commonDir, () => removeTrialFolder(worktree.projectDir, id, desk.places()))
  const git = safeGit(worktree.projectDir)
  const has = result !== undefined && (await git(['merge-base', '--is-ancestor', result, `refs/heads/${branch}`])).ok
  if (result === undefined || !has) {
    await giveUp(record, notMade(name, 'TCE ended while it was at it; nothing of it was left to take back'), me, desk)
    return
  }
  // Where it is checked out nowhere its ref moves last, after its tests.
  if (path !== undefined && hasTests) {
    const stuck = (await standsAt(path, branch, result))
      ? await whileAlone(worktree.commonDir, () =>
          moveBack(path, { branch, before: merging.before, result }, isTrusted),
        )
      : `${branch} has moved on since`
    if (stuck === undefined) {
      await giveUp(
        record,
        notMade(
          name,
          `TCE ended while its tests ran; the merge is undone, ${branch} stands at ${short(merging.before)} as before`,
        ),
        me,
        desk,
      )
      return
    }
    await desk.change(id, (now) => ({
      ...now,
      remarks: [
        ...now.remarks,
        `Merged into ${branch} as ${short(result)}; its tests never ended, and the merge could not be undone: ${stuck}.`,
      ],
    }))
  }
  await finish(record, merging, {}, me, desk)
}
