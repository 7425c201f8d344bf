/** New tasks: written down, given a folder of their own, set up, and begun; or left waiting for a place. */
import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import type { Project } from '../../../core/tasks/project.ts'
import type { NewTask, TaskTry } from '../../../core/tasks/task.ts'
import { isRunning, standing, type TaskRecord } from '../../../core/tasks/task-record.ts'
import { branchInTheWay, branchPrefix, freeName, gistOf, nameFrom } from '../../../core/worktrees/branch-name.ts'
import { hashSetup, runSetup } from '../../../tasks/setup-command.ts'
import { createWorktree } from '../../../worktrees/create.ts'
import { folderPrint } from '../../../worktrees/folder-print.ts'
import { branchesOf, type Repository, repositoryAt } from '../../../worktrees/repository.ts'
import type { TaskProblem } from '../../tasks.ts'
import { howToLaunch } from './adopted-session.ts'
import { fencedCommand } from './fence.ts'
import { launch, planLaunch } from './launch.ts'
import type { TaskDesk } from './task-desk.ts'
import type { Workshop } from './workshop.ts'

export const mostPromptBytes = 96 * 1024
const mostNameCharacters = 80
const setupPatienceMs = 600_000
const mostTries = 6

const bad = (message: string): TaskProblem => ({ kind: 'bad-request', message: `${message} Nothing was started.` })

/** A name of one line; undefined: it is none. */
export function cleanName(name: string): string | undefined {
  const clean = name.replace(/\s+/g, ' ').trim()
  return clean === '' || clean.length > mostNameCharacters || /[\p{Cc}\p{Cf}]/u.test(clean) ? undefined : clean
}

/** One for each try; what none of them says is the same for all. */
export function triesOf(asked: NewTask): Result<readonly [NewTask, ...NewTask[]], TaskProblem> {
  const { best = asked.tries?.length ?? 1, tries = [] } = asked
  if (!Number.isInteger(best) || best < 1 || best > mostTries) return err(bad(`There are 2 to ${mostTries} tries.`))
  if (tries.length > 0 && tries.length !== best)
    return err(bad(`${best} tries were asked for, and ${tries.length} were told apart.`))
  const each = (number: number): NewTask => ({ ...asked, ...tries[number], best })
  return ok([each(0), ...Array.from({ length: best - 1 }, (_, number) => each(number + 1))])
}

/** Everything but making it: whether it can be begun at all. */
export async function checkNew(
  asked: NewTask,
  desk: TaskDesk,
  workshop: Workshop,
): Promise<Result<CheckedTask, TaskProblem>> {
  const { prompt, model, mode, base, branch, best = 1 } = asked
  if (prompt !== undefined && (prompt.trim() === '' || prompt.includes('\0')))
    return err(bad('The prompt is empty, or there is a NUL in it.'))
  if (prompt !== undefined && Buffer.byteLength(prompt) > mostPromptBytes)
    return err(bad('A first prompt has 96 KiB at most. Write it into a file, and name that.'))
  const word = [model, mode, base, branch].find(
    (one) => one !== undefined && (one.trim() === '' || /^-|[\0\n]/.test(one)),
  )
  if (word !== undefined) return err(bad(`“${word.slice(0, 40)}” would be taken for an option: begin with a word.`))
  if (asked.name !== undefined && cleanName(asked.name) === undefined)
    return err(bad(`A name has one line of at most ${mostNameCharacters} characters.`))
  if (best > 1 && (branch !== undefined || asked.isInWorktree === false))
    return err(bad('Each try needs a worktree and a new branch of its own.'))
  const project = await workshop.projectOf(asked.project)
  if (!project.ok) return err({ ...project.error, kind: 'no-project' })
  const { name, path } = project.value
  if ((await stat(path).catch(() => undefined))?.isDirectory() !== true)
    return err({
      kind: 'no-project',
      message: `${path}, the folder of ${name}, is not there. Nothing was started.`,
      next: `tce project edit ${name} --path <folder>`,
    })
  const repository = await repositoryAt(path)
  if (!repository.ok && (asked.isInWorktree === true || best > 1)) return err(bad(repository.error.message))
  const isInWorktree = asked.isInWorktree ?? repository.ok
  const backend = await workshop.backendOf(asked.backend ?? project.value.backend)
  if (!backend.ok) return err({ ...backend.error, kind: 'no-backend' })
  const draft = { backend: backend.value.name, agent: backend.value.agent, model, mode, prompt, project: name }
  const planned = await planLaunch(draft, { do: 'start' }, desk, workshop)
  if (!planned.ok) return planned
  const over = await desk.beside.whyNoStart({
    agent: backend.value.agent ?? backend.value.name,
    cwd: path,
    project: name,
  })
  if (over !== undefined) return err({ kind: 'budget', ...over })
  const setup = isInWorktree ? await workshop.setup(name) : ok(undefined)
  if (setup.ok && setup.value !== undefined && !setup.value.isTrusted)
    return err({
      kind: 'untrusted',
      message: `${setup.value.hasChanged ? 'The set-up command, or a file that it names, has changed' : 'Nobody has trusted the set-up command'} of ${name}: ${setup.value.command}. Nothing was started.`,
      next: `tce project trust ${name}`,
    })
  return ok({ project: project.value, repository: repository.ok ? repository.value : undefined, isInWorktree, draft })
}

export type Draft = Pick<TaskRecord, 'backend' | 'agent' | 'model' | 'mode' | 'prompt'>

export interface CheckedTask {
  readonly project: Project
  /** Undefined: its folder is in none, or nobody asked. */
  readonly repository?: Repository | undefined
  readonly isInWorktree: boolean
  readonly draft: Draft
}

/** On disk when it resolves, `pending`; nothing of it exists elsewhere. */
export async function writeDown(
  asked: NewTask,
  { project, repository, isInWorktree, draft }: CheckedTask,
  {
    forkOf,
    best,
  }: {
    readonly forkOf?: string | undefined
    readonly best?: Omit<TaskTry, 'group'> & { readonly group?: string | undefined }
  },
  desk: TaskDesk,
): Promise<TaskRecord> {
  const kept = await desk.books()
  if (!kept.ok) throw new Error(kept.error.message)
  const [all, removed, branches = []] = await Promise.all([
    kept.value.tasks.all(),
    kept.value.tasks.removed(),
    isInWorktree && repository !== undefined ? branchesOf(repository.git) : undefined,
  ])
  const slugs = new Set([...all, ...removed].filter((one) => one.project === project.name).map(({ slug }) => slug))
  const wanted = nameFrom(asked.name ?? gistOf(asked.prompt ?? '')) + (best === undefined ? '' : `-${best.number}`)
  const slug = freeName(
    wanted,
    (name) =>
      slugs.has(name) || (asked.branch === undefined && branchInTheWay(branchPrefix + name, branches) !== undefined),
  )
  const ids = new Set([...all, ...removed].map(({ id }) => id))
  const id = newId((one) => ids.has(one))
  const own = asked.name === undefined ? undefined : cleanName(asked.name)
  const name = own === undefined ? slug : best === undefined ? own : `${own} ${best.number}`
  const nowMs = desk.beside.clock()
  const record: TaskRecord = {
    ...draft,
    ...{ id, name, slug, project: project.name, projectDir: project.path, state: 'pending', sinceMs: nowMs },
    ...{ base: asked.base ?? project.branch, adoptedBranch: asked.branch, isInWorktree, forkOf },
    ...{ isPinned: false, isArchived: false, createdAtMs: nowMs, generation: 0, remarks: [] },
    best: best && { number: best.number, of: best.of, group: best.group ?? id },
  }
  await desk.put(record)
  return record
}

function newId(isTaken: (id: string) => boolean): string {
  for (;;) {
    // No letters that look alike.
    const id = `t${[...randomBytes(5)].map((byte) => 'abcdefghjkmnpqrstuvwxyz23456789'.charAt(byte % 31)).join('')}`
    if (!isTaken(id)) return id
  }
}

export async function runningCount(desk: TaskDesk): Promise<number> {
  const kept = await desk.books()
  return kept.ok ? (await kept.value.tasks.all()).filter((one) => isRunning(one) || one.step !== undefined).length : 0
}

/** A folder of its own, where there is none yet; its set-up command; then its agent. What fails is said in the task too. */
export function begin(
  id: string,
  actor: Actor,
  desk: TaskDesk,
  workshop: Workshop,
): Promise<Result<TaskRecord, TaskProblem>> {
  return desk.alone(id, async (signal) => {
    const { change, beside } = desk
    const step = { step: 'making', makerPid: process.pid, waitsForPlace: undefined } as const
    const record = await change(id, (now) => standing({ ...now, ...step }, { state: 'in_progress' }, beside.clock()))
    if (record === undefined) return err({ kind: 'no-task', message: `There is no task ${id}.` })
    const fail = async (problem: TaskProblem): Promise<Result<never, TaskProblem>> => {
      await change(id, (now) =>
        standing({ ...now, step: undefined }, { state: 'failed', reason: problem.message }, beside.clock()),
      )
      await beside.log.record({
        action: 'task.start',
        actor,
        subject: record.name,
        outcome: 'failed',
        message: problem.message,
      })
      return err(problem)
    }
    try {
      // The first supervisor takes as long to be there as the folder: one beside the other.
      ;(await desk.terminals()).prepare()
      const made = await withFolder(record, desk, workshop)
      if (!made.ok) return await fail(made.error)
      const ready = await setUp(made.value, signal, desk, workshop)
      if (!ready.ok) return await fail(ready.error)
      const how = await howToLaunch(ready.value, desk)
      if (!how.ok) return await fail(how.error)
      const started = await launch(ready.value, how.value, desk, workshop)
      if (!started.ok) return await fail(started.error)
      const { name, backend, folder } = started.value
      await beside.log.record({
        action: 'task.start',
        actor,
        subject: name,
        outcome: 'done',
        message: `${name}: ${backend} started in ${folder}.`,
      })
      return started
    } catch (cause) {
      await fail({ kind: 'not-made', message: cause instanceof Error ? cause.message : String(cause) })
      throw cause
    }
  })
}

async function withFolder(
  record: TaskRecord,
  desk: TaskDesk,
  workshop: Workshop,
): Promise<Result<TaskRecord, TaskProblem>> {
  const { id, folder, isInWorktree, projectDir, project, slug, adoptedBranch, base } = record
  if (folder !== undefined) return ok(record)
  const kept = await desk.books()
  if (!kept.ok) return kept
  const place = { folder: projectDir, remarks: record.remarks }
  if (isInWorktree) {
    const of = await workshop.projectOf(project)
    const made = await createWorktree(
      {
        ...{ id, projectDir, folder: join(project, slug).replaceAll('\\', '/'), base },
        ...{ branch: adoptedBranch ?? branchPrefix + slug, isBranchAdopted: adoptedBranch !== undefined },
        copy: of.ok ? of.value.copy : undefined,
      },
      { book: kept.value.worktrees, places: desk.places(), nowMs: desk.beside.clock },
    )
    if (!made.ok) return err({ kind: 'not-made', message: made.error.message })
    place.folder = made.value.record.path
    place.remarks = [...record.remarks, ...made.value.remarks]
  }
  const print = isInWorktree ? undefined : await folderPrint(place.folder)
  const after = await desk.change(id, (now) => ({ ...now, ...place, folderPrint: print }))
  return after === undefined ? err({ kind: 'no-task', message: `There is no task ${id}.` }) : ok(after)
}

/** Where the log of its set-up command lies. */
export const setupLog = (dataDir: string, id: string): string => join(dataDir, 'tasks', id, 'setup.log')

/** Its project's set-up command, where it was not run there yet. */
export async function setUp(
  record: TaskRecord,
  signal: AbortSignal,
  desk: TaskDesk,
  workshop: Workshop,
): Promise<Result<TaskRecord, TaskProblem>> {
  const { id, isInWorktree, isSetUp, folder } = record
  const project = await workshop.projectOf(record.project)
  const command = project.ok ? project.value.setup : undefined
  if (!isInWorktree || isSetUp === true || command === undefined || folder === undefined) return ok(record)
  const kept = await desk.books()
  if (!kept.ok) return kept
  // Of the files as they are where it will run.
  const { hash } = await hashSetup(command, folder)
  if ((await kept.value.workshop.trusted(record.project)) !== hash)
    return err({
      kind: 'untrusted',
      message: `A file that the set-up command of ${record.project} names is another one at ${record.base ?? 'its base'} than in the project: ${command}. It was not run.`,
      next: `tce project trust ${record.project}, with that state checked out, then tce task restart ${record.name}`,
    })
  await desk.change(id, (now) => ({ ...now, step: 'setup', makerPid: process.pid }))
  const argv = await fencedCommand({ project: record.project, folder }, command, desk, workshop)
  if (!argv.ok) return argv
  const log = setupLog(desk.parts.dataDir, id)
  // Whoever comes after this program ends it.
  const noteSetup = async (pid: number) => {
    const start = await desk.parts.startOf(pid)
    if (start !== undefined)
      await desk.change(id, (now) => (now.step === 'setup' ? { ...now, setup: { pid, start } } : now))
  }
  const why = await runSetup({
    command,
    argv: argv.value,
    cwd: folder,
    env: await desk.parts.agentEnv(),
    log,
    patienceMs: setupPatienceMs,
    signal,
    onStart: (pid) => void noteSetup(pid),
  })
  await desk.change(id, (now) => ({ ...now, setup: undefined }))
  if (why !== undefined)
    return err({ kind: 'not-made', message: `The set-up command did not end well: ${why}. All that it wrote: ${log}` })
  const after = await desk.change(id, (now) => ({ ...now, isSetUp: true }))
  return after === undefined ? err({ kind: 'no-task', message: `There is no task ${id}.` }) : ok(after)
}
