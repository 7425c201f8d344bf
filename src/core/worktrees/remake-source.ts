/** From what a worktree whose folder is gone can be made again. Whoever confirms sends `confirm` along. */
export interface RemakeSource {
  readonly path: string
  readonly branch?: string | undefined
  /** Where it will stand. */
  readonly commit: string
  /** `branch`: as it stands; `copy`: as it stood when the last copy was made, with what was in no commit then; `head`: as git has its entry. */
  readonly from: 'branch' | 'copy' | 'head'
  /** What was staged is there still. */
  readonly hasIndex: boolean
  /** The same as long as all of this is. */
  readonly confirm: string
}
