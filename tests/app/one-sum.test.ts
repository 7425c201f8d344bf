/** Analytics and the ledger have one truth: what messages took is, by day, model and project, what `tce usage` says, to the cent. */
import { cpSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { advicePath } from '../../src/advice/advice-path.ts'
import { readWaste } from '../../src/advice/waste-pass.ts'
import { WasteStore } from '../../src/advice/waste-store.ts'
import { listPrices } from '../../src/agents/list-prices.ts'
import type { RecordSource } from '../../src/agents/machine-sources.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import { wasteSigns } from '../../src/agents/waste-signs.ts'
import { analyticsPath } from '../../src/analytics/analytics-path.ts'
import { MessageStore } from '../../src/analytics/message-store.ts'
import { createAnalyticsAnswers } from '../../src/app/analytics-answers.ts'
import { countWithLedger } from '../../src/app/count-with-ledger.ts'
import { rememberedTexts } from '../../src/app/remembered-texts.ts'
import type { AnalyticsReport } from '../../src/core/analytics/analytics.ts'
import type { SessionCounts } from '../../src/core/analytics/instance-metrics.ts'
import type { AgentId } from '../../src/core/process/agent-ids.ts'
import { noTokens, totalTokens } from '../../src/core/usage/tokens.ts'
import type { UsageGrouping } from '../../src/core/usage/usage.ts'
import { lookAtLedger } from '../../src/tracker/ledger-look.ts'
import { openLedger } from '../../src/tracker/open-ledger.ts'
import { createUsageService } from '../../src/tracker/usage-service.ts'
import { agentCase, agentCases } from '../tools/agent-case.ts'
import { fieldCase } from '../tools/field-case.ts'
import { claudeSources, generateHome, machine, tempDir } from '../tracker/home.ts'

const timezone = 'America/St_Johns'
const prices = createPriceBook(listPrices)

/** Both of one home, each counted as a server counts it. */
async function counted(sources: readonly RecordSource[], nowMs: number) {
  const dataDir = tempDir()
  const ledger = await openLedger({ dataDir, machine, sources })
  await ledger.update()
  const path = analyticsPath(dataDir)
  const store = new MessageStore(path, machine, () => nowMs)
  onTestFinished(async () => {
    store.close()
    await ledger.close()
  })
  await countWithLedger(dataDir, {
    ...{ store, sources: rememberedTexts(path, sources, () => []).texts() },
    ...{ goesOn: async () => true, clock: () => nowMs },
  })
  const usage = createUsageService({ ledger, prices, clock: () => nowMs, timezone })
  const answers = createAnalyticsAnswers(
    store,
    dirname(path),
    () => ({ sessions: 0, read: 0 }),
    () => nowMs,
  )
  const { sessions } = usage.sessions({ limit: 1000 })
  answers.know({
    prices: listPrices,
    projects: sessions.flatMap(({ id, project }) => (project === undefined ? [] : [[id, project] as const])),
  })
  const query = { days: 90, trend: 25, timezone } as const
  const report = () => answers.answer({ do: 'report', query, markers: [] }) as AnalyticsReport
  const countsOf = (sessionId: string) =>
    (answers.answer({ do: 'counts', sessionIds: [sessionId] }) as readonly SessionCounts[])[0]
  return { ledger, dataDir, store, usage, report, sessions, countsOf }
}

type Counted = Awaited<ReturnType<typeof counted>>

/** Of the days of a report, by label: dollars to a millionth, and tokens. */
function usageBy(by: UsageGrouping, { usage, report }: Counted) {
  const days = report().buckets.map(({ key }) => key)
  const { rows } = usage.usage({ by, since: days[0], until: days.at(-1) })
  return grouped(
    rows.map(({ label, key, costUsd, totalTokens: tokens }) => [by === 'day' ? key : label, costUsd, tokens]),
  )
}

function grouped(rows: readonly (readonly [string, number | undefined, number])[]) {
  const groups = new Map<string, { usd: number; tokens: number }>()
  for (const [key, usd = 0, tokens] of rows) {
    const { usd: sum, tokens: all } = groups.get(key) ?? { usd: 0, tokens: 0 }
    if (tokens > 0 || usd > 0) groups.set(key, { usd: sum + usd, tokens: all + tokens })
  }
  return Object.fromEntries(
    [...groups]
      .map(([key, { usd, tokens }]) => [key, [usd.toFixed(6), tokens]] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function expectOneSum(both: Counted): AnalyticsReport {
  const report = both.report()
  const named = (rows: AnalyticsReport['models']) =>
    grouped(rows.map(({ label, costUsd, totalTokens: tokens }) => [label, costUsd, tokens]))
  expect(grouped(report.buckets.map(({ key, costUsd, totalTokens: tokens }) => [key, costUsd, tokens]))).toEqual(
    usageBy('day', both),
  )
  expect(named(report.models)).toEqual(usageBy('model', both))
  expect(named(report.projects)).toEqual(usageBy('project', both))
  return report
}

/** What messages themselves were counted to take, against what their session was billed. */
function missing({ ledger, store }: Counted) {
  const billed = Map.groupBy(ledger.sessionUsage(), ({ sessionId }) => sessionId)
  return store.sessions().flatMap(({ sessionId, counted: { responses, tokens } }) => {
    const own = billed.get(sessionId) ?? []
    const sum = [
      own.reduce((all, one) => all + one.responses, 0),
      own.reduce((all, one) => all + totalTokens(one.tokens), 0),
    ]
    return sum[0] === responses && sum[1] === tokens ? [] : [{ sessionId, billed: sum, counted: [responses, tokens] }]
  })
}

/** Copilot's database tells more requests than its log: those are in every sum, and in no message. */
const toldByDatabase = new Set(['session-store', 'totals-and-store'])

describe('messages take what the ledger says', () => {
  const small = { sessions: 30, 'size-mb': 3, days: 20 }
  it.each([
    ['the usual traps', { ...small, seed: 1 }],
    ['many forks and side questions', { ...small, seed: 3, forks: 0.6, btw: 0.9 }],
    [
      'subagents that are mirrored, broken lines, no prices',
      { ...small, seed: 4, subagents: 1, progress: 1, malformed: 0.05, unpriced: 0.3 },
    ],
  ])('in a home with %s', async (_, options) => {
    const { configDir, truth } = generateHome(options)
    const both = await counted(claudeSources(configDir), Date.parse('2026-11-20T20:00:00Z'))
    const report = expectOneSum(both)
    expect(report.costUsd).toBeCloseTo(truth.unique.costUsd, 9)
    expect(missing(both)).toEqual([])
    expect(report.outsideUsd).toBeUndefined()
  })

  it.each([
    'advisor-iterations',
    'bom-first-line',
    'model-spellings',
    'nul-bytes',
    'relay-constant-id',
    'session-copied-twice',
    'torn-and-joined',
    'tz-unknown-zone',
    'undated-responses',
    'utf16-transcript',
    'worktree-project',
    'worktree-stub',
  ])('in the field’s %s', async (name) => {
    const both = await counted(claudeSources(fieldCase(name)), Date.parse('2026-11-28T20:00:00Z'))
    expectOneSum(both)
    expect(missing(both)).toEqual([])
  })

  it.each(readdirSync(agentCases) as AgentId[])('of %s, in every case that is known to mislead', async (agent) => {
    for (const name of readdirSync(`${agentCases}/${agent}`)) {
      const both = await counted([{ agent, dataDir: agentCase(agent, name) }], Date.parse('2026-11-28T20:00:00Z'))
      expectOneSum(both)
      expect([name, missing(both).length]).toEqual([name, agent === 'copilot' && toldByDatabase.has(name) ? 1 : 0])
    }
  })

  it('by class of tokens, in the metrics of a session', async () => {
    const { configDir } = generateHome({ ...small, seed: 2, forks: 0.3, btw: 0.3 })
    const { sessions, countsOf } = await counted(claudeSources(configDir), Date.parse('2026-11-20T20:00:00Z'))
    expect(sessions.length).toBeGreaterThan(20)
    for (const { id, costUsd = 0 } of sessions) {
      const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = countsOf(id)?.classUsd ?? noTokens
      expect(input + output + cacheRead + cacheWrite5m + cacheWrite1h).toBeCloseTo(costUsd, 9)
    }
  })

  it('in what advice goes through: a fork’s copies and a side question’s replays are no waste once more', async () => {
    const { configDir } = generateHome({ ...small, seed: 3, forks: 0.6, btw: 0.9 })
    const { ledger, wastes } = await lookedThrough(claudeSources(configDir))
    const sums = wastes.map(({ sessionId, waste }) => [
      sessionId,
      waste.spent.reduce((sum, { tokens }) => sum + totalTokens({ ...noTokens, ...tokens }), 0),
    ])
    const own = Map.groupBy(ledger.sessionUsage(), ({ sessionId }) => sessionId)
    const expected = [...own].map(([id, rows]) => [id, rows.reduce((sum, one) => sum + totalTokens(one.tokens), 0)])
    expect(Object.fromEntries(sums.filter(([, tokens]) => tokens !== 0))).toEqual(Object.fromEntries(expected))
  })
})

/** A home as advice reads it beside a ledger. */
async function lookedThrough(sources: readonly RecordSource[]) {
  const { ledger, dataDir } = await counted(sources, Date.parse('2026-11-20T20:00:00Z'))
  const store = new WasteStore(advicePath(dataDir), machine)
  const billed = lookAtLedger(dataDir)
  const { texts } = rememberedTexts(advicePath(dataDir), sources, () => [])
  await readWaste({ store, signs: wasteSigns, sources: texts(), sinceMs: 0, goesOn: async () => true, billed })
  billed?.close()
  const wastes = [...store.since(0)]
  store.close()
  return { ledger, wastes }
}

it('advice finds in what the genuine Claude Code wrote turns that a small model could have answered, a fork’s once, and nothing else', async () => {
  const projects = join(import.meta.dirname, '../fixtures/claude/projects')
  const found: (readonly (string | undefined)[])[] = []
  for (const version of readdirSync(projects)) {
    const configDir = tempDir()
    cpSync(join(projects, version), join(configDir, 'projects'), { recursive: true })
    const { wastes } = await lookedThrough(claudeSources(configDir))
    for (const { waste } of wastes) for (const { rule, what } of waste.cases) found.push([version, rule, what])
  }
  // The fork's original and the fork hold the first two prompts both.
  expect(found.map((one) => one.join(': ')).sort()).toEqual([
    '2.1.329-fork: small-model: USAGE 10 20 30 40 50',
    '2.1.329-fork: small-model: USAGE 11 21 31 41 51',
    '2.1.329-fork: small-model: USAGE 12 22 32 42 52',
    '2.1.329: small-model: Say hi',
  ])
})
