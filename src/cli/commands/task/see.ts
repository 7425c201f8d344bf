/** `tce task ls|show|log|keys`: which there are, and what is in their terminals. */
import { type ExitCode, exitCodes } from '../../../core/exit-code.ts'
import { taskStates } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import { line } from '../../../terminal/roles.ts'
import { type CommandContext, withServices, wrongUsage } from '../../context.ts'
import { keyBytes } from '../../key-bytes.ts'
import { writeRaw } from '../../raw-output.ts'
import { shortHere } from '../../short-path.ts'
import { taskNamed } from '../../task-named.ts'
import { printTaskProblem } from '../../task-said.ts'
import { tasksView, taskView } from '../../views/tasks-view.ts'
import { whyView } from '../../views/why-view.ts'
import { me, onTask, type TaskOptions, withTask } from './one-task.ts'
import { stateOf } from './state.ts'

export async function list(
  _: readonly string[],
  { json, archived, status: state, project }: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const asked = state === undefined ? undefined : stateOf(state)
  if (state !== undefined && asked === undefined)
    return wrongUsage(context, `${plainText(state)} is no state. There are: ${taskStates.join(', ')}.`)
  return withServices(context, async ({ tasks }) => {
    const { terminal, nowMs } = context
    const all = await tasks.list({ status: asked, project, archived: archived === true, limit: 1_000 })
    if (json === true) terminal.printJson(all)
    else terminal.print(tasksView(all, { nowMs: nowMs(), shorten: shortHere }, terminal.look()))
    return exitCodes.done
  })
}

export function show(
  [name]: readonly string[],
  { json, why }: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withTask(name, context, async (found, { tasks }) => {
    const { terminal, nowMs } = context
    if (why === true) {
      const told = await tasks.why(found.id)
      if (!told.ok) return printTaskProblem(told.error, context)
      if (json === true) terminal.printJson(told.value)
      else terminal.print(whyView(told.value, { nowMs: nowMs(), shorten: shortHere }, terminal.look()))
      return exitCodes.done
    }
    const task = (await tasks.find(found.id)) ?? found
    if (json === true) terminal.printJson(task)
    else terminal.print(taskView(task, { nowMs: nowMs(), shorten: shortHere }, terminal.look()))
    return exitCodes.done
  })
}

export function log(
  [name]: readonly string[],
  { json, raw, lines: most = '40' }: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ tasks }) => {
    if (name === undefined) return wrongUsage(context, 'Which task is missing.', 'tce task log idempotency-keys')
    const wanted = Number(most)
    if (!Number.isInteger(wanted) || wanted < 1)
      return wrongUsage(context, 'So many lines: a whole number.', 'tce task log cart -n 100')
    const found = await taskNamed(name, tasks, context)
    if (typeof found === 'number') return found
    const output = await tasks.output(found.id, 1_000_000)
    if (!output.ok) return printTaskProblem(output.error, context)
    const { terminal } = context
    if (json === true) {
      terminal.printJson(output.value)
      return exitCodes.done
    }
    if (raw === true) {
      // As the program wrote it, for whoever asks for that: its user's terminal obeys it.
      writeRaw(terminal.io, output.value.text)
      return exitCodes.done
    }
    const { plainRows } = await import('../../../runner/screen/plain-rows.ts')
    const rows = await plainRows(chunksOf(output.value.text), { columns: 120, rows: 40 })
    terminal.print(rows.slice(-wanted).map((row) => line(plainText(row))))
    return exitCodes.done
  })
}

async function* chunksOf(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

export function keys(
  [name, ...words]: readonly string[],
  options: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const right = 'tce task keys cart "yes, go on" Enter'
  if (name === undefined || words.length === 0)
    return Promise.resolve(wrongUsage(context, 'A task and what is to be typed are missing.', right))
  return onTask(
    [name],
    options,
    context,
    ({ tasks }, { id }) => tasks.type(id, keyBytes(words), me),
    (task) => `Typed into ${task.name}: given to its terminal; whether it was read shows tce task log ${task.name}.`,
  )
}
