/** What every action of `tce task` takes, and the shape of most: one task, one change, one sentence. */
import { ownUser } from '../../../core/audit/audit.ts'
import { type ExitCode, exitCodes } from '../../../core/exit-code.ts'
import type { Task } from '../../../core/tasks/task.ts'
import type { Services } from '../../../services/services.ts'
import { type CommandContext, withServices, wrongUsage } from '../../context.ts'
import { taskNamed } from '../../task-named.ts'
import { printTaskProblem, say } from '../../task-said.ts'

/** Of what is done with the work of a task (work.ts). */
export interface TaskWorkOptions {
  readonly json?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly how?: string | undefined
  readonly message?: string | undefined
  readonly file?: readonly string[] | undefined
  readonly trust?: boolean | undefined
  /** False: `--no-programs`. */
  readonly programs?: boolean | undefined
  readonly create?: boolean | undefined
  readonly draft?: boolean | undefined
  readonly title?: string | undefined
  readonly body?: string | undefined
}

export interface TaskOptions extends TaskWorkOptions {
  readonly json?: boolean | undefined
  readonly yes?: boolean | undefined
  readonly name?: string | undefined
  readonly backend?: string | undefined
  readonly model?: string | undefined
  readonly mode?: string | undefined
  readonly base?: string | undefined
  readonly branch?: string | undefined
  /** False: `--no-worktree`. */
  readonly worktree?: boolean | undefined
  readonly now?: boolean | undefined
  readonly best?: string | undefined
  /** `codex`, `claude:opus`, `:opus`: one for each try. */
  readonly with?: readonly string[] | undefined
  readonly archived?: boolean | undefined
  readonly status?: string | undefined
  readonly project?: string | undefined
  readonly session?: string | undefined
  readonly prompt?: string | undefined
  readonly undo?: boolean | undefined
  readonly lines?: string | undefined
  readonly raw?: boolean | undefined
  readonly why?: boolean | undefined
  readonly stat?: boolean | undefined
  readonly of?: string | undefined
  readonly comment?: string | undefined
  readonly send?: boolean | undefined
  readonly tries?: boolean | undefined
  /** False: `--no-copy`. */
  readonly copy?: boolean | undefined
}

export const me = ownUser('cli')
export type Act = (words: readonly string[], options: TaskOptions, context: CommandContext) => Promise<ExitCode>

/** The task of this name; without one, or with one that fits none, it is said. */
export const withTask = (
  name: string | undefined,
  context: CommandContext,
  act: (task: Task, services: Services) => Promise<ExitCode>,
): Promise<ExitCode> =>
  withServices(context, async (services) => {
    if (name === undefined) return wrongUsage(context, 'Which task is missing.', 'tce task ls')
    const task = await taskNamed(name, services.tasks, context)
    if (typeof task === 'number') return task
    return act(task, services)
  })

/** One task, one change, one sentence. */
export const onTask = (
  [name]: readonly string[],
  { json }: TaskOptions,
  context: CommandContext,
  act: (services: Services, task: Task) => ReturnType<Services['tasks']['restart']>,
  words: (task: Task, before: Task) => string,
): Promise<ExitCode> =>
  withTask(name, context, async (task, services) => {
    const done = await act(services, task)
    if (!done.ok) return printTaskProblem(done.error, context)
    if (json === true) context.terminal.printJson(done.value)
    else say(words(done.value, task), context)
    return exitCodes.done
  })
