/** What is known of a task's pull request, and where that is asked. */
import { branchKey, forgeOf } from '../../../core/tasks/pr-query.ts'
import type { TaskPr } from '../../../core/tasks/task.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import type { WorktreeRecord } from '../../../core/worktrees/worktree.ts'
import { linesOf, type SafeGit, safeGit } from '../../../storage/git.ts'
import type { Gh } from '../../../tasks/gh.ts'
import type { TaskDesk } from './task-desk.ts'

/** Asked for no sooner again. */
export const freshMs = 60_000

export interface Remote {
  readonly name: string
  /** Where it pushes to. */
  readonly address: string
}

/** `origin`, else the only one. */
export async function addressOfRemote(git: SafeGit): Promise<Remote | undefined> {
  const told = await git(['remote'])
  const names = told.ok ? linesOf(told.value) : []
  const name = names.includes('origin') ? 'origin' : names.length === 1 ? names[0] : undefined
  const address = name === undefined ? undefined : await git(['remote', 'get-url', '--push', '--', name])
  return name === undefined || address?.ok !== true ? undefined : { name, address: linesOf(address.value)[0] ?? '' }
}

/** Undefined: it is not at GitHub. */
export function repositoryOf(remote: Remote | undefined, gh: Gh): string | undefined {
  const forge = forgeOf(remote?.address ?? '')
  if (forge === undefined) return undefined
  if (forge.host === 'github.com') return forge.repository
  return gh.hosts.includes(forge.host) ? forge.repository : undefined
}

export async function keepPr(id: string, pr: TaskPr | undefined, desk: TaskDesk): Promise<TaskRecord | undefined> {
  if (pr === undefined) return undefined
  const { url, number, state, checks, headCommit } = pr
  const lookedAtMs = desk.beside.clock()
  return desk.change(id, (now) => ({ ...now, pr: { url, number, state, checks, headCommit, lookedAtMs } }))
}

/** Of one that was open when it was looked at last: asked for again, unless that was just now. What GitHub does not tell stays as it was. */
export async function refreshedPr(record: TaskRecord, worktree: WorktreeRecord, desk: TaskDesk): Promise<TaskRecord> {
  const { pr, id } = record
  const { gh } = desk.parts
  if (pr === undefined || worktree.branch === undefined || gh.whyNot() !== undefined) return record
  if (pr.state === 'closed' || (pr.state === 'merged' && pr.headCommit !== undefined)) return record
  if (desk.beside.clock() - (pr.lookedAtMs ?? 0) < freshMs) return record
  const repository = repositoryOf(await addressOfRemote(safeGit(worktree.path)), gh)
  if (repository === undefined) return record
  const asked = { repository, branch: worktree.branch }
  const told = await gh.pullRequests([asked])
  return (told.ok ? await keepPr(id, told.value.get(branchKey(asked)), desk) : undefined) ?? record
}
