/** `tce task new|adopt`: what was made is said. */
import { type ExitCode, exitCodes } from '../../../core/exit-code.ts'
import type { NewTask, NewTry, Task } from '../../../core/tasks/task.ts'
import { plainLines, plainText } from '../../../core/words/text.ts'
import type { Services } from '../../../services/services.ts'
import { type Line, line, span } from '../../../terminal/roles.ts'
import { wrapLine } from '../../../terminal/wrap.ts'
import { isAgreed } from '../../ask.ts'
import { type CommandContext, withServices, wrongUsage } from '../../context.ts'
import { failed } from '../../failed.ts'
import { allOf } from '../../read-all.ts'
import { shortHere } from '../../short-path.ts'
import { printTaskProblem } from '../../task-said.ts'
import { me, type TaskOptions } from './one-task.ts'

const inWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six'] as const

export async function create(
  words: readonly string[],
  options: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const [project, ...rest] = words
  const right = 'tce task new payments-api "Refunds above the order total must fail with 422"'
  if (project === undefined) return wrongUsage(context, 'The project is missing.', right)
  const given = rest.join(' ')
  const prompt = given === '-' ? (await allOf(context.terminal.io.stdin)).trim() : given
  const tries = options.with?.map(tryOf)
  const best = options.best === undefined ? tries?.length : Number(options.best)
  if (best !== undefined && !(Number.isInteger(best) && best >= 2 && best <= 6))
    return wrongUsage(context, 'There are 2 to 6 tries.', `${right} --best 3`)
  const { backend, model, mode, base, branch, name } = options
  const asked: NewTask = {
    ...{ project, prompt: prompt === '' ? undefined : prompt, name, backend, model, mode, base, branch, best, tries },
    isInWorktree: options.worktree === false ? false : undefined,
    start: options.now === true ? 'now' : undefined,
  }
  const { terminal } = context
  if (best !== undefined && options.yes !== true) {
    if (!terminal.canAsk)
      return wrongUsage(
        context,
        `Best of ${best} costs about ${inWords[best]} times as much. Nothing was started.`,
        'add --yes',
      )
    terminal.print([line(`Best of ${best} costs about ${inWords[best]} times as much.`)])
    if (!(await isAgreed(terminal, line(`Create ${best} tries? `, span('[y/N]', 'dim'), ' '), 'Nothing was started.')))
      return exitCodes.done
  }
  return withServices(context, async (services) => {
    let made = await services.tasks.create(asked, me)
    if (
      !made.ok &&
      made.error.kind === 'untrusted' &&
      terminal.canAsk &&
      options.json !== true &&
      (await isTrusted(project, services, context))
    )
      made = await services.tasks.create(asked, me)
    if (!made.ok) return printTaskProblem(made.error, context)
    if (options.json === true) terminal.printJson(made.value)
    else terminal.print(madeLines(made.value, context))
    return exitCodes.done
  })
}

function tryOf(text: string): NewTry {
  const at = text.indexOf(':')
  const [backend, model] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  return { backend: backend || undefined, model: model || undefined }
}

/** A session of an agent that was begun elsewhere and has ended goes on as a task. */
export function adopt([session]: readonly string[], options: TaskOptions, context: CommandContext): Promise<ExitCode> {
  if (session === undefined)
    return Promise.resolve(
      wrongUsage(context, 'Which session is missing.', 'tce task adopt 5f0c2a1b; all of them: tce sessions'),
    )
  const { project, name, backend } = options
  const isInWorktree = options.worktree === false ? false : undefined
  const start = options.now === true ? 'now' : undefined
  return withServices(context, async ({ tasks }) => {
    const adopted = await tasks.adopt({ session, project, name, backend, isInWorktree, start }, me)
    if (!adopted.ok) return printTaskProblem(adopted.error, context)
    if (options.json === true) context.terminal.printJson(adopted.value)
    else context.terminal.print(madeLines(adopted.value, context))
    return exitCodes.done
  })
}

/** Its user reads the command, and says yes to that one. */
async function isTrusted(project: string, { projects }: Services, context: CommandContext): Promise<boolean> {
  const { terminal } = context
  const setup = await projects.setup(project)
  if (!setup.ok || setup.value === undefined) return false
  const { command, files, hash, hasChanged } = setup.value
  const words = hasChanged ? 'has changed since you trusted it' : 'was not trusted yet'
  terminal.print([
    ...wrapLine(
      line(`The set-up command of ${plainText(project)} ${words}. It runs in each new folder, as you:`),
      terminal.look().columns,
    ),
    ...plainLines(command)
      .split('\n')
      .map((row) => line('  ', span(row, 'bold'))),
    ...(files.length === 0 ? [] : [line('  ', span(`with ${files.map(plainText).join(', ')} as they are now`, 'dim'))]),
  ])
  if (!(await isAgreed(terminal, line('Trust it? ', span('[y/N]', 'dim'), ' '), 'Nothing was started.'))) return false
  const trusted = await projects.trust(project, hash, me)
  if (!trusted.ok) failed(trusted.error.message, context)
  return trusted.ok
}

function madeLines(
  made: Task & { readonly tries?: readonly Task[] | undefined },
  { terminal }: CommandContext,
): readonly Line[] {
  const { glyphs, columns } = terminal.look()
  const { name, state, worktree, folder, remarks, reason, tries } = made
  const mark = state === 'pending' ? span(`${glyphs.none} `, 'dim') : span(`${glyphs.done} `, 'ok')
  const said =
    tries !== undefined
      ? `${tries.map((one) => one.name).join(', ')}: ${tries.every((one) => one.state !== 'pending') ? 'started' : 'made'}.`
      : state === 'pending'
        ? `${name}: ${reason ?? 'it waits'}`
        : `${name} started.`
  const fact = (head: string, text: string | undefined) =>
    text === undefined
      ? []
      : wrapLine(line(span(`  ${head.padEnd(8)}`, 'dim'), plainText(text)), columns, ' '.repeat(10))
  const fresh = worktree?.baseFetchedAt === undefined ? '' : ' (fetched)'
  return [
    ...wrapLine(line(mark, plainText(said)), columns, '  '),
    ...(tries === undefined
      ? fact(
          'Folder',
          folder === undefined
            ? undefined
            : `${shortHere(folder)}${worktree === undefined ? ', the project itself' : ''}`,
        )
      : []),
    ...(tries === undefined
      ? fact('Branch', worktree?.branch === undefined ? undefined : `${worktree.branch} from ${worktree.base}${fresh}`)
      : []),
    ...(state === 'pending' ? [] : fact('Attach', `tce task attach ${/\s/.test(name) ? made.id : name}`)),
    ...remarks.flatMap((remark) => fact('Note', remark)),
  ]
}
