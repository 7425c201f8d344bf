/** What is done with the work of tasks, put together; and what of it goes on by itself. */
import type { TestsRecord } from '../../../core/tasks/task-record.ts'
import type { TaskWorkService } from '../../task-work.ts'
import { commitTask, lookAtCommit } from './commit-task.ts'
import { lookAtMerge, type MergeDesk } from './merge-look.ts'
import { settleMerge } from './merge-settle.ts'
import { mergeTask, stopMerge } from './merge-task.ts'
import { openTask } from './open-task.ts'
import { lookAtPullRequest, openPullRequest, watchPullRequests } from './pr-task.ts'
import type { TaskDesk } from './task-desk.ts'
import type { Workshop } from './workshop.ts'

export interface LocalTaskWork {
  readonly service: TaskWorkService
  /** Merges that were broken off are taken back, or finished. */
  settle(): Promise<void>
  /** Somebody looks at the list: states of pull requests are asked for, now and then. */
  noteLook(): void
  /** What was asked for so is over. */
  settled(): Promise<void>
  /** A turn of its agent ended: what its tests came to is written down. */
  noteTurn(id: string, sessionId: string | undefined): Promise<void>
}

export function createTaskWork(desk: TaskDesk, workshop: Workshop): LocalTaskWork {
  const merges: MergeDesk = { desk, workshop, tried: new Map(), going: new Map() }
  const watch = watchPullRequests(desk)
  let looking = Promise.resolve()
  const isBrokenOff = (pid: number) => pid !== process.pid && !desk.parts.isAlive(pid)
  const service: TaskWorkService = {
    commitLook: (id) => lookAtCommit(id, desk),
    commit: (id, order, actor) => commitTask(id, order, actor, desk),
    async mergeLook(id, how) {
      const looked = await lookAtMerge(id, how, merges)
      return looked.ok ? { ok: true, value: looked.value.look } : looked
    },
    stopMerge: (id, actor) => stopMerge(id, actor, merges),
    async merge(id, order, actor) {
      try {
        return await mergeTask(id, order, actor, merges)
      } catch (cause) {
        const kept = await desk.books()
        const record = kept.ok ? await kept.value.tasks.get(id) : undefined
        if (record?.merging !== undefined) await settleMerge(record, desk)
        throw cause
      }
    },
    async pullRequestLook(id) {
      const looked = await lookAtPullRequest(id, desk)
      return looked.ok ? { ok: true, value: looked.value.look } : looked
    },
    openPullRequest: (id, order, actor) => openPullRequest(id, order, actor, desk),
    open: (id, asked, actor) => openTask(id, asked, actor, desk),
  }
  return {
    service,
    async settle() {
      const kept = await desk.books()
      if (!kept.ok) return
      for (const record of await kept.value.tasks.all())
        if (record.merging !== undefined && isBrokenOff(record.merging.pid))
          await settleMerge(record, desk).catch((cause: unknown) =>
            desk.beside.reportError(`The merge of ${record.name}, which was broken off, could not be settled`, cause),
          )
    },
    settled: () => looking,
    noteLook() {
      looking = watch
        .look()
        .catch((cause: unknown) => desk.beside.reportError('Pull requests could not be looked up', cause))
    },
    async noteTurn(id, sessionId) {
      const facts =
        sessionId === undefined
          ? undefined
          : await desk.beside.turnOf?.(sessionId).catch((cause: unknown) => {
              desk.beside.reportError('The last turn of a task could not be read', cause)
              return undefined
            })
      if (facts?.tests === undefined && facts?.pullRequest === undefined) return
      const { tests, pullRequest } = facts
      const atMs = desk.beside.clock()
      const seen: TestsRecord | undefined = tests && { ...tests, atMs }
      await desk.change(id, (now) => ({
        ...now,
        ...(seen === undefined ? {} : { tests: seen }),
        ...(pullRequest === undefined || now.pr?.url === pullRequest.url ? {} : { pr: pullRequest }),
      }))
    },
  }
}
