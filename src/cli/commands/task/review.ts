/** `tce task diff`, `tce task review`: what a task changed, and remarks on it that become a prompt. */
import type { ExitCode } from '../../../core/exit-code.ts'
import { exitCodes } from '../../../core/exit-code.ts'
import type { ChangedFile, NewComment, ReviewScope } from '../../../core/review/review.ts'
import { isScope } from '../../../core/review/review-words.ts'
import type { Task } from '../../../core/tasks/task.ts'
import { plainText } from '../../../core/words/text.ts'
import type { Services } from '../../../services/services.ts'
import type { ReviewProblem } from '../../../services/task-review.ts'
import { emptyLine, type Line, line, span } from '../../../terminal/roles.ts'
import { wrapLine } from '../../../terminal/wrap.ts'
import type { CommandContext } from '../../context.ts'
import { withServices, wrongUsage } from '../../context.ts'
import { failed } from '../../failed.ts'
import { page } from '../../pager.ts'
import { taskNamed } from '../../task-named.ts'
import { commentsView, foldedView, patchView, statView, triesView } from '../../views/review-view.ts'
import { me } from './one-task.ts'

export interface ReviewOptions {
  readonly json?: boolean | undefined
  readonly stat?: boolean | undefined
  readonly of?: string | undefined
  readonly comment?: string | undefined
  readonly send?: boolean | undefined
  readonly tries?: boolean | undefined
}

/** Of one file; more are said to be there. */
const mostRows = 100_000
/** Files that are asked for together. */
const atOnce = 4

export function diffCommand(
  [name, ...words]: readonly string[],
  options: ReviewOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (name === undefined)
    return Promise.resolve(wrongUsage(context, 'Which task is missing.', 'tce task diff cart --stat'))
  const { of = 'all', comment, send, tries, json, stat } = options
  if (!isScope(of))
    return Promise.resolve(
      wrongUsage(
        context,
        `${plainText(of)} is no side to compare with: all, uncommitted, unviewed, or a commit.`,
        `tce task diff ${plainText(name)} --of uncommitted`,
      ),
    )
  return withServices(context, async (services) => {
    if (tries === true) return compareTries(name, services, options, context)
    const task = await taskNamed(name, services.tasks, context)
    if (typeof task === 'number') return task
    if (comment !== undefined) {
      const added = await addComment(task, [comment, ...words], services, options, context)
      if (added !== exitCodes.done || send !== true) return added
    }
    if (send === true) return sendReview(task, [], services, options, context)
    const [path] = words
    if (path !== undefined && json === true) {
      const file = await services.taskReview.file(task.id, { path, of, rows: mostRows })
      if (!file.ok) return printReviewProblem(file.error, context)
      context.terminal.printJson(file.value)
      return exitCodes.done
    }
    const changes = await services.taskReview.changes(task.id, of)
    if (!changes.ok) return printReviewProblem(changes.error, context)
    const { terminal } = context
    if (json === true) terminal.printJson(changes.value)
    else if (stat === true || changes.value.files.length === 0) terminal.print(statView(changes.value, terminal.look()))
    else return printPatches({ task, of, path }, changes.value.files, services, context)
    return exitCodes.done
  })
}

async function printPatches(
  { task, of, path }: { readonly task: Task; readonly of: ReviewScope; readonly path?: string | undefined },
  files: readonly ChangedFile[],
  { taskReview }: Services,
  context: CommandContext,
): Promise<ExitCode> {
  const wanted = path === undefined ? files : files.filter((file) => file.path === path)
  if (wanted.length === 0)
    return failed(
      `Nothing of ${plainText(path ?? '')} has changed.`,
      context,
      exitCodes.nothingMatched,
      `tce task diff ${task.name} --stat`,
    )
  const lines: Line[] = []
  const isFolded = (file: ChangedFile) => file.folded !== undefined && path === undefined
  for (let at = 0; at < wanted.length; at += atOnce) {
    const some = wanted.slice(at, at + atOnce)
    const diffs = await Promise.all(
      some.map((file) => {
        const isHidden = isFolded(file)
        if (isHidden && file.folded !== 'lock') return undefined
        return taskReview.file(task.id, { of, path: file.path, rows: isHidden ? 0 : mostRows })
      }),
    )
    for (const [index, file] of some.entries()) {
      const diff = diffs[index]
      if (diff?.ok === false) return printReviewProblem(diff.error, context)
      if (lines.length > 0) lines.push(emptyLine)
      lines.push(
        ...(diff === undefined || isFolded(file)
          ? foldedView(file, diff?.value, task.name)
          : patchView(file, diff.value)),
      )
    }
  }
  page(lines, context.terminal)
  return exitCodes.done
}

const acts: Readonly<Record<string, typeof addComment>> = {
  add: addComment,
  edit: editComment,
  rm: removeComment,
  send: sendReview,
  viewed: viewFile,
}

export function reviewCommand(
  [name, act, ...words]: readonly string[],
  options: ReviewOptions,
  context: CommandContext,
): Promise<ExitCode> {
  if (name === undefined) return Promise.resolve(wrongUsage(context, 'Which task is missing.', 'tce task review cart'))
  const run = act === undefined ? listComments : Object.hasOwn(acts, act) ? acts[act] : undefined
  if (run === undefined)
    return Promise.resolve(
      wrongUsage(
        context,
        `There is no tce task review … ${plainText(act ?? '')}. There are: ${Object.keys(acts).join(', ')}.`,
      ),
    )
  return withServices(context, async (services) => {
    const task = await taskNamed(name, services.tasks, context)
    return typeof task === 'number' ? task : run(task, words, services, options, context)
  })
}

type Do = [words: readonly string[], services: Services, options: ReviewOptions, context: CommandContext]

async function listComments(task: Task, ...[, { taskReview }, { json }, context]: Do): Promise<ExitCode> {
  const told = await taskReview.comments(task.id)
  if (!told.ok) return printReviewProblem(told.error, context)
  if (json === true) context.terminal.printJson(told.value)
  else context.terminal.print(commentsView(told.value, task.name, context.terminal.look()))
  return exitCodes.done
}

async function addComment(task: Task, ...[words, { taskReview }, { json }, context]: Do): Promise<ExitCode> {
  const [place, ...rest] = words
  const right = `tce task review ${task.name} add src/keys/store.ts:88 "Say how long it may run"`
  if (place === undefined || rest.length === 0)
    return wrongUsage(context, 'A place and what is to be said of it are missing.', right)
  const added = await taskReview.comment(task.id, { ...placeFrom(place), text: rest.join(' ') }, me)
  if (!added.ok) return printReviewProblem(added.error, context)
  if (json === true) context.terminal.printJson(added.value)
  else say(`${added.value.id} on ${plainText(place)}, not sent yet. Send: tce task review ${task.name} send`, context)
  return exitCodes.done
}

/** `src/keys/store.ts:88`, `:88-90`, or a file as a whole. */
function placeFrom(place: string): Omit<NewComment, 'text'> {
  const [, path = place, line, endLine] = /^(.+?):([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?$/s.exec(place) ?? []
  if (line === undefined) return { path }
  return { path, line: Number(line), ...(endLine === undefined ? {} : { endLine: Number(endLine) }) }
}

async function editComment(task: Task, ...[[id, ...rest], { taskReview }, { json }, context]: Do): Promise<ExitCode> {
  if (id === undefined || rest.length === 0)
    return wrongUsage(
      context,
      'A comment and its new text are missing.',
      `tce task review ${task.name} edit c12 "Take one and pass it on"`,
    )
  const done = await taskReview.edit(task.id, id, rest.join(' '), me)
  if (!done.ok) return printReviewProblem(done.error, context)
  if (json === true) context.terminal.printJson(done.value)
  else say(`${done.value.id} has another text.`, context)
  return exitCodes.done
}

async function removeComment(task: Task, ...[[id], { taskReview }, { json }, context]: Do): Promise<ExitCode> {
  if (id === undefined) return wrongUsage(context, 'Which comment is missing.', `tce task review ${task.name} rm c12`)
  const done = await taskReview.remove(task.id, id, me)
  if (!done.ok) return printReviewProblem(done.error, context)
  if (json === true) context.terminal.printJson(done.value)
  else say(`${done.value.id} is deleted.`, context)
  return exitCodes.done
}

async function sendReview(task: Task, ...[ids, { taskReview }, { json }, context]: Do): Promise<ExitCode> {
  const done = await taskReview.send(task.id, ids.length === 0 ? {} : { comments: ids }, me)
  if (!done.ok) return printReviewProblem(done.error, context)
  const { sent, comments } = done.value
  const { goes, how } = sent.foreseen
  if (json === true) context.terminal.printJson(done.value)
  else
    say(
      `${comments.length === 1 ? '1 comment' : `${comments.length} comments`} as ${sent.prompt.id}: it goes ${goes}, ${how}.`,
      context,
    )
  return exitCodes.done
}

async function viewFile(task: Task, ...[[path], { taskReview }, { json }, context]: Do): Promise<ExitCode> {
  if (path === undefined)
    return wrongUsage(context, 'Which file is missing.', `tce task review ${task.name} viewed README.md`)
  const done = await taskReview.view(task.id, { path, isViewed: true })
  if (!done.ok) return printReviewProblem(done.error, context)
  if (json === true) context.terminal.printJson(done.value)
  else say(`${plainText(path)} counts as viewed until it changes.`, context)
  return exitCodes.done
}

/** All tries of one prompt, a line each. */
async function compareTries(
  name: string,
  { tasks, taskReview }: Services,
  { json }: ReviewOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const all = (await tasks.list({ archived: 'all', limit: 1_000 })).tasks.filter(({ best }) => best !== undefined)
  const first =
    all.find((task) => task.id === name || task.name === name) ?? all.find((task) => task.name.startsWith(name))
  if (first?.best === undefined)
    return failed(
      `There are no tries of ${plainText(name)}.`,
      context,
      exitCodes.nothingMatched,
      'tce task new <project> "…" --best 3',
    )
  const { group } = first.best
  const tries = all
    .filter(({ best }) => best?.group === group)
    .toSorted((a, b) => (a.best?.number ?? 0) - (b.best?.number ?? 0))
  const found = await Promise.all(
    tries.map(async (task) => {
      const changes = await taskReview.changes(task.id)
      return { task, changes: changes.ok ? changes.value : undefined }
    }),
  )
  const { terminal } = context
  if (json === true) terminal.printJson({ tries: found })
  else
    terminal.print([
      ...triesView(found, terminal.look()),
      emptyLine,
      line(span('One in full: ', 'dim'), `tce task diff ${first.name}`),
    ])
  return exitCodes.done
}

function say(words: string, { terminal }: CommandContext): void {
  const { glyphs, columns } = terminal.look()
  terminal.print(wrapLine(line(span(`${glyphs.done} `, 'ok'), plainText(words)), columns, '  '))
}

const missing: readonly ReviewProblem['kind'][] = ['no-task', 'no-file', 'no-comment', 'no-commit']

function printReviewProblem({ kind, message, next }: ReviewProblem, context: CommandContext): ExitCode {
  if (kind === 'bad-request') return wrongUsage(context, plainText(message), next)
  const code = missing.includes(kind)
    ? exitCodes.nothingMatched
    : kind === 'unreachable'
      ? exitCodes.outOfReach
      : exitCodes.couldNot
  return failed(plainText(message), context, code, next)
}
