/** The one task that was named in a command: by its id, its name, `project/name`, or the beginning of one. */
import type { ExitCode } from '../core/exit-code.ts'
import { exitCodes } from '../core/exit-code.ts'
import type { Task } from '../core/tasks/task.ts'
import { plainText } from '../core/words/text.ts'
import type { TaskService } from '../services/tasks.ts'
import { line, span } from '../terminal/roles.ts'
import type { CommandContext } from './context.ts'
import { failed } from './failed.ts'

/** Or the exit code of saying that there is none, or several. */
export async function taskNamed(
  name: string,
  tasks: Pick<TaskService, 'list' | 'removed'>,
  context: CommandContext,
  isRemoved = false,
): Promise<Task | ExitCode> {
  const all = isRemoved ? await tasks.removed() : (await tasks.list({ archived: 'all', limit: 1_000 })).tasks
  const exact = all.filter((task) => task.id === name || task.name === name || `${task.project}/${task.name}` === name)
  const found = exact.length > 0 ? exact : all.filter((task) => task.name.startsWith(name) || task.id.startsWith(name))
  const [first] = found
  if (first !== undefined && found.length === 1) return first
  if (first === undefined) {
    const next = isRemoved ? undefined : 'tce task ls --archived'
    return failed(
      `There is no ${isRemoved ? 'deleted ' : ''}task ${plainText(name)}.`,
      context,
      exitCodes.nothingMatched,
      next,
    )
  }
  failed(`${plainText(name)} may be ${found.length} tasks: say which by its id.`, context, exitCodes.wrongUsage)
  context.terminal.printError(
    found.map((task) => line('  ', span(task.id, 'bold'), `  ${plainText(`${task.project} ${task.name}`)}`)),
  )
  return exitCodes.wrongUsage
}
