/** The tasks of this machine. */
import type { Actor } from '../../../core/audit/audit.ts'
import type { AgentProcess, TaskRef } from '../../../core/process/process.ts'
import type { FleetReport } from '../../../core/process/report.ts'
import { err, ok, type Result } from '../../../core/result.ts'
import { type Task, type TaskList, type TaskQuery, type TaskState, taskStates } from '../../../core/tasks/task.ts'
import { isRunning, standing, type TaskRecord } from '../../../core/tasks/task-record.ts'
import { byNeed, stateWords, whyNotPut } from '../../../core/tasks/task-rules.ts'
import type { ScreenActivity } from '../../../core/tasks/task-why.ts'
import { sessionId } from '../../../core/terminals/session.ts'
import { digestOf } from '../../../storage/hashed.ts'
import type { ProjectService } from '../../projects.ts'
import type { TaskTerminals, TaskViewService } from '../../task-view.ts'
import type { TaskWorkService } from '../../task-work.ts'
import type { TaskProblem, TaskService } from '../../tasks.ts'
import { adoptSession } from './adopt-task.ts'
import { lookAtRemoval, removeTask, stopTask, undoRemoval } from './end-task.ts'
import { forkTask } from './fork-task.ts'
import { secretHash } from './launch.ts'
import { begin, type CheckedTask, checkNew, cleanName, runningCount, triesOf, writeDown } from './make-task.ts'
import { nameByModel } from './name-task.ts'
import type { TaskParts, TasksBeside } from './parts.ts'
import { lookAtFolder, remakeFolder } from './remake-folder.ts'
import { createTaskReview, type LocalReview } from './review.ts'
import { watchScreens } from './screen-watch.ts'
import { beginAgain, restartTask, resumeTask } from './take-up.ts'
import { costOfTask } from './task-cost.ts'
import { createTaskDesk, noTask, taskOf } from './task-desk.ts'
import { createTaskFiles, type LocalTaskFiles } from './task-files.ts'
import { agentOf, taskOfRecord } from './task-shape.ts'
import { createTaskView } from './task-view.ts'
import { changesOf, createTaskWatch } from './task-watch.ts'
import { createTaskWork } from './task-work.ts'
import { createWorkshop } from './workshop.ts'

export interface LocalTasks {
  readonly tasks: TaskService
  readonly projects: ProjectService
  readonly view: TaskViewService & TaskTerminals
  readonly files: LocalTaskFiles
  readonly review: LocalReview
  readonly work: TaskWorkService
  /** For a server: what ended meanwhile is written down, and what ends is heard of. */
  begin(): Promise<void>
  noteFleet(fleet: FleetReport): void
  /** The one whose agent runs with this secret. */
  ofSecret(secret: string): Promise<TaskRef | undefined>
  /** The one that it was started for, as far as this program knows those that run. */
  taskOf(process: Pick<AgentProcess, 'pid' | 'start' | 'sessionId' | 'cwd'>): TaskRef | undefined
  /** What its screen says; it is followed from then on. */
  screenOf(taskId: string, isTold?: boolean): ScreenActivity | undefined
  /** What it cost so far, in dollars; undefined: nobody knows, or there is none. */
  costOf(id: string): Promise<number | undefined>
  close(): Promise<void>
}

const freshMs = 1_500
const usualLimit = 200
const mostResult = 65_536
const mostOutputBytes = 1_000_000
const trashEveryMs = 6 * 3_600_000

type Done<T> = Promise<Result<T, TaskProblem>>

export function createTasks(parts: TaskParts, beside: TasksBeside): LocalTasks {
  const desk = createTaskDesk(parts, beside)
  const workshop = createWorkshop(
    parts,
    async () => {
      const kept = await desk.books()
      return kept.ok ? kept : err({ kind: 'unwritable', message: kept.error.message })
    },
    beside,
  )
  const files = createTaskFiles(desk)
  const screens = watchScreens(desk)
  const work = createTaskWork(desk, workshop)
  const watch = createTaskWatch(desk, workshop, files, screens, work.noteTurn)
  let isServing = false
  const leaving = new AbortController()
  let tidying: NodeJS.Timeout | undefined
  /** Where no server hears of what ends, whoever asks looks first. */
  let looked: Promise<void> | undefined
  const upToDate = async (): Promise<void> => {
    if (isServing) return
    looked ??= watch.reconcile()
    await looked
  }

  /** An agent that nobody recognises has a screen all the same. */
  function seenOf(record: TaskRecord, fleet: FleetReport | undefined) {
    const agent = fleet && agentOf(record, fleet)
    const screen = fleet !== undefined && agent === undefined ? screens.of(record.id) : undefined
    return { agent, screen, costUsd: costOfTask(record, beside) }
  }

  async function shaped(record: TaskRecord, fleet: FleetReport | undefined): Promise<Task> {
    const kept = await desk.books()
    const worktree = kept.ok && record.isInWorktree ? await kept.value.worktrees.get(record.id) : undefined
    return taskOfRecord(record, worktree, seenOf(record, fleet))
  }
  const told = async (record: TaskRecord): Promise<Task> =>
    shaped(record, isRunning(record) ? await beside.looks.read(freshMs) : undefined)

  async function list({
    status,
    project,
    archived = false,
    cursor,
    limit = usualLimit,
  }: TaskQuery = {}): Promise<TaskList> {
    const { maxRunning } = parts.settings()
    const counts = Object.fromEntries(taskStates.map((state) => [state, 0])) as Record<TaskState, number>
    const kept = parts.areTasksKept() ? await desk.books() : undefined
    if (kept?.ok === false) throw new Error(kept.error.message)
    if (kept === undefined) return { tasks: [], counts, archived: 0, running: 0, maxRunning }
    await upToDate()
    if (isServing) work.noteLook()
    const [all, worktrees] = await Promise.all([kept.value.tasks.all(), kept.value.worktrees.all()])
    for (const { state, isArchived } of all) if (!isArchived) counts[state] += 1
    const running = all.filter(isRunning).length
    const fleet = running > 0 ? await beside.looks.read(freshMs) : undefined
    const folders = new Map(worktrees.map((one) => [one.id, one]))
    const wanted = all
      .filter((one) => archived === 'all' || one.isArchived === archived)
      .filter(
        (one) => (status === undefined || one.state === status) && (project === undefined || one.project === project),
      )
      .map((record) => taskOfRecord(record, folders.get(record.id), seenOf(record, fleet)))
      .toSorted(byNeed)
    const from =
      cursor === undefined
        ? 0
        : Math.max(
            0,
            wanted.findIndex(({ id }) => id === cursor),
          )
    return {
      ...{ tasks: wanted.slice(from, from + limit), counts, running, maxRunning },
      archived: all.filter(({ isArchived }) => isArchived).length,
      cursor: wanted[from + limit]?.id,
    }
  }

  /** A change of what is kept alone. */
  async function changed(id: string, actor: Actor, words: string, change: (now: TaskRecord) => TaskRecord): Done<Task> {
    const found = await taskOf(desk, id)
    if (!found.ok) return found
    const after = await desk.change(id, change)
    if (after === undefined) return err(noTask(id))
    await beside.log.record({
      action: 'task.change',
      actor,
      subject: after.name,
      outcome: 'done',
      message: `${after.name}: ${words}.`,
    })
    return ok(await told(after))
  }

  /** Of an agent that was begun in this moment no look at the processes tells more yet: nobody waits for one. */
  const toldOf = async (done: Result<TaskRecord, TaskProblem>): Done<Task> =>
    done.ok ? ok(await shaped(done.value, undefined)) : done

  const tasks: TaskService = {
    list,
    async find(id) {
      if (!parts.areTasksKept()) return undefined
      await upToDate()
      const found = await taskOf(desk, id)
      if (!found.ok) return undefined
      const changes = await changesOf(found.value, desk)
      const isNews = changes !== undefined && JSON.stringify(changes) !== JSON.stringify(found.value.changes)
      return told((isNews ? await desk.change(id, (now) => ({ ...now, changes })) : undefined) ?? found.value)
    },
    async why(id) {
      await upToDate()
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      const fleet = isRunning(found.value) ? await beside.looks.read(freshMs) : undefined
      return ok(await screens.why(found.value, fleet && agentOf(found.value, fleet)))
    },
    async create(asked, actor) {
      await upToDate()
      if (isServing) await watch.follow()
      const tries = triesOf(asked)
      if (!tries.ok) return tries
      const checked: CheckedTask[] = []
      for (const one of tries.value) {
        const result = await checkNew(one, desk, workshop)
        if (!result.ok) return result
        checked.push(result.value)
      }
      const best = checked.length
      const { start = 'when-free' } = asked
      const made: Task[] = []
      let group: string | undefined
      for (const [at, one] of checked.entries()) {
        const record = await writeDown(
          asked,
          one,
          best === 1 ? {} : { best: { number: at + 1, of: best, group } },
          desk,
        )
        group ??= record.id
        if (asked.name === undefined && best === 1)
          watch.later('A task could not be named', nameByModel(record, desk, workshop, leaving.signal))
        await beside.log.record({
          action: 'task.create',
          actor,
          subject: record.name,
          outcome: 'done',
          message: `${record.name} (${record.id}) in ${record.project}.`,
        })
        const { maxRunning } = parts.settings()
        if (start === 'when-free' && (await runningCount(desk)) >= maxRunning) {
          const reason = `When a place is free: ${maxRunning} run, and no more may.`
          const waits = await desk.change(record.id, (now) => ({ ...now, waitsForPlace: true, reason }))
          made.push(await told(waits ?? record))
          continue
        }
        const begun = await toldOf(await begin(record.id, actor, desk, workshop))
        if (!begun.ok) return begun
        made.push(begun.value)
      }
      const [first] = made
      if (first === undefined) throw new Error('a task that was made is not there')
      return ok(best === 1 ? first : { ...first, tries: made })
    },
    async adopt(how, actor) {
      await upToDate()
      if (isServing) await watch.follow()
      return toldOf(await adoptSession(how, actor, desk, workshop))
    },
    stop: (id, actor) => stopTask(id, actor, desk),
    resume: async (id, { session }, actor) => toldOf(await resumeTask(id, session, actor, desk, workshop)),
    restart: async (id, actor) => toldOf(await restartTask(id, actor, desk, workshop)),
    fork: async (id, how, actor) => toldOf(await forkTask(id, how, actor, desk, workshop)),
    async rename(id, name, actor) {
      const clean = cleanName(name)
      if (clean === undefined)
        return err({ kind: 'bad-request', message: 'A name has one line of at most 80 characters.' })
      return changed(id, actor, `called ${clean} from now on`, (now) => ({ ...now, name: clean }))
    },
    pin: (id, isPinned, actor) => changed(id, actor, isPinned ? 'pinned' : 'unpinned', (now) => ({ ...now, isPinned })),
    async archive(id, isArchived, actor) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      if (isArchived && isRunning(found.value))
        return err({
          kind: 'not-now',
          message: `The agent of ${found.value.name} runs: stop it first.`,
          next: `tce task stop ${found.value.name}`,
        })
      return changed(id, actor, isArchived ? 'archived' : 'taken out of the archive', (now) => ({ ...now, isArchived }))
    },
    async put(id, state, actor) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      const record = found.value
      if (state === 'in_progress' && record.state === 'pending')
        return toldOf(await beginAgain(record, actor, desk, workshop))
      const { activity } = await told(record)
      const why = whyNotPut(state, { state: record.state, isRunning: isRunning(record), activity })
      if (why !== undefined)
        return err({ kind: 'not-now', message: `${record.name} stays ${stateWords[record.state]}. ${why}` })
      const reason = state === 'complete' ? 'You said so.' : undefined
      return changed(id, actor, stateWords[state], (now) => standing(now, { state, reason }, beside.clock()))
    },
    async setResult(id, result, actor) {
      const text = result.trim()
      if (text === '' || text.length > mostResult || text.includes('\0'))
        return err({ kind: 'bad-request', message: `A result is a text of at most ${mostResult} characters.` })
      return changed(id, actor, 'a result was given', (now) => ({ ...now, result: text }))
    },
    async type(id, bytes, actor) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      const { name, generation } = found.value
      const notNow = (message: string) =>
        err({ kind: 'not-now', message: `Nothing was typed into ${name}: ${message}` } as const)
      if (!isRunning(found.value)) return notNow('no agent of it runs.')
      const terminals = await desk.terminals()
      const attached = await terminals.attach(sessionId({ taskId: id, generation }), {
        output() {},
        picture() {},
        resized() {},
        over() {},
      })
      if (!attached.ok) return notNow(attached.error.message)
      const typed = await attached.value.type(bytes)
      attached.value.close()
      if (!typed.ok) return notNow(typed.error.message)
      await beside.log.record({
        action: 'task.type',
        actor,
        subject: name,
        outcome: 'done',
        message: `${name}: ${bytes.length} bytes typed.`,
      })
      return ok(await told(found.value))
    },
    async output(id, bytes) {
      const found = await taskOf(desk, id)
      if (!found.ok) return found
      const most = Math.min(mostOutputBytes, bytes)
      const { generation } = found.value
      const log =
        generation === 0 ? undefined : (await desk.terminals()).output(sessionId({ taskId: id, generation }), 0)
      const chunks: Buffer[] = []
      let size = 0
      for await (const chunk of log?.bytes ?? []) {
        chunks.push(chunk)
        size += chunk.length
        while (size - (chunks[0]?.length ?? 0) >= most) size -= chunks.shift()?.length ?? 0
      }
      return ok({ task: await told(found.value), text: Buffer.concat(chunks).subarray(-most).toString('utf8') })
    },
    async removal(id) {
      const looked = await lookAtRemoval(id, desk)
      return looked.ok ? ok(looked.value.removal) : looked
    },
    remove: (id, how, actor) => removeTask(id, how, actor, desk),
    undo: async (id, actor) => toldOf(await undoRemoval(id, actor, desk)),
    folder: (id) => lookAtFolder(id, desk),
    remakeFolder: async (id, confirm, actor) => toldOf(await remakeFolder(id, confirm, actor, desk, workshop)),
    async removed() {
      const kept = parts.areTasksKept() ? await desk.books() : undefined
      return kept?.ok === true
        ? (await kept.value.tasks.removed()).map((record) => taskOfRecord(record, undefined))
        : []
    },
    async prunable() {
      const { done, left, confirm } = await lookAtPrune()
      return { done: done.map(({ task }) => task), left, confirm }
    },
    async prune(confirm, actor) {
      const now = await lookAtPrune()
      if (now.confirm !== confirm)
        return err({
          kind: 'changed',
          message: 'They have changed since you looked. Look again, then decide.',
          next: 'tce task prune',
        })
      const done: Task[] = []
      const left = [...now.left]
      for (const { task, confirm: seen } of now.done) {
        const removed = await removeTask(task.id, { confirm: seen, copy: 'none' }, actor, desk)
        if (removed.ok) done.push(task)
        else left.push({ task, why: removed.error.message })
      }
      return ok({ done, left })
    },
    async stopAll(actor) {
      const { tasks: all } = await list({ archived: 'all', limit: Number.MAX_SAFE_INTEGER })
      const done: Task[] = []
      const left: { readonly task: Task; readonly why: string }[] = []
      const open = all.filter(({ run }) => run !== undefined && run.exit === undefined)
      await Promise.all(
        open.map(async (task) => {
          const stopped = await stopTask(task.id, actor, desk)
          if (stopped.ok && stopped.value.left.length === 0) done.push(stopped.value.task)
          else
            left.push({ task, why: stopped.ok ? `${stopped.value.left.join(', ')} still run` : stopped.error.message })
        }),
      )
      return ok({ done, left })
    },
  }

  async function lookAtPrune() {
    const { tasks: all } = await list({ status: 'complete', archived: 'all', limit: Number.MAX_SAFE_INTEGER })
    const done: { readonly task: Task; readonly confirm: string }[] = []
    const left: { readonly task: Task; readonly why: string }[] = []
    for (const task of all) {
      const looked = await lookAtRemoval(task.id, desk)
      if (!looked.ok) continue
      const { obstacles, isAllElsewhere, confirm } = looked.value.removal
      if (isRunning(looked.value.record)) left.push({ task, why: 'its agent is still open' })
      else if (obstacles.length > 0) left.push({ task, why: obstacles.join('; ') })
      else if (!isAllElsewhere) left.push({ task, why: 'something of it exists nowhere else' })
      else done.push({ task, confirm })
    }
    const confirm = digestOf(done.map((one) => [one.task.id, one.confirm]))
    return { done, left, confirm }
  }

  return {
    tasks,
    projects: workshop,
    view: createTaskView(desk, watch.reconcile),
    files,
    review: createTaskReview(desk, beside.prompts),
    work: work.service,
    async begin() {
      isServing = true
      // The first task begins to follow.
      if (!parts.areTasksKept()) return
      await watch.follow()
      await watch.reconcile()
      await work.settle()
      await watch.tidy()
      await watch.fillPlaces()
      tidying ??= setInterval(
        () => void watch.tidy().catch((cause: unknown) => beside.reportError('Tasks could not be tidied up', cause)),
        trashEveryMs,
      ).unref()
    },
    noteFleet: watch.noteFleet,
    async ofSecret(secret) {
      if (!parts.areTasksKept()) return undefined
      const kept = await desk.books()
      const hash = secretHash(secret)
      const found = kept.ok ? (await kept.value.tasks.all()).find((one) => one.secretHash === hash) : undefined
      return found !== undefined && isRunning(found) ? { id: found.id, name: found.name } : undefined
    },
    taskOf({ pid, start, sessionId: session, cwd }) {
      for (const { id, name, run, sessionId: own, isInWorktree, folder } of desk.running.values()) {
        // Behind a fence its program is what holds the fence. A worktree is nobody else's.
        const isInside = run?.fence?.isVerified === true && isInWorktree && cwd !== undefined && cwd === folder
        if (isInside || (run?.pid === pid && run.start === start) || (session !== undefined && session === own))
          return { id, name }
      }
      return undefined
    },
    async costOf(id) {
      const kept = parts.areTasksKept() ? await desk.books() : undefined
      const record = desk.running.get(id) ?? (kept?.ok === true ? await kept.value.tasks.get(id) : undefined)
      return record && costOfTask(record, beside)
    },
    // To be rung for a look is worth it where somebody stays to look.
    screenOf: (id, isTold = false) => (isTold && !isServing ? undefined : screens.of(id, isTold)),
    async close() {
      clearInterval(tidying)
      leaving.abort()
      watch.stop()
      files.close()
      await watch.settled()
      await screens.close()
      await work.settled()
      await desk.close()
    },
  }
}
