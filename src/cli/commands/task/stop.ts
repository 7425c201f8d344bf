/** `tce task stop|stop-all`: agents of tasks are ended; everything else stays. */
import { type ExitCode, exitCodes } from '../../../core/exit-code.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { formatDurationInWords, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { line, span } from '../../../terminal/roles.ts'
import { toolOf } from '../../../terminal/task-words.ts'
import { wrapLine } from '../../../terminal/wrap.ts'
import { isAgreed } from '../../ask.ts'
import { type CommandContext, withServices, wrongUsage } from '../../context.ts'
import { failed } from '../../failed.ts'
import { printTaskProblem, say } from '../../task-said.ts'
import { batchLines } from './batch-lines.ts'
import { me, type TaskOptions, withTask } from './one-task.ts'

export function stop(
  [name]: readonly string[],
  { json, yes }: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withTask(name, context, async (task, { tasks }) => {
    const { terminal } = context
    if (yes !== true) {
      const waits =
        task.activity === 'waiting'
          ? ` It waits for you (${waitWords(task, context.nowMs())}); the question goes unanswered.`
          : ''
      const question = `Stop ${task.project} ${task.name}?${waits} Folder, branch and conversation stay.`
      terminal.print(wrapLine(line(plainText(question)), terminal.look().columns, ''))
      if (json === true || !terminal.canAsk)
        return wrongUsage(context, 'Nothing was stopped.', `tce task stop ${task.name} --yes`)
      if (!(await isAgreed(terminal, line('Stop it? ', span('[y/N]', 'dim'), ' '), 'It goes on.')))
        return exitCodes.done
    }
    const stopped = await tasks.stop(task.id, me)
    if (!stopped.ok) return printTaskProblem(stopped.error, context)
    const { endedAfterMs, left } = stopped.value
    if (json === true) terminal.printJson(stopped.value)
    else if (left.length > 0) return failed(`Still there: ${left.join(', ')}.`, context)
    else say(`Ended after ${formatDurationInWords(endedAfterMs)}. Go on: tce task resume ${task.name}`, context)
    return left.length > 0 ? exitCodes.couldNot : exitCodes.done
  })
}

/** "Bash, 3 min" */
function waitWords(task: Task, nowMs: number): string {
  const since = task.activitySince === undefined ? undefined : nowMs - Date.parse(task.activitySince)
  const what = toolOf(task) || 'a question'
  return since === undefined || since < 60_000 ? what : `${what}, ${formatDurationInWords(since)}`
}

export function stopAll(_: readonly string[], { json, yes }: TaskOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ tasks }) => {
    const { terminal } = context
    if (yes !== true) {
      const { running } = await tasks.list({ limit: 1 })
      if (running === 0) {
        if (json === true) terminal.printJson({ done: [], left: [] })
        else terminal.print([line('No agent of a task runs.')])
        return exitCodes.done
      }
      if (json === true || !terminal.canAsk)
        return wrongUsage(
          context,
          `Nothing was stopped: ${plural(running, 'agent runs', 'agents run')}.`,
          'tce task stop-all --yes',
        )
      if (
        !(await isAgreed(
          terminal,
          line(`Stop ${plural(running, 'agent')}? `, span('[y/N]', 'dim'), ' '),
          'They go on.',
        ))
      )
        return exitCodes.done
    }
    const stopped = await tasks.stopAll(me)
    if (!stopped.ok) return printTaskProblem(stopped.error, context)
    if (json === true) terminal.printJson(stopped.value)
    else terminal.print(batchLines(stopped.value, 'stopped'))
    return stopped.value.left.length > 0 ? exitCodes.couldNot : exitCodes.done
  })
}
