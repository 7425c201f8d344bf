/** What the genuine Claude Code says its runs cost, and what the built `tce` makes of their transcripts: the same dollars. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SessionDetail } from '../../src/core/session/session.ts'
import type { UsageReport } from '../../src/core/usage/usage.ts'
import { describeWithClaude, startClaude } from '../tools/claude.ts'
import { type ClaudeHome, makeClaudeHome } from '../tools/claude-home.ts'
import { startDashboard, tceJson } from '../tools/tce.ts'
import { waitFor } from '../tools/wait-for.ts'

/** The one object that `claude -p --output-format json` prints. */
interface PrintedResult {
  readonly session_id: string
  readonly total_cost_usd: number
  readonly modelUsage: Readonly<Record<string, { readonly costUSD: number; readonly costBasis: string }>>
}

let home: ClaudeHome
beforeAll(async () => {
  home = await makeClaudeHome({ delayMs: 5 })
})
afterAll(() => home.close())

async function claude(prompt: string, ...args: readonly string[]): Promise<PrintedResult> {
  const run = await startClaude({
    mode: 'print',
    home,
    cwd: home.project('costs'),
    prompt,
    args: ['--output-format', 'json', ...args],
  })
  await run.isGone()
  return waitFor('its result', () => lastJson(run.output()), { seen: run.output })
}

function lastJson(output: string): PrintedResult | undefined {
  const line = output.split('\n').find((text) => text.startsWith('{'))
  return line === undefined ? undefined : (JSON.parse(line) as PrintedResult)
}

const sessionOf = ({ session_id: id }: PrintedResult): Promise<SessionDetail> => tceJson(home, 'session', id)

/** Both add the same products in another order. */
const expectSameDollars = (ours: number | undefined, theirs: number): void => {
  expect(theirs).toBeGreaterThan(0)
  expect(Math.abs((ours ?? Number.NaN) / theirs - 1)).toBeLessThan(1e-9)
}

const usages: readonly (readonly [what: string, prompt: string, model: string])[] = [
  ['all five classes', 'USAGE 1000 2000 30000 4000 5000', 'claude-opus-5-5'],
  ['writes for an hour alone', 'USAGE 7 1 0 0 123457', 'claude-sonnet-5-5'],
  ['three web searches', 'USAGE 100 200 3000 400 500 ws3', 'claude-opus-5-5'],
  ['fast mode', 'USAGE 1234 567 89012 3456 7890 spfast', 'claude-opus-5-5'],
  ['fast mode of a model with another factor', 'USAGE 1234 567 8901 345 678 spfast', 'claude-opus-4-7'],
  ['inference in the US', 'USAGE 1234 567 89012 3456 7890 geous', 'claude-fable-5-2'],
  ['fast, in the US, with a search', 'USAGE 1234 567 89012 3456 7890 ws1 spfast geous', 'claude-opus-5-5'],
  ['a short prompt of a model with tiers', 'USAGE 40000 500 50000 5000 5000', 'claude-haiku-5-5'],
  ['a long prompt of a model with tiers', 'USAGE 40000 500 50001 5000 5000', 'claude-haiku-5-5'],
]

describeWithClaude('what Claude Code says it cost', { timeout: 60_000 }, () => {
  const spentUsd = new Map<string, number>()

  it.each(usages)('is what we count: %s', async (_what, prompt, model) => {
    const result = await claude(prompt, '--model', model)
    expect(result.modelUsage[model]?.costBasis).toBe('list')
    expectSameDollars((await sessionOf(result)).costUsd, result.total_cost_usd)
    spentUsd.set(result.session_id, result.total_cost_usd)
  })

  it('is what we count of a session with a subagent, whose share is told apart', async () => {
    const result = await claude('RUN_AGENT', '--allowedTools', 'Bash,Agent,Task')
    const session = await sessionOf(result)
    expectSameDollars(session.costUsd, result.total_cost_usd)
    expect(session.subagents).toMatchObject([{ type: 'general-purpose', description: 'Look around' }])
    const ofSubagent = session.subagents[0]?.costUsd ?? 0
    expect(ofSubagent).toBeGreaterThan(0)
    expect(ofSubagent).toBeLessThan(result.total_cost_usd)
    spentUsd.set(result.session_id, result.total_cost_usd)
  })

  it('is what we count of a session that was resumed, and of a fork of it: copied lines cost nothing again', async () => {
    const first = await claude('USAGE 11 22 3300 440 550')
    const resumed = await claude('USAGE 101 202 30300 4040 5050', '--resume', first.session_id)
    expect(resumed.session_id).toBe(first.session_id)
    const togetherUsd = (await sessionOf(first)).costUsd
    // Resumed, it goes on counting from what the session has cost.
    expectSameDollars(togetherUsd, resumed.total_cost_usd)
    expect(resumed.total_cost_usd).toBeGreaterThan(first.total_cost_usd)
    const fork = await claude('USAGE 1 2 3 4 5', '--resume', first.session_id, '--fork-session')
    expect(fork.session_id).not.toBe(first.session_id)
    // So does a fork, of which the copied part was paid for in the first.
    const forkUsd = fork.total_cost_usd - resumed.total_cost_usd
    expectSameDollars((await sessionOf(fork)).costUsd, forkUsd)
    expect((await sessionOf(first)).costUsd).toBe(togetherUsd)
    spentUsd.set(first.session_id, resumed.total_cost_usd)
    spentUsd.set(fork.session_id, forkUsd)
  })

  it('adds up to the total of tce usage, and of the dashboard', async () => {
    const total = [...spentUsd.values()].reduce((sum, usd) => sum + usd, 0)
    const report = await tceJson<UsageReport>(home, 'usage')
    expectSameDollars(report.total.costUsd, total)
    expect(report.total.unpriced).toEqual([])
    const dashboard = await startDashboard(home)
    const answer = await fetch(`${dashboard.url}/api/usage?by=model`)
    expectSameDollars(((await answer.json()) as UsageReport).total.costUsd, total)
    await dashboard.stop()
  })
})
