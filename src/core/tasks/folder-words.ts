/** From what a task's folder, which is gone, can be made again. */
import { plainText } from '../words/text.ts'
import type { RemakeSource } from '../worktrees/remake-source.ts'

/** "tce/refunds, at 1a2b3c4, with what was staged" */
export function folderSourceInWords({
  branch,
  commit,
  from,
  hasIndex,
}: Pick<RemakeSource, 'branch' | 'commit' | 'from' | 'hasIndex'>): string {
  const at = commit.slice(0, 7)
  return from === 'copy'
    ? `the last copy that was made of it, at ${at}, with what was in no commit then`
    : `${plainText(branch ?? 'where it stood')}, at ${at}${hasIndex ? ', with what was staged' : ''}`
}
