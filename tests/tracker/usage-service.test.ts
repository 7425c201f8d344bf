/** Reports from a real ledger: on generated homes with a known truth, and on the samples of Claude Code itself. */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentId } from '../../src/agents/agent.ts'
import { claudePrices } from '../../src/agents/claude/prices.ts'
import { listPrices } from '../../src/agents/list-prices.ts'
import { createPriceBook } from '../../src/agents/price-book.ts'
import type { SessionQuery } from '../../src/core/session/session.ts'
import { usageGroupings } from '../../src/core/usage/usage.ts'
import { QueryError } from '../../src/core/words/query-problem.ts'
import { createUsageService } from '../../src/tracker/usage-service.ts'
import { assistantLine, fixtures, generateHome, ledgerOf, tempDir, transcriptPath, write } from './home.ts'

const prices = createPriceBook(claudePrices)
const nowMs = Date.parse('2026-11-20T18:00:00.000Z')

async function serviceFor(configDir: string, timezone = 'UTC') {
  const ledger = await ledgerOf(configDir)
  await ledger.update()
  return createUsageService({ ledger, prices, clock: () => nowMs, timezone })
}

const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(1e-12, Math.abs(b))

describe('on a generated home', () => {
  it('says what the generator knows to be right, however it is grouped', async () => {
    const { configDir, truth } = generateHome({ seed: 11, sessions: 40, 'size-mb': 6, days: 20, unpriced: 0.2 })
    const service = await serviceFor(configDir)
    for (const by of usageGroupings) {
      const { rows, total } = service.usage({ by })
      expect(relative(total.costUsd ?? 0, truth.unique.costUsd), by).toBeLessThan(1e-9)
      expect(total.totalTokens, by).toBe(
        truth.unique.input +
          truth.unique.output +
          truth.unique.cacheRead +
          truth.unique.cacheWrite5m +
          truth.unique.cacheWrite1h,
      )
      expect(
        rows.reduce((sum, { responses }) => sum + responses, 0),
        by,
      ).toBe(truth.counts['responses'])
    }
    for (const { key, totalTokens, costUsd } of service.usage({ by: 'session' }).rows) {
      expect(totalTokens).toBe(truth.bySession[key]?.total)
      if (costUsd !== undefined) expect(relative(costUsd, truth.bySession[key]?.cost ?? 0)).toBeLessThan(1e-9)
    }
  })

  it('pages through all sessions once, in every order', async () => {
    const { configDir, truth } = generateHome({ seed: 12, sessions: 25, 'size-mb': 2, days: 9 })
    const service = await serviceFor(configDir)
    for (const sort of ['start', 'active', 'cost', 'tokens', 'duration', 'agent'] as const) {
      const seen: string[] = []
      const costs: number[] = []
      let cursor: string | undefined
      let total = 0
      do {
        const page = service.sessions({ limit: 7, sort, cursor })
        total = page.total
        seen.push(...page.sessions.map(({ id }) => id))
        costs.push(...page.sessions.map(({ costUsd }) => costUsd ?? -1))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      expect(new Set(seen).size).toBe(total)
      expect(seen).toHaveLength(total)
      // One more may have been opened and never answered.
      expect(seen).toEqual(expect.arrayContaining(Object.keys(truth.bySession)))
      if (sort === 'cost') expect(costs).toEqual([...costs].sort((a, b) => b - a))
    }
  })

  it('lists sessions by their agents, the newest of each first', async () => {
    const sources = (['pi', 'opencode'] as const).map((agent) => {
      const dataDir = tempDir()
      const name = agent === 'pi' ? 'branch-and-fork' : 'fork-and-child'
      cpSync(join(import.meta.dirname, '../fixtures/agent-cases', agent, name), dataDir, { recursive: true })
      return { agent, dataDir }
    })
    const ledger = await ledgerOf(tempDir(), { sources })
    await ledger.update()
    const { sessions, agents } = createUsageService({ ledger, prices, timezone: 'UTC' }).sessions({
      limit: 9,
      sort: 'agent',
    })
    expect(agents).toEqual(['opencode', 'pi'])
    expect(sessions.map(({ agent }) => agent)).toEqual(sessions.map(({ agent }) => agent).sort())
    const times = sessions.flatMap(({ agent, startedAt }) => (agent === 'pi' ? [startedAt ?? ''] : []))
    expect(times).toEqual([...times].sort().reverse())
    expect(times.length).toBeGreaterThan(1)
  })

  it('goes on behind the last session shown, whatever has come or moved since', async () => {
    const configDir = join(tempDir(), '.claude')
    const idOf = (n: number) => `${n}`.padStart(8, '0').concat('-1111-4111-8111-111111111111')
    const add = (n: number, output = n * 100) =>
      write(
        transcriptPath(configDir, idOf(n)),
        assistantLine({
          id: `msg_${n}_${output}`,
          request: `req_${n}_${output}`,
          session: idOf(n),
          at: `2026-11-20T1${n}:00:00.000Z`,
          usage: { output_tokens: output },
        }),
      )
    for (const n of [1, 2, 3, 4, 5]) add(n)
    const ledger = await ledgerOf(configDir)
    const service = createUsageService({ ledger, prices, clock: () => nowMs, timezone: 'UTC' })
    const pageOf = (sort: 'start' | 'cost', cursor?: string) => {
      const { sessions, nextCursor } = service.sessions({ limit: 2, sort, cursor })
      return { ids: sessions.map(({ id }) => Number(id.slice(0, 8))), nextCursor }
    }
    await ledger.update()
    const first = { start: pageOf('start'), cost: pageOf('cost') }
    expect([first.start.ids, first.cost.ids]).toEqual([
      [5, 4],
      [5, 4],
    ])

    // Three new ones, the newest and the dearest.
    for (const n of [6, 7, 8]) add(n)
    await ledger.update()
    for (const sort of ['start', 'cost'] as const) {
      const second = pageOf(sort, first[sort].nextCursor)
      expect(second.ids, sort).toEqual([3, 2])
      const last = pageOf(sort, second.nextCursor)
      expect([last.ids, last.nextCursor], sort).toEqual([[1], undefined])
    }
    // What was shown last is known no more: its place is.
    const lost = first.start.nextCursor?.replace(idOf(4), idOf(9))
    expect(pageOf('start', lost).ids).toEqual([6, 5])
  })

  it('explains a day, a model and a session by steps whose sum is the figure of the report', async () => {
    const { configDir } = generateHome({ seed: 13, sessions: 20, 'size-mb': 2, days: 5 })
    const service = await serviceFor(configDir, 'America/New_York')
    const asked = [
      ...service.usage({ by: 'day' }).rows,
      ...service.usage({ by: 'model' }).rows,
      ...service.usage({ by: 'session' }).rows.slice(0, 5),
    ]
    for (const { key, costUsd = 0, totalTokens } of asked) {
      const explained = service.explain(key)
      if (explained === undefined) throw new Error(`${key} is not explained`)
      const sum = explained.parts.flatMap(({ steps }) => steps).reduce((total, { usd }) => total + usd, 0)
      expect(relative(sum, costUsd)).toBeLessThan(1e-9)
      expect(explained.total.totalTokens).toBe(totalTokens)
    }
  })
})

const sessionId = 'a2051a55-6de4-4c98-a480-e854cdb4d38e'

/** The session up to its first cost-state, with its subagent. */
function samples(): string {
  const configDir = tempDir()
  const folder = join(fixtures, 'projects/2.1.329/-home-dev-proj')
  const lines = readFileSync(join(folder, `${sessionId}.jsonl`), 'utf8').split(/(?<=\n)/)
  const until = lines.findIndex((line) => line.startsWith('{"type":"cost-state"')) + 1
  write(transcriptPath(configDir, sessionId), lines.slice(0, until).join(''))
  cpSync(join(folder, sessionId), join(configDir, 'projects/-home-dev-proj', sessionId), { recursive: true })
  return configDir
}

describe('on what Claude Code wrote', () => {
  it('tells session a2051a55 as its own ledger does: 12 responses, $0.134158', async () => {
    const service = await serviceFor(samples())
    const session = service.session('a2051a55')
    expect(session?.responses).toBe(12)
    expect(session?.costUsd).toBeCloseTo(0.134158, 9)
    expect(session?.ledger?.costUsd).toBeCloseTo(0.134158, 9)
    expect(session?.ledger?.differenceUsd).toBeCloseTo(0, 9)
    expect(session?.resumeCommand).toBe(`claude --resume ${session?.id}`)
    expect(session?.subagents.reduce((sum, { costUsd = 0 }) => sum + costUsd, 0)).toBeGreaterThan(0)
    expect(service.figuresOf(session?.id ?? '')).toMatchObject({
      costUsd: expect.closeTo(0.134158, 9),
      messages: session?.prompts,
      subagents: session?.subagents.length,
    })
    expect(service.explain('a2051a55')?.total.responses).toBe(12)
  })

  it('knows no session of an id nobody has, and none of an ambiguous one', async () => {
    const service = await serviceFor(samples())
    expect(service.session('ffffffff')).toBeUndefined()
    expect(service.session('')).toBeUndefined()
    expect(service.figuresOf('ffffffff')).toBeUndefined()
    expect(service.explain('nothing of the kind')).toBeUndefined()
  })
})

describe('prices and dimensions', () => {
  async function costOfLine(options: Parameters<typeof assistantLine>[0]): Promise<number | undefined> {
    const configDir = tempDir()
    write(transcriptPath(configDir), assistantLine(options))
    return (await serviceFor(configDir)).usage({ by: 'day' }).total.costUsd
  }
  const million = { input_tokens: 0, output_tokens: 1_000_000 }

  it.each([
    ['fast speed', { model: 'claude-opus-5-5', usage: { ...million, speed: 'fast' } }, 40],
    ['inference in the US', { model: 'claude-opus-5-5', usage: { ...million, inference_geo: 'us' } }, 22],
    ['a long prompt', { model: 'claude-haiku-5-5', usage: { input_tokens: 100_001, output_tokens: 0 } }, 0.0500005],
    ['a prompt at the step', { model: 'claude-haiku-5-5', usage: { input_tokens: 100_000, output_tokens: 0 } }, 0.01],
    [
      'the day before a price changed',
      {
        model: 'claude-sonnet-5-5',
        at: '2026-10-06T23:59:59.000Z',
        usage: { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 1_000_000 },
      },
      0.2,
    ],
    [
      'the day it changed',
      {
        model: 'claude-sonnet-5-5',
        at: '2026-10-07T00:00:00.000Z',
        usage: { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 1_000_000 },
      },
      0.1,
    ],
    ['a model nobody lists', { model: 'acme-gateway/next-1', usage: million }, undefined],
  ] as const)('from the transcript to the dollar: %s', async (_, options, usd) => {
    const cost = await costOfLine(options)
    if (usd === undefined) expect(cost).toBeUndefined()
    else expect(cost).toBeCloseTo(usd, 12)
  })
})

describe('a question that makes no sense', () => {
  it.each([
    [{ limit: 0 }, 'limit is "0". Allowed: a whole number from 1 to 1000.'],
    [{ limit: 1001 }, 'limit is "1001". Allowed: a whole number from 1 to 1000.'],
    [{ limit: 5, cursor: 'x' }, 'cursor is "x". Allowed: the nextCursor of the page before.'],
    [{ limit: 5, sort: 'name' }, 'sort is "name". Allowed: start, active, cost, tokens, duration, agent.'],
    [{ limit: 5, since: 'soon' }, 'since is "soon". Allowed: a day as YYYY-MM-DD.'],
    [
      { limit: 5, since: '2026-11-02', until: '2026-11-01' },
      'until is "2026-11-01". Allowed: a day from 2026-11-02 on',
    ],
    [{ limit: 5, timezone: 'Mars/Olympus' }, 'timezone is "Mars/Olympus". Allowed: an IANA time zone'],
  ])('is refused with what is allowed: %o', async (query, message) => {
    const service = await serviceFor(tempDir())
    expect(() => service.sessions(query as SessionQuery)).toThrow(QueryError)
    expect(() => service.sessions(query as SessionQuery)).toThrow(message)
  })

  it('is refused for usage too', async () => {
    const service = await serviceFor(tempDir())
    expect(() => service.usage({ by: 'year' as never })).toThrow('by is "year". Allowed: hour, day, week, month')
  })
})

it('explains days, models and sessions of the kinds of agents that were asked for', async () => {
  const dirOf = (agent: 'kimi' | 'pi', name: string) => ({
    agent,
    dataDir: join(fixtures, '../agent-cases', agent, name),
  })
  const ledger = await ledgerOf('', {
    sources: [dirOf('kimi', 'three-mirrors'), dirOf('pi', 'branch-and-fork')],
  })
  await ledger.update()
  const service = createUsageService({
    ledger,
    prices: createPriceBook(listPrices),
    clock: () => nowMs,
    timezone: 'UTC',
  })
  const responses = (what: string, agents?: readonly AgentId[]) => service.explain(what, { agents })?.total.responses
  const asked = [...service.usage({ by: 'day' }).rows, ...service.usage({ by: 'model' }).rows]
  for (const { key: what } of asked) {
    const all = responses(what) ?? 0
    expect(all).toBeGreaterThan(0)
    expect((responses(what, ['kimi']) ?? 0) + (responses(what, ['pi']) ?? 0), what).toBe(all)
    expect(responses(what, ['kimi', 'pi']), what).toBe(all)
  }
  const [kimi] = service.sessions({ limit: 10, agent: ['kimi'] }).sessions
  expect(responses(kimi?.id ?? '', ['kimi'])).toBeGreaterThan(0)
  expect(responses(kimi?.id ?? '', ['pi'])).toBeUndefined()
})
