/** A task looked at in another program, on the computer that TCE runs on. */
import type { Actor } from '../../../core/audit/audit.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { whyNotOpened } from '../../../core/tasks/open-rules.ts'
import { forgeOf } from '../../../core/tasks/pr-query.ts'
import type { Openable, TaskOpened } from '../../../core/tasks/task-work.ts'
import { safeGit } from '../../../storage/git.ts'
import { fileBelow } from '../../../worktrees/file-below.ts'
import type { TaskProblem } from '../../tasks.ts'
import { folderOf } from './commit-task.ts'
import { addressOfRemote } from './known-pr.ts'
import { type TaskDesk, taskOf } from './task-desk.ts'

export async function openTask(
  id: string,
  { what, path }: { readonly what: Openable; readonly path?: string | undefined },
  actor: Actor,
  desk: TaskDesk,
): Promise<Result<TaskOpened, TaskProblem>> {
  const found = await taskOf(desk, id)
  if (!found.ok) return found
  const { name, pr } = found.value
  const { outside } = desk.parts
  const no = (message: string): Result<never, TaskProblem> => err({ kind: 'not-now', message })
  const folder = folderOf(found.value)
  if (!folder.ok && what !== 'pr') return folder
  const dir = folder.ok ? folder.value : ''

  async function open(): Promise<Result<TaskOpened, TaskProblem>> {
    if (what === 'pr') return pr === undefined ? no(`No pull request of ${name} is known.`) : handOver(pr.url)
    if (what === 'repo') {
      const forge = forgeOf((await addressOfRemote(safeGit(dir)))?.address ?? '')
      return forge === undefined
        ? no(`The repository of ${name} has no remote with a page.`)
        : handOver(`https://${forge.host}/${forge.repository}`)
    }
    if (what === 'folder') return handOver(dir)
    if (what === 'terminal') return said(dir, await outside.openTerminal(dir))
    const file = path === undefined ? undefined : await fileBelow(dir, path)
    if (file?.ok === false) return no(`${path ?? ''} was not opened: ${file.error}.`)
    if (what === 'editor') return said(file?.value.path ?? dir, await outside.openEditor(dir, file?.value.path))
    if (file === undefined) return err({ kind: 'bad-request', message: 'Which file is missing.' })
    const why = whyNotOpened({ name: file.value.path, mode: file.value.mode, firstBytes: file.value.firstBytes })
    return why === undefined
      ? handOver(file.value.path)
      : err({
          kind: 'not-now',
          message: `${path ?? ''} was not opened: ${why}.`,
          next: `tce task open ${name} editor ${path ?? ''}`,
        })
  }
  const said = (target: string, opened: Result<string, string>): Result<TaskOpened, TaskProblem> =>
    opened.ok ? ok({ what, target, by: opened.value }) : no(`${target} was not opened: ${opened.error}.`)
  const handOver = async (target: string) => said(target, await outside.openByDesktop(target))

  const opened = await open()
  await desk.beside.log.record({
    action: 'task.open',
    actor,
    subject: name,
    outcome: opened.ok ? 'done' : 'refused',
    message: opened.ok ? `${name}: ${opened.value.target} by ${opened.value.by}.` : opened.error.message,
  })
  return opened
}
