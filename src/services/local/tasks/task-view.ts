/** What stands around a task's terminal, and the look at it. */
import type { Actor } from '../../../core/audit/audit.ts'
import type { AgentId } from '../../../core/process/agent-ids.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { findLinks } from '../../../core/tasks/find-links.ts'
import { isRunning, type TaskRecord } from '../../../core/tasks/task-record.ts'
import type { TaskLink } from '../../../core/tasks/task-view.ts'
import { withoutReplies } from '../../../core/terminals/replies.ts'
import { sessionId } from '../../../core/terminals/session.ts'
import type { AttachedTerminal } from '../../../runner/terminals.ts'
import { listFiles } from '../../../worktrees/list-files.ts'
import { gitStatusIn } from '../../../worktrees/status.ts'
import type { TaskTerminals, TaskViewService } from '../../task-view.ts'
import type { TaskProblem } from '../../tasks.ts'
import { type TaskDesk, taskOf } from './task-desk.ts'

const mostLinks = 200
/** Of the agent's sessions in its project. */
const mostSessions = 500
const screenWithinMs = 3_000

/** `reconcile`: what ended while nobody looked is written down. */
export function createTaskView(desk: TaskDesk, reconcile: () => Promise<void>): TaskViewService & TaskTerminals {
  const { beside } = desk

  async function folderOf(id: string): Promise<Result<TaskRecord & { readonly folder: string }, TaskProblem>> {
    const found = await taskOf(desk, id)
    if (!found.ok) return found
    const { folder, name } = found.value
    if (folder === undefined) return err({ kind: 'not-now', message: `${name} has no folder yet.` })
    return ok({ ...found.value, folder })
  }

  const view: TaskViewService & TaskTerminals = {
    async gitStatus(id) {
      const found = await folderOf(id)
      if (!found.ok) return found
      const { folder, name, isInWorktree } = found.value
      const kept = await desk.books()
      const worktree = isInWorktree && kept.ok ? await kept.value.worktrees.get(id) : undefined
      const status = await gitStatusIn(folder, worktree?.base)
      return status === undefined
        ? err({ kind: 'not-now', message: `What changed in ${name} is not known: git does not tell of ${folder}.` })
        : ok(status)
    },
    async files(id, dir) {
      const found = await folderOf(id)
      if (!found.ok) return found
      const files = await listFiles(found.value.folder, dir)
      return files === undefined
        ? err({ kind: 'bad-request', message: `${found.value.name} has no folder “${dir}”.` })
        : ok(files)
    },
    async links(id) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      const { prompt = '', result = '' } = found.value
      const texts = [
        ['screen', await screenText(found.value)],
        ['result', result],
        ['prompt', prompt],
      ] as const
      const links = new Map<string, TaskLink>()
      for (const [from, text] of texts)
        for (const link of findLinks(text).toReversed())
          if (!links.has(link.url)) links.set(link.url, { ...link, from })
      return ok({ links: [...links.values()].slice(0, mostLinks) })
    },
    async conversations(id) {
      const found = await folderOf(id)
      if (!found.ok) return found
      const { folder, agent, sessionId: current } = found.value
      const of = agent === undefined ? {} : { agent: [agent as AgentId] }
      const all = await beside.sessions.list({ limit: mostSessions, sort: 'active', ...of })
      return ok({
        conversations: all.sessions
          .filter(({ cwd, id: session }) => cwd === folder || session === current)
          .map(({ id: session, title, name, startedAt, lastActiveAt, prompts }) => ({
            ...{ sessionId: session, title: name ?? title, startedAt, lastActiveAt, prompts },
            isCurrent: session === current,
          })),
      })
    },
    async attach(id, viewer, options, actor) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      const { name, generation, step } = found.value
      if (step !== undefined) return err({ kind: 'not-now', message: `The agent of ${name} is being begun.` })
      if (generation === 0) return err({ kind: 'not-now', message: `No agent of ${name} was begun yet.` })
      const terminals = await desk.terminals()
      const session = sessionId({ taskId: id, generation })
      const attached = await terminals.attach(session, viewer, options)
      if (attached.ok) return ok({ kind: 'live', name, terminal: noted(attached.value, name, actor) })
      if (attached.error.kind !== 'ended' && attached.error.kind !== 'no-session')
        return err({ kind: 'not-now', message: attached.error.message })
      if (isRunning(found.value)) {
        // Nobody told of its end: its supervisor was killed, and what that left is ended first.
        await terminals.recover()
        await reconcile()
      }
      const after = await taskOf(desk, id)
      const exit = after.ok ? after.value.run?.exit : undefined
      return ok({ kind: 'ended', name, run: session, screen: await terminals.lastScreen(session), exit })
    },
  }

  /** That somebody typed is logged with the first key of each look, what they typed is not. */
  function noted(terminal: AttachedTerminal, name: string, actor: Actor): AttachedTerminal {
    let isNoted = false
    return {
      ...terminal,
      type(bytes, number) {
        const typed = terminal.type(bytes, number)
        // What a viewer's own terminal answers by itself was typed by nobody.
        if (!isNoted && withoutReplies(bytes).length > 0) {
          isNoted = true
          const message = `${name}: typed into its terminal.`
          void beside.log.record({ action: 'task.type', actor, subject: name, outcome: 'done', message })
        }
        return typed
      },
    }
  }

  /** With the rows above, as it is drawn; empty where there is none. */
  async function screenText({ id, generation }: TaskRecord): Promise<string> {
    if (generation === 0) return ''
    const drawn = Promise.withResolvers<string>()
    const looked = await view.attach(
      id,
      {
        output() {},
        picture({ bytes, hasHistory }) {
          if (hasHistory) drawn.resolve(bytes.toString('utf8'))
        },
        resized() {},
        over: () => drawn.resolve(''),
        lost: () => drawn.resolve(''),
      },
      { history: true },
      { kind: 'own-user', name: 'tce' },
    )
    if (!looked.ok) return ''
    if (looked.value.kind === 'ended') return looked.value.screen?.text ?? ''
    const late = setTimeout(() => drawn.resolve(''), screenWithinMs)
    const text = await drawn.promise
    clearTimeout(late)
    looked.value.terminal.close()
    return text
  }

  return view
}
