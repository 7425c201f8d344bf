/** `tce task commit|merge|pr|open|links`: what is done with the work of a task. Each is shown first, and asks. */
import type { ExitCode } from '../../../core/exit-code.ts'
import { exitCodes } from '../../../core/exit-code.ts'
import type { Result } from '../../../core/result.ts'
import type { Task } from '../../../core/tasks/task.ts'
import {
  type AskedProgram,
  isOpenable,
  type MergeWay,
  mergeWays,
  openables,
  type ProgramWord,
} from '../../../core/tasks/task-work.ts'
import { listInWords, plural } from '../../../core/words/format.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Services } from '../../../services/services.ts'
import type { TaskWorkService } from '../../../services/task-work.ts'
import type { TaskProblem } from '../../../services/tasks.ts'
import { askedProgramsView, mergedInWords, mergeView } from '../../../terminal/merge-view.ts'
import { type Line, line, span } from '../../../terminal/roles.ts'
import { isAgreed } from '../../ask.ts'
import type { CommandContext } from '../../context.ts'
import { wrongUsage } from '../../context.ts'
import { failed } from '../../failed.ts'
import { shortHere } from '../../short-path.ts'
import { say } from '../../task-said.ts'
import { commitView, linksView, pullRequestView } from '../../views/task-work-view.ts'
import { me, type TaskWorkOptions, withTask } from './one-task.ts'

type Say = (words: string) => ExitCode

const couldNot = ({ kind, message, next }: TaskProblem, context: CommandContext): ExitCode =>
  kind === 'bad-request'
    ? wrongUsage(context, message, next)
    : failed(
        message,
        context,
        kind === 'no-task'
          ? exitCodes.nothingMatched
          : kind === 'out-of-reach'
            ? exitCodes.outOfReach
            : exitCodes.couldNot,
        next,
      )

/** The one that is named, and what is looked up of it before anything is asked. */
const onLooked = <L>(
  [name]: readonly string[],
  context: CommandContext,
  look: (services: Services, task: Task) => Promise<Result<L, TaskProblem>>,
  act: (looked: L, task: Task, services: Services) => Promise<ExitCode>,
): Promise<ExitCode> =>
  withTask(name, context, async (task, services) => {
    const looked = await look(services, task)
    return looked.ok ? act(looked.value, task, services) : couldNot(looked.error, context)
  })

const sayer =
  (context: CommandContext): Say =>
  (words) =>
    say(words, context)

/** What its user says to programs that nobody trusted; a number: the exit code of not going on. */
async function wordFor(
  programs: readonly AskedProgram[],
  { trust, programs: runs, json }: TaskWorkOptions,
  context: CommandContext,
): Promise<ProgramWord | ExitCode> {
  const open = programs.filter((one) => !one.isTrusted)
  const without = runs === false ? { without: true } : {}
  const needed = runs === false ? open.filter(({ kind }) => kind === 'tests') : open
  if (needed.length === 0) return without
  const all = { ...without, trust: needed.map(({ hash }) => hash) }
  if (trust === true) return all
  const { terminal } = context
  if (json !== true) terminal.print(askedProgramsView(needed, shortHere, terminal.look()))
  if (json === true || !terminal.canAsk)
    return wrongUsage(
      context,
      `Nobody has trusted what would run: ${listInWords(needed.map(({ name }) => plainText(name)))}. Nothing was done.`,
      'add --trust, or leave out what the repository names with --no-programs',
    )
  return (await isAgreed(terminal, line('May that run? ', span('[y/N]', 'dim'), ' '), 'Nothing was done.'))
    ? all
    : exitCodes.done
}

/** True: go on. */
async function isWanted(
  { yes, json }: TaskWorkOptions,
  { question, kept, right }: { readonly question: string; readonly kept: string; readonly right: string },
  context: CommandContext,
): Promise<true | ExitCode> {
  const { terminal } = context
  if (yes === true) return true
  if (json === true || !terminal.canAsk) return wrongUsage(context, kept, right)
  return (await isAgreed(terminal, line(`${question} `, span('[y/N]', 'dim'), ' '), kept)) ? true : exitCodes.done
}

const print = (
  lines: readonly Line[],
  looked: object,
  { json, yes }: TaskWorkOptions,
  { terminal }: CommandContext,
) => {
  if (json === true && yes === true) return
  if (json === true) terminal.printJson(looked)
  else terminal.print(lines)
}

export const commit = (
  words: readonly string[],
  options: TaskWorkOptions,
  context: CommandContext,
): Promise<ExitCode> =>
  onLooked(
    words,
    context,
    ({ taskWork }, { id }) => taskWork.commitLook(id),
    async (looked, task, { taskWork }) => {
      const files = options.file ?? looked.files.map(({ path }) => path)
      const message = options.message ?? (words.slice(1).join(' ').trim() || looked.message)
      print(commitView({ ...looked, message }, files, context.terminal.look()), looked, options, context)
      if (looked.obstacles.length > 0) return failed(`Nothing was committed: ${looked.obstacles.join('; ')}.`, context)
      const wanted = await isWanted(
        options,
        { question: 'Commit?', kept: 'Nothing was committed.', right: `tce task commit ${task.name} --yes` },
        context,
      )
      if (wanted !== true) return wanted
      const word = await wordFor(looked.programs, options, context)
      if (typeof word === 'number') return word
      const done = await taskWork.commit(task.id, { ...word, confirm: looked.confirm, message, files }, me)
      if (!done.ok) return couldNot(done.error, context)
      if (options.json === true) context.terminal.printJson(done.value)
      else {
        const { commit: id, files: count, left } = done.value
        const rest = left === 0 ? '' : ` ${plural(left, 'file')} left.`
        sayer(context)(`Committed ${plural(count, 'file')} as ${id}.${rest} Nothing is pushed.`)
      }
      return exitCodes.done
    },
  )

export function merge(words: readonly string[], options: TaskWorkOptions, context: CommandContext): Promise<ExitCode> {
  const how = (options.how ?? 'squash') as MergeWay
  if (!mergeWays.includes(how))
    return Promise.resolve(
      wrongUsage(context, `There are: ${mergeWays.join(', ')}.`, 'tce task merge cart --how squash'),
    )
  return onLooked(
    words,
    context,
    ({ taskWork }, { id }) => taskWork.mergeLook(id, how),
    async (looked, task, { taskWork }) => {
      const message = options.message ?? looked.message
      print(mergeView({ ...looked, message }, shortHere, context.terminal.look()), looked, options, context)
      if (looked.obstacles.length > 0)
        return failed(`${task.name} was not merged: ${looked.obstacles.join('; ')}.`, context)
      const wanted = await isWanted(
        options,
        {
          question: 'Nothing is pushed. Merge?',
          kept: 'Nothing was merged.',
          right: `tce task merge ${task.name} --yes`,
        },
        context,
      )
      if (wanted !== true) return wanted
      const word = await wordFor([...looked.programs, ...(looked.test ? [looked.test] : [])], options, context)
      if (typeof word === 'number') return word
      const stopping = stopByInterrupt(task, taskWork, options, context)
      const order = { ...word, confirm: looked.confirm, how, message: options.message }
      const done = await taskWork.merge(task.id, order, me).finally(stopping.release)
      if (!done.ok) return couldNot(done.error, context)
      if (options.json === true) context.terminal.printJson(done.value)
      else {
        sayer(context)(`${mergedInWords(done.value)} Tidy up: tce task rm ${task.name}`)
      }
      return exitCodes.done
    },
  )
}

/** Ctrl-C stops the tests and takes the merge back; a second one leaves at once, and what is half done is taken back at the next start. */
function stopByInterrupt(
  { id }: Task,
  taskWork: TaskWorkService,
  { json }: TaskWorkOptions,
  { terminal }: CommandContext,
) {
  const onInterrupt = () => {
    if (json !== true) terminal.print([line('Stopping, and taking it back …')])
    // What came of it is the merge's own answer.
    taskWork.stopMerge(id, me).catch(() => undefined)
  }
  process.once('SIGINT', onInterrupt)
  return { release: () => void process.off('SIGINT', onInterrupt) }
}

export const pr = (words: readonly string[], options: TaskWorkOptions, context: CommandContext): Promise<ExitCode> =>
  onLooked(
    words,
    context,
    ({ taskWork }, { id }) => taskWork.pullRequestLook(id),
    async (looked, task, { taskWork }) => {
      const title = options.title ?? looked.title
      const body = options.body ?? looked.body
      const isQuiet = options.create === true && options.yes === true
      print(
        pullRequestView({ ...looked, title, body }, context.terminal.look()),
        looked,
        { ...options, yes: isQuiet },
        context,
      )
      const { existing, obstacles, push } = looked
      if (options.create !== true) return exitCodes.done
      if (existing !== undefined && obstacles.some((one) => one.includes(existing.url))) {
        if (options.json === true) context.terminal.printJson(looked)
        return exitCodes.done
      }
      if (obstacles.length > 0) return failed(`No pull request was opened: ${obstacles.join('; ')}.`, context)
      const question = push === undefined ? 'Open it?' : 'Push, and open it?'
      const wanted = await isWanted(
        options,
        { question, kept: 'Nothing was pushed.', right: `tce task pr ${task.name} --create --yes` },
        context,
      )
      if (wanted !== true) return wanted
      const order = { confirm: looked.confirm, title, body, isDraft: options.draft }
      const done = await taskWork.openPullRequest(task.id, order, me)
      if (!done.ok) return couldNot(done.error, context)
      if (options.json === true) context.terminal.printJson(done.value)
      else sayer(context)(`${done.value.hasPushed ? 'Pushed, and opened' : 'Opened'} ${done.value.pr.url}`)
      return exitCodes.done
    },
  )

export const links = (words: readonly string[], options: TaskWorkOptions, context: CommandContext): Promise<ExitCode> =>
  onLooked(
    words,
    context,
    ({ taskView }, { id }) => taskView.links(id),
    async (found) => {
      if (options.json === true) context.terminal.printJson(found)
      else context.terminal.print(linksView(found, context.terminal.look()))
      return exitCodes.done
    },
  )

export function open(words: readonly string[], options: TaskWorkOptions, context: CommandContext): Promise<ExitCode> {
  const [name, what = 'folder', ...rest] = words
  const right = `tce task open cart editor; there are: ${openables.join(', ')} <path>`
  if (!isOpenable(what)) return Promise.resolve(wrongUsage(context, `${plainText(what)} can’t be opened.`, right))
  const path = rest.join(' ') || undefined
  if (what === 'file' && path === undefined)
    return Promise.resolve(wrongUsage(context, 'Which file is missing.', 'tce task open cart file report.html'))
  return onLooked(
    name === undefined ? [] : [name],
    context,
    ({ taskWork }, { id }) => taskWork.open(id, { what, path }, me),
    async (opened) => {
      if (options.json === true) context.terminal.printJson(opened)
      else sayer(context)(`${shortHere(opened.target)} was given to ${opened.by}.`)
      return exitCodes.done
    },
  )
}
