/** Pull requests of tasks: opened after its user saw what is pushed, and looked after in one question for all. */
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { titleOf } from '../../../core/tasks/merge-words.ts'
import { type BranchOfRepository, branchKey } from '../../../core/tasks/pr-query.ts'
import type { PullRequestRecord, TaskRecord } from '../../../core/tasks/task-record.ts'
import type { PullRequestDone, PullRequestLook, PullRequestOrder } from '../../../core/tasks/task-work.ts'
import type { WorktreeRecord } from '../../../core/worktrees/worktree.ts'
import { linesOf, partsOf, safeGit } from '../../../storage/git.ts'
import { digestOf } from '../../../storage/hashed.ts'
import { openFiles } from '../../../worktrees/open-files.ts'
import { commitOf } from '../../../worktrees/repository.ts'
import type { TaskProblem } from '../../tasks.ts'
import { hasChanged } from './commit-task.ts'
import { addressOfRemote, freshMs, keepPr, type Remote, repositoryOf } from './known-pr.ts'
import { type TaskDesk, taskWithWorktree } from './task-desk.ts'
import { prOf, taskOfRecord } from './task-shape.ts'

type Done<T> = Promise<Result<T, TaskProblem>>

interface Looked {
  readonly record: TaskRecord
  readonly worktree: WorktreeRecord
  readonly remote?: Remote | undefined
  readonly head: string
  readonly look: PullRequestLook
}

export async function lookAtPullRequest(id: string, desk: TaskDesk): Done<Looked> {
  const found = await taskWithWorktree(desk, id)
  if (!found.ok) return found
  const { worktree } = found.value
  let { record } = found.value
  if (worktree?.state !== 'ready' || worktree.branch === undefined)
    return err({ kind: 'not-now', message: `${record.name} has no worktree on a branch of its own.` })
  const { gh } = desk.parts
  const git = safeGit(worktree.path)
  const { branch } = worktree
  const [remote, head, open, listed] = await Promise.all([
    addressOfRemote(git),
    commitOf(git, 'HEAD'),
    openFiles(git),
    git(['log', '-z', '--max-count=50', '--format=%h%x1f%s', `${worktree.base.commit}..HEAD`]),
  ])
  if (head === undefined || open === undefined || !listed.ok)
    return err({ kind: 'not-made', message: `git does not tell what is in ${worktree.path}.` })
  const repository = repositoryOf(remote, gh)
  const base = worktree.base.name
    .replace(/^refs\/(?:heads|remotes)\//, '')
    .replace(new RegExp(`^${remote?.name ?? 'origin'}/`), '')
  const obstacles: string[] = []
  if (remote === undefined) obstacles.push('the repository has no remote that it could be pushed to')
  else if (repository === undefined) obstacles.push(`${remote.address} is not at GitHub, and gh knows no other forge`)
  const noGh = gh.whyNot()
  if (noGh !== undefined) obstacles.push(`${noGh}: install it (https://cli.github.com), then gh auth login`)
  else if (repository !== undefined) {
    const told = await gh.pullRequests([{ repository, branch }])
    if (told.ok) record = (await keepPr(id, told.value.get(branchKey({ repository, branch })), desk)) ?? record
    else obstacles.push(`GitHub could not be asked: ${told.error}`)
  }
  const { pr } = record
  if (pr !== undefined && (pr.state === 'open' || pr.state === 'draft'))
    obstacles.push(`there is one already: ${pr.url}`)
  const commits = partsOf(listed.value).map((row) => {
    const [commit = '', title = ''] = row.split('\u001f')
    return { id: commit, title }
  })
  if (commits.length === 0) obstacles.push(`it has no commit that ${base} has not`)
  const pushed = remote && (await commitOf(git, `refs/remotes/${remote.name}/${branch}`))
  const count = remote && (await git(['rev-list', '--count', 'HEAD', '--not', `--remotes=${remote.name}`]))
  const push =
    remote === undefined || pushed === head
      ? undefined
      : {
          remote: remote.name,
          commit: head.slice(0, 7),
          count: count?.ok === true ? Number(count.value.trim()) : commits.length,
        }
  const only = commits.length === 1 ? commits[0]?.title : undefined
  return ok({
    ...{ record, worktree, remote, head },
    look: {
      task: taskOfRecord(record, worktree),
      existing: pr && prOf(pr),
      ...{ repository, branch, base, commits, push, obstacles, uncommitted: open.files.length },
      title: only ?? titleOf(record),
      body:
        record.result ??
        commits
          .map(({ title }) => `* ${title}`)
          .toReversed()
          .join('\n'),
      confirm: digestOf([head, branch, base, repository, remote, push, obstacles]),
    },
  })
}

const [mostTitle, mostBody] = [256, 60_000]

export async function openPullRequest(
  id: string,
  order: PullRequestOrder,
  actor: Actor,
  desk: TaskDesk,
): Done<PullRequestDone> {
  const { confirm, title, body, isDraft = false } = order
  if (
    title.trim() === '' ||
    title.length > mostTitle ||
    /[\0\n]/.test(title) ||
    body.length > mostBody ||
    body.includes('\0')
  )
    return err({
      kind: 'bad-request',
      message: `A pull request has a title of one line, at most ${mostTitle} characters, and a text of at most ${mostBody}.`,
    })
  return desk.alone(id, async () => {
    const looked = await lookAtPullRequest(id, desk)
    if (!looked.ok) return looked
    const { record, worktree, remote, head, look } = looked.value
    const { repository, branch, base, push } = look
    const fail = async (problem: TaskProblem): Done<never> => {
      await desk.beside.log.record({
        action: 'task.pr',
        actor,
        subject: record.name,
        outcome: 'failed',
        message: problem.message,
      })
      return err(problem)
    }
    if (
      look.obstacles.length > 0 ||
      remote === undefined ||
      repository === undefined ||
      branch === undefined ||
      base === undefined
    )
      return fail({
        kind: desk.parts.gh.whyNot() === undefined ? 'obstacles' : 'out-of-reach',
        message: `No pull request was opened: ${look.obstacles.join('; ')}.`,
      })
    if (confirm !== look.confirm) return fail(hasChanged(record.name, `tce task pr ${record.name} --create`))
    if (push !== undefined) {
      const pushed = await safeGit(worktree.path)(
        [
          ...[
            'push',
            '--quiet',
            '--no-verify',
            '--no-follow-tags',
            '--recurse-submodules=no',
            '--receive-pack=git-receive-pack',
          ],
          ...[remote.name, `${head}:refs/heads/${branch}`],
        ],
        { patienceMs: 300_000 },
      )
      if (!pushed.ok)
        return fail({
          kind: 'out-of-reach',
          message: `${branch} could not be pushed to ${remote.address}: ${linesOf(pushed.error.message).slice(-1)[0] ?? ''}`,
        })
    }
    const made = await desk.parts.gh.create({
      dir: worktree.path,
      repository,
      branch,
      base,
      title: title.trim(),
      body,
      isDraft,
    })
    if (!made.ok)
      return fail({
        kind: 'out-of-reach',
        message: `${push === undefined ? '' : `${branch} is pushed, and `}GitHub made no pull request of it: ${made.error}`,
        next: `gh pr create --repo ${repository} --head ${branch} --base ${base}`,
      })
    const pr: PullRequestRecord = {
      ...{ url: made.value, number: Number(/\d+$/.exec(made.value)?.[0]), state: isDraft ? 'draft' : 'open' },
      lookedAtMs: desk.beside.clock(),
    }
    const after = await desk.change(id, (now) => ({ ...now, pr }))
    await desk.beside.log.record({
      ...{ action: 'task.pr', actor, subject: record.name, outcome: 'done' },
      message: `${record.name}: ${push === undefined ? '' : `${branch} pushed to ${remote.address}, `}${made.value}`,
    })
    return ok({ task: taskOfRecord(after ?? record, worktree), pr: prOf(pr), hasPushed: push !== undefined })
  })
}

const [dormantMs, activeMs] = [600_000, 86_400_000]

export interface PullRequestWatch {
  /** Asks GitHub if anybody's is old enough: all in one question. Never more often than each minute. */
  look(): Promise<void>
}

export function watchPullRequests(desk: TaskDesk): PullRequestWatch {
  const asked = new Map<string, number>()
  const repositories = new Map<string, string | undefined>()
  let lastMs = Number.NEGATIVE_INFINITY

  async function due(nowMs: number): Promise<readonly (BranchOfRepository & { readonly id: string })[]> {
    const kept = await desk.books()
    if (!kept.ok) return []
    const [records, worktrees] = await Promise.all([kept.value.tasks.all(), kept.value.worktrees.all()])
    const branches = new Map(worktrees.filter(({ state }) => state === 'ready').map((one) => [one.id, one]))
    const found: (BranchOfRepository & { readonly id: string })[] = []
    for (const { id, pr, state, isArchived, sinceMs } of records) {
      const worktree = branches.get(id)
      // Merged and closed ones stay so.
      if (worktree?.branch === undefined || pr?.state === 'merged' || pr?.state === 'closed') continue
      const isDormant = isArchived || state === 'complete' || nowMs - sinceMs > activeMs
      if (nowMs - (asked.get(id) ?? 0) < (isDormant ? dormantMs : freshMs)) continue
      if (!repositories.has(worktree.commonDir))
        repositories.set(worktree.commonDir, repositoryOf(await addressOfRemote(safeGit(worktree.path)), desk.parts.gh))
      const repository = repositories.get(worktree.commonDir)
      if (repository !== undefined) found.push({ id, repository, branch: worktree.branch })
    }
    return found.slice(0, 100)
  }

  return {
    async look() {
      const nowMs = desk.beside.clock()
      if (nowMs - lastMs < freshMs || desk.parts.gh.whyNot() !== undefined) return
      lastMs = nowMs
      const wanted = await due(nowMs)
      if (wanted.length === 0) return
      for (const { id } of wanted) asked.set(id, nowMs)
      const told = await desk.parts.gh.pullRequests(wanted)
      if (!told.ok) return
      const kept = await desk.books()
      for (const one of wanted) {
        const pr = told.value.get(branchKey(one))
        const before = kept.ok ? (await kept.value.tasks.get(one.id))?.pr : undefined
        const isNews =
          pr !== undefined &&
          JSON.stringify([pr.url, pr.state, pr.checks, pr.headCommit]) !==
            JSON.stringify([before?.url, before?.state, before?.checks, before?.headCommit])
        if (isNews) await keepPr(one.id, pr, desk)
      }
    },
  }
}
