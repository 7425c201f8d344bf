/** What becomes of tasks while nobody asks: agents that end, turns that end, places that become free. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../../../core/audit/audit.ts'
import type { FleetReport } from '../../../core/process/report.ts'
import { inSession, isRunning, standing, type TaskRecord } from '../../../core/tasks/task-record.ts'
import { afterTurn, hasTurned } from '../../../core/tasks/task-rules.ts'
import { sessionId } from '../../../core/terminals/session.ts'
import { endSetup } from '../../../tasks/setup-command.ts'
import { changesIn } from '../../../worktrees/changes.ts'
import { folderPrint } from '../../../worktrees/folder-print.ts'
import { reconcileWorktrees } from '../../../worktrees/reconcile.ts'
import { emptyTrash, keepRemovedMs } from '../../../worktrees/trash.ts'
import { forgetRemoved, noteExit } from './end-task.ts'
import { begin } from './make-task.ts'
import type { ScreenWatch } from './screen-watch.ts'
import { whyOverBudget } from './task-cost.ts'
import type { TaskDesk } from './task-desk.ts'
import type { LocalTaskFiles } from './task-files.ts'
import { agentOf } from './task-shape.ts'
import type { Workshop } from './workshop.ts'

/** Its line breaks a moment before it is gone itself. */
const goneAfterMs = 300

/** Nobody asked for it just then: its user did when it was made. */
const byItself: Actor = { kind: 'own-user', name: 'tce' }

export interface TaskWatch {
  /** What ended or was broken off while nobody looked is written down. */
  reconcile(): Promise<void>
  /** For a server: worktrees that were half made, trash that is too old. */
  tidy(): Promise<void>
  /** For a server: from now on. */
  follow(): Promise<void>
  noteFleet(fleet: FleetReport): void
  /** Those that wait for a place are begun, as many as may run. */
  fillPlaces(): Promise<void>
  /** Goes on by itself, and is waited for at the end. */
  later(what: string, work: Promise<unknown>): void
  /** Everything that it began by itself is over. */
  settled(): Promise<void>
  stop(): void
}

export function createTaskWatch(
  desk: TaskDesk,
  workshop: Workshop,
  files: Pick<LocalTaskFiles, 'copied'>,
  screens: Pick<ScreenWatch, 'of'>,
  noteTurn: (id: string, sessionId: string | undefined) => Promise<void>,
): TaskWatch {
  const { parts, beside } = desk
  const activities = new Map<string, string>()
  const works = new Set<Promise<unknown>>()
  let unfollow: (() => void) | undefined
  let filling: Promise<void> | undefined
  let isLooking = false
  /** Of the look that came while another one was thought about. */
  let next: FleetReport | undefined

  const later = (what: string, work: Promise<unknown>): void => {
    const done = work.catch((cause: unknown) => beside.reportError(what, cause)).finally(() => works.delete(done))
    works.add(done)
  }

  async function reconcile(): Promise<void> {
    const kept = await desk.books()
    if (!kept.ok) return
    const all = await kept.value.tasks.all()
    desk.note(all)
    const isBrokenOff = ({ step, makerPid }: TaskRecord) =>
      step !== undefined && makerPid !== process.pid && (makerPid === undefined || !parts.isAlive(makerPid))
    const open = all.filter((one) => isRunning(one) || isBrokenOff(one))
    if (open.length === 0) return
    const { sessions, silent } = await (await desk.terminals()).list()
    for (const record of open) {
      const { id, generation, run } = record
      const session = sessions.find((one) => one.id === sessionId({ taskId: id, generation }))
      if (isBrokenOff(record)) {
        if (record.setup !== undefined) await endSetup(record.setup, parts.startOf)
        const reason = `${record.step === 'setup' ? 'Its set-up command' : record.step === 'starting' ? 'Its start' : 'Making its folder'} was broken off: restart it.`
        await desk.change(id, (now) =>
          // What ran before says nothing of a folder or a set-up command.
          record.step === 'starting' && session !== undefined
            ? { ...now, step: undefined, setup: undefined }
            : standing({ ...now, step: undefined, setup: undefined }, { state: 'failed', reason }, beside.clock()),
        )
      }
      if (run === undefined || run.exit !== undefined) continue
      if (session?.exit !== undefined) await noteExit(desk, id, generation, session.exit)
      else if (session !== undefined)
        await desk.change(id, (now) => ({ ...now, run: now.run && { ...now.run, ...session.process } }))
      // A supervisor that does not answer may hold it: nobody knows, so nothing is said. One that is just being asked is not there yet.
      else if (silent.length === 0 && (record.step === undefined || isBrokenOff(record)))
        await noteExit(desk, id, generation, { isObserved: false, noticedAtMs: beside.clock() })
    }
  }

  async function tidy(): Promise<void> {
    const kept = await desk.books()
    if (!kept.ok) return
    const tools = { book: kept.value.worktrees, places: desk.places() }
    for (const { record, did, problem } of await reconcileWorktrees(tools)) {
      if (did !== 'broken' && did !== 'taken-back') continue
      await desk.change(record.id, (now) =>
        did === 'broken' && now.removedAtMs === undefined
          ? standing(now, { state: 'broken', reason: problem ?? 'Its folder is not what it was.' }, beside.clock())
          : { ...now, folder: undefined },
      )
    }
    const gone = new Set((await emptyTrash(kept.value.worktrees, tools.places, beside.clock())).map(({ id }) => id))
    for (const record of await kept.value.tasks.removed())
      if (gone.has(record.id) || beside.clock() - (record.removedAtMs ?? 0) >= keepRemovedMs)
        await forgetRemoved(record, desk)
  }

  async function follow(): Promise<void> {
    unfollow ??= (await desk.terminals()).onChange((change) => {
      if (change.kind === 'line-lost') {
        later('What a supervisor held could not be looked up', afterLoss())
        return
      }
      const { taskId, generation, exit } = change.session
      if (change.kind === 'copied' && change.text !== undefined) files.copied(taskId, change.text)
      if (change.kind !== 'ended' || exit === undefined) return
      later('The end of a task could not be written down', ended(taskId, generation, exit))
    })
  }

  /** Where it was killed, its agents are cut off: told as such, never as done. Where it is there still, this finds nothing. */
  async function afterLoss(): Promise<void> {
    await sleep(goneAfterMs, undefined, { ref: false })
    await (await desk.terminals()).recover()
    await reconcile()
    await fillPlaces()
  }

  async function ended(
    taskId: string,
    generation: number,
    exit: NonNullable<Parameters<typeof noteExit>[3]>,
  ): Promise<void> {
    activities.delete(taskId)
    const after = await noteExit(desk, taskId, generation, exit)
    if (after !== undefined) await lookAtWork(after)
    await fillPlaces()
  }

  /** Whether there is something to look at: against its base or, where it has none, since its last turn. */
  async function lookAtWork(record: TaskRecord): Promise<boolean> {
    const { id, folder, isInWorktree, result } = record
    if (isInWorktree) {
      const changes = (await changesOf(record, desk)) ?? record.changes
      if (changes !== undefined) await desk.change(id, (now) => ({ ...now, changes }))
      return result !== undefined || (changes?.files ?? 0) > 0 || (changes?.commits ?? 0) > 0
    }
    const print = folder === undefined ? undefined : await folderPrint(folder)
    if (print !== undefined && print !== record.folderPrint)
      await desk.change(id, (now) => ({ ...now, folderPrint: print }))
    // What was not known before, or is not now, says nothing.
    const isOther = print !== undefined && record.folderPrint !== undefined && print !== record.folderPrint
    return result !== undefined || isOther
  }

  async function lookOn(): Promise<void> {
    while (next !== undefined) {
      const fleet = next
      next = undefined
      await look(fleet)
    }
  }

  async function look(fleet: FleetReport): Promise<void> {
    const kept = await desk.books()
    if (!kept.ok) return
    for (const id of [...desk.running.keys()]) {
      const record = await kept.value.tasks.get(id)
      const agent = record && agentOf(record, fleet)
      if (record === undefined) continue
      // Whom nobody recognises among the processes has a screen all the same.
      const now = agent?.activity ?? screens.of(id)?.activity
      if (now === undefined) continue
      // After /clear it works in another session, and Codex's is known only now.
      const session = agent?.sessionId
      if (session !== undefined && session !== record.sessionId) await desk.change(id, (one) => inSession(one, session))
      const activity = { was: activities.get(id), is: now }
      activities.set(id, now)
      if (activity.was === activity.is) continue
      const isTurnOver = hasTurned(activity)
      const hasNews = isTurnOver && (await lookAtWork(record))
      if (isTurnOver) await noteTurn(id, session)
      await desk.change(id, (now) => {
        const after = afterTurn(activity, { state: now.state, hasNews })
        return after === undefined ? now : standing(now, after, beside.clock())
      })
    }
  }

  async function fill(): Promise<void> {
    const kept = await desk.books()
    if (!kept.ok) return
    for (;;) {
      const all = await kept.value.tasks.all()
      const running = all.filter((one) => isRunning(one) || one.step !== undefined).length
      if (running >= parts.settings().maxRunning) return
      const waiting = all.filter(({ state, waitsForPlace }) => state === 'pending' && waitsForPlace === true)
      const next = await firstAllowed(waiting)
      if (next === undefined) return
      // One that can't be begun says so itself, and waits no more.
      await begin(next.id, byItself, desk, workshop)
    }
  }

  /** Those before it are held by a hard budget, and say so. */
  async function firstAllowed(waiting: readonly TaskRecord[]): Promise<TaskRecord | undefined> {
    for (const one of waiting) {
      const over = await whyOverBudget(one, undefined, beside)
      if (over === undefined) return one
      await desk.change(one.id, (now) => (now.reason === over.message ? now : { ...now, reason: over.message }))
    }
    return undefined
  }

  async function fillPlaces(): Promise<void> {
    filling ??= fill().finally(() => {
      filling = undefined
    })
    await filling
  }

  return {
    ...{ reconcile, tidy, follow, fillPlaces, later },
    noteFleet(fleet) {
      if (desk.running.size === 0) return
      next = fleet
      if (isLooking) return
      isLooking = true
      later(
        'A look at the tasks failed',
        lookOn().finally(() => {
          isLooking = false
        }),
      )
    },
    async settled() {
      while (works.size > 0) await Promise.all(works)
      await filling
    },
    stop: () => unfollow?.(),
  }
}

/** Against where it began; undefined: it has no worktree, or git does not tell. */
export async function changesOf({ id, folder, isInWorktree }: TaskRecord, desk: TaskDesk) {
  const kept = await desk.books()
  const worktree = isInWorktree && kept.ok ? await kept.value.worktrees.get(id) : undefined
  return folder === undefined || worktree?.state !== 'ready' ? undefined : changesIn(folder, worktree.base.commit)
}
