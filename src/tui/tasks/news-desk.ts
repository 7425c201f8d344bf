/** Brings tasks to the model as they change: their list, what the chosen one changed, the keymap, the plan's limit. Draws nothing. */
import { CliError } from '../../core/cli-error.ts'
import { keymapNames, keymapOf, usualLeader } from '../../core/keys/keymap.ts'
import type { FleetReport } from '../../core/process/report.ts'
import type { TaskDeskParts } from './desk-parts.ts'
import { chosenOf, isRunning } from './tasks-model.ts'

export interface NewsDesk {
  /** Somebody looks at tasks, or does not any more. */
  look(isLooking: boolean): void
  /** Another one was chosen, or it has changed. */
  sync(): void
  /** The list, read anew. */
  readSoon(afterMs?: number): void
  /** `said`: of a change that was made. */
  readKeymap(said?: string): Promise<void>
  close(): void
}

const [gatherMs, detailAfterMs, detailEveryMs, againMs] = [50, 150, 5_000, 2_000]

/** What of a fleet is told of tasks: another one, and their list is read anew. */
const agentsOfTasks = ({ processes }: FleetReport): string =>
  processes
    .filter(({ task }) => task !== undefined)
    .map(({ id, activity, activitySince, waitingFor }) => [id, activity, activitySince, waitingFor].join(' '))
    .join('\n')

/** `guard`: what was to be expected is said, a bug is told. */
export function createNewsDesk(parts: TaskDeskParts, guard: (work: Promise<unknown>) => void): NewsDesk {
  const { services, tell, notice } = parts
  const { tasks } = services
  let unfollow: (() => void) | undefined
  let reading: NodeJS.Timeout | undefined
  let looking: NodeJS.Timeout | undefined
  let again: NodeJS.Timeout | undefined
  let seenAgents = ''
  let lookedAt: { readonly key: string; readonly atMs: number } | undefined
  let isClosed = false

  async function readList(): Promise<void> {
    reading = undefined
    try {
      const list = await tasks.list({ limit: 1_000 })
      if (isClosed) return
      if (parts.model().staleSinceMs !== undefined) notice('The server is back.')
      tell({ type: 'list', list })
    } catch (cause) {
      if (!(cause instanceof CliError)) throw cause
      if (isClosed) return
      if (parts.model().staleSinceMs === undefined) notice(cause.message)
      tell({ type: 'stale', sinceMs: Date.now() })
      readSoon(againMs)
    }
  }

  /** An extra: without it the head has no gauge. */
  async function readLimits(): Promise<void> {
    const limits = await services.limits.read().catch(() => undefined)
    if (limits !== undefined && !isClosed) tell({ type: 'limits', limits })
  }

  function readSoon(afterMs = gatherMs): void {
    if (isClosed || unfollow === undefined) return
    reading ??= setTimeout(() => guard(readList()), afterMs)
  }

  /** What it changed is looked up for the one that is shown, and not for every key of one who moves through the list. */
  function lookUp(): void {
    const task = chosenOf(parts.model())
    if (task === undefined || unfollow === undefined) return
    const key = `${task.id} ${task.activity} ${task.activitySince} ${task.state} ${task.run?.id} ${task.run?.exit?.at}`
    const nowMs = performance.now()
    const mayChange = isRunning(task) && task.activity !== 'idle' && task.activity !== 'waiting'
    const isFresh = lookedAt?.key === key && nowMs - lookedAt.atMs < detailEveryMs
    if (lookedAt?.key === key && (isFresh || !mayChange)) {
      // Its agent is at work: what it changes meanwhile is looked up without anything else that happens.
      if (mayChange) again ??= setTimeout(lookAgain, detailEveryMs)
      return
    }
    clearTimeout(looking)
    looking = setTimeout(() => {
      lookedAt = { key, atMs: performance.now() }
      guard(
        tasks.find(task.id).then((found) => {
          if (found !== undefined && !isClosed) tell({ type: 'detail', task: found })
        }),
      )
      if (task.folder !== undefined)
        guard(
          services.taskView.gitStatus(task.id).then((status) => {
            if (status.ok && !isClosed) tell({ type: 'git', taskId: task.id, status: status.value })
          }),
        )
    }, detailAfterMs)
  }

  function lookAgain(): void {
    again = undefined
    lookUp()
  }

  async function readKeymap(said?: string): Promise<void> {
    const { settings } = await services.settings.read()
    const settingOf = (key: string) => settings.find((one) => one.key === key)?.value
    const name = keymapNames.find((one) => one === settingOf('tui.keymap')) ?? 'tce'
    const own = settingOf('tui.keys')
    const leader = settingOf('tui.leader')
    const { keymap, problems } = keymapOf({
      keymap: name,
      leader: typeof leader === 'string' ? leader : usualLeader,
      keys: Array.isArray(own) ? own.map(String) : [],
    })
    tell({ type: 'keymap', keymap, said })
    if (problems[0] !== undefined) notice(problems[0])
  }

  return {
    look(isLooking) {
      if (isLooking === (unfollow !== undefined) || isClosed) return
      unfollow?.()
      unfollow = undefined
      if (!isLooking) return
      unfollow = services.bus.follow(
        ['tasks.changed', 'fleet.changed', 'waiting.changed', 'limits.changed'],
        (event) => {
          if (event.type === 'waiting.changed') tell({ type: 'waiting', waiting: event.data })
          if (event.type === 'limits.changed') return guard(readLimits())
          if (event.type !== 'fleet.changed') return readSoon()
          const seen = agentsOfTasks(event.data)
          if (seen !== seenAgents) readSoon()
          seenAgents = seen
        },
        { isAttentive: true, onLost: () => readSoon(0) },
      )
      guard(readList())
      guard(readKeymap())
      guard(readLimits())
    },
    sync: lookUp,
    ...{ readSoon, readKeymap },
    close() {
      isClosed = true
      clearTimeout(reading)
      clearTimeout(looking)
      clearTimeout(again)
      unfollow?.()
    },
  }
}
