/**
 * Tells the user what deserves it: listens to the bus, lets core/alerts.ts decide, hands the result to a notifier. For the tray
 * (Electron's Notification) and for `tce run` without one (control/notify.ts). It looks only when something changed, or when a
 * wait has become long enough.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Alert } from '../core/alerts/alert.ts'
import type { AlertMemory, AlertPolicy } from '../core/alerts/alerts.ts'
import { endedAtWork, nextAlerts, nextLookAtMs, noAlerts } from '../core/alerts/alerts.ts'
import type { FleetReport } from '../core/process/report.ts'
import { seconds } from '../core/time/duration.ts'
import type { Services } from '../services/services.ts'

export interface NotificationParts {
  readonly services: Pick<Services, 'bus' | 'log'>
  readonly policy: AlertPolicy
  readonly show: (alert: Alert) => void
  /** Today's cost and the day it belongs to, from whoever reads usage anyway. */
  readonly today?: () => { readonly day: string; readonly costUsd?: number | undefined } | undefined
  readonly nowMs?: () => number
  /** A kill is in the audit log only after its outcome was observed: what is gone is judged this much later. */
  readonly settle?: () => Promise<unknown>
}

export interface Notifications {
  /** A fleet that is known already, and news of today's cost. */
  look(fleet?: FleetReport): void
  /** What happens until then is taken as told. Undefined: go on. */
  pauseUntil(atMs: number | undefined): void
  stop(): void
}

export function startNotifications(parts: NotificationParts): Notifications {
  const { services, policy, show, today = () => undefined, nowMs = Date.now, settle = () => sleep(seconds(2)) } = parts
  let memory: AlertMemory = noAlerts
  let latest: FleetReport | undefined
  let pausedUntilMs = 0
  let isLooking = false
  let isNewsWaiting = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  const unfollow = services.bus.follow(['fleet.changed'], ({ data }) => look(data))
  return {
    look,
    pauseUntil: (atMs) => {
      pausedUntilMs = atMs ?? 0
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
      unfollow()
    },
  }

  /** One at a time; what comes meanwhile is one more look. */
  function look(fleet?: FleetReport): void {
    latest = fleet ?? latest
    isNewsWaiting = true
    if (isLooking) return
    isLooking = true
    void lookUntilDone().finally(() => {
      isLooking = false
    })
  }

  async function lookUntilDone(): Promise<void> {
    while (isNewsWaiting && latest !== undefined && !isStopped) {
      isNewsWaiting = false
      const endedOnPurpose = await readEndedOnPurpose(latest)
      if (isStopped) return
      judge(latest, endedOnPurpose)
    }
  }

  function judge(fleet: FleetReport, endedOnPurpose: ReadonlySet<string>): void {
    const { day, costUsd } = today() ?? {}
    const input = { fleet, nowMs: nowMs(), policy, endedOnPurpose, todayCostUsd: costUsd, today: day }
    const { memory: next, alerts } = nextAlerts(memory, input)
    memory = next
    if (input.nowMs >= pausedUntilMs) for (const alert of alerts) show(alert)
    clearTimeout(timer)
    const atMs = nextLookAtMs(memory, input)
    if (atMs === undefined) return
    timer = setTimeout(() => look(), Math.min(atMs - input.nowMs, longestTimerMs))
    timer.unref()
  }

  /** Whatever the audit log says about a kill of it, it was asked for. */
  async function readEndedOnPurpose(fleet: FleetReport): Promise<ReadonlySet<string>> {
    if (!policy.ended || endedAtWork(memory.fleet, fleet).length === 0) return new Set()
    await settle()
    const entries = await services.log.newest(200).catch(() => [])
    return new Set(
      entries.filter(({ action }) => /^process\.(?:force-)?kill$/.test(action)).map(({ target }) => target?.id ?? ''),
    )
  }
}

/** What setTimeout can hold. */
const longestTimerMs = 2 ** 31 - 1
