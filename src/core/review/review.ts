/**
 * What a task changed, as it is reviewed: `GET /api/tasks/{id}/git/diff`, `tce task diff --json` and the faces. Names of files are UTF-8;
 * bytes that are none stand as `\xE9`. What is not known is absent.
 */

/**
 * `all`: since its branch began. `uncommitted`: what is in no commit. `unviewed`: of each file what came since it was viewed. Else the id of a
 * commit: what that one changed.
 */
export type ReviewScope = string

export const fileChanges = ['added', 'changed', 'deleted', 'renamed', 'copied', 'retyped'] as const
export type FileChange = (typeof fileChanges)[number]

/** `submodule`: another repository, of which only the commit is told. `link`: a symbolic one, whose line is where it leads. */
export const fileForms = ['text', 'binary', 'image', 'link', 'submodule'] as const
export type FileForm = (typeof fileForms)[number]

/** Why it is folded: a lock file, one that `.gitattributes` names as generated, more lines than anybody reads, or more than 1 MB. */
export const foldReasons = ['lock', 'generated', 'long', 'large'] as const
export type FoldReason = (typeof foldReasons)[number]

export interface ChangedFile {
  readonly path: string
  /** What it was called. */
  readonly was?: string | undefined
  readonly change: FileChange
  readonly form: FileForm
  readonly folded?: FoldReason | undefined
  /** Absent where lines are none, or too many to count. */
  readonly addedLines?: number | undefined
  readonly removedLines?: number | undefined
  /** Of what has no lines. */
  readonly bytesBefore?: number | undefined
  readonly bytesAfter?: number | undefined
  /** As git writes them, 100644 and 100755, where they differ. */
  readonly modeBefore?: string | undefined
  readonly modeAfter?: string | undefined
  readonly isUncommitted: boolean
  /** Its merge has conflicts that nobody solved. */
  readonly isConflicted: boolean
  /** Of what is there now: another one, and it has changed. */
  readonly version: string
  /** Its user has seen this very state. */
  readonly isViewed: boolean
}

export interface ReviewCommit {
  readonly id: string
  readonly title: string
  readonly at: string
  /** More than one: what it changed is told against the first. */
  readonly parents: number
}

export interface ReviewBase {
  /** As asked for when the task was made: main; or HEAD, where it has no branch of its own. */
  readonly name: string
  /** Absent: there is no commit yet. */
  readonly commit?: string | undefined
}

export interface ReviewedChanges {
  readonly taskId: string
  readonly of: ReviewScope
  readonly base: ReviewBase
  /** Absent: HEAD is detached. */
  readonly branch?: string | undefined
  /** In the order in which they are read. */
  readonly files: readonly ChangedFile[]
  readonly addedLines: number
  readonly removedLines: number
  /** More files that git does not know are there than are listed. */
  readonly unlisted?: number | undefined
  /** Since its branch began, newest first: the newest 200. */
  readonly commits: readonly ReviewCommit[]
  readonly commitCount: number
  /** Files of which something is in no commit. */
  readonly uncommitted: number
  readonly viewed: number
  /** Another one, and some file has changed. */
  readonly state: string
  readonly lookedAt: string
  readonly tookMs: number
}

/** The same without what takes long: to know whether something has changed. */
export interface ReviewState {
  readonly state: string
  readonly files: readonly { readonly path: string; readonly version: string }[]
}

export interface DiffRow {
  readonly kind: 'same' | 'add' | 'del'
  /** Without its end. */
  readonly text: string
  /** Its number in the file before, and after, from 1. */
  readonly before?: number | undefined
  readonly after?: number | undefined
  /** Its end is CR LF. */
  readonly isCrlf?: true | undefined
  /** It is the last one, and does not end. */
  readonly isUnended?: true | undefined
  /** So many characters of it are left out. */
  readonly cutChars?: number | undefined
}

export interface DiffHunk {
  /** What git says of where it is: `export class KeyStore`. */
  readonly head: string
  readonly before: { readonly from: number; readonly lines: number }
  readonly after: { readonly from: number; readonly lines: number }
  readonly rows: readonly DiffRow[]
}

export interface FileDiff {
  readonly path: string
  readonly version: string
  readonly hunks: readonly DiffHunk[]
  /** More rows than were asked for. */
  readonly rowsLeft?: number | undefined
  /** Some of it is no UTF-8, and is shown as if it were. */
  readonly isOtherText?: true | undefined
  /** It is larger than what is read for this. */
  readonly isTooLarge?: true | undefined
  /** Of a lock file: which packages are others, by name. Absent where its form is not known, or it is too large. */
  readonly packages?: readonly PackageChange[] | undefined
}

/** `replaced`: versions that can't be compared, as of two commits. */
export const packageChangeKinds = ['raised', 'lowered', 'replaced', 'new', 'gone'] as const
export type PackageChangeKind = (typeof packageChangeKinds)[number]

export interface PackageChange {
  readonly name: string
  readonly change: PackageChangeKind
  /** Its version. */
  readonly before?: string | undefined
  readonly after?: string | undefined
}

/** A remark of its user's on lines of one side of a file, or on the whole of it. */
export interface ReviewComment {
  /** `c12`: never given twice. */
  readonly id: string
  readonly path: string
  readonly side: 'before' | 'after'
  /** Absent: the whole file. The last one where it is one. */
  readonly line?: number | undefined
  readonly endLine?: number | undefined
  /** Those lines as they were when it was written. */
  readonly quote: readonly string[]
  readonly text: string
  readonly createdAt: string
  /** Absent: not yet. */
  readonly sentAt?: string | undefined
  readonly promptId?: string | undefined
  /** The lines are others by now. */
  readonly isStale: boolean
  /** Where they stand now. Absent: nowhere. */
  readonly lineNow?: number | undefined
}

export interface ReviewComments {
  readonly comments: readonly ReviewComment[]
  /** Of those that were not sent; absent: there are none. */
  readonly prompt?: string | undefined
}

export interface NewComment {
  readonly path: string
  /** @default after */
  readonly side?: 'before' | 'after' | undefined
  readonly line?: number | undefined
  readonly endLine?: number | undefined
  readonly text: string
}
