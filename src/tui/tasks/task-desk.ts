/** Does what the keys of tasks ask for, over the services that every face uses; what changes comes by news-desk.ts. Draws nothing. */
import { ownUser } from '../../core/audit/audit.ts'
import { CliError } from '../../core/cli-error.ts'
import type { Result } from '../../core/result.ts'
import type { Task } from '../../core/tasks/task.ts'
import { formatDurationInWords } from '../../core/words/format.ts'
import type { TaskProblem } from '../../services/tasks.ts'
import { problemLines, type TaskDeskParts } from './desk-parts.ts'
import { createDiffDesk } from './diff/diff-desk.ts'
import { createFormDesk } from './form-desk.ts'
import { createNewsDesk } from './news-desk.ts'
import { createTalkDesk } from './talk-desk.ts'
import type { TaskEffect } from './task-effects.ts'
import { createWorkDesk } from './work-desk.ts'

export interface TaskDesk {
  /** Somebody looks at tasks, or does not any more. */
  look(isLooking: boolean): void
  /** Another one was chosen, or it has changed. */
  sync(): void
  perform(effect: TaskEffect): void
  close(): void
}

const me = ownUser('cli')

export function createTaskDesk(parts: TaskDeskParts): TaskDesk {
  const { services, tell, notice } = parts
  const { tasks } = services
  const diff = createDiffDesk(parts)
  const form = createFormDesk(parts)
  const talk = createTalkDesk(parts)
  const work = createWorkDesk(parts, act)
  let isClosed = false

  const guard = (work: Promise<unknown>) =>
    void work.catch((cause: unknown) => {
      if (isClosed) return
      if (cause instanceof CliError) notice(cause.message)
      else parts.fail(cause)
    })
  const news = createNewsDesk(parts, guard)

  /** One act at a time; what came of it is said, and the list is read anew. */
  async function act<T>(
    doing: string,
    deed: Promise<Result<T, TaskProblem>>,
    words: (value: T) => string,
  ): Promise<void> {
    tell({ type: 'doing', text: doing })
    try {
      const done = await deed
      if (done.ok) notice(words(done.value))
      else tell({ type: 'overlay', overlay: { kind: 'message', lines: problemLines(done.error), isBad: true } })
    } finally {
      tell({ type: 'doing', text: undefined })
      news.readSoon(0)
    }
  }

  async function create(task: Parameters<typeof tasks.create>[0]): Promise<void> {
    tell({ type: 'doing', text: 'Making it' })
    try {
      const made = await tasks.create(task, me)
      if (!made.ok) return tell({ type: 'not-made', message: problemLines(made.error).join(' ') })
      tell({ type: 'made', task: made.value })
      const { name, state, reason, tries, remarks } = made.value
      const names = tries === undefined ? name : tries.map((one) => one.name).join(', ')
      notice([state === 'pending' ? `${names}: ${reason ?? 'it waits'}` : `${names} started.`, ...remarks].join(' '))
    } finally {
      tell({ type: 'doing', text: undefined })
      news.readSoon(0)
    }
  }

  const goesOn = (task: Task) => `${task.name}: its agent runs.`

  async function perform(effect: TaskEffect): Promise<void> {
    switch (effect.do) {
      case 'allow':
        return talk.answer(effect, { answer: 'allow' })
      case 'deny':
        return talk.answer(effect, { answer: 'deny', text: effect.text })
      case 'prompt':
        return talk.send(effect.taskId, effect.text)
      case 'edit-prompt':
        return talk.edit(effect.taskId)
      case 'resume':
        return act('Taking it up', tasks.resume(effect.taskId, {}, me), goesOn)
      case 'restart':
        return act('Beginning it afresh', tasks.restart(effect.taskId, me), goesOn)
      case 'resume-cut-off': {
        for (const id of effect.taskIds) await act('Taking them up', tasks.resume(id, {}, me), goesOn)
        return
      }
      case 'stop':
        return act('Ending it and looking', tasks.stop(effect.taskId, me), ({ endedAfterMs, left, task }) =>
          left.length > 0
            ? `Still there of ${task.name}: ${left.join(', ')}.`
            : `${task.name} ended after ${formatDurationInWords(endedAfterMs)}.`,
        )
      case 'rename':
        return act(
          'Naming it',
          tasks.rename(effect.taskId, effect.text, me),
          ({ name }) => `Called ${name} from now on; folder and branch keep their names.`,
        )
      case 'fork':
        return act(
          'Making a second one',
          tasks.fork(effect.taskId, { prompt: effect.text || undefined }, me),
          (task) => {
            tell({ type: 'made', task })
            return `${task.name} started in its own folder. The first goes on untouched.`
          },
        )
      case 'pin':
        return act(
          'Pinning',
          tasks.pin(effect.taskId, effect.isOn, me),
          ({ name, isPinned }) => `${name} is ${isPinned ? 'pinned' : 'not pinned any more'}.`,
        )
      case 'archive':
        return act(
          'Archiving',
          tasks.archive(effect.taskId, effect.isOn, me),
          ({ name, isArchived }) => `${name} is ${isArchived ? 'archived' : 'out of the archive'}.`,
        )
      case 'put':
        return act('Moving it', tasks.put(effect.taskId, effect.state, me), ({ name }) => `${name} was moved.`)
      case 'ask-destroy': {
        const looked = await tasks.removal(effect.taskId)
        if (looked.ok) tell({ type: 'overlay', overlay: { kind: 'destroy', removal: looked.value } })
        else tell({ type: 'overlay', overlay: { kind: 'message', lines: problemLines(looked.error), isBad: true } })
        return
      }
      case 'destroy':
        return act(
          'Removing it',
          tasks.remove(effect.taskId, { confirm: effect.confirm, copy: 'keep' }, me),
          ({ task }) => `${task.name} is gone. Back: tce task undo ${task.id}`,
        )
      case 'ask-prune': {
        const { done, left, confirm } = await tasks.prunable()
        return tell({
          type: 'overlay',
          overlay: { kind: 'prune', names: done.map(({ name }) => name), left: left.length, confirm },
        })
      }
      case 'prune':
        return act(
          'Removing them',
          tasks.prune(effect.confirm, me),
          ({ done, left }) => `${done.length} removed, ${left.length} stay.`,
        )
      case 'create':
        return create(effect.task)
      case 'open-form':
        return form.open()
      case 'files':
        return form.readFiles(effect.project)
      case 'open-diff':
        return diff.open(effect.taskId)
      case 'diff-file':
        return diff.read(effect.taskId, effect.path)
      case 'diff-viewed':
        return diff.tick(effect.taskId, effect.path)
      case 'diff-comment':
        return diff.remark(effect.taskId, effect.comment)
      case 'diff-send':
        return diff.send(effect.taskId)
      case 'ask-links': {
        const found = await services.taskView.links(effect.taskId)
        if (!found.ok) return notice(found.error.message)
        const { links } = found.value
        if (links.length === 0) return notice('No link stands in its prompt, on its screen, or in its result.')
        return tell({ type: 'overlay', overlay: { kind: 'links', links, at: 0 } })
      }
      case 'ask-merge':
        return work.askToMerge(effect.taskId)
      case 'merge':
        return work.merge(effect.taskId, effect.order)
      case 'copy':
        return talk.copy(effect.taskId)
      case 'take-size':
        return parts.takeSize()
      case 'redraw':
        return parts.redraw()
      case 'type-ahead':
        return
      case 'find':
        return tell({ type: 'found', text: effect.text, at: parts.find(effect.text) })
      case 'set': {
        const changed = await services.settings.change({ [effect.key]: effect.value }, me)
        return news.readKeymap(changed.ok ? 'Written into config.toml.' : changed.error.message)
      }
      default:
        return effect satisfies never
    }
  }

  return {
    look: news.look,
    sync: news.sync,
    perform: (effect) => guard(perform(effect)),
    close() {
      isClosed = true
      news.close()
    },
  }
}
