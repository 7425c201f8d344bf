/**
 * What is done with a task's work, as everybody speaks of it: committed, merged into the branch that it began at, given out as a pull request.
 * Each is looked at first; whoever confirms sends `confirm` along, and other facts do nothing.
 */
import type { Task, TaskMerged, TaskPr } from './task.ts'

/** A program that would run, and that its user has to have seen: by its text, and the files that it is. */
export interface AskedProgram {
  /** `hook`: of the repository. `config`: a program that its own config names. `tests`: of the project. */
  readonly kind: 'hook' | 'config' | 'tests'
  /** "pre-commit", "filter.crypt.clean", "npm test" */
  readonly name: string
  /** What would be run, as it stands there. */
  readonly command?: string | undefined
  /** Files of the repository that it is, or that its words name. */
  readonly files: readonly string[]
  readonly hash: string
  readonly isTrusted: boolean
  /** It was trusted before, and is another one now. */
  readonly hasChanged: boolean
}

/** Hashes of programs that its user says yes to now; `without`: what the repository names is left out, where that can be. */
export interface ProgramWord {
  readonly trust?: readonly string[] | undefined
  readonly without?: boolean | undefined
}

export interface OpenFile {
  readonly path: string
  readonly state: 'changed' | 'untracked' | 'conflicted'
  readonly isStaged: boolean
}

export interface OpenFiles {
  readonly count: number
  /** The first few. */
  readonly names: readonly string[]
  /** Of files that git knows. */
  readonly addedLines: number
  readonly removedLines: number
}

export interface CommitLook {
  readonly task: Task
  readonly branch?: string | undefined
  readonly files: readonly OpenFile[]
  readonly addedLines: number
  readonly removedLines: number
  /** What it would be called, unless its user has better words. */
  readonly message: string
  readonly programs: readonly AskedProgram[]
  /** Why nothing can be committed, in words; empty: nothing is in the way. */
  readonly obstacles: readonly string[]
  readonly confirm: string
}

export interface CommitOrder extends ProgramWord {
  readonly confirm: string
  readonly message?: string | undefined
  /** Paths of the look; absent: all. */
  readonly files?: readonly string[] | undefined
}

export interface CommitDone {
  readonly task: Task
  /** Its short id. */
  readonly commit: string
  readonly files: number
  /** So many are still not committed. */
  readonly left: number
}

/** One commit of all; a merge commit; the commits one by one, after those of the base. */
export type MergeWay = TaskMerged['how']
export const mergeWays = ['squash', 'merge', 'rebase'] as const satisfies readonly MergeWay[]

export interface MergeConflict {
  readonly path: string
  /** Who changed it last on the other side; absent: nobody did by a commit of its own. */
  readonly theirs?: { readonly commit: string; readonly author: string; readonly at: string } | undefined
  /** Where they differ: the lines of the branch that takes it, and the task's. Absent: it is no text, or too much. */
  readonly places?: readonly ConflictPlace[] | undefined
}

export interface ConflictPlace {
  readonly theirs: readonly string[]
  readonly task: readonly string[]
}

export interface MergeInto {
  /** The branch here that takes it. */
  readonly branch: string
  readonly commit: string
  /** Where it is checked out; absent: nowhere, so that the merge is made in a folder of TCE's own. */
  readonly path?: string | undefined
  /** It stands behind what the task began at: so many commits of its remote come along first. */
  readonly catchesUp: number
}

export interface MergeLook {
  readonly task: Task
  readonly how: MergeWay
  /** Absent: there is no branch that it could go into, or nobody can tell. */
  readonly into?: MergeInto | undefined
  /** Commits of the task, without that of its open files, and of the other side since the two parted. */
  readonly ahead?: number | undefined
  readonly behind?: number | undefined
  /** Of the task's, those that are on no remote. */
  readonly notPushed?: number | undefined
  /** Newest first, the first few. */
  readonly commits: readonly { readonly id: string; readonly title: string }[]
  readonly open: OpenFiles
  /** Of the commit of the open files, and of a squash or merge commit. */
  readonly message: string
  /** Tried in memory, with the open files. Absent: it could not be tried. */
  readonly conflicts?: readonly MergeConflict[] | undefined
  readonly test?: AskedProgram | undefined
  readonly programs: readonly AskedProgram[]
  /** What happens, in order, each a sentence without its full stop. */
  readonly steps: readonly string[]
  readonly obstacles: readonly string[]
  readonly confirm: string
}

export interface MergeOrder extends ProgramWord {
  readonly confirm: string
  readonly how: MergeWay
  readonly message?: string | undefined
}

export interface TestSumOf {
  readonly passed: number
  readonly failed: number
}

export interface MergeDone {
  readonly task: Task
  /** The short id of what the branch stands at now. */
  readonly commit: string
  readonly into: string
  /** Absent: there were none, or their sum is not known. */
  readonly tests?: TestSumOf | undefined
  readonly hasTested: boolean
}

export interface PullRequestLook {
  readonly task: Task
  /** There is one already. */
  readonly existing?: TaskPr | undefined
  /** `owner/name` */
  readonly repository?: string | undefined
  readonly branch?: string | undefined
  readonly base?: string | undefined
  readonly title: string
  readonly body: string
  /** What is pushed: this branch at this commit. Absent: the remote has it. */
  readonly push?: { readonly remote: string; readonly commit: string; readonly count: number } | undefined
  readonly commits: readonly { readonly id: string; readonly title: string }[]
  /** Files that would not be in it. */
  readonly uncommitted: number
  readonly obstacles: readonly string[]
  readonly confirm: string
}

export interface PullRequestOrder {
  readonly confirm: string
  readonly title: string
  readonly body: string
  readonly isDraft?: boolean | undefined
}

export interface PullRequestDone {
  readonly task: Task
  readonly pr: TaskPr
  readonly hasPushed: boolean
}

export const openables = ['repo', 'pr', 'editor', 'terminal', 'folder', 'file'] as const
export type Openable = (typeof openables)[number]
export const isOpenable = (text: string): text is Openable => (openables as readonly string[]).includes(text)

export interface TaskOpened {
  readonly what: Openable
  /** The address or path that was handed over, and to which program. */
  readonly target: string
  readonly by: string
}
