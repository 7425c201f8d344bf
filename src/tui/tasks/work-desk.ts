/** A merge of a task's work: looked at first, then done as it was looked at. What came of it is told as it was observed. */
import { ownUser } from '../../core/audit/audit.ts'
import type { Result } from '../../core/result.ts'
import type { AskedProgram, MergeLook, MergeOrder } from '../../core/tasks/task-work.ts'
import type { TaskProblem } from '../../services/tasks.ts'
import { mergedInWords } from '../../terminal/merge-view.ts'
import { problemLines, type TaskDeskParts } from './desk-parts.ts'

export interface WorkDesk {
  askToMerge(taskId: string): Promise<void>
  merge(taskId: string, order: MergeOrder): Promise<void>
}

type Parts = Pick<TaskDeskParts, 'services' | 'tell' | 'shorten'>
/** One act at a time, and what came of it. */
type Act = <T>(doing: string, deed: Promise<Result<T, TaskProblem>>, words: (value: T) => string) => Promise<void>

const me = ownUser('cli')

export function createWorkDesk({ services, tell, shorten }: Parts, act: Act): WorkDesk {
  return {
    async askToMerge(taskId) {
      tell({ type: 'doing', text: 'Trying the merge' })
      const looked = await services.taskWork
        .mergeLook(taskId, 'squash')
        .finally(() => tell({ type: 'doing', text: undefined }))
      if (looked.ok)
        tell({
          type: 'overlay',
          overlay: { kind: 'merge', looked: shortened(looked.value, shorten), isTrusting: false },
        })
      else tell({ type: 'overlay', overlay: { kind: 'message', lines: problemLines(looked.error), isBad: true } })
    },
    merge: (taskId, order) =>
      act('Merging it', services.taskWork.merge(taskId, order, me), (done) => `${mergedInWords(done)} Tidy up: X`),
  }
}

function shortened(looked: MergeLook, shorten: (path: string) => string): MergeLook {
  const { into, programs, test } = looked
  const short = (one: AskedProgram): AskedProgram => ({ ...one, files: one.files.map(shorten) })
  return {
    ...looked,
    into: into?.path === undefined ? into : { ...into, path: shorten(into.path) },
    programs: programs.map(short),
    test: test && short(test),
  }
}
