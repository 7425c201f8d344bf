/** The dialog that is open, of those in which a task's work is committed, merged or given out. */
import '../styles/task-work.css'
import { CommitDialog } from './commit-dialog.tsx'
import { MergeDialog } from './merge-dialog.tsx'
import { PullRequestDialog } from './pr-dialog.tsx'
import { askForWork, workWish } from './work-open.ts'

const dialogs = { commit: CommitDialog, merge: MergeDialog, pr: PullRequestDialog }

export default function WorkDialogs() {
  const wish = workWish.value
  if (wish === undefined) return null
  const Open = dialogs[wish.what]
  return <Open key={wish.id} id={wish.id} name={wish.name ?? 'the task'} onClose={() => askForWork(undefined)} />
}
