/** `tce task resume|restart` of a task whose folder is gone: from what it can be made again is shown, and asked about. */
import { folderSourceInWords } from '../../../core/tasks/folder-words.ts'
import type { FolderLook, Task } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Services } from '../../../services/services.ts'
import { type Line, line, span } from '../../../terminal/roles.ts'
import { wrapLine } from '../../../terminal/wrap.ts'
import { isAgreed } from '../../ask.ts'
import type { CommandContext } from '../../context.ts'
import { shortHere } from '../../short-path.ts'
import { me } from './one-task.ts'

type Done = ReturnType<Services['tasks']['restart']>
type Act = (services: Services, task: Task) => Done

/** Does it; where only its folder is in the way, that is made first, if its user says so. */
export const orWithFolder =
  (
    act: Act,
    { yes, json }: { readonly yes?: boolean | undefined; readonly json?: boolean | undefined },
    context: CommandContext,
  ): Act =>
  async (services, task) => {
    const done = await act(services, task)
    if (done.ok || done.error.kind !== 'no-folder' || task.worktree === undefined) return done
    const looked = await services.tasks.folder(task.id)
    if (!looked.ok) return looked
    const { terminal } = context
    if (yes !== true) {
      if (json === true || !terminal.canAsk)
        return { ...done, error: { ...done.error, next: 'the same with --yes: it is made again' } }
      terminal.print(folderView(looked.value).flatMap((one) => wrapLine(one, terminal.look().columns)))
      const question = line('Make it again? ', span('[y/N]', 'dim'), ' ')
      if (!(await isAgreed(terminal, question, 'Nothing was made.'))) return done
    }
    const made = await services.tasks.remakeFolder(task.id, looked.value.confirm, me)
    return made.ok ? act(services, task) : made
  }

export const folderView = (look: FolderLook): readonly Line[] => [
  line(span(plainText(shortHere(look.path)), 'bold'), ' is not there any more.'),
  line(`It can be made again from ${folderSourceInWords(look)}.`),
  line('What stood in its files alone is gone with them.'),
]
