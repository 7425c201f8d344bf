/** A merge that was broken off is taken back or finished, when TCE begins. */
import type { Actor } from '../../../core/audit/audit.ts'
import type { TaskRecord } from '../../../core/tasks/task-record.ts'
import { safeGit } from '../../../storage/git.ts'
import { moveBack, removeTrialFolder, standsAt } from '../../../worktrees/merge-into.ts'
import { whileAlone } from '../../../worktrees/repository-lock.ts'
import { finish, giveUp, notMade, short } from './merge-notes.ts'
import type { TaskDesk } from './task-desk.ts'

/** One that was broken off: taken back where its tests had not ended, finished where nothing was left to do. */
export async function settleMerge(record: TaskRecord, desk: TaskDesk): Promise<void> {
  const { merging, id, name } = record
  const kept = await desk.books()
  const worktree = kept.ok ? await kept.value.worktrees.get(id) : undefined
  if (merging === undefined) return
  if (worktree === undefined) {
    await desk.change(id, (now) => ({ ...now, merging: undefined }))
    return
  }
  const { result, path, branch, hasTests, isTrusted } = merging
  const me: Actor = { kind: 'own-user', name: 'tce' }
  await whileAlone(worktree.commonDir, () => removeTrialFolder(worktree.projectDir, id, desk.places()))
  const git = safeGit(worktree.projectDir)
  const has = result !== undefined && (await git(['merge-base', '--is-ancestor', result, `refs/heads/${branch}`])).ok
  if (result === undefined || !has) {
    await giveUp(record, notMade(name, 'TCE ended while it was at it; nothing of it was left to take back'), me, desk)
    return
  }
  // Where it is checked out nowhere its ref moves last, after its tests.
  if (path !== undefined && hasTests) {
    const stuck = (await standsAt(path, branch, result))
      ? await whileAlone(worktree.commonDir, () =>
          moveBack(path, { branch, before: merging.before, result }, isTrusted),
        )
      : `${branch} has moved on since`
    if (stuck === undefined) {
      await giveUp(
        record,
        notMade(
          name,
          `TCE ended while its tests ran; the merge is undone, ${branch} stands at ${short(merging.before)} as before`,
        ),
        me,
        desk,
      )
      return
    }
    await desk.change(id, (now) => ({
      ...now,
      remarks: [
        ...now.remarks,
        `Merged into ${branch} as ${short(result)}; its tests never ended, and the merge could not be undone: ${stuck}.`,
      ],
    }))
  }
  await finish(record, merging, {}, me, desk)
}
