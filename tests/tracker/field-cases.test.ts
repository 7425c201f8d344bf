/** Situations from the field, each with the figures that are right: through the ledger and its reports. */
import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import type { UsageQuery, UsageReport } from '../../src/core/usage/usage.ts'
import { createUsageService } from '../../src/tracker/usage-service.ts'
import { fieldCase, fieldCaseProjects } from '../tools/field-case.ts'
import { contentOf, ledgerOf, tempDir, totalsOf } from './home.ts'

const prices = createPriceBook(claudePrices)
const nowMs = Date.parse('2026-11-20T18:00:00.000Z')

async function serviceOf(configDir: string) {
  const ledger = await ledgerOf(configDir)
  const { problems } = await ledger.update()
  return createUsageService({ ledger, prices, clock: () => nowMs, timezone: 'UTC', problems: () => problems })
}

/** What a home's responses are in all. */
const totalOf = async (configDir: string) => {
  const { responses, tokens, costUsd } = (await serviceOf(configDir)).usage(byModel).total
  return { responses, input: tokens.input, output: tokens.output, costUsd }
}

const byModel: UsageQuery = { by: 'model', since: '2020-01-01' }

it.each([
  ['bom-first-line', 'behind a byte order mark', { responses: 2, input: 1001, output: 101 }],
  ['nul-bytes', 'beside zero bytes', { responses: 4, input: 1500, output: 150 }],
  ['torn-and-joined', 'behind half a record, and two on a line', { responses: 4, input: 1500, output: 150 }],
  ['utf16-transcript', 'of a transcript in UTF-16', { responses: 1, input: 1000, output: 100 }],
])('%s: counts the records %s', async (name, _what, total) => {
  expect(await totalOf(fieldCase(name))).toMatchObject(total)
})

it('nul-bytes and torn-and-joined: says what is lost, and where', async () => {
  const problemsOf = async (name: string) => (await serviceOf(fieldCase(name))).usage(byModel).problems
  expect(await problemsOf('nul-bytes')).toEqual([])
  expect(await problemsOf('torn-and-joined')).toEqual([expect.stringMatching(/^1 line .* at byte 1075, .*breaks off/)])
})

it('advisor-iterations: prices what a model asked of another at that one’s price, once, on every way', async () => {
  const service = await serviceOf(fieldCase('advisor-iterations'))
  const { rows, total } = service.usage(byModel)
  expect(rows).toMatchObject([
    { key: 'claude-opus-4-8', tokens: { input: 30_000, output: 2_000 }, costUsd: 0.2, responses: 0 },
    { key: 'claude-sonnet-4-6', tokens: { input: 20, output: 200, cacheRead: 42_000 }, responses: 1 },
  ])
  expect(total.costUsd).toBeCloseTo(0.21566, 9)
  for (const by of ['session', 'day', 'project', 'block', 'agent', 'subagent'] as const) {
    expect(service.usage({ by }).rows).toMatchObject([{ costUsd: expect.closeTo(0.21566, 9), responses: 1 }])
  }
  const id = '11111111-0000-4000-8000-000000000001'
  expect(service.session(id)).toMatchObject({ responses: 1, costUsd: expect.closeTo(0.21566, 9), models: [{}, {}] })
  expect(service.figuresOf(id)).toMatchObject({ costUsd: expect.closeTo(0.21566, 9), model: 'claude-sonnet-4-6' })
  expect(service.explain('claude-opus-4-8')?.parts).toMatchObject([{ costUsd: 0.2, totalTokens: 32_000 }])
})

it('relay-constant-id: counts each request of a relay that gives all responses one id', async () => {
  const configDir = fieldCase('relay-constant-id')
  expect(await totalOf(configDir)).toMatchObject({ responses: 4, input: 18_000, output: 1_800 })
  const rows = (await serviceOf(configDir)).usage({ by: 'session' }).rows
  expect(
    Object.fromEntries(rows.map(({ key, responses, tokens }) => [key.slice(0, 1), [responses, tokens.input]])),
  ).toEqual({
    1: [2, 6_000],
    2: [2, 12_000],
  })
})

it('undated-responses: counts what has no time in all time alone and says so; milliseconds are a time', async () => {
  const service = await serviceOf(fieldCase('undated-responses'))
  const allTime = service.usage({ by: 'model' })
  expect(allTime.total).toMatchObject({ responses: 3, costUsd: 21 })
  expect(allTime.problems).toEqual([])
  expect(service.session('11111111')).toMatchObject({ responses: 3, costUsd: 21 })
  const since = service.usage(byModel)
  expect(since.total).toMatchObject({ responses: 2, costUsd: 15 })
  expect(since.problems).toEqual(['1 response has no time: in all time alone, in no day and no period.'])
  expect(service.usage({ by: 'day' }).rows.map(({ key, costUsd }) => [key, costUsd])).toEqual([
    ['', 6],
    ['2026-10-26', 12],
    ['2026-11-02', 3],
  ])
  expect(service.usage({ by: 'day', since: '2026-11-01', model: 'haiku' }).problems).toEqual([])
})

it('session-copied-twice: counts each prompt, call and line of a session once, however many copies lie about', async () => {
  const configDir = fieldCase('session-copied-twice')
  const once = { prompts: 1, toolCalls: 1, linesAdded: 3, linesRemoved: 1, totalTokens: 3_300, responses: 2 }
  const service = await serviceOf(configDir)
  expect(service.session('11111111')).toMatchObject({ ...once, files: [{ linesAdded: 3, linesRemoved: 1 }] })
  expect(service.sessions({ limit: 10 }).sessions).toMatchObject([once])
})

it('worktree-stub: counts the conversation, in the project that it began in', async () => {
  const service = await serviceOf(fieldCase('worktree-stub'))
  expect(service.session('11111111')).toMatchObject({ prompts: 1, responses: 6, totalTokens: 6_000, project: 'shop' })
  expect(service.usage({ ...byModel, by: 'project' }).rows).toMatchObject([{ key: '/home/dev/shop', responses: 6 }])
})

it('worktree-project: counts a worktree as its project, named beside it, in usage and in lists of sessions', async () => {
  const service = await serviceOf(fieldCase('worktree-project'))
  expect(service.usage({ ...byModel, by: 'project' }).rows).toMatchObject([
    {
      key: '/home/dev/shop',
      label: 'shop',
      responses: 2,
      tokens: { input: 300 },
      sessions: 2,
      worktrees: ['fix-2'],
    },
  ])
  expect(service.usage({ ...byModel, by: 'branch' }).rows).toMatchObject([{ label: 'shop main', responses: 2 }])
  const asked = (project: string) => [
    service.usage({ ...byModel, project }).total.responses,
    service.sessions({ limit: 10, project }).total,
  ]
  for (const all of ['shop', '/home/dev/shop', 'dev/shop']) expect(asked(all)).toEqual([2, 2])
  const worktree = '/home/dev/shop/.claude/worktrees/fix-2'
  for (const one of ['fix-2', worktree, '-home-dev-shop--claude-worktrees-fix-2']) expect(asked(one)).toEqual([1, 1])
  expect(asked('op')).toEqual([0, 0])
  expect(service.sessions({ limit: 10, project: 'fix-2' }).sessions).toMatchObject([
    { project: 'shop', worktree: 'fix-2' },
  ])
  expect(service.session('22222222')).toMatchObject({ project: 'shop', worktree: 'fix-2', cwd: worktree })
  expect(service.session('11111111')).toMatchObject({ project: 'shop', worktree: undefined })
})

it('rewritten-in-place: counts all of a transcript that was cut back and grew again, and what it held before', async () => {
  const configDir = tempDir()
  const become = (home: string) =>
    cpSync(fieldCaseProjects('rewritten-in-place', home), join(configDir, 'projects'), { recursive: true })
  become('home-1')
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  become('home-2')
  await ledger.update()
  expect(totalsOf(ledger)).toMatchObject({ responses: 8, input: 521_000 })
  expect(ledger.status().badLines).toBe(0)
  const counted = contentOf(ledger)
  await ledger.update()
  expect(contentOf(ledger)).toEqual(counted)
})

it('model-spellings: prices every spelling of a model that Claude Code has a price for, and no other', async () => {
  const { rows, total } = (await serviceOf(fieldCase('model-spellings'))).usage(byModel)
  expect(Object.fromEntries(rows.map(({ key, costUsd }) => [key, costUsd]))).toEqual({
    'claude-sonnet-4-5': 6,
    'claude-opus-4-6': 10,
    'claude-3-5-haiku': 0.8,
    'claude-opus-4-5': 5,
    'claude-sonnet-4-0': 3,
    'arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/4jqtkehs0zy3': undefined,
    'glm-4.7': undefined,
    'claude-9-thing': undefined,
  })
  expect(total.costUsd).toBeCloseTo(24.8, 9)
  expect(total.unpriced.map(({ tokens }) => tokens)).toEqual([1_000_000, 1_000_000, 1_000_000])
})

it.each([
  ['UTC+3', 'Etc/GMT+3', '2026-10-24'],
  ['GMT+5', 'Etc/GMT+5', '2026-10-24'],
  ['Europe/berlin', 'UTC', '2026-10-24'],
])('names the zone of TZ=%s, in which it counts the days', (TZ, timezone, day) => {
  const program = join(import.meta.dirname, '../../src/app/tce.ts')
  const [HOME, CLAUDE_CONFIG_DIR] = [tempDir(), fieldCase('tz-unknown-zone')]
  const env = { PATH: process.env['PATH'] ?? '', HOME, TCE_DATA_DIR: HOME, TCE_CONFIG_DIR: HOME, CLAUDE_CONFIG_DIR, TZ }
  const args = [program, 'usage', '--json', '--since', '2020-01-01']
  const report = JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' })) as UsageReport
  expect(report.timezone).toBe(timezone)
  expect(report.rows.map(({ key }) => key)).toEqual([day])
})
