/** The folder of a task that is gone: from what it can be made again, and the button that does it. */
import type { ComponentChildren } from 'preact'
import type { Result } from '../../../core/result.ts'
import { folderSourceInWords } from '../../../core/tasks/folder-words.ts'
import type { FolderLook, Task } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import { announce } from '../announcer.tsx'
import { type ApiProblem, api, ask } from '../api.ts'
import { Problem } from '../review/said.tsx'
import { useLooked } from '../review/use-looked.ts'

const lookAtFolder = async (id: string) =>
  (await ask(api.tasks[':id'].folder.$get({ param: { id } }))) as Result<FolderLook, ApiProblem>

/** Its children stand beside the button. */
export function FolderAgain({ task, children }: { readonly task: Task; readonly children: ComponentChildren }) {
  const { looked, problem, isActing, act } = useLooked(lookAtFolder, task.id, '')
  const make = async () => {
    if (looked === undefined || isActing) return
    const { confirm } = looked
    const made = await act(() => api.tasks[':id'].folder.$post({ param: { id: task.id }, json: { confirm } }))
    if (made !== undefined) announce(`The folder of ${plainText(task.name)} is there again.`)
  }
  return (
    <>
      {looked !== undefined && <p>It can be made again from {folderSourceInWords(looked)}.</p>}
      <Problem problem={problem} />
      <div class="btns">
        {looked !== undefined && (
          <button type="button" class="btn is-primary" disabled={isActing} onClick={() => void make()}>
            {isActing ? 'Making it…' : `Make the folder again from ${ofWhat[looked.from]}`}
          </button>
        )}
        {children}
      </div>
    </>
  )
}

const ofWhat = { branch: 'the branch', copy: 'its last copy', head: 'its commit' } as const
