/** `tce task <action>`: tasks made, seen, ended, tidied. Attaching to one: attach.ts. */
import { ownUser } from '../../core/audit/audit.ts'
import type { ExitCode } from '../../core/exit-code.ts'
import { exitCodes } from '../../core/exit-code.ts'
import { isTaskState, type NewTask, type NewTry, type Task, type TaskBatch, taskStates } from '../../core/tasks/task.ts'
import { stateWords } from '../../core/tasks/task-rules.ts'
import { formatDurationInWords, plural } from '../../core/words/format.ts'
import { plainLines, plainText } from '../../core/words/text.ts'
import type { Services } from '../../services/services.ts'
import { removalView } from '../../terminal/removal-view.ts'
import { emptyLine, type Line, line, span } from '../../terminal/roles.ts'
import { toolOf, whenOf } from '../../terminal/task-words.ts'
import { wrapLine } from '../../terminal/wrap.ts'
import type { AppParts } from '../app-parts.ts'
import { isAgreed, readAnswer } from '../ask.ts'
import type { CommandContext } from '../context.ts'
import { settings, withServices, wrongUsage } from '../context.ts'
import { failed } from '../failed.ts'
import { keyBytes } from '../key-bytes.ts'
import { writeRaw } from '../raw-output.ts'
import { allOf } from '../read-all.ts'
import { shortHere } from '../short-path.ts'
import { taskNamed } from '../task-named.ts'
import { printTaskProblem, say } from '../task-said.ts'
import { tasksView, taskView } from '../views/tasks-view.ts'
import { whyView } from '../views/why-view.ts'
import { orWithFolder } from './task-folder.ts'
import type { TaskWorkOptions } from './task-work.ts'

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

const me = ownUser('cli')
type Act = (words: readonly string[], options: TaskOptions, context: CommandContext) => Promise<ExitCode>

const actions: Readonly<Record<string, Act>> = {
  list,
  ls: list,
  new: create,
  show,
  log,
  keys,
  stop,
  adopt,
  resume: (words, { session, ...options }, context) =>
    onTask(
      words,
      options,
      context,
      orWithFolder(({ tasks }, { id }) => tasks.resume(id, { session }, me), options, context),
      resumedWords(context),
    ),
  restart: (words, options, context) =>
    onTask(
      words,
      options,
      context,
      orWithFolder(({ tasks }, { id }) => tasks.restart(id, me), options, context),
      resumedWords(context),
    ),
  fork: (words, options, context) =>
    onTask(
      words,
      options,
      context,
      ({ tasks }, { id }) => tasks.fork(id, { name: options.name, prompt: options.prompt }, me),
      (task) => `${task.name} started in its own folder. The first goes on untouched.`,
    ),
  status,
  done: (words, options, context) =>
    onTask(
      words,
      options,
      context,
      ({ tasks }, { id }) => tasks.put(id, 'complete', me),
      (task) => `${task.name} is done.`,
    ),
  result,
  pin: (words, options, context) =>
    onTask(
      words,
      options,
      context,
      ({ tasks }, { id }) => tasks.pin(id, options.undo !== true, me),
      (task) => `${task.name} is ${task.isPinned ? 'pinned' : 'not pinned any more'}.`,
    ),
  archive: (words, options, context) =>
    onTask(
      words,
      options,
      context,
      ({ tasks }, { id }) => tasks.archive(id, options.undo !== true, me),
      (task) => `${task.name} is ${task.isArchived ? 'archived' : 'out of the archive'}.`,
    ),
  rename: (words, options, context) =>
    words.length < 2
      ? Promise.resolve(
          wrongUsage(context, 'A task and its new name are missing.', 'tce task rename cart "Empty cart"'),
        )
      : onTask(
          words,
          options,
          context,
          ({ tasks }, { id }) => tasks.rename(id, words.slice(1).join(' '), me),
          (task) => `Called ${task.name} from now on; folder and branch keep their names.`,
        ),
  commit: async (words, options, context) => (await import('./task-work.ts')).commit(words, options, context),
  merge: async (words, options, context) => (await import('./task-work.ts')).merge(words, options, context),
  pr: async (words, options, context) => (await import('./task-work.ts')).pr(words, options, context),
  open: async (words, options, context) => (await import('./task-work.ts')).open(words, options, context),
  links: async (words, options, context) => (await import('./task-work.ts')).links(words, options, context),
  rm: remove,
  diff: async (...asked) => (await import('./task-review.ts')).diffCommand(...asked),
  review: async (...asked) => (await import('./task-review.ts')).reviewCommand(...asked),
  undo,
  prune,
  'stop-all': stopAll,
}

/** `attach` is taken before: it needs the whole screen. */
export async function taskCommand(
  action: string,
  words: readonly string[],
  options: TaskOptions,
  context: CommandContext,
  loadApp: () => Promise<Pick<AppParts, 'ownTerminals'>>,
): Promise<number> {
  if (action === 'attach') {
    if (words[0] === undefined) return wrongUsage(context, 'Which task is missing.', 'tce task ls')
    return (await import('./tui.ts')).tuiCommand(words[0], context, loadApp)
  }
  if (action === 'upload') return (await import('./task-files.ts')).uploadCommand(words, options, context)
  if (action === 'artifact') return (await import('./task-files.ts')).artifactCommand(words, options, context)
  const act = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (act === undefined)
    return wrongUsage(
      context,
      `There is no tce task ${plainText(action)}. There are: ${Object.keys(actions).join(', ')}, attach, upload, artifact.`,
    )
  return act(words, options, context)
}

/** Where it ended is known of one that was seen to. */
const resumedWords =
  ({ nowMs }: CommandContext) =>
  ({ name, sessionId }: Task, { run, sessionId: was }: Task) => {
    if (sessionId === undefined || sessionId !== was || run?.exit === undefined) return `${name}: its agent runs.`
    return `Resumed ${sessionId.slice(0, 8)} where it ended, ${whenOf(run.exit.at, nowMs())}.`
  }

/** One task, one change, one sentence. */
const onTask = (
  [name]: readonly string[],
  { json }: TaskOptions,
  context: CommandContext,
  act: (services: Services, task: Task) => ReturnType<Services['tasks']['restart']>,
  words: (task: Task, before: Task) => string,
): Promise<ExitCode> =>
  withServices(context, async (services) => {
    if (name === undefined) return wrongUsage(context, 'Which task is missing.', 'tce task ls')
    const task = await taskNamed(name, services.tasks, context)
    if (typeof task === 'number') return task
    const done = await act(services, task)
    if (!done.ok) return printTaskProblem(done.error, context)
    if (json === true) context.terminal.printJson(done.value)
    else say(words(done.value, task), context)
    return exitCodes.done
  })

async function list(
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

const inWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six'] as const

/** Also as they are said: "in review", "done". */
const stateOf = (text: string) => {
  const word = text.toLowerCase().replaceAll(/[\s-]+/g, '_')
  if (isTaskState(word)) return word
  return taskStates.find((state) => stateWords[state] === text.toLowerCase())
}

async function create(words: readonly string[], options: TaskOptions, context: CommandContext): Promise<ExitCode> {
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
function adopt([session]: readonly string[], options: TaskOptions, context: CommandContext): Promise<ExitCode> {
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

function show([name]: readonly string[], { json, why }: TaskOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ tasks }) => {
    if (name === undefined) return wrongUsage(context, 'Which task is missing.', 'tce task ls')
    const found = await taskNamed(name, tasks, context)
    if (typeof found === 'number') return found
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

function log(
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
    const { plainRows } = await import('../../runner/screen/plain-rows.ts')
    const rows = await plainRows(chunksOf(output.value.text), { columns: 120, rows: 40 })
    terminal.print(rows.slice(-wanted).map((row) => line(plainText(row))))
    return exitCodes.done
  })
}

async function* chunksOf(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

function keys([name, ...words]: readonly string[], options: TaskOptions, context: CommandContext): Promise<ExitCode> {
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

function stop([name]: readonly string[], { json, yes }: TaskOptions, context: CommandContext): Promise<ExitCode> {
  return withServices(context, async ({ tasks }) => {
    if (name === undefined) return wrongUsage(context, 'Which task is missing.', 'tce task ls')
    const task = await taskNamed(name, tasks, context)
    if (typeof task === 'number') return task
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

async function status(words: readonly string[], options: TaskOptions, context: CommandContext): Promise<ExitCode> {
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

async function result(words: readonly string[], options: TaskOptions, context: CommandContext): Promise<ExitCode> {
  const { ownTask, tellOwnResult } = await import('../../client/own-task.ts')
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

function remove(
  [name]: readonly string[],
  { json, yes, copy = true }: TaskOptions,
  context: CommandContext,
): Promise<ExitCode> {
  return withServices(context, async ({ tasks }) => {
    if (name === undefined) return wrongUsage(context, 'Which task is missing.', 'tce task ls')
    const task = await taskNamed(name, tasks, context)
    if (typeof task === 'number') return task
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

function undo([name]: readonly string[], { json }: TaskOptions, context: CommandContext): Promise<ExitCode> {
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

function batchLines({ done, left }: TaskBatch, verb: string): readonly Line[] {
  return [
    line(`${plural(done.length, 'task')} ${verb}.`),
    ...done.map((task) => line('  ', plainText(`${task.project} ${task.name}`))),
    ...left.map(({ task, why }) =>
      line('  ', span('stays: ', 'dim'), plainText(`${task.project} ${task.name}`), span(`  ${plainText(why)}`, 'dim')),
    ),
  ]
}

function prune(_: readonly string[], { json, yes }: TaskOptions, context: CommandContext): Promise<ExitCode> {
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

function stopAll(_: readonly string[], { json, yes }: TaskOptions, context: CommandContext): Promise<ExitCode> {
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
