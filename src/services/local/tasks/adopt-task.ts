/** A session that somebody began elsewhere and that has ended goes on as a task: in a worktree at what it had checked out, or where it was. */
import { stat } from 'node:fs/promises'
import { sep } from 'node:path'
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import type { Backend } from '../../../core/tasks/backend.ts'
import type { AdoptSession, NewTask } from '../../../core/tasks/task.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import { plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { partsOf } from '../../../storage/git.ts'
import { folderPrint } from '../../../worktrees/folder-print.ts'
import { commitOf, type Repository, repositoryAt } from '../../../worktrees/repository.ts'
import type { TaskProblem } from '../../tasks.ts'
import { whyNotAdopted } from './adopted-session.ts'
import { planLaunch } from './launch.ts'
import { begin, checkNew, cleanName, runningCount, writeDown } from './make-task.ts'
import type { KnownSession } from './parts.ts'
import { whyOverBudget } from './task-cost.ts'
import type { TaskDesk } from './task-desk.ts'
import type { Workshop } from './workshop.ts'

type Done<T> = Promise<Result<T, TaskProblem>>

export async function adoptSession(
  how: AdoptSession,
  actor: Actor,
  desk: TaskDesk,
  workshop: Workshop,
): Done<TaskRecord> {
  const session = await desk.beside.sessions.find(how.session)
  if (session === undefined)
    return err({
      kind: 'no-session',
      message: `No session, or more than one, begins with “${plainText(how.session)}”.`,
      next: 'tce sessions',
    })
  const why = await whyNotAdopted(session, desk)
  if (why !== undefined) return err(why)
  const place = await placeOf(session, how, workshop)
  if (!place.ok) return place
  const { project, repository, cwd } = place.value
  const backend = await backendFor(session, how, project, workshop)
  if (!backend.ok) return backend
  const isInWorktree = how.isInWorktree ?? (repository !== undefined && desk.parts.resumesInWorktree(session.agent))
  const asked: NewTask = {
    ...{ project, backend: backend.value.name, isInWorktree, name: how.name ?? nameOf(session) },
    base: repository && isInWorktree ? (repository.branch ?? (await commitOf(repository.git, 'HEAD'))) : undefined,
  }
  const checked = await checkNew(asked, desk, workshop)
  if (!checked.ok) return checked
  const { draft } = checked.value
  const planned = await planLaunch({ ...draft, project }, { do: 'resume', session: session.id }, desk, workshop)
  if (!planned.ok) return planned
  const made = await writeDown(asked, checked.value, {}, desk)
  const remarks = isInWorktree ? await remarksOf(repository, cwd) : []
  const at = isInWorktree || cwd === undefined ? {} : { folder: cwd, folderPrint: await folderPrint(cwd) }
  const record =
    (await desk.change(made.id, (now) => ({ ...now, ...at, remarks, isAdopted: true, sessionId: session.id }))) ?? made
  const over = await whyOverBudget(record, session.id, desk.beside)
  if (over !== undefined) {
    const kept = await desk.books()
    if (kept.ok) await kept.value.tasks.forget(record.id)
    desk.tell()
    return err(over)
  }
  await desk.beside.log.record({
    action: 'task.create',
    actor,
    subject: record.name,
    outcome: 'done',
    message: `${record.name} (${record.id}) in ${record.project}: adopted session ${session.id}.`,
  })
  const { maxRunning } = desk.parts.settings()
  if (how.start !== 'now' && (await runningCount(desk)) >= maxRunning) {
    const reason = `When a place is free: ${maxRunning} run, and no more may.`
    return ok((await desk.change(record.id, (now) => ({ ...now, waitsForPlace: true, reason }))) ?? record)
  }
  return begin(record.id, actor, desk, workshop)
}

const mostName = 60
const nameOf = ({ name, title, id }: KnownSession): string =>
  cleanName((name ?? title ?? '').slice(0, mostName)) ?? `session ${id.slice(0, 8)}`

interface Place {
  readonly project: string
  readonly cwd?: string | undefined
  readonly repository?: Repository | undefined
}

/** Where it was, and the project that this is of: by its path, or as another worktree of the same repository. */
async function placeOf(session: KnownSession, how: AdoptSession, workshop: Workshop): Done<Place> {
  const cwd = session.cwd !== undefined && (await isFolder(session.cwd)) ? session.cwd : undefined
  const found = cwd === undefined ? undefined : await repositoryAt(cwd)
  const repository = found?.ok === true ? found.value : undefined
  if (how.project !== undefined) return ok({ project: how.project, cwd, repository })
  if (cwd === undefined)
    return err({
      kind: 'no-project',
      message: `The folder of that session is ${session.cwd === undefined ? 'not known' : `not there any more: ${plainText(session.cwd)}`}.`,
      next: 'name a project: --project <name>',
    })
  const { projects } = await workshop.projects()
  const holds = ({ path }: { readonly path: string }) => cwd === path || cwd.startsWith(path + sep)
  const byPath = projects.filter(holds).toSorted((a, b) => b.path.length - a.path.length)[0]
  if (byPath !== undefined) return ok({ project: byPath.name, cwd, repository })
  for (const { name, path, isRepository } of repository === undefined ? [] : projects) {
    const other = isRepository ? await repositoryAt(path) : undefined
    if (other?.ok === true && other.value.commonDir === repository?.commonDir)
      return ok({ project: name, cwd, repository })
  }
  return ok({ project: cwd, cwd, repository })
}

async function backendFor(
  session: KnownSession,
  how: AdoptSession,
  project: string,
  workshop: Workshop,
): Done<Backend> {
  const { backends } = await workshop.backends()
  const own = await workshop.projectOf(project)
  const fits = (one: Backend) => one.agent === session.agent && one.resume !== undefined
  const wanted = how.backend ?? (own.ok ? own.value.backend : undefined)
  const named = backends.find(({ name }) => name === wanted)
  if (how.backend !== undefined && (named === undefined || !fits(named)))
    return err({
      kind: named === undefined ? 'no-backend' : 'bad-request',
      message:
        named === undefined
          ? `There is no backend ${plainText(how.backend)}.`
          : `${named.name} can’t take up a session of ${session.agent}.`,
      next: 'tce backend',
    })
  const backend =
    named !== undefined && fits(named)
      ? named
      : (backends.filter(fits).find((one) => one.isDefault) ?? backends.find(fits))
  return backend === undefined
    ? err({ kind: 'no-backend', message: `No backend takes up a session of ${session.agent}.`, next: 'tce backend' })
    : ok(backend)
}

/** What it had changed and not committed stays where it was. */
async function remarksOf(repository: Repository | undefined, cwd: string | undefined): Promise<readonly string[]> {
  const told = await repository?.git(['status', '--porcelain', '-z', '--untracked-files=normal', '--no-renames'])
  const files = told?.ok === true ? partsOf(told.value).length : 0
  return files === 0
    ? []
    : [`${plural(files, 'file')} that ${files === 1 ? 'was' : 'were'} not committed in ${cwd} did not come along.`]
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true
