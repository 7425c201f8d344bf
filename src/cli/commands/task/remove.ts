/** `tce task rm|undo|prune`: tasks go with their folders, after what goes was shown, and come back. */
import { type ExitCode, exitCodes } from '../../../core/exit-code.ts'
import { formatDurationInWords } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import { removalView } from '../../../terminal/removal-view.ts'
import { emptyLine, line, span } from '../../../terminal/roles.ts'
import { wrapLine } from '../../../terminal/wrap.ts'
import { isAgreed, readAnswer } from '../../ask.ts'
import { type CommandContext, withServices, wrongUsage } from '../../context.ts'
import { failed } from '../../failed.ts'
import { taskNamed } from '../../task-named.ts'
import { printTaskProblem, say } from '../../task-said.ts'
import { batchLines } from './batch-lines.ts'
import { me, type TaskOptions, withTask } from './one-task.ts'

export function remove(
  [name]: readonly string[],
  { json, yes, copy = true }: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withTask(name, context, async (task, { tasks }) => {
    const looked = await tasks.removal(task.id)
    if (!looked.ok) return printTaskProblem(looked.error, context)
    const { terminal } = context
    const how = copy ? 'keep' : 'none'
    const { confirm, isAllElsewhere, obstacles } = looked.value
    const wantsName = !copy && !isAllElsewhere
    let typed: string | undefined
    if (yes !== true || wantsName || obstacles.length > 0) {
      if (json === true) terminal.printJson(looked.value)
      else
        terminal.print([
          ...wrapLine(
            line(
              span(`Destroy ${plainText(`${task.project} ${task.name}`)}?`, 'bold'),
              ` Looked at just now, ${clock(context.nowMs())}.`,
            ),
            terminal.look().columns,
          ),
          emptyLine,
          ...removalView(looked.value, how, terminal.look()),
        ])
      if (obstacles.length > 0) return failed(`${task.name} stays.`, context)
      if (json === true || !terminal.canAsk)
        return wrongUsage(
          context,
          'Nothing was destroyed.',
          wantsName ? 'in a terminal, where its name can be typed' : `tce task rm ${task.name} --yes`,
        )
      if (wantsName) {
        terminal.prompt(line('Without a copy this is gone for good. Type its name to destroy it: '))
        typed = await readAnswer(terminal.io.stdin)
        if (typed !== task.name) {
          terminal.print([line('It stays.')])
          return exitCodes.done
        }
      } else if (!(await isAgreed(terminal, line('Destroy it? ', span('[y/N]', 'dim'), ' '), 'It stays.')))
        return exitCodes.done
    }
    const gone = await tasks.remove(task.id, { confirm, copy: how, typed }, me)
    if (!gone.ok) return printTaskProblem(gone.error, context)
    if (json === true) terminal.printJson(gone.value)
    else {
      const { endedAfterMs, keptUntil } = gone.value
      const ended = endedAfterMs === undefined ? '' : `Agent ended after ${formatDurationInWords(endedAfterMs)}, `
      const back = keptUntil === undefined ? '' : ` Back: tce task undo ${task.id}`
      say(
        `${ended}${looked.value.facts === undefined ? 'it is forgotten.' : 'folder and branch are gone.'}${back}`.replace(
          /^./,
          (first) => first.toUpperCase(),
        ),
        context,
      )
    }
    return exitCodes.done
  })
}

const clock = (ms: number): string => {
  const at = new Date(ms)
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

export function undo([name]: readonly string[], { json }: TaskOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ tasks }) => {
    const { terminal } = context
    if (name === undefined) {
      const gone = await tasks.removed()
      if (json === true) terminal.printJson({ tasks: gone })
      else
        terminal.print(
          gone.length === 0
            ? [line('No deleted task can be brought back.')]
            : gone.map((task) => line(span(task.id, 'bold'), `  ${plainText(`${task.project} ${task.name}`)}`)),
        )
      return exitCodes.done
    }
    const task = await taskNamed(name, tasks, context, true)
    if (typeof task === 'number') return task
    const back = await tasks.undo(task.id, me)
    if (!back.ok) return printTaskProblem(back.error, context)
    if (json === true) terminal.printJson(back.value)
    else say(`${task.name} is back as it was. Go on: tce task resume ${task.name}`, context)
    return exitCodes.done
  })
}

export function prune(_: readonly string[], { json, yes }: TaskOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ tasks }) => {
    const { terminal } = context
    const found = await tasks.prunable()
    if (yes !== true || found.done.length === 0) {
      if (json === true) terminal.printJson(found)
      else terminal.print(batchLines(found, 'would go: done, and nothing of them exists here alone'))
      if (found.done.length === 0) return exitCodes.done
      if (json === true || !terminal.canAsk) return wrongUsage(context, 'Nothing was removed.', 'tce task prune --yes')
      if (!(await isAgreed(terminal, line('Remove them? ', span('[y/N]', 'dim'), ' '), 'They stay.')))
        return exitCodes.done
    }
    const gone = await tasks.prune(found.confirm, me)
    if (!gone.ok) return printTaskProblem(gone.error, context)
    if (json === true) terminal.printJson(gone.value)
    else terminal.print(batchLines(gone.value, 'removed'))
    return exitCodes.done
  })
}
