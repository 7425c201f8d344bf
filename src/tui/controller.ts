/** Brings the news to the model and does what the keys ask for. Draws nothing: it tells when something changed. */
import { ownUser } from '../core/audit/audit.ts'
import { CliError } from '../core/cli-error.ts'
import type { KeyAction } from '../core/keys/keymap.ts'
import type { FleetAgentReport } from '../core/process/report.ts'
import type { EventCursor, SessionEvent } from '../core/session/session-event.ts'
import type { SessionWatch, WatchOptions } from '../core/session/session-watch.ts'
import { killResults } from '../terminal/kill-view.ts'
import type { Player, WatchServices } from '../terminal/live-screen.ts'
import type { Look } from '../terminal/roles.ts'
import { line, span } from '../terminal/roles.ts'
import type { Target } from '../terminal/target.ts'
import { agentTarget } from '../terminal/target.ts'
import type { Key } from './key.ts'
import type { WatchModel } from './model.ts'
import { mostEvents, startModel } from './model.ts'
import type { Effect, Update } from './step.ts'
import { onTaskAction } from './tasks/task-actions.ts'
import type { TaskSide } from './tasks/task-side.ts'
import type { News } from './update.ts'
import { onKey, onNews } from './update.ts'
import type { Frame } from './view/layout.ts'
import { overviewRows } from './view/overview-rows.ts'

export interface ControllerParts {
  readonly services: WatchServices
  readonly frame: () => Frame
  readonly nowMs: () => number
  readonly options?: WatchOptions | undefined
  readonly player?: Player | undefined
  /** Absent: there are no tasks here. */
  readonly tasks?: ((controller: Pick<Controller, 'model' | 'tell' | 'act'>) => TaskSide) | undefined
  /** The model changed. */
  readonly changed: (cause: 'key' | 'news') => void
  readonly copy: (text: string) => void
  readonly quit: (exitCode: number) => void
  /** What must not be lost: a bug in here. */
  readonly fail: (cause: unknown) => void
}

export interface Controller {
  model(): WatchModel
  press(key: Key): void
  /** As if its key had been pressed. */
  act(action: KeyAction): void
  tell(news: News): void
  /** The window is of another size. */
  sync(): void
  /** With a session, or the overview without; or with tasks, in the terminal of one alone where one is named. */
  start(sessionId: string | undefined, tasks?: { readonly only?: string | undefined }): Promise<void>
  close(): void
}

/** Reading all agents' ledger anew is not for every turn of every agent. */
const usageEveryMs = 15_000
const askAgainMs = 1_000

export function createController(parts: ControllerParts): Controller {
  const { services, nowMs } = parts
  let model = startModel
  let watch: SessionWatch | undefined
  let watchNumber = 0
  let isClosed = false
  let side: TaskSide | undefined
  let askAgain: NodeJS.Timeout | undefined
  let unfollow: (() => void) | undefined
  let isAttentive: boolean | undefined
  let usageAtMs = Number.NEGATIVE_INFINITY

  const set = (next: WatchModel, cause: 'key' | 'news') => {
    if (next === model || isClosed) return
    model = next
    listen()
    side?.sync()
    parts.changed(cause)
  }
  const tell = (news: News) => set(onNews(model, news), 'news')
  /** What was to be expected (the server is gone) is said, and the screen stays; a bug ends it. */
  const guard = (work: Promise<unknown>) =>
    void work.catch((cause: unknown) => {
      if (cause instanceof CliError) tell({ type: 'notice', text: cause.message })
      else parts.fail(cause)
    })

  /** The overview looks often; beside a session the fleet is only a list of marks. */
  function listen(): void {
    const wanted = model.screen === 'overview'
    if (parts.player !== undefined || wanted === isAttentive || isClosed) return
    isAttentive = wanted
    unfollow?.()
    unfollow = services.bus.follow(
      ['fleet.changed', 'usage.changed'],
      (event) => {
        if (event.type === 'fleet.changed') tell({ type: 'fleet', fleet: event.data })
        else guard(readUsage())
      },
      { isAttentive: wanted },
    )
    if (wanted) guard(readFleet())
    if (model.screen !== 'session') guard(readUsage())
  }

  async function readFleet(): Promise<void> {
    tell({ type: 'fleet', fleet: await services.fleet.read({ maxAgeMs: 1_000 }) })
  }

  /** Where there is nothing to choose, an overview would be one key too many. */
  async function onlySession(): Promise<string | undefined> {
    await readFleet()
    const [only, ...others] = overviewRows(model.fleet, { filter: '', sort: 'need' })
    return others.length === 0 ? only?.sessionId : undefined
  }

  /** An extra: without it the screen has no sum. */
  async function readUsage(): Promise<void> {
    if (model.screen === 'session' || nowMs() - usageAtMs < usageEveryMs) return
    usageAtMs = nowMs()
    const usage = await services.usage.report({ by: 'day' }).catch(() => undefined)
    tell({ type: 'today', usd: usage?.periods.today.costUsd })
  }

  async function openWatch(sessionId: string): Promise<void> {
    clearTimeout(askAgain)
    watch?.close()
    watch = undefined
    watchNumber += 1
    const number = watchNumber
    const opened = parts.player ?? (await services.sessions.watch(sessionId, parts.options))
    if (number !== watchNumber || isClosed) {
      opened?.close()
      return
    }
    if (opened === undefined) {
      tell({ type: 'notice', text: 'It has written no transcript yet. tab: next session, o: overview' })
      // It is there as soon as it has begun.
      askAgain = setTimeout(() => guard(openWatch(sessionId)), askAgainMs)
      return
    }
    watch = opened
    await follow(opened, () => number === watchNumber && !isClosed)
  }

  async function follow(opened: SessionWatch, isCurrent: () => boolean): Promise<void> {
    let held: SessionEvent[] | undefined = []
    const readNewest = async () => {
      held ??= []
      const page = await opened.events({ limit: mostEvents })
      if (!isCurrent()) return
      const known = new Set(page.events.map(({ cursor }) => cursor))
      const later = held.filter(({ cursor }) => !known.has(cursor))
      held = undefined
      tell({ type: 'newest', events: [...page.events, ...later], older: page.before })
    }
    reload = readNewest
    opened.subscribe((change) => {
      if (!isCurrent()) return
      if (change.type === 'state') tell({ type: 'state', state: change.state })
      else if (change.type === 'resync') guard(readNewest().then(() => tell({ type: 'state', state: opened.state() })))
      else if (held === undefined) tell({ type: 'events', events: change.events })
      else held.push(...change.events)
    })
    tell({ type: 'state', state: opened.state() })
    await readNewest()
    if (isCurrent()) tell({ type: 'state', state: opened.state() })
  }
  let reload: (() => Promise<void>) | undefined

  async function loadOlder(before: EventCursor): Promise<void> {
    const page = await watch?.events({ before, limit: mostEvents })
    if (page !== undefined) tell({ type: 'older', events: page.events, older: page.before })
  }

  async function loadDetail(cursor: EventCursor): Promise<void> {
    const event = await watch?.event(cursor)
    if (event !== undefined) tell({ type: 'detail', event })
  }

  /** The tree of this moment, not of the last look. */
  async function askKill(agentId: string): Promise<void> {
    const fleet = await services.fleet.read()
    tell({ type: 'fleet', fleet })
    const agent = fleet.processes.find(({ id }) => id === agentId)
    if (agent === undefined) tell({ type: 'notice', text: 'It has ended already. Nothing was sent.' })
    else tell({ type: 'ask-kill', target: agentTarget(agent), nowMs: nowMs() })
  }

  async function kill(target: Target): Promise<void> {
    const { columns, glyphs } = parts.frame()
    const look: Look = { columns: columns - 2, glyphs }
    try {
      const { pid, start } = target
      const reports = await services.fleet.kill({ targets: [{ pid, start }], force: false }, ownUser('cli'))
      tell({ type: 'message', lines: killResults(reports, [target], look, { isNamed: true }) })
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause)
      tell({ type: 'message', lines: [line(span(`${glyphs.failed} `, 'bad'), words)] })
    }
    await readFleet()
  }

  async function pin(agent: FleetAgentReport): Promise<void> {
    const target = { pid: agent.pid, start: agent.start }
    const report = await (agent.pinned
      ? services.fleet.unpin(target, ownUser('cli'))
      : services.fleet.pin(target, ownUser('cli')))
    tell({ type: 'notice', text: report.message })
    await readFleet()
  }

  async function jump(agent: FleetAgentReport): Promise<void> {
    const { message, command } = await services.fleet.jump(agent, ownUser('cli'))
    if (command !== undefined) parts.copy(command)
    tell({ type: 'notice', text: command === undefined ? message : `${message} Copied: ${command}` })
  }

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'quit':
        parts.quit(effect.exitCode)
        break
      case 'watch':
        guard(openWatch(effect.sessionId))
        break
      case 'load-newest':
        guard(reload?.() ?? Promise.resolve())
        break
      case 'load-older':
        guard(loadOlder(effect.before))
        break
      case 'load-detail':
        guard(loadDetail(effect.cursor))
        break
      case 'ask-kill':
        guard(askKill(effect.agentId))
        break
      case 'kill':
        guard(kill(effect.target))
        break
      case 'pin':
        guard(pin(effect.agent))
        break
      case 'jump':
        guard(jump(effect.agent))
        break
      case 'task':
        side?.perform(effect.effect)
        break
      case 'copy':
        parts.copy(effect.text)
        tell({ type: 'notice', text: `Copied, where the terminal permits it: ${effect.text}` })
        break
      case 'replay':
        parts.player?.[effect.does]()
        break
      default:
        effect satisfies never
    }
  }

  function apply(update: Update): void {
    set(update.model, 'key')
    for (const effect of update.effects) perform(effect)
  }

  const controller: Controller = {
    model: () => model,
    press: (key) => apply(onKey(model, key, parts.frame())),
    act: (action) => apply(onTaskAction({ ...model, notice: undefined }, action)),
    tell,
    sync: () => side?.sync(),
    async start(sessionId, taskStart) {
      if (taskStart !== undefined) {
        const { only } = taskStart
        const tasks = { ...model.tasks, onlyId: only, chosenId: only, isOpen: only !== undefined }
        set({ ...model, screen: 'tasks', tasks }, 'news')
        return
      }
      parts.player?.onClock((replay) => tell({ type: 'replay', replay }))
      if (parts.player === undefined && sessionId !== undefined) guard(readFleet())
      const chosen = sessionId ?? (await onlySession())
      if (chosen === undefined) {
        set({ ...model, screen: 'overview' }, 'news')
        return
      }
      tell({ type: 'session', sessionId: chosen })
      await openWatch(chosen)
    },
    close() {
      isClosed = true
      side?.close()
      clearTimeout(askAgain)
      unfollow?.()
      watch?.close()
    },
  }
  side = parts.tasks?.(controller)
  return controller
}
