/** Alerts on a folder of their own; what would be sent is kept. */
import { createAlertSettings } from '../../src/alerts/alert-settings.ts'
import { openAlertStore } from '../../src/alerts/alert-store.ts'
import type { Sent } from '../../src/alerts/channel.ts'
import type { AlertMessage } from '../../src/core/alerts/alert-message.ts'
import { createCalendar } from '../../src/core/time/calendar.ts'
import { minutes } from '../../src/core/time/duration.ts'
import type { AlertParts } from '../../src/services/local/alerts.ts'
import { ownFolder } from '../tools/own-folder.ts'

export interface SentAlert {
  readonly channel: string
  readonly message: AlertMessage
}

export const quietPolicy = {
  waitingAfterMs: minutes(2),
  waiting: true,
  stale: true,
  zombie: true,
  ended: true,
  maxPerMinute: 3,
}

export function realAlerts(
  sent: SentAlert[] = [],
  {
    outcome = (): Sent => ({ ok: true }),
    dir = ownFolder('tce-alerts-'),
    policy = quietPolicy,
  }: {
    outcome?: (channel: string) => Sent
    dir?: string
    policy?: typeof quietPolicy
  } = {},
): AlertParts {
  return {
    settings: createAlertSettings(dir, `${dir}/config.toml`),
    openStore: async () => openAlertStore(dir, 'machine'),
    send: async (channel, message) => {
      sent.push({ channel, message })
      return outcome(channel)
    },
    takesResolved: (channel) => channel === 'webhook',
    policy: () => policy,
    calendar: async () => createCalendar('Europe/Berlin'),
    agentName: (agent) => (agent === 'claude' ? 'Claude Code' : agent),
  }
}
