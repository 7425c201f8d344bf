/** `tce task upload` and `tce task artifact`, `tce clip`: what goes to a task and comes from it beside its prompts. */
import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, relative, resolve } from 'node:path'
import type { ExitCode } from '../../../core/exit-code.ts'
import { exitCodes } from '../../../core/exit-code.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { type Artifact, artifactLimits, fileSize, uploadLimits } from '../../../core/tasks/task-files.ts'
import { plainLines, plainText } from '../../../core/words/text.ts'
import { line, span } from '../../../terminal/roles.ts'
import { fittedTable } from '../../../terminal/table.ts'
import type { CommandContext } from '../../context.ts'
import { settings, withServices, wrongUsage } from '../../context.ts'
import { failed } from '../../failed.ts'
import { writeRaw } from '../../raw-output.ts'
import { allOf } from '../../read-all.ts'
import { taskNamed } from '../../task-named.ts'
import { printTaskProblem, say } from '../../task-said.ts'
import { me } from './one-task.ts'

export async function uploadCommand(
  [name, ...files]: readonly string[],
  { json }: { readonly json?: boolean | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  const right = 'tce task upload cart screenshot.png'
  if (name === undefined || files.length === 0) return wrongUsage(context, 'A task and a file are missing.', right)
  return withServices(context, async ({ tasks, taskFiles }) => {
    const task = await taskNamed(name, tasks, context)
    if (typeof task === 'number') return task
    const done = []
    for (const file of files) {
      const found = await stat(file).catch(() => undefined)
      if (found?.isFile() !== true)
        return failed(`${plainText(file)} is no file. ${doneWords(done.length)}`, context, exitCodes.nothingMatched)
      if (found.size > uploadLimits.fileBytes)
        return failed(
          `${plainText(file)} has ${fileSize(found.size)}; a file has ${fileSize(uploadLimits.fileBytes)} at most. ${doneWords(done.length)}`,
          context,
        )
      const put = await taskFiles.upload(task.id, { name: basename(file), bytes: await readFile(file) }, me)
      if (!put.ok) return printTaskProblem(put.error, context)
      done.push(put.value)
      if (json !== true) say(`${put.value.path} lies in the folder of ${task.name}.`, context)
    }
    if (json === true) context.terminal.printJson({ files: done })
    return exitCodes.done
  })
}

const doneWords = (count: number) => (count === 0 ? 'Nothing was sent.' : `${count} before it were sent.`)

/** `add [task] <file>`, `ls [task]`: an agent speaks of its own task, which it need not name. */
export async function artifactCommand(
  [action = 'ls', ...words]: readonly string[],
  { json, name: called }: { readonly json?: boolean | undefined; readonly name?: string | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  const right = 'tce task artifact add cart report.html'
  if (action !== 'add' && action !== 'ls' && action !== 'list')
    return wrongUsage(context, `There is no tce task artifact ${plainText(action)}.`, right)
  const { ownTask, showOwnFile } = await import('../../../client/own-task.ts')
  const own = ownTask(context.terminal.io.env)
  if (own !== undefined && action === 'add') {
    const file = words[0] === own.id ? words[1] : words[0]
    if (file === undefined) return wrongUsage(context, 'The file is missing.', 'tce task artifact add report.html')
    const path = await realpath(resolve(file)).catch(() => resolve(file))
    const shown = await showOwnFile(own, { path, name: called }, (await settings(context)).dataDir)
    return shown.ok ? printShown(shown.value, json, context) : printTaskProblem(shown.error, context)
  }
  const [name, file] = words
  if (name === undefined || (action === 'add' && file === undefined))
    return wrongUsage(context, action === 'add' ? 'A task and a file are missing.' : 'Which task is missing.', right)
  return withServices(context, async ({ tasks, taskFiles }) => {
    const task = await taskNamed(name, tasks, context)
    if (typeof task === 'number') return task
    if (action === 'add') {
      const shown = await taskFiles.addArtifact(task.id, { path: await belowOf(task, file ?? ''), name: called }, me)
      return shown.ok ? printShown(shown.value, json, context) : printTaskProblem(shown.error, context)
    }
    const told = await taskFiles.artifacts(task.id)
    if (!told.ok) return printTaskProblem(told.error, context)
    const { terminal } = context
    if (json === true) terminal.printJson({ artifacts: told.value })
    else if (told.value.length === 0)
      terminal.print([
        line(`${plainText(task.name)} shows no file. Next: tce task artifact add ${plainText(task.name)} <file>`),
      ])
    else
      terminal.print(
        fittedTable(
          [{ head: 'FILE' }, { head: 'SIZE', align: 'right' }, { head: 'FROM' }],
          told.value.map((one) => [
            [span(plainText(one.name), 'bold')],
            line(fileSize(one.sizeBytes)),
            line(plainText(one.path)),
          ]),
          terminal.look(),
        ),
      )
    return exitCodes.done
  })
}

/** As it lies in the task's folder: named from there, or from here. */
async function belowOf({ folder }: Task, file: string): Promise<string> {
  const [dir, path] = await Promise.all([
    realpath(folder ?? '.').catch(() => folder ?? '.'),
    realpath(resolve(file)).catch(() => undefined),
  ])
  const below = path === undefined ? undefined : relative(dir, path)
  return below === undefined || below.startsWith('..') ? file : below
}

function printShown(artifact: Artifact, json: boolean | undefined, context: CommandContext): ExitCode {
  if (json === true) context.terminal.printJson(artifact)
  else
    say(
      `${artifact.name} is shown as it is now, ${fileSize(artifact.sizeBytes)} of at most ${fileSize(artifactLimits.fileBytes)}.`,
      context,
    )
  return exitCodes.done
}

export interface ClipOptions {
  readonly set?: boolean | undefined
  readonly clear?: boolean | undefined
  readonly json?: boolean | undefined
}

/** What a task's agent would copy, for whoever pipes it on: `tce clip cart | pbcopy`. */
export async function clipCommand(
  words: readonly string[],
  { set, clear, json }: ClipOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context
  const { ownTask, offerOwnText } = await import('../../../client/own-task.ts')
  const own = ownTask(terminal.io.env)
  if (set === true) {
    const [name, ...rest] = own === undefined ? words : [own.id, ...(words[0] === own.id ? words.slice(1) : words)]
    if (name === undefined || rest.length === 0)
      return wrongUsage(context, 'A task and the text are missing.', 'echo text | tce clip cart --set -')
    const text = rest.length === 1 && rest[0] === '-' ? await allOf(terminal.io.stdin) : rest.join(' ')
    if (own !== undefined) {
      const offered = await offerOwnText(own, text, (await settings(context)).dataDir)
      if (!offered.ok) return printTaskProblem(offered.error, context)
      say('It is offered to your user for five minutes. It is in no clipboard.', context)
      return exitCodes.done
    }
    return withServices(context, async ({ tasks, taskFiles }) => {
      const task = await taskNamed(name, tasks, context)
      if (typeof task === 'number') return task
      const offered = await taskFiles.stage(task.id, text, me)
      if (!offered.ok) return printTaskProblem(offered.error, context)
      if (json === true) terminal.printJson({ staged: offered.value })
      else say(`Offered at ${task.name} for five minutes. It is in no clipboard.`, context)
      return exitCodes.done
    })
  }
  return withServices(context, async ({ tasks, taskFiles }) => {
    const named = words[0] === undefined ? undefined : await taskNamed(words[0], tasks, context)
    if (typeof named === 'number') return named
    const all =
      named === undefined ? (await tasks.list({ limit: 1_000 })).tasks.filter(({ run }) => run !== undefined) : [named]
    const found = []
    for (const task of all) {
      const told = await taskFiles.staged(task.id)
      if (told.ok && told.value !== undefined) found.push({ task, staged: told.value })
    }
    const [newest] = found.toSorted((a, b) => (a.staged.at < b.staged.at ? 1 : -1))
    if (newest === undefined) {
      if (json === true) terminal.printJson({})
      return json === true
        ? exitCodes.done
        : failed('No agent of a task would copy anything now.', context, exitCodes.nothingMatched)
    }
    if (clear === true) {
      const gone = await taskFiles.unstage(newest.task.id, me)
      if (!gone.ok) return printTaskProblem(gone.error, context)
      say(`What ${newest.task.name} would copy is put away.`, context)
    } else if (json === true) terminal.printJson({ taskId: newest.task.id, staged: newest.staged })
    else if (terminal.io.isTTY)
      terminal.print(
        plainLines(newest.staged.text)
          .split('\n')
          .map((row) => line(row)),
      )
    else writeRaw(terminal.io, newest.staged.text)
    return exitCodes.done
  })
}
