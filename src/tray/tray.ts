/**
 * The tray without Electron: keeps what is known, draws it when something changed, and comes back when its server went away.
 * It polls nothing: the bus tells. Durations in the menu are drawn anew once a minute.
 */
import { gaugeWords } from '../core/limits/limit-words.ts'
import { limitsNow } from '../core/limits/limits-now.ts'
import type { LimitsReport } from '../core/limits/limits-report.ts'
import type { FleetReport } from '../core/process/report.ts'
import { createCalendar, dayText } from '../core/time/calendar.ts'
import { hours, minutes, seconds } from '../core/time/duration.ts'
import { localTimeZone } from '../core/time/local-zone.ts'
import type { WaitingReport } from '../core/waiting/waiting-report.ts'
import { nearMoment } from '../core/words/near-moment.ts'
import type { CommandParts } from './commands.ts'
import { runCommand, stillThere } from './commands.ts'
import type { Connect, Connection } from './connection.ts'
import type { TrayCommand, TrayModel, TrayState } from './model.ts'
import { trayModel } from './model.ts'
import type { Notifications } from './notifications.ts'
import { startNotifications } from './notifications.ts'
import { signInLinkTo } from './pages.ts'
import type { AlertParts } from './show-alert.ts'
import { createAlertDesk } from './show-alert.ts'

export interface TrayParts extends Pick<CommandParts, 'ask' | 'tell' | 'copy' | 'openFolder' | 'showAbout' | 'quit'> {
  readonly connect: Connect
  readonly draw: (model: TrayModel) => void
  readonly openInBrowser: (url: string) => Promise<void>
  /** Undefined where it can't be told: then the menu does not offer it. */
  readonly startsAtLogin: {
    get(): Promise<boolean | undefined>
    set(isOn: boolean): Promise<void>
  }
  readonly notify: AlertParts['show']
  readonly onConnected?: (connection: Connection) => void
  readonly version: string
  readonly nowMs?: () => number
  /** Between two CPU samples, where only the CPU can tell quiet from busy. */
  readonly cpuWindowMs?: number
  /** Before another try to connect. */
  readonly retryMs?: number
}

export interface RunningTray {
  run(command: TrayCommand): Promise<void>
  /** In the browser, signed in. */
  openPage(path: string): Promise<void>
  linkTo(path: string): Promise<string>
  readonly origin: string | undefined
  /** Ends everything that was started. */
  stop(): Promise<void>
}

export function startTray(parts: TrayParts): RunningTray {
  const { nowMs = Date.now, cpuWindowMs = 1_200, retryMs = seconds(2) } = parts
  let state: Omit<TrayState, 'nowMs'> = {
    fleet: undefined,
    isConnecting: true,
    survivors: new Set(),
    version: parts.version,
  }
  let connection: Connection | undefined
  let notifications: Notifications | undefined
  let todayCost: { readonly day: string; readonly timezone: string; readonly costUsd?: number | undefined } | undefined
  let limits: LimitsReport | undefined
  let lastProblem: string | undefined
  let drawTimer: NodeJS.Timeout | undefined
  let usageTimer: NodeJS.Timeout | undefined
  let readUsageAtMs = 0
  let stopping: Promise<void> | undefined
  const stopped = Promise.withResolvers<void>()

  const linkTo = async (path: string): Promise<string> => {
    if (connection === undefined) throw new Error('TCE is not connected to its server. It tries again by itself.')
    return signInLinkTo(path, await connection.signInUrl())
  }
  const openPage = async (path: string): Promise<void> => parts.openInBrowser(await linkTo(path))
  const commands: CommandParts = {
    ...parts,
    services: () => connection?.services,
    openPage,
    pauseNotifications,
    setStartAtLogin: async (isOn) => {
      await parts.startsAtLogin.set(isOn)
      await readStartsAtLogin()
    },
    addSurvivor: (agentId) => change({ survivors: new Set([...state.survivors, agentId]) }),
    pause: () => new Promise((resolve) => setTimeout(resolve, cpuWindowMs)),
    nowMs,
  }

  change({})
  void readStartsAtLogin()
  const ended = stayConnected()

  return {
    run: (command) => runCommand(command, commands),
    openPage,
    linkTo,
    get origin() {
      return connection?.origin
    },
    stop() {
      stopping ??= stop()
      return stopping
    },
  }

  async function stayConnected(): Promise<void> {
    while (stopping === undefined) {
      const connected = await parts.connect()
      if (connected.ok) await use(connected.value)
      else report(connected.error.message)
      if (stopping === undefined) await Promise.race([wait(retryMs), stopped.promise])
    }
  }

  /** Until the server is gone, or we are told to end. */
  async function use(connected: Connection): Promise<void> {
    connection = connected
    lastProblem = undefined
    const { services } = connected
    const alerts = createAlertDesk({ show: parts.notify, waiting: services.waiting, openPage })
    notifications = startNotifications({
      services,
      show: (alert) => void alerts.show(alert).catch(tellFailure),
      nowMs,
    })
    notifications.pauseUntil(state.notificationsPausedUntilMs)
    const unfollow = services.bus.follow(followed, (event) => {
      if (event.type === 'fleet.changed') takeFleet(event.data)
      else if (event.type === 'waiting.changed') {
        alerts.take(event.data)
        takeWaiting(event.data)
      } else if (event.type === 'limits.changed') void readLimits()
      else requestUsage()
    })
    try {
      takeFleet(await services.fleet.read())
      parts.onConnected?.(connected)
      requestUsage()
      void readLimits()
      await Promise.race([connected.gone, stopped.promise])
    } catch (cause) {
      report(messageOf(cause))
    } finally {
      unfollow()
      notifications.stop()
      alerts.close()
      notifications = undefined
      connection = undefined
      clearTimeout(usageTimer)
      usageTimer = undefined
      await connected.close().catch(() => undefined)
      // The last answer said whether somebody waits: that stays worth a mark.
      if (stopping === undefined)
        change({
          ...{ open: [], askingIds: undefined, fleet: undefined, isConnecting: false },
          wasWaiting: (state.fleet?.counts.waiting ?? 0) > 0,
        })
    }
  }

  function takeFleet(fleet: FleetReport): void {
    change({
      fleet,
      isConnecting: false,
      wasWaiting: undefined,
      survivors: stillThere(state.survivors, fleet.processes),
    })
  }

  function takeWaiting({ waiting }: WaitingReport): void {
    change({
      open: waiting.flatMap(({ approval }) => approval ?? []),
      askingIds: new Set(waiting.flatMap(({ agentId }) => agentId ?? [])),
    })
  }

  /** At most every few seconds: while agents work, usage changes with every line they write. */
  function requestUsage(): void {
    if (usageTimer !== undefined) return
    const waitMs = Math.max(0, readUsageAtMs + usageEveryMs - nowMs())
    usageTimer = setTimeout(() => {
      readUsageAtMs = nowMs()
      void readUsage().finally(() => {
        usageTimer = undefined
      })
    }, waitMs)
    usageTimer.unref()
  }

  async function readUsage(): Promise<void> {
    const report = await connection?.services.usage.report({ by: 'model' }).catch(() => undefined)
    if (report === undefined || connection === undefined) return
    const { today, last7Days } = report.periods
    const { timezone, generatedAt } = report
    todayCost = { day: dayIn(timezone, Date.parse(generatedAt)), timezone, costUsd: today.costUsd }
    change({ usage: { today, last7Days } })
  }

  async function readLimits(): Promise<void> {
    const report = await connection?.services.limits.read().catch(() => undefined)
    if (report === undefined || connection === undefined) return
    limits = report
    change({})
  }

  /** Numbers grow old with the clock, also where nothing is told. */
  function limitWords(now: number): string | undefined {
    if (limits === undefined) return undefined
    const calendar = createCalendar(todayCost?.timezone ?? localTimeZone(now))
    return gaugeWords(limitsNow(limits, now), (iso) => nearMoment(iso, now, calendar))
  }

  function change(news: Partial<TrayState>): void {
    if (stopping !== undefined) return
    state = { ...state, ...news }
    const now = nowMs()
    parts.draw(trayModel({ ...state, limit: limitWords(now), nowMs: now }))
    clearTimeout(drawTimer)
    const isWorthIt = (state.fleet?.processes.length ?? 0) > 0 || (state.notificationsPausedUntilMs ?? 0) > now
    if (!isWorthIt && state.usage === undefined) return
    drawTimer = setTimeout(redraw, minutes(1))
    drawTimer.unref()
  }

  function redraw(): void {
    const isPauseOver = (state.notificationsPausedUntilMs ?? 0) <= nowMs()
    if (todayCost !== undefined && todayCost.day !== dayIn(todayCost.timezone, nowMs())) requestUsage()
    change(isPauseOver ? { notificationsPausedUntilMs: undefined } : {})
  }

  function pauseNotifications(isPaused: boolean): void {
    const untilMs = isPaused ? nowMs() + hours(1) : undefined
    notifications?.pauseUntil(untilMs)
    change({ notificationsPausedUntilMs: untilMs })
  }

  async function readStartsAtLogin(): Promise<void> {
    change({ startsAtLogin: await parts.startsAtLogin.get().catch(() => undefined) })
  }

  /** Once per problem, not once per try. */
  function report(message: string): void {
    change({ isConnecting: false })
    if (message === lastProblem || stopping !== undefined) return
    lastProblem = message
    parts.tell({ ok: false, title: 'TCE is not connected', body: message })
  }

  function tellFailure(cause: unknown): void {
    parts.tell({ ok: false, title: 'That did not work', body: messageOf(cause) })
  }

  async function stop(): Promise<void> {
    clearTimeout(drawTimer)
    clearTimeout(usageTimer)
    stopped.resolve()
    await ended
  }
}

const followed = ['fleet.changed', 'usage.changed', 'waiting.changed', 'limits.changed'] as const
const usageEveryMs = seconds(5)
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
/** `2026-11-20` */
const dayIn = (timezone: string, atMs: number): string => dayText(createCalendar(timezone).dayOf(atMs))
