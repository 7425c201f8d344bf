/** `tce usage`, `sessions`, `session`, `prices` and `ledger`, with a real ledger of what Claude Code 2.1.329 wrote. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Services } from '../../src/services/services.ts'
import type { OpenUsage } from '../../src/tracker/open-usage.ts'
import { openUsage } from '../../src/tracker/open-usage.ts'
import { nowMs } from '../fixtures/fleet/twenty-agents.ts'
import { fakeServices } from './fake-services.ts'
import { runCli } from './run-cli.ts'

const home = mkdtempSync(join(tmpdir(), 'tce-usage-'))
const configDir = join(home, 'config')
const claudeDir = join(home, '.claude')
const priceFile = join(configDir, 'prices.toml')
const before = { ...process.env }
let usage: OpenUsage
let services: Services

beforeAll(async () => {
  mkdirSync(configDir, { recursive: true })
  const samples = join(import.meta.dirname, '../fixtures/claude/projects/2.1.329')
  cpSync(samples, join(claudeDir, 'projects'), { recursive: true })
  Object.assign(process.env, {
    CLAUDE_CONFIG_DIR: claudeDir,
    TCE_CONFIG_DIR: configDir,
    TCE_DATA_DIR: join(home, 'data'),
  })
  usage = await openUsage({
    dataDir: join(home, 'data'),
    machine: 'm',
    configDir,
    sources: [{ agent: 'claude', dataDir: claudeDir }],
    timezone: 'UTC',
    isFollowing: false,
  })
  services = fakeServices()
  services.usage.report = usage.usage
  services.sessions.list = usage.sessions
  services.sessions.find = usage.session
})
afterEach(() => rmSync(priceFile, { force: true }))
afterAll(async () => {
  await usage.close()
  process.env = before
  rmSync(home, { recursive: true, force: true })
})

const tce = (line: string) => runCli(line.split(' '), { services, parts: { nowMs: () => nowMs } })
const json = async (line: string) => JSON.parse((await tce(line)).out) as Record<string, unknown>

describe('tce usage', () => {
  it('shows the overview, and closes the services', async () => {
    const { code, out } = await tce('usage --timezone UTC')
    expect(code).toBe(0)
    expect(out).toMatch(/^ {17}COST {6}TOKENS {3}FROM CACHE {6}SAVED\nToday {10}/)
    expect(out).toContain('MODELS, 30 DAYS')
    expect(out).toContain('Why: tce usage --explain')
  })

  it('answers as the API in JSON', async () => {
    const report = await json('usage --by model --json')
    expect(report).toMatchObject({ by: 'model', pricesAsOf: '2026-11-19', timezone: 'UTC' })
    expect(Object.keys(report)).toEqual(expect.arrayContaining(['generatedAt', 'periods', 'rows', 'total', 'problems']))
  })

  it('is of one kind of agent, by mark or id, and names each by its name', async () => {
    const all = await json('usage --by agent --since all --json')
    expect(all).toMatchObject({ agents: ['claude'], rows: [{ key: 'claude', label: 'Claude Code' }] })
    for (const word of ['cl', 'claude', 'CL,cx']) {
      expect(await json(`usage --by agent --since all --agent ${word} --json`)).toMatchObject({ total: all['total'] })
    }
    expect(await json('usage --by agent --agent cx --agent pi --json')).toMatchObject({ rows: [], agents: ['claude'] })
    expect((await tce('usage --agent cx --agent pi')).out).toBe(
      'Nothing counted of Codex or pi in that time. Everything: tce usage --by agent\n',
    )
  })

  it('names by agent those that are here and keep none', async () => {
    const out = async () => (await tce('usage --by agent --since all')).out
    const words = 'Aider keeps no usage on disk: nothing of it is in any figure.\n'
    const before = process.env['HOME']
    try {
      process.env['HOME'] = home
      expect(await out()).not.toContain('keeps no usage')
      mkdirSync(join(home, '.aider'))
      expect(await out()).toContain(words)
      expect((await tce('usage --by model --since all')).out).not.toContain('keeps no usage')
    } finally {
      process.env['HOME'] = before
    }
  })

  it('says in words, not with a 0, that an agent keeps no usage', async () => {
    const words = 'Cursor CLI keeps no usage on disk: nothing of it is in any figure.'
    for (const line of ['usage --agent cu', 'usage --by day --agent cursor'])
      expect((await tce(line)).out).toBe(`${words}\n`)
    expect(await json('usage --agent cu --json')).toMatchObject({ problems: [words], total: { responses: 0 } })
  })

  it('has everything in CSV, a head and a record per row', async () => {
    const { out } = await tce('usage --by session --csv')
    const { rows } = (await json('usage --by session --json')) as { rows: unknown[] }
    expect(out.split('\r\n')).toHaveLength(rows.length + 2)
    expect(out.startsWith('key,label,start,end,cost_usd,')).toBe(true)
  })

  it.each([
    'hour',
    'day',
    'week',
    'month',
    'model',
    'project',
    'session',
    'branch',
    'agent',
    'subagent',
    'block',
    'hour-of-week',
  ])('makes a table by %s in 80 columns', async (by) => {
    const { code, out } = await tce(`usage --by ${by} --since all --timezone Asia/Kolkata`)
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toMatch(
      new RegExp(`^${by.replaceAll('-', ' ').toUpperCase()} .*COST .*INPUT +OUTPUT +WRITTEN +READ$`),
    )
    for (const shown of lines) expect(shown.length).toBeLessThanOrEqual(80)
  })

  it.each([
    ['usage --by year', '--by is "year". Allowed: hour, day, week, month, model'],
    [
      'usage --since soon',
      '--since is "soon". Allowed: today, yesterday, a number of days or weeks (7d, 4w), a day (2026-11-01), all.',
    ],
    ['usage --agent vim', '--agent is "vim". Allowed: cl (claude), cx (codex), oc (opencode)'],
    ['sessions --agent cl,vim', '--agent is "vim". Allowed: cl (claude)'],
    ['usage --until 2026-02-30', '--until is "2026-02-30". Allowed: today'],
    ['usage --since today --until 2d', '--until is "2026-11-19". Allowed: a day from 2026-11-20 on'],
    [
      'usage --timezone Mars/Olympus',
      '--timezone is "Mars/Olympus". Allowed: an IANA time zone such as Europe/Berlin.',
    ],
    ['usage --week-start friday', '--week-start is "friday". Allowed: monday, sunday.'],
    ['usage --split-by day', '--split-by is "day". Allowed: model.'],
    ['sessions --limit 0', '--limit is "0". Allowed: a whole number from 1 to 1000.'],
    ['sessions --limit many', '--limit is "many". Allowed: a whole number from 1 to 1000.'],
    ['sessions --sort name', '--sort is "name". Allowed: start, active, cost, tokens, duration, agent.'],
    ['session a2051a55 --timezone here', '--timezone is "here".'],
    ['ledger burn', '"burn" is nothing to do with the ledger. Allowed: status, rebuild.'],
  ])('%s is wrong usage: exit 2, and what is allowed', async (line, message) => {
    const { code, out, err } = await tce(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  it('explains a session: counts × price = dollars, and what Claude Code wrote itself', async () => {
    const { code, out } = await tce('usage --explain a2051a55')
    expect(code).toBe(0)
    expect(out).toContain('15 responses, 297 k tokens, each response once.')
    expect(out).toMatch(/output +[\d,]+ × \$10\/M +(?:× [\d.]+ +)?= \$0\.\d+/)
    expect(out).toContain("Claude Code's own ledger of this session says $0.21: $0.03 more")
    const sums = [...out.matchAll(/= \$([\d.,]+)/g)].reduce(
      (sum, [, usd = '']) => sum + Number(usd.replaceAll(',', '')),
      0,
    )
    expect(sums).toBeCloseTo(0.17977, 6)
  })

  it('explains by your own prices, and names the file', async () => {
    writeFileSync(priceFile, '[models.claude-sonnet-5]\noutput = 100\n')
    const { out } = await tce('usage --explain sonnet-5')
    expect(out).toContain('× $100/M')
    expect(out.replace(/\n\s+/g, ' ')).toContain(`Price: your own price, ${priceFile}`)
  })

  it('says what matches nothing: exit 3', async () => {
    const { code, err } = await tce('usage --explain next-9')
    expect(code).toBe(3)
    expect(err).toContain('No session, day or model matches "next-9".')
  })

  it('names what is wrong in prices.toml', async () => {
    writeFileSync(priceFile, '[models.claude-sonnet-5-5]\noutput = -1\n')
    const { code, err } = await tce('prices')
    expect(code).toBe(1)
    expect(err).toContain(`${priceFile}: models."claude-sonnet-5-5".output is -1. Allowed: a number from 0 to 100000.`)
  })
})

describe('tce sessions and tce session', () => {
  it('list and page', async () => {
    const first = (await json('sessions --limit 2 --json')) as { sessions: { id: string }[]; nextCursor: string }
    const second = (await json(`sessions --limit 2 --cursor ${first.nextCursor} --json`)) as typeof first
    expect(new Set([...first.sessions, ...second.sessions].map(({ id }) => id)).size).toBe(4)
    const { out } = await tce('sessions --limit 2')
    expect(out).toMatch(/^ {2}START .*COST\n/)
    expect(out).toMatch(/2 of \d+\. More: --limit 50, --project, --search\. One: tce session <id>\n$/)
  })

  it('find one by the beginning of its id, by its project, and by words', async () => {
    const byId = await tce('session a2051a55')
    expect(byId.out).toContain("Cost       $0.18 counted   Claude Code's own ledger $0.21, with helper calls\n")
    expect(byId.out).toContain('Resume     claude --resume a2051a55-6de4-4c98-a480-e854cdb4d38e')
    const byProject = await json('session proj --json')
    expect(byProject).toMatchObject({ project: 'proj' })
    expect(await tce('sessions --search nothing-like-it')).toMatchObject({
      code: 0,
      out: 'Nothing matches "nothing-like-it". All of them: tce sessions\n',
    })
  })

  it('say what matches nothing: exit 3', async () => {
    const { code, err } = await tce('session paymets')
    expect(code).toBe(3)
    expect(err).toContain('No session matches "paymets".')
  })
})

describe('tce prices', () => {
  it('lists what is in force and how old it is', async () => {
    const { code, out } = await tce('prices')
    expect(code).toBe(0)
    expect(out).toMatch(/\nOpus 5\.5 +4 +20 +5 +8 +0\.2 +× 2\n/)
    expect(out).toMatch(/\n +2 +10 +2\.5 +4 +0\.1 +– +from 2026-10-07\n/)
    expect(out.replace(/\n/g, ' ')).toContain('checked on 2026-11-19, 1 day ago')
  })

  it('checks against a downloaded list: exit 1 with differences, 0 without', async () => {
    const file = join(home, 'list.json')
    const list = (read: number) =>
      JSON.stringify({ 'claude-opus-5-5': { input_cost_per_token: 4e-6, cache_read_input_token_cost: read } })
    writeFileSync(file, list(4e-7))
    const wrong = await tce(`prices --check ${file}`)
    expect(wrong.code).toBe(1)
    expect(wrong.out).toMatch(/claude-opus-5-5 +cache read +ours 0\.2 +theirs 0\.4/)
    writeFileSync(file, list(2e-7))
    expect((await tce(`prices --check ${file}`)).code).toBe(0)
    writeFileSync(file, '{"a":1}')
    expect((await tce(`prices --check ${file}`)).err).toContain('neither the shape of LiteLLM')
    expect((await tce(`prices --check ${file}.missing`)).err).toContain('cannot be read')
  })
})

describe('tce ledger', () => {
  it('tells what it holds, and counts again to the same', async () => {
    const status = await json('ledger status --json')
    const rebuilt = (await json('ledger rebuild --json')) as { status: typeof status }
    expect(status).toMatchObject({ isSaved: true, badLines: 0 })
    expect(rebuilt.status['responses']).toBe(status['responses'])
    const { out } = await tce('ledger status')
    expect(out).toMatch(/^Store +.*ledger\.sqlite, \d+ kB\nResponses +\d+ in \d+ sessions, each counted once\n/)
  })
})
