/** `tce limits` as it is printed, and what scripts ask of it. */
import { describe, expect, it } from 'vitest'
import { countedAccount } from '../../src/core/limits/counted-windows.ts'
import { type LimitsReport, limitsReport } from '../../src/core/limits/limits-report.ts'
import { calendarOf } from '../../src/tracker/local-calendar.ts'
import { limitsNowMs, madeUpLimits, madeUpReport } from '../services/made-up-limits.ts'
import { fakeServices } from './fake-services.ts'
import { type RunOptions, runCli } from './run-cli.ts'

const parts: RunOptions['parts'] = { nowMs: () => limitsNowMs }
const env = { LANG: 'en_US.UTF-8' }
const run = (argv: readonly string[], options: RunOptions = {}) =>
  runCli(argv, { parts, env, columns: 80, services: fakeServices(), ...options })

it('shows every window with its gauge, what it leads to, its reset and its age, 80 columns wide', async () => {
  const { out, code } = await run(['limits'])
  expect(code).toBe(0)
  const lines = out.split('\n')
  for (const text of lines) expect(text.length).toBeLessThanOrEqual(80)
  expect(lines).toContain('   5 hours           ━━━━━━━━━━│━────────     62 %  out 16:04      2h 28m    40s')
  expect(lines).toContain('   Week, Opus        ━━━━━━━━━━━━│━━━━───     84 %  out Sat 09:38  2d 18h    12m')
  expect(lines).toContain('   Beyond the plan   ━━━━─────────│──────   $18.40  about $28.16   10d 9h    40s')
  expect(out).toContain('≥ 48 %  no forecast    3d 19h   ! 3h')
  expect(lines).toContain('   Credits  240 left, 1m')
  expect(out).toContain('Gemini CLI: It tells nobody.')
})

it('says what a week leads to with the usual weekend, where that is known', async () => {
  const report = madeUpReport()
  const accounts = report.accounts.map((account) => ({
    ...account,
    windows: account.windows.map((window) => ({
      ...window,
      forecast:
        window.forecast && window.window === 'week'
          ? { ...window.forecast, usual: { percentAtReset: 93 } }
          : window.forecast,
    })),
  }))
  const limits = { ...madeUpLimits(), read: async () => ({ ...report, accounts }) }
  const { out } = await run(['limits'], { services: { ...fakeServices(), limits } })
  expect(out).toContain('\nClaude Max, week: 93 % with your usual weekend.\n')
})

it('without a colour and in ASCII nothing is lost', async () => {
  const { out } = await run(['limits'], { env: { LANG: 'C', NO_COLOR: '1' } })
  expect(out).not.toMatch(/[\u001b━│]/)
  expect(out).toContain('62 %')
})

describe('--check', () => {
  it.each([
    ['80', 1],
    ['84', 0],
    ['100', 0],
    ['0', 1],
  ])('%s prints nothing and exits %i', async (mark, code) => {
    expect(await run(['limits', '--check', mark])).toMatchObject({ out: '', err: '', code })
  })

  it.each(['x', '-1', '101', ''])('%j is no percentage', async (mark) => {
    expect(await run(['limits', `--check=${mark}`])).toMatchObject({ code: 2, out: '' })
  })
})

it('--json is what GET /api/limits answers', async () => {
  expect(JSON.parse((await run(['limits', '--json'])).out)).toEqual(JSON.parse(JSON.stringify(madeUpReport())))
})

it('--ask says beside the table what each that was asked said', async () => {
  const { out, err } = await run(['limits', '--ask'])
  expect(out).toContain('   5 hours')
  expect(err.split('\n').slice(0, 2)).toEqual([
    'Claude Code was asked, and said 4 numbers. (~/.claude)',
    'Codex was asked: its daemon says no limits. (~/.codex)',
  ])
})

it('where nothing is known it says what would make it known', async () => {
  const unknown = [{ agent: 'claude', name: 'Claude Code', why: 'It says it there.', next: 'tce statusline install' }]
  const read = async () => limitsReport([], { unknown, past: [] }, limitsNowMs)
  const { out } = await run(['limits'], { services: { ...fakeServices(), limits: { ...madeUpLimits(), read } } })
  expect(out).toContain('No limit is known yet.')
  expect(out).toContain('tce statusline install')
})

describe('tce status', () => {
  const status = (limits: LimitsReport) =>
    run(['status'], {
      services: { ...fakeServices(), origin: 'server', limits: { ...madeUpLimits(), read: async () => limits } },
    })

  it('ends with the limit that is full before its reset and within a day', async () => {
    const { out } = await status(madeUpReport())
    expect(out).toMatch(/^! Claude Max, 5 hours: 62 %, runs out [\w :]+, resets [\w :]+\. See: tce limits$/m)
  })

  it('says nothing of limits that last, or of which nobody knows', async () => {
    const { accounts, ...rest } = madeUpReport()
    expect((await status({ ...rest, accounts: accounts.slice(1) })).out).not.toContain('tce limits')
    expect((await status(limitsReport([], { unknown: [], past: [] }, limitsNowMs))).out).not.toContain('tce limits')
  })
})

it('limits that were typed in stand below, counted, in 80 columns', async () => {
  const counted = countedAccount(
    { requestsAMinute: 4000, inputTokensAMinute: 2e6, usdADay: 20 },
    { rates: { requests: { now: 6 }, input: { now: 41_200 }, output: { now: 0 } }, todayUsd: 0.2 },
    limitsNowMs,
    calendarOf('UTC'),
  )
  const read = async () => limitsReport([], { unknown: [], past: [], counted }, limitsNowMs)
  const { out } = await run(['limits'], { services: { ...fakeServices(), limits: { ...madeUpLimits(), read } } })
  for (const text of out.split('\n')) expect(text.length).toBeLessThanOrEqual(80)
  expect(out).toMatch(/^ {3}Requests a minute +─+ +6 {2}of 4\.0 k +rolling +now$/m)
  expect(out).toMatch(/^ {3}Input a minute +─+ +41\.2 k {2}of 2\.0 M +rolling +now$/m)
  expect(out).toMatch(/^ {3}Dollars a day +[─│]+ +\$0\.20 {2}too early +\w+ \w+ +now$/m)
})
