/** What happened to a task, as far as it is known, oldest first. Pure. */
import type { SeenTask } from '../../../core/tasks/task-board.ts'
import type { TaskCommit } from '../../../core/tasks/task-view.ts'

export interface TimelineEntry {
  readonly at: string
  readonly words: string
  /** It is its user's turn. */
  readonly isYou: boolean
}

export function timelineOf(task: SeenTask, commits: readonly TaskCommit[]): readonly TimelineEntry[] {
  const { createdAt, worktree, run, activity, activitySince, asks, waitingFor, state, since, reason } = task
  const entry = (at: string, words: string, isYou = false): TimelineEntry => ({ at, words, isYou })
  const happened = [
    entry(createdAt, worktree === undefined ? 'created' : `created from ${worktree.base}`),
    // The first one began with it.
    ...(run === undefined || isSoonAfter(createdAt, run.startedAt) ? [] : [entry(run.startedAt, 'its agent began')]),
    ...commits.map(({ id, title, at }) => entry(at, `commit ${id.slice(0, 7)} ${title}`)),
    ...(run?.exit === undefined ? [] : [entry(run.exit.at, run.exit.words)]),
    ...(state === 'complete' || state === 'failed' || state === 'broken'
      ? [entry(since, `${state === 'complete' ? 'done' : state}${reason === undefined ? '' : `: ${reason}`}`)]
      : []),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const isAsking = activity === 'waiting' && activitySince !== undefined
  return isAsking ? [...happened, entry(activitySince, `asks: ${asks ?? waitingFor ?? 'something'}`, true)] : happened
}

const isSoonAfter = (first: string, second: string): boolean => Date.parse(second) - Date.parse(first) < 120_000
