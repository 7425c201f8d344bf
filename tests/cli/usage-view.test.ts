import { describe, expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { explainView } from '../../src/cli/views/explain-view.ts'
import { usageCsv, usageTableView } from '../../src/cli/views/usage-table-view.ts'
import { usageView } from '../../src/cli/views/usage-view.ts'
import { createCalendar } from '../../src/core/time/calendar.ts'
import { noTokens } from '../../src/core/usage/tokens.ts'
import type { UsageFigures, UsageReport, UsageRow } from '../../src/core/usage/usage.ts'
import { explainUsage } from '../../src/core/usage/usage-explain.ts'
import type { Line, Look } from '../../src/terminal/roles.ts'
import { asciiGlyphs, lineText, paint, unicodeGlyphs } from '../../src/terminal/roles.ts'

const look: Look = { columns: 80, glyphs: unicodeGlyphs }
const calendar = createCalendar('UTC')
const text = (lines: readonly Line[]): string => lines.map((spans) => lineText(spans).trimEnd()).join('\n')

const figures = (changes: Partial<UsageFigures>): UsageFigures => ({
  tokens: noTokens,
  totalTokens: 0,
  responses: 1,
  unpriced: [],
  webSearches: 0,
  origin: 'counted',
  ...changes,
})
const row = (key: string, label: string, changes: Partial<UsageFigures>): UsageRow => ({
  key,
  label,
  ...figures(changes),
})

const nextModel = { model: 'acme-gateway/next-1', tokens: 41_200 }
const base: UsageReport = {
  generatedAt: '2026-11-20T14:32:00.000Z',
  timezone: 'UTC',
  pricesAsOf: '2026-11-19',
  agents: ['claude'],
  models: [],
  periods: {
    today: figures({ costUsd: 48.6, totalTokens: 97.4e6, cacheHitRate: 0.958, cacheSavedUsd: 312 }),
    last7Days: figures({ costUsd: 286.15, totalTokens: 571e6, cacheHitRate: 0.956, cacheSavedUsd: 1824 }),
    last30Days: figures({ costUsd: 1042.37, totalTokens: 2.41e9, cacheHitRate: 0.959, cacheSavedUsd: 7390 }),
    allTime: figures({
      costUsd: 4318.92,
      totalTokens: 9.86e9,
      cacheHitRate: 0.952,
      cacheSavedUsd: 28160,
      origin: 'mixed',
    }),
  },
  currentBlock: {
    ...figures({ costUsd: 27.84 }),
    startAt: '2026-11-20T12:00:00.000Z',
    endAt: '2026-11-20T17:00:00.000Z',
    burnUsdPerHour: 10.99,
    projectedUsd: 54.95,
  },
  by: 'model',
  rows: [
    row('claude-opus-5-5', 'Opus 5.5', { costUsd: 691.79, totalTokens: 1.31e9 }),
    row('claude-sonnet-5-5', 'Sonnet 5.5', { costUsd: 186.83, totalTokens: 486e6 }),
    row('claude-fable-5-2', 'Fable 5.2', { costUsd: 138.95, totalTokens: 214e6 }),
    row('claude-haiku-5-5', 'Haiku 5.5', { costUsd: 24.8, totalTokens: 402e6 }),
    row('acme-gateway/next-1', 'acme-gateway/next-1', { unpriced: [nextModel], totalTokens: 41_200 }),
  ],
  total: figures({ costUsd: 1042.37 }),
  problems: [],
}

/** Costs of 30 days; the first sixteen have the heights of the mock, the rest its figures. */
const heights = [5, 4, 2, 1, 6, 5, 6, 5, 7, 2, 2, 6, 7, 7, 7, 4].map((height) => (height / 8) * 61.15)
const lastDays = [6.8, 8.73, 53.93, 55.69, 42.21, 35.74, 39.98, 9.85, 6.2, 58.4, 61.15, 49.55, 52.4, 48.6]
const dayKey = (index: number): string => new Date(Date.UTC(2026, 9, 22 + index)).toISOString().slice(0, 10)
const days: UsageReport = {
  ...base,
  by: 'day',
  rows: [...heights, ...lastDays].map((costUsd, index) => row(dayKey(index), '', { costUsd })),
}

const mock = `                 COST      TOKENS   FROM CACHE      SAVED
Today          $48.60      97.4 M       95.8 %       $312
7 days        $286.15       571 M       95.6 %     $1,824
30 days     $1,042.37      2.41 B       95.9 %     $7,390
All time    $4,318.92      9.86 B       95.2 %    $28,160   mixed

MODELS, 30 DAYS                                      SHARE       COST    TOKENS
Opus 5.5    █████████████████████████████████████   66.4 %    $691.79    1.31 B
Sonnet 5.5  ██████████                              17.9 %    $186.83     486 M
Fable 5.2   ███████▍                                13.3 %    $138.95     214 M
Haiku 5.5   █▍                                       2.4 %     $24.80     402 M
acme-gateway/next-1                                      –   unpriced    41.2 k

30 days  ▅▄▂▁▆▅▆▅▇▂▂▆▇▇▇▄▁▂██▆▅▆▂▁██▇▇▇  highest $61.15, Tue 17 Nov
         22 Oct                  20 Nov
5-hour block 12:00–17:00  $27.84 so far, $10.99/h, about $54.95 at 17:00

Each response once, at list prices of 2026-11-19. Why: tce usage --explain`

describe('tce usage', () => {
  it('is the design, letter for letter', () => {
    expect(
      text(usageView({ models: base, days }, calendar, look))
        .split('\n')
        .slice(0, 18)
        .join('\n'),
    ).toBe(mock)
  })

  it('says in a line of its own what the totals lack', () => {
    const allTime = figures({ costUsd: 1, unpriced: [nextModel] })
    const lines = text(usageView({ models: { ...base, periods: { ...base.periods, allTime } }, days }, calendar, look))
    expect(lines.split('\n')[5]).toBe('            without 41.2 k tokens of acme-gateway/next-1')
  })

  it('gives costs weight, bars colour and unpriced models a warning', () => {
    const painted = usageView({ models: base, days }, calendar, look).map((spans) => paint(spans, true))
    expect(painted[1]).toContain('\u001b[1m$48.60\u001b[0m')
    expect(painted[7]).toContain('\u001b[34m█')
    expect(painted[11]).toContain('\u001b[33munpriced\u001b[0m')
  })

  it('explains what is not our own count, and reports problems', () => {
    const lines = text(
      usageView({ models: { ...base, problems: ['3 bad lines: tce ledger status'] }, days }, calendar, look),
    )
    expect(lines).toContain("Claude Code's own figure, which counts")
    expect(lines).toContain('! 3 bad lines: tce ledger status')
  })

  it('is ASCII where the locale is, and stays within its width', () => {
    for (const columns of [60, 80, 132]) {
      const lines = text(usageView({ models: base, days }, calendar, { columns, glyphs: asciiGlyphs }))
      expect(lines).toMatch(/^[\n\u0020-\u007e]*$/)
      expect(Math.max(...lines.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(Math.max(columns, 78))
    }
  })

  it('says $0.00 and – where nothing was used yet', () => {
    const nothing = figures({ costUsd: 0, responses: 0 })
    const periods = { today: nothing, last7Days: nothing, last30Days: nothing, allTime: nothing }
    const empty = { ...base, periods, rows: [], currentBlock: undefined }
    expect(text(usageView({ models: empty, days: { ...days, rows: [] } }, calendar, look))).toBe(
      `                 COST      TOKENS   FROM CACHE      SAVED
Today           $0.00           0            –          –
7 days          $0.00           0            –          –
30 days         $0.00           0            –          –
All time        $0.00           0            –          –


Each response once, at list prices of 2026-11-19. Why: tce usage --explain`,
    )
  })
})

/** Label, cost, and tokens in millions: input, output, written, read. */
const byDay: readonly [string, number, number, number, number, number][] = [
  ['Sat 7 Nov', 6.8, 0.11, 0.13, 0.34, 13.1],
  ['Sun 8 Nov', 8.73, 0.14, 0.16, 0.43, 16.8],
  ['Mon 9 Nov', 53.93, 0.88, 1.01, 2.66, 103.5],
  ['Tue 10 Nov', 55.69, 0.9, 1.04, 2.75, 106.9],
  ['Wed 11 Nov', 42.21, 0.69, 0.79, 2.08, 81.0],
  ['Thu 12 Nov', 35.74, 0.58, 0.67, 1.76, 68.6],
  ['Fri 13 Nov', 39.98, 0.65, 0.75, 1.97, 76.8],
  ['Sat 14 Nov', 9.85, 0.16, 0.18, 0.49, 18.9],
  ['Sun 15 Nov', 6.2, 0.1, 0.12, 0.31, 11.9],
  ['Mon 16 Nov', 58.4, 0.95, 1.09, 2.88, 112.1],
  ['Tue 17 Nov', 61.15, 0.99, 1.14, 3.01, 117.4],
  ['Wed 18 Nov', 49.55, 0.8, 0.92, 2.44, 95.1],
  ['Thu 19 Nov', 52.4, 0.85, 0.98, 2.58, 100.6],
  ['Fri 20 Nov', 48.6, 0.79, 0.91, 2.4, 93.3],
]
const tokensOf = (input: number, output: number, written: number, read: number) => ({
  input: input * 1e6,
  output: output * 1e6,
  cacheWrite5m: written * 1e6,
  cacheWrite1h: 0,
  cacheRead: read * 1e6,
})
const dayReport: UsageReport = {
  ...base,
  by: 'day',
  since: '2026-11-07',
  currentBlock: undefined,
  rows: byDay.map(([label, costUsd, ...tokens], index) => {
    const key = `2026-11-${String(7 + index).padStart(2, '0')}`
    return {
      ...row(key, label, { costUsd, tokens: tokensOf(...tokens) }),
      startAt: `${key}T00:00:00.000Z`,
      endAt: new Date(Date.parse(key) + 86_400_000).toISOString(),
    }
  }),
  total: figures({ costUsd: 529.23, tokens: tokensOf(8.59, 9.86, 26.1, 1016) }),
}

const dayMock = `DAY             COST                          INPUT   OUTPUT   WRITTEN      READ
Sat  7 Nov     $6.80  ██▏                    0.11 M   0.13 M    0.34 M    13.1 M
Sun  8 Nov     $8.73  ██▊                    0.14 M   0.16 M    0.43 M    16.8 M
Mon  9 Nov    $53.93  ████████████████▊      0.88 M   1.01 M    2.66 M   103.5 M
Tue 10 Nov    $55.69  █████████████████▎     0.90 M   1.04 M    2.75 M   106.9 M
Wed 11 Nov    $42.21  █████████████▏         0.69 M   0.79 M    2.08 M    81.0 M
Thu 12 Nov    $35.74  ███████████▏           0.58 M   0.67 M    1.76 M    68.6 M
Fri 13 Nov    $39.98  ████████████▍          0.65 M   0.75 M    1.97 M    76.8 M
Sat 14 Nov     $9.85  ███                    0.16 M   0.18 M    0.49 M    18.9 M
Sun 15 Nov     $6.20  █▉                     0.10 M   0.12 M    0.31 M    11.9 M
Mon 16 Nov    $58.40  ██████████████████▏    0.95 M   1.09 M    2.88 M   112.1 M
Tue 17 Nov    $61.15  ███████████████████    0.99 M   1.14 M    3.01 M   117.4 M
Wed 18 Nov    $49.55  ███████████████▍       0.80 M   0.92 M    2.44 M    95.1 M
Thu 19 Nov    $52.40  ████████████████▎      0.85 M   0.98 M    2.58 M   100.6 M
Fri 20 Nov    $48.60  ███████████████▏       0.79 M   0.91 M    2.40 M    93.3 M
────────────────────────────────────────────────────────────────────────────────
14 days      $529.23  today until 14:32      8.59 M   9.86 M    26.1 M    1.02 B`

describe('tce usage --by day', () => {
  it('is the design, letter for letter', () => {
    expect(text(usageTableView(dayReport, calendar, look))).toBe(dayMock)
  })

  it('dims weekends', () => {
    const painted = usageTableView(dayReport, calendar, look).map((spans) => paint(spans, true))
    expect(painted[1]?.startsWith('\u001b[90mSat  7 Nov')).toBe(true)
    expect(painted[3]?.startsWith('Mon  9 Nov')).toBe(true)
  })

  it('shows few tokens beside many as what they are, not as 0.00 M', () => {
    const few = row('2026-11-06', 'Fri 6 Nov', { costUsd: 0.01, tokens: { ...noTokens, input: 1200 } })
    const lines = text(usageTableView({ ...dayReport, rows: [few, ...dayReport.rows] }, calendar, look)).split('\n')
    expect(lines[1]).toBe('Fri  6 Nov     $0.01  ▏                       1.2 k   0.00 M    0.00 M     0.0 M')
  })

  it("gives Claude Code's own figure no cost, and unpriced models none either", () => {
    const older = row('2026-10-01', 'Thu 1 Oct', {
      totalTokens: 570_000,
      statsCacheTokens: 570_000,
      origin: 'stats-cache',
    })
    const unknown = row('2026-10-02', 'Fri 2 Oct', { tokens: { ...noTokens, output: 41_200 }, unpriced: [nextModel] })
    const total = figures({ unpriced: [nextModel], statsCacheTokens: 570_000, origin: 'mixed' })
    const lines = text(
      usageTableView({ ...dayReport, since: undefined, rows: [older, unknown], total }, calendar, look),
    )
    expect(lines.split('\n').map((shown) => shown.replace(/ +/g, ' '))).toEqual([
      'DAY COST INPUT OUTPUT WRITTEN READ',
      'Thu 1 Oct – stats-cache 570 k – – – –',
      'Fri 2 Oct unpriced 0 41.2 k 0 0',
      '─'.repeat(80),
      '2 days unpriced 0 0 0 0',
      'without 41.2 k tokens of acme-gateway/next-1',
      "stats-cache: Claude Code's own figure, counts repeated lines, has no cost.",
    ])
  })

  it('keeps its shape for long names and narrow terminals', () => {
    const long = 'Flaky test: OrderService loses the second event when the clock jumps'
    const report: UsageReport = { ...dayReport, by: 'session', rows: [row('id', long, { costUsd: 3 })] }
    for (const columns of [64, 80, 120]) {
      const widths = text(usageTableView(report, calendar, { columns, glyphs: unicodeGlyphs })).split('\n')
      expect(Math.max(...widths.map(({ length }) => length))).toBeLessThanOrEqual(columns)
    }
    expect(text(usageTableView(report, calendar, look))).toContain('Flaky test: OrderServi…')
  })

  it('says so when there is nothing', () => {
    const none = { ...dayReport, rows: [], since: '2026-11-07' }
    expect(text(usageTableView(none, calendar, look))).toBe(
      'Nothing counted from 2026-11-07. Everything: tce usage --by day --since all',
    )
  })
})

describe('what an agent says itself', () => {
  const reported = { agents: ['opencode'], costUsd: 12.4, responses: 120, freeResponses: 0 }
  const said = '30 days: opencode itself says $12.40 for 120 responses: $0.31 more than our'
  const overview = (more: object) =>
    text(
      usageView({ models: { ...base, total: figures({ reported: { ...reported, ...more } }) }, days }, calendar, look),
    )

  it('stands beneath the figures where it differs from what we count, within 80 columns', () => {
    expect(overview({ differenceUsd: 0.31 })).toContain(`${said}\ncount of the same.\n`)
    expect(overview({ differenceUsd: 0.001 })).not.toContain('itself')
    expect(overview({})).not.toContain('itself')
    const total = figures({ reported: { ...reported, freeResponses: 120 } })
    expect(text(usageTableView({ ...dayReport, total }, calendar, look))).toContain(
      '120 responses free, as with a\nplan.',
    )
  })
})

describe('tce usage --csv', () => {
  it('has full numbers, empty fields for what is not known, and quotes as RFC 4180 wants them', () => {
    const rows = [
      row('a', 'say "hi", twice', {
        costUsd: 0.1234567890123,
        tokens: { ...noTokens, input: 12_345_678 },
        totalTokens: 12_345_678,
        reported: { agents: ['pi'], costUsd: 12.5, responses: 3, freeResponses: 0 },
      }),
      row('b', '=1+1', { unpriced: [nextModel], totalTokens: 41_200 }),
    ]
    expect(usageCsv({ rows }).split('\r\n')).toEqual([
      'key,label,start,end,cost_usd,input_tokens,output_tokens,cache_write_5m_tokens,cache_write_1h_tokens,cache_read_tokens,stats_cache_tokens,total_tokens,responses,web_searches,cache_saved_usd,unpriced_tokens,unpriced_models,origin,reported_usd,reported_responses,reported_difference_usd,agent',
      'a,"say ""hi"", twice",,,0.1234567890123,12345678,0,0,0,0,,12345678,1,0,,0,,counted,12.5,3,,',
      "b,'=1+1,,,,0,0,0,0,0,,41200,1,0,,41200,acme-gateway/next-1,counted,,,,",
      '',
    ])
  })
})

it('says of a model that only advised that it did, not that it answered nothing', () => {
  const entry = { agent: 'claude', model: 'claude-opus-4-8', quarterMs: 0, webSearches: 0 } as const
  const tokens = { ...noTokens, input: 30_000 }
  const explained = explainUsage([{ ...entry, tokens, responses: 0 }], createPriceBook(claudePrices))
  const shown = text(explainView({ kind: 'model', key: 'claude-opus-4-8', label: 'Opus 4.8', ...explained }, look))
  expect(shown).toContain('Opus 4.8  as an advisor in responses of others')
  expect(shown).not.toContain('0 responses')
})

describe('sessions of several kinds of agents', () => {
  const rows = [
    { ...row('s1', 'Retry webhooks', { costUsd: 2 }), agent: 'codex' },
    { ...row('s2', 'Dark theme', { costUsd: 1 }), agent: 'claude' },
    row('s3', 'Of before', { costUsd: 0.5 }),
  ]
  const keys = (report: UsageReport) =>
    text(usageTableView(report, calendar, look))
      .split('\n')
      .slice(1, 4)
      .map((line) => line.slice(0, 18).trimEnd())

  it('are marked, each by whose it is; with one kind alone none is', () => {
    const report: UsageReport = { ...base, by: 'session', rows, total: figures({ costUsd: 3.5 }) }
    expect(keys({ ...report, agents: ['claude', 'codex'] })).toEqual([
      'cx Retry webhooks',
      'cl Dark theme',
      '   Of before',
    ])
    expect(keys(report).map((key) => key.split(/ {2,}/)[0])).toEqual(['Retry webhooks', 'Dark theme', 'Of before'])
  })

  it('tell theirs in a spreadsheet', () => {
    const [head = '', first = ''] = String(usageCsv({ rows })).split('\r\n')
    expect([head.split(',').at(-1), first.split(',').at(-1)]).toEqual(['agent', 'codex'])
  })
})
