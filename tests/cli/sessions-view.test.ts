import { describe, expect, it } from 'vitest'
import { sessionView } from '../../src/cli/views/session-view.ts'
import { sessionsView } from '../../src/cli/views/sessions-view.ts'
import type { Activity } from '../../src/core/process/process.ts'
import type { SessionDetail, SessionSummary } from '../../src/core/session/session.ts'
import { createCalendar } from '../../src/core/time/calendar.ts'
import type { Line, Look } from '../../src/terminal/roles.ts'
import { asciiGlyphs, lineText, paint, unicodeGlyphs } from '../../src/terminal/roles.ts'
import { nowMs, twentyAgents } from '../fixtures/fleet/twenty-agents.ts'

const look: Look = { columns: 80, glyphs: unicodeGlyphs }
const calendar = createCalendar('UTC')
const text = (lines: readonly Line[]): string => lines.map((spans) => lineText(spans).trimEnd()).join('\n')
const minutes = (n: number): number => n * 60_000

type Row = readonly [string, string, string, number, number, number, (Activity | undefined)?]
const rows: readonly Row[] = [
  ['2026-11-20T13:54', 'infra-terraform', 'Upgrade EKS to 1.36, one node group at a time', 38, 4.2, 2.2, 'busy'],
  ['2026-11-20T13:05', 'web-frontend', 'Make checkout usable with a screen reader', 87, 9.7, 9.62, 'busy'],
  ['2026-11-20T12:24', 'customer-data-platform', 'Is every protobuf change compatible?', 110, 4.8, 2.41, 'idle'],
  [
    '2026-11-20T12:18',
    'payments-api',
    'Retry webhooks with backoff that survives a restart',
    134,
    8.1,
    4.12,
    'waiting',
  ],
  ['2026-11-20T11:41', 'mobile-app', 'Offline sync: conflict resolution', 171, 11.2, 5.47, 'busy'],
  ['2026-11-20T11:30', 'search-indexer', 'Rebalance shards without downtime', 182, 16.4, 7.91, 'shell'],
  ['2026-11-20T10:59', 'auth-service', 'Passkey sign-in behind a flag, with a way back', 202, 6.0, 3.05, 'idle'],
  ['2026-11-20T09:12', 'build-tools', 'Why does the nightly build take two hours?', 65, 5.1, 2.88],
  ['2026-11-20T08:55', 'docs-site', 'Release notes from merged pull requests', 12, 1.1, 0.31],
  ['2026-11-20T08:41', 'data-warehouse', 'Incremental dbt models for events', 260, 9.9, 4.76, 'idle'],
  ['2026-11-19T17:40', 'payments-api', 'Flaky test: OrderServiceTest', 46, 2.6, 0.72],
  ['2026-11-19T16:02', 'design-system', 'Dark theme tokens for charts', 91, 3.9, 3.94],
]
const sessions: readonly SessionSummary[] = rows.map(
  ([start, project, title, minutesLong, millions, costUsd], index) => ({
    id: `session-${index}`,
    agent: 'claude',
    title,
    project,
    startedAt: `${start}:00.000Z`,
    durationMs: minutes(minutesLong),
    responses: 1,
    totalTokens: millions * 1e6,
    costUsd,
    unpricedModels: [],
  }),
)
const activityOf = (id: string): Activity | undefined => rows[Number(id.slice(8))]?.[6]
const context = { nowMs, calendar, activityOf, query: { limit: 20 } }

const mock = `  START       PROJECT          TITLE                        TIME  TOKENS    COST
● Today 13:54 infra-terraform  Upgrade EKS to 1.36, one…     38m   4.2 M   $2.20
●       13:05 web-frontend     Make checkout usable wit…  1h 27m   9.7 M   $9.62
○       12:24 customer-data-p… Is every protobuf change…  1h 50m   4.8 M   $2.41
◐       12:18 payments-api     Retry webhooks with back…  2h 14m   8.1 M   $4.12
●       11:41 mobile-app       Offline sync: conflict r…  2h 51m  11.2 M   $5.47
●       11:30 search-indexer   Rebalance shards without…  3h 02m  16.4 M   $7.91
○       10:59 auth-service     Passkey sign-in behind a…  3h 22m   6.0 M   $3.05
        09:12 build-tools      Why does the nightly bui…  1h 05m   5.1 M   $2.88
        08:55 docs-site        Release notes from merge…     12m   1.1 M   $0.31
○       08:41 data-warehouse   Incremental dbt models f…  4h 20m   9.9 M   $4.76
  Thu   17:40 payments-api     Flaky test: OrderService…     46m   2.6 M   $0.72
        16:02 design-system    Dark theme tokens for ch…  1h 31m   3.9 M   $3.94

12 of 1,284. More: --limit 50, --project, --search. One: tce session <id>`

describe('tce sessions', () => {
  it('is the design, letter for letter', () => {
    expect(text(sessionsView({ sessions, total: 1284, agents: ['claude'] }, context, look))).toBe(mock)
  })

  it('says whose each is where there are several kinds', () => {
    const mixed = sessions.map((session, at) => ({ ...session, agent: at === 1 ? 'codex' : 'claude' }))
    const lines = text(sessionsView({ sessions: mixed, total: 12, agents: [] }, context, look)).split('\n')
    expect(lines[0]).toBe('  START          PROJECT          TITLE                     TIME  TOKENS    COST')
    expect(lines[1]).toBe('● Today 13:54 cl infra-terraform  Upgrade EKS to 1.36,…      38m   4.2 M   $2.20')
    expect(lines[2]).toBe('●       13:05 cx web-frontend     Make checkout usable…   1h 27m   9.7 M   $9.62')
    for (const shown of lines) expect(shown.length).toBeLessThanOrEqual(80)
  })

  it('says so on every page, also on one with sessions of one kind alone', () => {
    expect(text(sessionsView({ sessions, total: 12, agents: ['claude', 'pi'] }, context, look))).toContain(
      'Today 13:54 cl infra-terraform',
    )
  })

  it('dates what is older than a week, and keeps the width for dear sessions', () => {
    const old = sessions.map((session) => ({ ...session, startedAt: '2025-12-31T12:00:00.000Z', costUsd: 1042.37 }))
    const lines = text(sessionsView({ sessions: old, total: 12, agents: ['claude'] }, context, look)).split('\n')
    expect(lines[1]).toBe('● 31 Dec 2025 infra-terraform  Upgrade EKS to 1.36, o…     38m   4.2 M $1,042.37')
    expect(Math.max(...lines.map(({ length }) => length))).toBe(80)
  })

  it('is ASCII where the locale is, and stays within narrow and wide terminals', () => {
    for (const columns of [60, 80, 120]) {
      const lines = text(
        sessionsView({ sessions, total: 12, agents: ['claude'] }, context, { columns, glyphs: asciiGlyphs }),
      )
      expect(lines).toMatch(/^[\n\u0020-\u007e]*$/)
      for (const shown of lines.split('\n').slice(0, 13)) expect(shown.length).toBeLessThanOrEqual(columns)
    }
  })

  it('shows no control characters of a title, and unpriced sessions as such', () => {
    const [first] = sessions
    if (first === undefined) throw new Error('no session')
    const hostile = {
      ...first,
      title: '\u001b[31mred\u001b[0m\r\nbeep\u0007',
      costUsd: undefined,
      unpricedModels: ['next'],
    }
    const shown = text(sessionsView({ sessions: [hostile], total: 1, agents: ['claude'] }, context, look))
    expect(shown).toContain('red beep')
    expect(shown).toContain('unpriced')
    expect(shown).not.toContain('\u001b')
  })

  it('says why there is nothing', () => {
    const nothing = (query: object) =>
      text(sessionsView({ sessions: [], total: 0, agents: [] }, { ...context, query: { limit: 20, ...query } }, look))
    expect(nothing({})).toBe('No sessions yet. The first one appears when an agent writes one.')
    expect(nothing({ search: 'redis' })).toBe('Nothing matches "redis". All of them: tce sessions')
    expect(nothing({ agent: ['codex', 'pi'] })).toBe('Nothing matches "Codex or pi". All of them: tce sessions')
    expect(nothing({ agent: ['aider'] })).toBe('Nothing matches "Aider". All of them: tce sessions')
    expect(nothing({ since: '2026-11-20' })).toBe('No session in that time. All of them: tce sessions')
  })
})

const detail: SessionDetail = {
  id: '3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3',
  agent: 'claude',
  title: 'Retry webhooks with backoff that survives a restart',
  project: 'payments-api',
  cwd: '/home/dev/code/payments-api',
  branch: 'feat/webhook-retries',
  startedAt: '2026-11-20T12:18:00.000Z',
  lastActiveAt: '2026-11-20T14:29:12.000Z',
  durationMs: minutes(131),
  activeMs: minutes(81),
  prompts: 5,
  responses: 214,
  model: 'claude-opus-5-5',
  totalTokens: 8.1e6,
  costUsd: 4.12,
  unpricedModels: [],
  linesAdded: 212,
  linesRemoved: 86,
  compactions: 1,
  contextTokens: 412_000,
  contextWindowTokens: 1_000_000,
  tokens: { input: 61_000, output: 75_000, cacheWrite5m: 150_000, cacheWrite1h: 46_000, cacheRead: 7.8e6 },
  models: [
    {
      model: 'claude-opus-5-5',
      label: 'Opus 5.5',
      tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
      responses: 214,
      costUsd: 4.12,
    },
  ],
  ledger: { costUsd: 4.18, differenceUsd: 0.06 },
  tools: [
    { name: 'Read', calls: 38, failures: 0 },
    { name: 'Bash', calls: 27, failures: 2 },
    { name: 'Edit', calls: 17, failures: 0 },
    { name: 'Grep', calls: 11, failures: 0 },
    { name: 'Task', calls: 3, failures: 0 },
    { name: 'Write', calls: 1, failures: 0 },
  ],
  files: [
    ...(
      [
        ['src/queue/retry-queue.ts', 141, 64],
        ['src/queue/backoff.ts', 22, 7],
        ['migrations/0042_retry_schedule.sql', 23, 0],
        ['/home/dev/code/payments-api/src/queue/retry-queue.test.ts', 26, 15],
      ] as const
    ).map(([path, linesAdded, linesRemoved]) => ({ path, linesAdded, linesRemoved, isRead: true, isEdited: true })),
    ...['a', 'b', 'c', 'd', 'e'].map((path) => ({ path, isRead: true, isEdited: false })),
  ],
  commits: 2,
  subagents: [
    { id: 'a1', type: 'Explore', totalTokens: 1, costUsd: 0.09 },
    { id: 'a2', type: 'test-runner', totalTokens: 1, costUsd: 0.14 },
    { id: 'a3', type: 'reviewer', totalTokens: 1, costUsd: 0.28 },
  ],
  resumeCommand: 'claude --resume 3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3',
}

const sessionMock = `Retry webhooks with backoff that survives a restart
◐ waiting for you, 3 min: permission prompt, on pts/3

Project    payments-api  feat/webhook-retries  ~/code/payments-api
Time       12:18 until now, 2h 14m, of which 1h 21m active
Model      Opus 5.5, 5 prompts, 214 responses, 1 compaction
Context    ━━━━━━━━────────────  41 %, 412 k of 1 M
Tokens     8.1 M: 61 k in, 75 k out, 196 k written, 7.8 M read from cache
Cost       $4.12 counted   Claude Code's own ledger $4.18, with helper calls
Lines      +212 −86 in 4 files, 2 commits

TOOLS              FILES                                   SUBAGENTS
Read       38      src/queue/retry-queue.ts    +141 −64    Explore       $0.09
Bash       27  2 ✗ src/queue/backoff.ts         +22  −7    test-runner   $0.14
Edit       17      migrations/0042_retry_sch…   +23        reviewer      $0.28
Grep       11      src/queue/retry-queue.test…  +26 −15
Task, Write 4      5 more, only read

Resume     claude --resume 3f2a91c4-7d0e-4b1a-9c55-0e8f6a2d71b3`

const waiting = twentyAgents.processes.find(({ activity }) => activity === 'waiting')
const sessionContext = { nowMs, calendar, homeDir: '/home/dev', process: waiting }

describe('tce session', () => {
  it('is the design, letter for letter', () => {
    // Of its two long paths the design cuts one at 26 cells and one at 27; a column has one width.
    const oneWidth = sessionMock.replace('retry-queue.test…  +26', 'retry-queue.tes…   +26')
    expect(text(sessionView(detail, sessionContext, look))).toBe(oneWidth)
  })

  it('has what the session tells by OpenTelemetry on a line of its own, with its origin', () => {
    const at = '2026-11-20T12:00:00.000Z'
    const tokens = { input: 12, output: 588, cacheRead: 18_000, cacheWrite: 1_500 }
    const told = { by: 'logs', costUsd: 4.2, tokens, requests: 2, firstAt: at, lastAt: at } as const
    const lines = text(sessionView({ ...detail, told }, sessionContext, look)).split('\n')
    expect(lines).toContain('Telemetry  $4.20, 20.1 k tokens, 2 requests   told by OpenTelemetry')
    const without = lines.filter((shown) => !shown.startsWith('Telemetry')).join('\n')
    expect(without).toBe(text(sessionView(detail, sessionContext, look)))
    const counters = { by: 'metrics', tokens, firstAt: at, lastAt: at } as const
    expect(text(sessionView({ ...detail, told: counters }, sessionContext, look))).toContain(
      'Telemetry  no cost, 20.1 k tokens   told',
    )
  })

  it('gives waiting, additions, removals and failures their colours', () => {
    const painted = sessionView(detail, sessionContext, look).map((spans) => paint(spans, true))
    expect(painted[1]).toContain('\u001b[1;34m waiting for you\u001b[0m')
    expect(painted[9]).toContain('\u001b[32m+212\u001b[0m \u001b[31m−86\u001b[0m')
    expect(painted[13]).toContain('\u001b[31m  2 ✗\u001b[0m')
  })

  it('says when one that ended was last active', () => {
    const lines = text(sessionView(detail, { ...sessionContext, process: undefined }, look)).split('\n')
    expect(lines[1]).toBe('not running, last active 14:29')
    expect(lines[4]).toBe('Time       12:18 until 14:29, 2h 11m, of which 1h 21m active')
  })

  it('leaves out what is not known, and says unpriced', () => {
    const bare: SessionDetail = {
      id: 'abc',
      agent: 'claude',
      responses: 3,
      totalTokens: 900,
      unpricedModels: ['acme/next'],
      compactions: 0,
      tokens: { input: 400, output: 500, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
      models: [],
      tools: [],
      files: [],
      subagents: [],
    }
    expect(text(sessionView(bare, { ...sessionContext, process: undefined }, look))).toBe(`abc
not running

Model      no model yet, 3 responses
Tokens     900: 400 in, 500 out, 0 written, 0 read from cache
Cost       unpriced: acme/next`)
  })

  it('stays within narrow terminals and ASCII', () => {
    const lines = text(sessionView(detail, sessionContext, { columns: 80, glyphs: asciiGlyphs }))
    expect(lines).toMatch(/^[\n\u0020-\u007e]*$/)
    for (const shown of lines.split('\n')) expect(shown.length).toBeLessThanOrEqual(80)
  })
})
