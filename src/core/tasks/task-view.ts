/** What is shown beside a task's terminal, as everybody speaks of it: `GET /api/tasks/{id}/git/status`, `files`, `links`, `conversations`. */

/** Against the commit that it began at; of a task without a worktree what is not committed. */
export interface TaskGitStatus {
  /** That is checked out; absent: none is, or git does not tell. */
  readonly branch?: string | undefined
  /** By path. At most 2,000. */
  readonly files: readonly TaskFileChange[]
  /** There are more than are named. */
  readonly moreFiles: number
  /** Absent: it has no worktree of its own. */
  readonly base?: TaskBase | undefined
}

export interface TaskFileChange {
  readonly path: string
  readonly kind: 'added' | 'modified' | 'deleted' | 'conflicted'
  /** Absent of a file that git does not read as text, or does not know yet. */
  readonly addedLines?: number | undefined
  readonly removedLines?: number | undefined
  readonly isCommitted: boolean
}

export interface TaskBase {
  /** As asked for: main, origin/main, a commit. */
  readonly name: string
  /** Commits since. */
  readonly ahead: number
  /** Of those, how many no remote has; absent: it has no remote, or git does not tell. */
  readonly notPushed?: number | undefined
  /** The newest first, at most 20. */
  readonly commits: readonly TaskCommit[]
  /** Commits of the base that it does not have; absent: the base is no branch any more. */
  readonly behind?: number | undefined
  /** Tried in memory; absent: not tried, or git can't. */
  readonly mergesCleanly?: boolean | undefined
}

export interface TaskCommit {
  /** Its first nine digits. */
  readonly id: string
  readonly title: string
  readonly at: string
}

/** One folder of the task's. */
export interface TaskFiles {
  /** Below the task's folder, with `/`; empty: that itself. */
  readonly dir: string
  /** Folders first, then by name. At most 1,000; `.git` is left out. */
  readonly entries: readonly TaskFile[]
  readonly moreEntries: number
}

export interface TaskFile {
  readonly name: string
  /** A link is shown and never followed. */
  readonly kind: 'folder' | 'file' | 'link' | 'other'
  readonly sizeBytes?: number | undefined
}

/** Addresses in what it was asked, on its screen and the rows above, and in its result; http and https alone. */
export interface TaskLinks {
  /** The newest first, each once. At most 200. */
  readonly links: readonly TaskLink[]
}

export interface TaskLink {
  /** Where it really leads. */
  readonly url: string
  readonly host: string
  /** Words behind which it stood, where those were others. */
  readonly words?: string | undefined
  readonly from: 'screen' | 'prompt' | 'result'
}

/** Sessions of its agent in its folder, by which it can be taken up again: `POST /api/tasks/{id}/resume`. */
export interface TaskConversations {
  /** What was active last first. */
  readonly conversations: readonly TaskConversation[]
}

export interface TaskConversation {
  readonly sessionId: string
  readonly title?: string | undefined
  readonly startedAt?: string | undefined
  readonly lastActiveAt?: string | undefined
  readonly prompts?: number | undefined
  /** The one that the task would go on with by itself. */
  readonly isCurrent: boolean
}
