/** What `tce session` says of metrics: of one session and of all that run, in 80 columns, also without Unicode. */
import { describe, expect, it } from 'vitest'
import { sessionFacts } from '../../src/cli/views/metrics-lines.ts'
import { metricsView } from '../../src/cli/views/metrics-view.ts'
import type { InstanceMetrics } from '../../src/core/analytics/instance-metrics.ts'
import { metricsReport, type PlanWindow } from '../../src/core/analytics/metrics-report.ts'
import { minuteRates } from '../../src/core/analytics/minute-rates.ts'
import { asciiGlyphs, lineText, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { aSession } from '../core/analytics/a-session.ts'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const look = { columns: 80, glyphs: unicodeGlyphs }
const limits = { requests: 4_000, input: 2_000_000, output: 400_000 }
const busy = Array.from({ length: 38 }, (_, at) => ({ atMs: nowMs - at * 90_000, newInput: 120_000, output: 31_400 }))
const plans: readonly PlanWindow[] = [
  {
    ...{ agent: 'claude', name: 'Claude Max', window: 'five-hours', label: '5 hours', state: 'known', usedPercent: 62 },
    at: '2026-11-20T11:55:00.000Z',
  },
  {
    ...{ agent: 'claude', name: 'Claude Max', window: 'week', label: 'Week', state: 'old', usedPercent: 66 },
    at: '2026-11-20T11:00:00.000Z',
  },
]
const day = 86_400_000
const worst = aSession({
  ...{ rates: minuteRates(busy, nowMs, limits), errors: 3, retries: 1, interrupted: 2, created: ['/new'] },
  files: [{ path: '/a', isRead: true, isEdited: true }],
  time: {
    ...{ modelMs: 1.2 * day, modelOrigin: 'estimate', toolMs: 3.5 * 3_600_000, toolOrigin: 'estimate' },
    ...{ waitingMs: 12.9 * day, firstTokenMs: 1_300 },
  },
})
const shown = (metrics: InstanceMetrics) =>
  sessionFacts(metrics, plans).flatMap(([label, fact]) =>
    fact === undefined ? [] : [`${label.padEnd(11)}${lineText(fact)}`],
  )

describe('one session', () => {
  it('has its times, rates beside their limits, its plan, trouble and files, within 80 columns', () => {
    expect(shown(worst)).toEqual([
      'Spent      model about 1d 4h, tools about 3h 30m, waiting for you about 12d 21h',
      'Reply      begins after 1.3 s   median, told by OpenTelemetry',
      'A minute   now 1 request, 120 k in without cache reads, 31.4 k out',
      'Last hour  at most 1 of 4 k requests, 120 k of 2 M in, 31.4 k of 400 k out',
      'Plan       Claude Max: 5 hours 62 %, week ≥ 66 %   official',
      'Trouble    3 errors, 1 retry, interrupted 2 times',
      'Files      1 edited, 1 created',
    ])
  })

  it('says nothing of what it does not know, and no "about" where the agent itself told', () => {
    const time = { ...worst.time, modelOrigin: 'official', toolOrigin: 'official' } as const
    expect(shown({ ...worst, time })[0]).toContain('model 1d 4h, tools 3h 30m, waiting for you about')
    const idle = { ...worst.time, modelMs: 0, toolMs: 0, waitingMs: 0, firstTokenMs: undefined }
    const quiet = aSession({ time: idle })
    expect(sessionFacts(quiet, []).filter(([, fact]) => fact !== undefined)).toEqual([])
    expect(sessionFacts(undefined, plans)).toEqual([])
  })
})

describe('all that run', () => {
  const report = metricsReport([worst, aSession({ sessionId: 'b', project: 'a'.repeat(60), costUsd: undefined })], {
    ...{ limits, accounts: [], firstTokensMs: [], nowMs },
  })

  it('are told together and each', () => {
    const lines = metricsView({ ...report, plans }, look).map(lineText)
    expect(lines[0]).toBe('2 agents now: $4.12, 200 k tokens, 94.7 % from cache')
    expect(lines).toContainEqual(expect.stringMatching(/^Input, without cache reads +120 k +120 k +2\.0 M +█/))
    expect(lines).toContainEqual(
      expect.stringMatching(/^cl payments-api +Opus 5\.5 +\$4\.12 +100 k +94 % +41 % +8 +1$/),
    )
    expect(lines.at(-1)).toMatch(/unpriced/)
  })

  it('stay within 80 columns and ASCII, and say where none runs', () => {
    for (const line of metricsView({ ...report, plans: [] }, { columns: 80, glyphs: asciiGlyphs }).map(lineText)) {
      expect(line).toMatch(/^[\u0020-\u007e]{0,80}$/)
    }
    expect(metricsView({ ...report, instances: [] }, look).map(lineText)[0]).toContain('No agent runs')
  })
})
