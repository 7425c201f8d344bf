/**
 * Shows on this desktop what alerts tell it: for the tray (Electron's Notification) and for `tce run` without one (control/notify.ts).
 * What is worth telling, and when, the server decides (services/local/alert-watch.ts). Waits that begin together are told in one.
 */
import type { Alert } from '../core/alerts/alert.ts'
import { gatherWaits, type ToldWait } from '../core/alerts/gathered.ts'
import type { EventOf } from '../core/events/event.ts'
import type { FleetReport } from '../core/process/report.ts'
import { minutes } from '../core/time/duration.ts'
import type { Services } from '../services/services.ts'

export interface NotificationParts {
  readonly services: Pick<Services, 'bus'>
  readonly show: (alert: Alert) => void
  readonly nowMs?: () => number
}

export interface Notifications {
  /** What happens until then is taken as told. Undefined: go on. */
  pauseUntil(atMs: number | undefined): void
  stop(): void
}

/** Who comes back to the stream is told what it missed: of that nobody is to be called from their work. */
const mostAgeMs = minutes(5)

export function startNotifications({ services, show, nowMs = Date.now }: NotificationParts): Notifications {
  let fleet: Pick<FleetReport, 'processes'> = { processes: [] }
  let waits: readonly ToldWait[] = []
  let pausedUntilMs = 0

  const unfollow = services.bus.follow(['fleet.changed', 'alert.sent'], (event) => {
    if (event.type === 'fleet.changed') fleet = event.data
    else take(event)
  })

  function take({ at, data }: EventOf<'alert.sent'>): void {
    const now = nowMs()
    if (!data.channels.includes('desktop') || now - Date.parse(at) > mostAgeMs || now < pausedUntilMs) return
    const { alertId: id, kind, title, body, agentId, sessionId, who, agentIds } = data
    const gathered = gatherWaits([{ id, kind, title, body, agentId, sessionId, who, agentIds }], waits, {
      fleet,
      nowMs: now,
    })
    waits = gathered.waits
    for (const alert of gathered.alerts) show(alert)
  }

  return {
    pauseUntil: (atMs) => {
      pausedUntilMs = atMs ?? 0
    },
    stop: unfollow,
  }
}
