/** A folder of a repository of its own, made by TCE for one task. */

export interface WorktreeRecord {
  /** What its lock, its rescue ref and its place in the trash are called by. */
  readonly id: string
  /** The repository, as its user named it: where it was made from. */
  readonly projectDir: string
  /** What all worktrees of the repository share: its `.git`. */
  readonly commonDir: string
  readonly path: string
  /** The root that it was made below, by its real path, and the trash beside that: settings may name another by now. Absent: those of now. */
  readonly places?: WorktreePlaces | undefined
  /** Undefined: its HEAD is detached. */
  readonly branch?: string | undefined
  /** The branch was there before: it stays when the worktree goes. */
  readonly isBranchAdopted?: boolean | undefined
  readonly base: WorktreeBase
  /** creating and removing: begun, and if nobody is at it, broken off. broken: neither could be finished nor taken back. */
  readonly state: 'creating' | 'ready' | 'removing' | 'removed' | 'broken'
  readonly madeAtMs: number
  /** Files that came with it and that git ignores: what is as it came exists elsewhere. */
  readonly copied?: readonly CopiedFile[] | undefined
  readonly removed?: RemovedWorktree | undefined
  /** What could not be done, in a sentence. */
  readonly problem?: string | undefined
}

export interface WorktreePlaces {
  /** Worktrees lie below it, and nothing outside is ever removed. */
  readonly root: string
  /** On the same file system: what goes is renamed into it. */
  readonly trash: string
}

/** Where a worktree lies, and where it goes. */
export const placesOf = ({ places }: Pick<WorktreeRecord, 'places'>, now: WorktreePlaces): WorktreePlaces =>
  places ?? now

export interface CopiedFile {
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
}

export interface WorktreeBase {
  /** As asked for: main, origin/main, a commit. */
  readonly name: string
  readonly commit: string
  /** When it was fetched last; undefined: it is of this machine alone, or nobody knows. */
  readonly fetchedAtMs?: number | undefined
  /** Why it could not be fetched now, in words. */
  readonly fetchProblem?: string | undefined
}

export interface RemovedWorktree {
  readonly atMs: number
  /** Its folder as it was. Undefined: no copy was wanted. */
  readonly trashDir?: string | undefined
  /** A commit with all that was not committed. */
  readonly rescueRef?: string | undefined
  /** Where its branch, or its detached HEAD, stood. */
  readonly tip: string
  readonly isBranchDeleted: boolean
}

export const lockReason = (id: string): string => `tce:${id}`
export const rescueRefOf = (id: string): string => `refs/tce/rescue/${id}`
/** Keeps its commits while the copy does. */
export const tipRefOf = (id: string): string => `refs/tce/tip/${id}`
export const fetchRefOf = (id: string): string => `refs/tce/base/${id}`
