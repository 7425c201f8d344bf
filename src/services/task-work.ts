/** What is done with a task's work: a commit, a merge into the branch that it began at, a pull request, a look at it in another program. */
import type { Actor } from '../core/audit/audit.ts'
import type { Task } from '../core/tasks/task.ts'
import type {
  CommitDone,
  CommitLook,
  CommitOrder,
  MergeDone,
  MergeLook,
  MergeOrder,
  MergeWay,
  Openable,
  PullRequestDone,
  PullRequestLook,
  PullRequestOrder,
  TaskOpened,
} from '../core/tasks/task-work.ts'
import type { Outcome } from './tasks.ts'

export interface TaskWorkService {
  /** What of it is in no commit yet. */
  commitLook(id: string): Outcome<CommitLook>
  commit(id: string, order: CommitOrder, actor: Actor): Outcome<CommitDone>
  /** What would come of a merge, tried in memory now. */
  mergeLook(id: string, how: MergeWay): Outcome<MergeLook>
  /** Merged and tested when this resolves, or as it was before. Nothing is ever pushed. */
  merge(id: string, order: MergeOrder, actor: Actor): Outcome<MergeDone>
  /** Of a merge that is being made: its tests end, and it is undone when this resolves. `not-now`: there is none, or it was over before. */
  stopMerge(id: string, actor: Actor): Outcome<Task>
  pullRequestLook(id: string): Outcome<PullRequestLook>
  /** Pushes its branch, if the remote has not got it, and makes a pull request of it. */
  openPullRequest(id: string, order: PullRequestOrder, actor: Actor): Outcome<PullRequestDone>
  /** On the computer that TCE runs on. */
  open(
    id: string,
    asked: { readonly what: Openable; readonly path?: string | undefined },
    actor: Actor,
  ): Outcome<TaskOpened>
}
