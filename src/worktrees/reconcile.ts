/** After a start: what the last run began and did not finish is taken back, or finished; what does not fit together is said. */
import { existsSync } from 'node:fs'
import { lockReason, type WorktreeRecord } from '../core/worktrees/worktree.ts'
import { type CreateTools, takeBack } from './create.ts'
import { finishRemoval } from './remove.ts'
import { repositoryAt, worktreesOf } from './repository.ts'
import { whileAlone } from './repository-lock.ts'

export interface Reconciled {
  readonly record: WorktreeRecord
  readonly did: 'taken-back' | 'finished' | 'broken'
  readonly problem?: string | undefined
}

export async function reconcileWorktrees(tools: Pick<CreateTools, 'book' | 'places'>): Promise<readonly Reconciled[]> {
  const did: Reconciled[] = []
  for (const record of await tools.book.all()) {
    const one = await aloneIn(record.commonDir, async () => {
      // Whoever was at it may have finished while it was waited for.
      const now = await tools.book.get(record.id)
      return now && reconcileOne(now, tools)
    }).catch((cause: Error): Reconciled => ({ record, did: 'broken', problem: cause.message }))
    if (one !== undefined) did.push(one)
  }
  return did
}

/** Of a repository that is gone nobody else is at work either. */
const aloneIn = <T>(commonDir: string, act: () => Promise<T>): Promise<T> =>
  existsSync(commonDir) ? whileAlone(commonDir, act) : act()

async function reconcileOne(
  record: WorktreeRecord,
  tools: Pick<CreateTools, 'book' | 'places'>,
): Promise<Reconciled | undefined> {
  if (record.state === 'creating') {
    const problem = await takeBack(record, tools)
    return { record, did: problem === undefined ? 'taken-back' : 'broken', problem }
  }
  if (record.state === 'removing') {
    const done = await finishRemoval(record, tools)
    return { record, did: done.ok ? 'finished' : 'broken', problem: done.ok ? undefined : done.error.message }
  }
  if (record.state !== 'ready') return undefined
  const problem = await whyNotThere(record)
  if (problem === undefined) return undefined
  await tools.book.put({ ...record, state: 'broken', problem })
  return { record, did: 'broken', problem }
}

async function whyNotThere({ path, projectDir, id }: WorktreeRecord): Promise<string | undefined> {
  if (!existsSync(path)) return `${path} is not there any more.`
  const repository = await repositoryAt(projectDir)
  if (!repository.ok) return repository.error.message
  const listed = await worktreesOf(repository.value.git)
  // Nothing is decided where git does not answer.
  if (listed === undefined) return undefined
  const entry = listed.find((one) => one.path === path)
  if (entry === undefined) return `git does not list ${path} as a worktree of ${projectDir}.`
  return entry.lock === lockReason(id) ? undefined : `${path} does not carry the lock of this task any more.`
}
