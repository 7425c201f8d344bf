/** Alerts on a folder of their own; nothing is looked at and nothing goes out. */
import { ok } from '../../src/core/result.ts'
import type { AlertParts } from '../../src/services/local/alerts.ts'
import { createAlerts, type LocalAlerts } from '../../src/services/local/alerts.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { realAlerts } from '../services/real-alerts.ts'

export const fakeAlerts = (parts: AlertParts = realAlerts()): LocalAlerts =>
  createAlerts(parts, {
    bus: { append: () => {}, follow: () => () => {}, isAttended: () => false },
    events: { ask: async () => ok({ events: [] }) as never, follow: async () => ok(() => {}) },
    usage: { report: () => Promise.reject(new Error('not asked for in this test')) },
    limits: { read: () => Promise.reject(new Error('not asked for in this test')) },
    log: { record: async () => {}, newest: async () => [] },
    clock: () => nowMs,
    reportError: (message, cause) => {
      throw new Error(message, { cause })
    },
  })
