/** Changed files as a look at them found them: what is told, and what the rest of the review needs beside it. */
import type { ChangedFile, ReviewCommit, ReviewScope } from '../../core/review/review.ts'
import type { FileThere } from './file-bytes.ts'

/** What the rest of the review needs of a file beside what is told of it. */
export interface LookedFile extends Omit<ChangedFile, 'isViewed'> {
  /** Bytes, each a character. */
  readonly name: string
  readonly wasName?: string | undefined
  /** Blobs; of what is after undefined where it lies in the folder alone. */
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly isUntracked: boolean
  readonly there?: FileThere | undefined
  /** What its user saw of it last: `unviewed` begins there. */
  readonly since?: string | undefined
  readonly isViewed: boolean
}

export interface Sides {
  readonly from: string
  /** Undefined: the folder as it is. */
  readonly to?: string | undefined
}

export interface Looked {
  readonly of: ReviewScope
  readonly sides: Sides
  readonly files: readonly LookedFile[]
  readonly unlisted: number
  readonly uncommitted: number
  readonly commits: readonly ReviewCommit[]
  readonly commitCount: number
  readonly state: string
}

export type FoundFile = Omit<LookedFile, 'isViewed'>
