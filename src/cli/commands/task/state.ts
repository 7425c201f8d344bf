/** `tce task status|result`: how far a task is, and what came of it. */
import { type ExitCode, exitCodes } from '../../../core/exit-code.ts'
import { isTaskState, taskStates } from '../../../core/tasks/task.ts'
import { stateWords } from '../../../core/tasks/task-rules.ts'
import { line } from '../../../terminal/roles.ts'
import { type CommandContext, settings, withServices, wrongUsage } from '../../context.ts'
import { printTaskProblem, say } from '../../task-said.ts'
import { me, onTask, type TaskOptions } from './one-task.ts'

/** Also as they are said: "in review", "done". */
export const stateOf = (text: string) => {
  const word = text.toLowerCase().replaceAll(/[\s-]+/g, '_')
  if (isTaskState(word)) return word
  return taskStates.find((state) => stateWords[state] === text.toLowerCase())
}

export async function status(
  words: readonly string[],
  options: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const [name, ...rest] = words
  const right = 'tce task status cart "in review"'
  if (name === undefined) {
    // Alone it says how many there are.
    return withServices(context, async ({ tasks }) => {
      const { counts, running, maxRunning } = await tasks.list({ limit: 1 })
      if (options.json === true) context.terminal.printJson({ counts, running, maxRunning })
      else
        context.terminal.print([
          line(
            `${taskStates.map((state) => `${counts[state]} ${stateWords[state]}`).join(', ')}. ${running} of ${maxRunning} places taken.`,
          ),
        ])
      return exitCodes.done
    })
  }
  const state = stateOf(rest.join(' '))
  if (state === undefined) return wrongUsage(context, `Say which state: ${taskStates.join(', ')}.`, right)
  return onTask(
    [name],
    options,
    context,
    ({ tasks }, { id }) => tasks.put(id, state, me),
    (task) => `${task.name} is ${stateWords[task.state]}.`,
  )
}

export async function result(
  words: readonly string[],
  options: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { ownTask, tellOwnResult } = await import('../../../client/own-task.ts')
  const own = ownTask(context.terminal.io.env)
  if (own !== undefined) {
    // An agent speaks of its own task, which it need not name.
    const text = (words[0] === own.id ? words.slice(1) : words).join(' ')
    if (text === '')
      return wrongUsage(context, 'The result is missing.', 'tce task result "Three places changed, tests pass"')
    const told = await tellOwnResult(own, text, (await settings(context)).dataDir)
    if (!told.ok) return printTaskProblem(told.error, context)
    if (options.json === true) context.terminal.printJson(told.value)
    else say(`${told.value.name} has a result.`, context)
    return exitCodes.done
  }
  const [name, ...rest] = words
  if (name === undefined || rest.length === 0)
    return Promise.resolve(
      wrongUsage(
        context,
        'A task and its result are missing.',
        'tce task result cart "Three places changed, tests pass"',
      ),
    )
  return onTask(
    [name],
    options,
    context,
    ({ tasks }, { id }) => tasks.setResult(id, rest.join(' '), me),
    (task) => `${task.name} has a result.`,
  )
}
