/** Limits of two accounts, as a server of the tests knows them. */
import type { HeldWindow } from '../../src/core/limits/held-window.ts'
import { type KnownAccount, limitsReport, type PastWindowReport } from '../../src/core/limits/limits-report.ts'
import { err } from '../../src/core/result.ts'
import { hours, minutes } from '../../src/core/time/duration.ts'
import type { LocalLimits } from '../../src/services/local/limits.ts'
import type { StatusLineService } from '../../src/services/status-line.ts'

export const limitsNowMs = Date.parse('2026-11-20T14:32:00Z')

const held = (window: string, more: Partial<HeldWindow>): HeldWindow => ({
  ...{ agent: 'claude', account: '~/.claude', window, usedPercent: 0, atMs: limitsNowMs - 40_000 },
  ...{ source: 'status-line', by: '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3', readings: [], beganAtMs: 0 },
  ...more,
})

const week = hours(168)
export const madeUpAccounts: readonly KnownAccount[] = [
  {
    ...{ agent: 'claude', account: '~/.claude', name: 'Claude Max', plan: 'max', billing: 'plan' },
    ...{ place: '~/.claude', source: 'status-line' },
    windows: [
      held('five-hours', {
        ...{ usedPercent: 62, windowMs: hours(5), resetsAtMs: Date.parse('2026-11-20T17:00:00Z') },
        beganAtMs: Date.parse('2026-11-20T12:00:00Z'),
        readings: [0, 8, 21, 33, 47, 62].map((usedPercent, index) => ({
          ...{ usedPercent, atMs: Date.parse('2026-11-20T12:00:00Z') + index * minutes(30) },
        })),
      }),
      held('week', {
        ...{ usedPercent: 66, windowMs: week, resetsAtMs: Date.parse('2026-11-23T09:00:00Z') },
        beganAtMs: Date.parse('2026-11-16T09:00:00Z'),
      }),
      held('week:opus', {
        ...{ usedPercent: 84, windowMs: week, resetsAtMs: Date.parse('2026-11-23T09:00:00Z') },
        ...{ atMs: limitsNowMs - minutes(12), beganAtMs: Date.parse('2026-11-16T09:00:00Z') },
      }),
      held('spend', {
        ...{ usedPercent: 18.4, usedUsd: 18.4, limitUsd: 100, windowMs: hours(24 * 30) },
        ...{ resetsAtMs: Date.parse('2026-12-01T00:00:00Z'), beganAtMs: Date.parse('2026-11-01T00:00:00Z') },
      }),
    ],
  },
  {
    ...{ agent: 'codex', account: '', name: 'ChatGPT Pro', plan: 'pro', billing: 'plan', source: 'session-log' },
    credits: { isUnlimited: false, left: 240, at: new Date(limitsNowMs - minutes(1)).toISOString() },
    windows: [
      held('primary', {
        ...{ agent: 'codex', account: '', usedPercent: 38, windowMs: hours(5), source: 'session-log' },
        ...{ resetsAtMs: Date.parse('2026-11-20T16:48:00Z'), beganAtMs: Date.parse('2026-11-20T11:48:00Z') },
      }),
      held('secondary', {
        ...{ agent: 'codex', account: '', usedPercent: 48, windowMs: week, source: 'session-log' },
        ...{ atMs: limitsNowMs - hours(3) },
        ...{ resetsAtMs: Date.parse('2026-11-24T10:12:00Z'), beganAtMs: Date.parse('2026-11-17T10:12:00Z') },
      }),
    ],
  },
]

const pastWindow = (
  window: string,
  label: string,
  lengthMs: number,
  endedAtMs: number,
  highestPercent: number,
  end: PastWindowReport['end'] = 'reset',
): PastWindowReport => ({
  ...{ account: 'claude ~/.claude', window, label, end, highestPercent },
  startedAt: new Date(endedAtMs - lengthMs).toISOString(),
  endedAt: new Date(endedAtMs).toISOString(),
})

const weekEndMs = Date.parse('2026-11-16T09:00:00Z')
const shortEndMs = Date.parse('2026-11-20T10:00:00Z')
const shortHighest = [34, 71, 86, 100, 12, 55, 43, 8, 90, 61, 38, 100, 27, 49, 66, 18, 74, 35, 3, 58, 44]

/** Newest first. */
export const madeUpPast: readonly PastWindowReport[] = [
  ...shortHighest.map((highest, index) =>
    pastWindow(
      'five-hours',
      '5 hours',
      hours(5),
      shortEndMs - index * hours(12),
      highest,
      index === 4 ? 'early' : 'reset',
    ),
  ),
  pastWindow('week', 'Week', week, weekEndMs, 91),
  pastWindow('week:opus', 'Week, Opus', week, weekEndMs, 100),
  pastWindow('week', 'Week', week, weekEndMs - week, 77),
].toSorted((a, b) => b.endedAt.localeCompare(a.endedAt))

export const madeUpReport = () =>
  limitsReport(
    madeUpAccounts,
    {
      unknown: [{ agent: 'gemini', name: 'Gemini CLI', why: 'It tells nobody.' }],
      past: madeUpPast,
    },
    limitsNowMs,
  )

export const madeUpLimits = (): LocalLimits => ({
  read: async () => madeUpReport(),
  ask: async () => ({
    answers: [
      ...[
        {
          ...{ agent: 'claude', name: 'Claude Code', place: '~/.claude', isHeard: true },
          message: 'Claude Code was asked, and said 4 numbers.',
        },
      ],
      ...[
        {
          ...{ agent: 'codex', name: 'Codex', place: '~/.codex', isHeard: false },
          message: 'Codex was asked: its daemon says no limits.',
        },
      ],
    ],
    limits: madeUpReport(),
  }),
  noteLedger: () => {},
  begin: () => {},
  statusLines: () => [],
  accountOf: async () => undefined,
  drawn: async () => [],
  noteInstall: () => {},
  forget: async () => {},
  clear: async () => {},
  close: async () => {},
})

export const madeUpStatusLine = (): StatusLineService => {
  const read = async () => ({ places: [], sessions: 0 })
  const none = { kind: 'no-place', message: 'No agent has a folder of settings here.' } as const
  return { read, install: async () => err(none), uninstall: async () => err(none) }
}
