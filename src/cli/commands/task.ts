/** `tce task <action>`: tasks made, seen, ended, tidied. Attaching to one: attach.ts. */
import type { Task } from '../../core/tasks/task.ts'
import { plainText } from '../../core/words/text.ts'
import { whenOf } from '../../terminal/task-words.ts'
import type { AppParts } from '../app-parts.ts'
import { type CommandContext, wrongUsage } from '../context.ts'
import { orWithFolder } from './task/folder.ts'
import { adopt, create } from './task/make.ts'
import { type Act, me, onTask, type TaskOptions } from './task/one-task.ts'
import { prune, remove, undo } from './task/remove.ts'
import { keys, list, log, show } from './task/see.ts'
import { result, status } from './task/state.ts'
import { stop, stopAll } from './task/stop.ts'

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
  commit: async (words, options, context) => (await import('./task/work.ts')).commit(words, options, context),
  merge: async (words, options, context) => (await import('./task/work.ts')).merge(words, options, context),
  pr: async (words, options, context) => (await import('./task/work.ts')).pr(words, options, context),
  open: async (words, options, context) => (await import('./task/work.ts')).open(words, options, context),
  links: async (words, options, context) => (await import('./task/work.ts')).links(words, options, context),
  rm: remove,
  diff: async (...asked) => (await import('./task/review.ts')).diffCommand(...asked),
  review: async (...asked) => (await import('./task/review.ts')).reviewCommand(...asked),
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
  if (action === 'upload') return (await import('./task/files.ts')).uploadCommand(words, options, context)
  if (action === 'artifact') return (await import('./task/files.ts')).artifactCommand(words, options, context)
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
